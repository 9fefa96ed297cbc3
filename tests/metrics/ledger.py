"""A ledger of a few rows for tests, written the way a person would write it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import Rollback

from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity

TESTER = Identity("tester@halden.example", ("TEST",))
AS_OF = date(2026, 6, 30)


def _day(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


@dataclass
class Ledger:
    """Enters rows into the books of the company TEST; ids are those of the database."""

    books: Books

    def company(self, **more: Any) -> None:
        given = {
            "company_id": "TEST", "name": "Test GmbH", "base_currency": "EUR", "country": "DE",
            "time_zone": "Europe/Berlin", "holiday_calendar": "TARGET", "borrowing_rate": Decimal("0.065"),
            "borrowing_source": "credit line", **more,
        }  # fmt: skip
        self._insert("company", "company_id", given)

    def party(self, name: str = "Acme", **more: Any) -> int:
        given = {"code": name, "name": name, "normalised_name": name.lower(), "is_customer": True, "is_supplier": True}
        return self._insert("party", "party_id", {"company_id": "TEST", **given, **more})

    def invoice(
        self,
        party: int,
        gross: str,
        issued: str | date,
        due: str | date,
        side: str = "receivable",
        currency: str = "EUR",
        **more: Any,
    ) -> int:
        """Book an invoice (or credit note, when negative) with one instalment; returns the instalment's id."""
        amount = Decimal(gross)
        kind = "credit_note" if amount < 0 else "invoice"
        number = more.pop("number", f"N{self._next()}")
        given = {
            "company_id": "TEST", "side": side, "kind": kind, "number": number, "normalised_number": number.upper(),
            "party_id": party, "issue_date": _day(issued), "posting_date": _day(issued), "due_date": _day(due),
            "currency": currency, "net": amount, "gross": amount, "open_amount": amount, **more,
        }  # fmt: skip
        invoice = self._insert("invoice", "invoice_id", given)
        row = {
            "company_id": "TEST",
            "invoice_id": invoice,
            "due_date": _day(due),
            "amount": amount,
            "open_amount": amount,
        }
        return self._insert("instalment", "instalment_id", row)

    def pay(self, item: int, amount: str, on: str | date, **more: Any) -> int:
        """Settle (part of) an item by a payment of the day; returns the payment's id."""
        side = self.books.execute(
            "select v.side, v.party_id, v.currency from instalment i join invoice v using (company_id, invoice_id)"
            " where i.instalment_id = %s", (item,),
        ).fetchone()  # fmt: skip
        assert side
        paid = abs(Decimal(amount))
        given = {
            "company_id": "TEST", "direction": "in" if side["side"] == "receivable" else "out",
            "party_id": side["party_id"], "value_date": _day(on), "currency": side["currency"], "amount": paid,
        }  # fmt: skip
        payment = self._insert("payment", "payment_id", given)
        self.allocate(item, amount, on, payment_id=payment, **more)
        return payment

    def allocate(self, item: int, amount: str, on: str | date, **more: Any) -> int:
        given = {
            "company_id": "TEST",
            "instalment_id": item,
            "amount": Decimal(amount),
            "allocated_on": _day(on),
            **more,
        }
        return self._insert("allocation", "allocation_id", given)

    def row(self, table: str, key: str, **values: Any) -> int:
        return self._insert(table, key, {"company_id": "TEST", **values})

    def _next(self) -> int:
        row = self.books.execute("select count(*) + 1 as next from invoice").fetchone()
        assert row
        return int(row["next"])

    def _insert(self, table: str, key: str, values: dict[str, Any]) -> Any:
        columns, marks = ", ".join(values), ", ".join(f"%({name})s" for name in values)
        row = self.books.execute(f"insert into {table} ({columns}) values ({marks}) returning {key}", values).fetchone()
        assert row
        return row[key]


@contextmanager
def rolled_back(store: Store) -> Iterator[Ledger]:
    """A ledger that is forgotten at the end of the test: one transaction of the loader, never committed."""
    with store.loading(TESTER) as books:
        ledger = Ledger(books)
        ledger.company()
        yield ledger
        raise Rollback
