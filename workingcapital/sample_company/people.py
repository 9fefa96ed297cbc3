"""The people of the group: each is a role, with a name to show and companies to see."""

from workingcapital.sample_company.company import GROUP
from workingcapital.sample_company.rows import Books

ALL = tuple(company.code for company in GROUP)

# address before the @, name to show, role, companies
PEOPLE = (
    ("cfo", "Margarethe Vossbeck", "controller_cfo", ALL),
    ("controller", "Jonas Ellerkamp", "controller_cfo", ALL),
    ("treasury.analyst", "Anneke Thorwald", "treasury_analyst", ALL),
    ("treasury.releaser", "Priya Raghavendra", "treasury_releaser", ALL),
    ("ap.clerk", "Lukas Sonnleitner", "ap_clerk", ALL),
    ("ap.approver", "Beatrix Oldenhof", "ap_approver", ALL),
    ("ap.manager", "Declan Marchbanks", "ap_manager", ALL),
    ("ar.clerk", "Sofia Brandmeyer", "ar_clerk", ALL),
    ("ar.manager", "Tobias Lindqvist", "ar_manager", ALL),
    ("vendor.maintainer", "Mira Castellane", "vendor_maintainer", ALL),
    ("vendor.verifier", "Henrik Aldous", "vendor_verifier", ALL),
    ("viewer.uk", "Gwen Pettifer", "viewer", ("HALUK",)),
    ("security.admin", "Rasmus Feldhoff", "security_admin", ALL),
    ("auditor", "Elena Marquardt", "auditor", ALL),
)


def address(name: str) -> str:
    """The full name of a person: their role at halden.example."""
    return f"{name}@halden.example"


def people(books: Books) -> None:
    """Persons, and what each may do in which company."""
    for name, shown, role, companies in PEOPLE:
        books.add("person", person_id=address(name), name=shown)
        for company in companies:
            books.add("role_grant", company_id=company, person_id=address(name), role=role)
