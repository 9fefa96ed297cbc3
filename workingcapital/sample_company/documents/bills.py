"""Which bills of the sample company have a document, and in which form."""

from collections.abc import Iterator

from workingcapital.sample_company.documents.cii import cii
from workingcapital.sample_company.documents.hybrid import hybrid
from workingcapital.sample_company.documents.paper import Bill, draw
from workingcapital.sample_company.documents.spec import DocumentSpec, Row, Rows
from workingcapital.sample_company.documents.ubl import ubl

PER_COMPANY = {"HALDE": 40, "HALUK": 20, "HALUS": 16}
PER_PARTY = 2
_FORMS = {3: "hybrid", 6: "ubl", 9: "cii"}


def bills(rows: Rows) -> Iterator[tuple[DocumentSpec, bytes]]:
    """The newest bills, at most two of a supplier: most on paper, some electronic, some both."""
    for company, wanted in PER_COMPANY.items():
        for index, invoice in enumerate(chosen(rows, company)[:wanted]):
            bill = bill_of(rows, invoice, index % 4)
            form = _FORMS.get(index % 12, "pdf") if printable(bill) else "ubl"
            data = {"pdf": draw, "hybrid": hybrid, "ubl": ubl, "cii": cii}[form](bill)
            yield spec_of(bill, form), data


def chosen(rows: Rows, company: str) -> list[Row]:
    """The newest bills of a company, spread over its suppliers, in an order that never changes."""
    seen: dict[str, int] = {}
    result = []
    for invoice in rows.bills(company):
        party = rows.parties[invoice["party_key"]]
        if invoice["status"] in ("void", "deleted", "draft") or invoice["intercompany"] or invoice["duplicate_of_key"]:
            continue
        if (
            seen.get(party["key"], 0) < PER_PARTY
            and rows.lines(invoice)
            and invoice["party_key"] in _with_account(rows)
        ):
            seen[party["key"]] = seen.get(party["key"], 0) + 1
            result.append(invoice)
    return result


def bill_of(rows: Rows, invoice: Row, layout: int) -> Bill:
    """Everything the bill prints."""
    seller = rows.parties[invoice["party_key"]]
    company = rows.companies[invoice["company_id"]]
    buyer = {
        **company,
        "street": _STREET[invoice["company_id"]][0],
        "city": _STREET[invoice["company_id"]][1],
        "postal_code": "",
    }
    language = "de" if seller["language"] == "de" else "en"
    return Bill(
        seller, buyer, invoice, rows.lines(invoice), rows.account(seller), rows.term_code(invoice), language, layout
    )


def spec_of(bill: Bill, form: str) -> DocumentSpec:
    """File name and reference of a bill's document."""
    company, number = bill.invoice["company_id"], "".join(c if c.isalnum() else "-" for c in bill.invoice["number"])
    name = "".join(c for c in bill.seller["name"].split()[0].lower() if c.isascii() and c.isalnum())
    ending = "xml" if form in ("ubl", "cii") else "pdf"
    return DocumentSpec(
        company, f"{company}/invoice_{name}_{number}.{ending}", "invoice", bill.seller["name"], bill.invoice["key"]
    )


def printable(bill: Bill) -> bool:
    """Whether the standard fonts of PDF hold every letter of the bill."""
    try:
        " ".join(
            [
                bill.seller["name"],
                bill.seller["street"],
                bill.seller["city"],
                *(line["description"] for line in bill.lines),
            ]
        ).encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _with_account(rows: Rows) -> set[str]:
    return {row["party_key"] for row in rows.tables["party_bank_account"]}


_STREET = {
    "HALDE": ("Pumpenstraße 1", "65929 Frankfurt am Main"),
    "HALUK": ("7 Aire Valley Way", "Leeds LS10 1AB"),
    "HALUS": ("4100 Prairie Avenue", "Chicago, IL 60609"),
}
