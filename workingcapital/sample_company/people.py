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
    ("auditor", "Elena Marquardt", "viewer", ALL),
)


def address(name: str) -> str:
    """The full name of a person: their role at halden.example."""
    return f"{name}@halden.example"


def people(books: Books) -> None:
    """Persons and what each may do in which company; grants were asked for and approved by two people."""
    for name, shown, role, companies in PEOPLE:
        books.add(
            "person", person_id=address(name), email=address(name), name=shown,
            home_company="HALUK" if name == "viewer.uk" else "HALDE", language="en",
        )  # fmt: skip
        for company in companies:
            books.add(
                "role_grant", company_id=company, person_id=address(name), role=role,
                requested_by=address("security.admin"),
                approved_by=address("controller" if name == "cfo" else "cfo"),
            )  # fmt: skip


def policies(books: Books) -> None:
    """The first policy of each company: who approves up to which amount, in the company's currency."""
    tiers = [
        {"up_to": "50000", "approvers": ["ap_approver"]},
        {"up_to": "500000", "approvers": ["ap_manager"]},
        {"up_to": None, "approvers": ["ap_manager", "controller_cfo"]},
    ]
    for company in GROUP:
        books.add(
            "policy", company_id=company.code, version=1, currency=company.currency, tiers=tiers,
            requested_by=address("controller"), approved_by=address("cfo"),
        )  # fmt: skip
