"""What the books and the contract in force say on a party's payment terms."""

from datetime import date
from typing import Any

from workingcapital.clauses import first_precedence, read_clause, terms_of
from workingcapital.metrics.registry import NoData
from workingcapital.store import documents as table
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.passages import lines_of


@gathers("contract.terms.v1")
def read_contract_terms(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Sentences on payment of the contract in force on the day; asked: party."""
    contract, lines = contract_in_force(books, company, as_of, asked["party"])
    sentences = [text for text in _said(lines) if read_clause(text)]
    return Gathered({"sentences": sentences, "file": contract["file_name"]}, _rows(contract), party=contract["party"])


@gathers("invoice.terms.v1")
def read_invoice_terms(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Terms of the party's latest invoice on the day; asked: party."""
    row = books.execute(
        """select i.invoice_id, i.number, i.term_text, p.name as party
           from invoice i join party p using (company_id, party_id)
           where i.company_id = %(company)s and i.party_id = %(party)s and i.kind = 'invoice'
             and i.posting_date <= %(as_of)s and i.term_text is not null
             and i.status not in ('draft', 'void', 'deleted')
           order by (i.side = 'payable') desc, i.issue_date desc, i.invoice_id desc limit 1""",
        {"company": company, "party": asked["party"], "as_of": as_of},
    ).fetchone()
    if row is None:
        raise NoData("there is no invoice of this party with payment terms")
    return Gathered(
        {"terms": row["term_text"], "number": row["number"]}, (f"invoice:{row['invoice_id']}",), party=row["party"]
    )


@gathers("contract.applies.v1")
def read_applying_terms(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """Both terms and the contract's sentence on precedence; asked: party."""
    contract, lines = contract_in_force(books, company, as_of, asked["party"])
    texts = _said(lines)
    found, terms = first_precedence(texts), terms_of(texts)
    if found is None or terms is None:
        raise NoData("the contract does not say whose payment terms come first")
    invoice = read_invoice_terms(books, company, as_of, asked)
    inputs = {"contract": terms, "invoice": invoice.inputs["terms"], "first": found[0], "sentence": found[1]}
    return Gathered(inputs, (*_rows(contract), *invoice.rows), party=contract["party"])


def contract_in_force(
    books: Books, company: str, as_of: date, party: int
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The contract with the party that is in force on the day, and its sentences; raises NoData."""
    contracts = table.contracts_of(books, company, party)
    valid = [each for each in contracts if in_force(each, as_of)]
    if not valid:
        raise NoData(
            "no contract with this party is in the index"
            if not contracts
            else f"no contract with this party is in force on {as_of}"
        )
    return valid[-1], lines_of(books, company, valid[-1]["document_id"])


def in_force(row: dict[str, Any], as_of: date) -> bool:
    """Whether a contract runs on the day; one that states no first day counts as running."""
    begun = row["in_force_from"] is None or row["in_force_from"] <= as_of
    return bool(begun and (row["in_force_to"] is None or as_of <= row["in_force_to"]))


def _said(lines: list[dict[str, Any]]) -> list[str]:
    """Sentences without headings."""
    return [line["text"] for line in lines if not line.get("heading")]


def _rows(contract: dict[str, Any]) -> tuple[str, ...]:
    return (f"document:{contract['document_id']}",)
