"""What a made document is, and how rows are found for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class DocumentSpec:
    """A file and what it is about: `party` is a name, `invoice` the key of an invoice row."""

    company: str
    path: str
    kind: str
    party: str | None = None
    invoice: str | None = None
    attack: bool = False


class Rows:
    """The generated rows, looked up the way documents need them."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.companies = {row["company_id"]: row for row in tables["company"]}
        self.parties = {row["key"]: row for row in tables["party"]}
        self._lines = _grouped(tables["invoice_line"], "invoice_key")
        self._accounts = _grouped(tables["party_bank_account"], "party_key")
        self._terms = {row["key"]: row["code"] for row in tables["payment_term"]}

    def party(self, company: str, name: str) -> Row:
        """The company's party of that name; a missing one is a programming error."""
        return next(row for row in self.parties.values() if row["company_id"] == company and row["name"] == name)

    def lines(self, invoice: Row) -> list[Row]:
        """An invoice's lines in order."""
        return sorted(self._lines.get(invoice["key"], []), key=lambda row: int(row["sequence"]))

    def account(self, party: Row) -> Row:
        """The account the party printed on its bills first: a later change is news that needs verifying."""
        return min(self._accounts[party["key"]], key=lambda row: (row["valid_from"], row["key"]))

    def term_code(self, invoice: Row) -> str:
        """The code of the invoice's payment terms."""
        return str(self._terms[invoice["term_key"]])

    def bills(self, company: str) -> list[Row]:
        """Suppliers' invoices (no credit notes) of a company, newest first."""
        rows = (
            row
            for row in self.tables["invoice"]
            if row["company_id"] == company and row["side"] == "payable" and row["kind"] == "invoice"
        )
        return sorted(rows, key=lambda row: (row["issue_date"], row["key"]), reverse=True)


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    result: dict[str, list[Row]] = {}
    for row in rows:
        result.setdefault(row[column], []).append(row)
    return result
