"""From raw rows into a database: natural keys become the ids the database gives."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from workingcapital.sample_company.company import GROUP
from workingcapital.sample_company.days import START, TODAY
from workingcapital.sample_company.generator import generate
from workingcapital.sample_company.people import address
from workingcapital.sample_company.rows import Row
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.loading.bulk import columns_of, insert_missing, insert_rows, sample_is_loaded, update_load
from workingcapital.store.people.people import Member, found

Progress = Callable[[str, int, int], None]  # what is written, rows done, rows in all

LOADER = Identity(address("security.admin"), tuple(company.code for company in GROUP))

# Tables in the order of their references: the column with the id, and which keys become which ids.
IDS: dict[str, str | None] = {
    "company": None, "payment_term": "term_id", "term_line": "term_line_id", "term_discount": None, "party": "party_id",
    "party_bank_account": "account_id", "bank_account": "bank_account_id", "credit_line": None,
    "purchase_order": "order_id",
    "purchase_order_line": None, "goods_receipt": None, "invoice": "invoice_id", "invoice_line": None,
    "invoice_tax": None,
    "instalment": "instalment_id", "discount_step": None, "match_result": None, "payment": "payment_id",
    "allocation": None,
    "dispute": None, "promise_to_pay": None, "contact_log": None, "dunning_letter": None,
    "bank_statement": "statement_id",
    "bank_line": "bank_line_id", "bank_match": None, "cash_item": None, "order_book": None, "ledger_balance": None,
    "fx_rate": None, "rate_curve": None,
}  # fmt: skip
REFERENCES = {
    "term_key": "term_id", "term_line_key": "term_line_id", "party_key": "party_id", "ap_term_key": "ap_term_id",
    "ar_term_key": "ar_term_id", "payer_key": "payer_id", "merged_into_key": "merged_into_id",
    "changed_from_key": "changed_from_id", "order_key": "order_id", "invoice_key": "invoice_id",
    "payee_key": "payee_id",
    "credits_key": "credits_invoice_id", "duplicate_of_key": "duplicate_of_id", "instalment_key": "instalment_id",
    "bank_account_key": "bank_account_id", "payee_account_key": "payee_account_id", "payment_key": "payment_id",
    "credit_invoice_key": "credit_invoice_id", "statement_key": "statement_id", "bank_line_key": "bank_line_id",
}  # fmt: skip
SAME_TABLE = ("payer_key", "merged_into_key", "changed_from_key", "credits_key", "duplicate_of_key")
SHARED = ("holiday", "statutory_rate", "legal_term_limit")
RAW_ONLY = frozenset({"key", "returned_on"})


@dataclass
class LoadReport:
    """What a load of the sample company did: rows by table, or that it was there already."""

    already_there: bool = False
    rows: dict[str, int] = field(default_factory=dict)


def load(store: Store, progress: Progress | None = None, tables: dict[str, list[Row]] | None = None) -> LoadReport:
    """Write the group Halden into a migrated database, once; `tables` saves generating its rows a second time."""
    with store.loading(LOADER) as books:
        if sample_is_loaded(books):
            return LoadReport(already_there=True)
        tables = generate() if tables is None else tables
        order = (*IDS, *SHARED)
        work = _Work(books, progress, sum(len(tables.get(table, [])) for table in order))
        for table in order:
            work.write(table, tables.get(table, []))
        work.close()
        _found(books, tables)
        return LoadReport(rows=dict(work.written))


def _found(books: Books, tables: dict[str, list[Row]]) -> None:
    """The people and the first policy of each company."""
    names = {row["person_id"]: row["name"] for row in tables["person"]}
    for company in GROUP:
        granted = [row for row in tables["role_grant"] if row["company_id"] == company.code]
        found(
            books, company.code, [Member(row["person_id"], names[row["person_id"]], (row["role"],)) for row in granted]
        )


class _Work:
    """One load: the ids given so far, and how far it has come."""

    def __init__(self, books: Books, progress: Progress | None, total: int) -> None:
        self.books, self.progress, self.total = books, progress, total
        self.ids: dict[str, int] = {}
        self.loads: dict[str, int] = {}
        self.written: Counter[str] = Counter()
        self._by_company: Counter[str] = Counter()

    def write(self, table: str, rows: list[Row]) -> None:
        """All rows of a table; rows that point into their own table after those they point to."""
        for ready in self._in_order(rows):
            columns = self._columns(table, ready[0])
            values = [self._values(columns, row) for row in ready]
            if table in SHARED:
                insert_missing(self.books, table, columns, values)
            else:
                given = insert_rows(self.books, table, columns, values, IDS[table])
                if given:
                    self.ids.update(zip((row["key"] for row in ready), given, strict=True))
        self._count(table, rows)

    def close(self) -> None:
        """Complete the load rows."""
        for company, load_id in self.loads.items():
            update_load(self.books, company, load_id, self._by_company[company])

    def _in_order(self, rows: list[Row]) -> Iterator[list[Row]]:
        while rows:
            ready = [row for row in rows if all(row.get(key) is None or row[key] in self.ids for key in SAME_TABLE)]
            if not ready:
                raise ValueError(f"{rows[0]} points to a row that is nowhere")
            yield ready
            rows = [row for row in rows if row.get("key") not in self.ids] if len(ready) < len(rows) else []

    def _columns(self, table: str, row: Row) -> list[str]:
        known = columns_of(self.books, table)
        columns = [REFERENCES.get(name, name) for name in row if name not in RAW_ONLY]
        if unknown := set(columns) - set(known):
            raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
        if "load_id" in known and table != "company":
            columns += ["load_id"]
        if "source_id" in known:
            columns += ["source_system", "source_id"]
        return columns

    def _values(self, columns: list[str], row: Row) -> list[Any]:
        values = [
            value if name not in REFERENCES else None if value is None else self.ids[value]
            for name, value in row.items()
            if name not in RAW_ONLY
        ]
        extra = {
            "load_id": self.loads.get(row.get("company_id", "")),
            "source_system": "sample",
            "source_id": row.get("key"),
        }
        return values + [extra[name] for name in columns[len(values) :]]

    def _count(self, table: str, rows: list[Row]) -> None:
        self.written[table] += len(rows)
        self._by_company.update(row["company_id"] for row in rows if "company_id" in row)
        if table == "company":
            self._open_loads()
        if self.progress:
            self.progress(table, self.written.total(), self.total)

    def _open_loads(self) -> None:
        columns = ["company_id", "source_system", "kind", "period_from", "period_to", "loaded_by"]
        rows = [[company.code, "sample", "sample", START, TODAY, LOADER.person] for company in GROUP]
        given = insert_rows(self.books, "load", columns, rows, "load_id")
        self.loads = dict(zip((company.code for company in GROUP), given, strict=True))
