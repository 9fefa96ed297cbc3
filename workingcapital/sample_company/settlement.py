"""Payments and what they settle: the rows, and the open amounts that follow from them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.sample_company.chance import cents
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.rates import Market
from workingcapital.sample_company.rows import ZERO, Books, Row


@dataclass
class Taken:
    """What an allocation settles beside the money that moved."""

    discount: Decimal = ZERO
    tax_correction: Decimal = ZERO
    withheld: Decimal = ZERO
    write_off: Decimal = ZERO


class Settlement:
    """Writes payments and allocations of one company, numbered in the order they happen."""

    def __init__(self, books: Books, market: Market, company: Company) -> None:
        self.books, self.market, self.company = books, market, company
        self._numbers: dict[str, int] = defaultdict(int)

    def payment(self, direction: str, party: Row, day: date, currency: str, amount: Decimal, **more: Any) -> Row:
        """A booked payment through our account of that currency."""
        code = self.company.code
        number = self._next(direction)
        kind = "PAY" if direction == "out" else "RCV"
        row: Row = {
            "company_id": code, "key": f"{code}/{kind}/{number:06d}", "direction": direction, "party_key": party["key"],
            "bank_account_key": f"{code}/BANK/{self.company.account_for(currency).name}", "payee_account_key": None,
            "value_date": day, "currency": currency, "amount": amount, "reference": None,
            "run_date": day if direction == "out" else None, "status": "booked",
            "end_to_end_id": f"{code}-{day:%Y%m%d}-{number:06d}" if direction == "out" else None,
        }  # fmt: skip
        return self.books.add("payment", **(row | more))

    def allocate(self, instalment: Row, payment: Row, amount: Decimal, taken: Taken | None = None) -> Row:
        """Money of a payment settles an item, with what was deducted."""
        taken, day = taken or Taken(), payment["value_date"]
        return self._add(
            instalment, day, amount, payment_key=payment["key"], discount_taken=taken.discount,
            tax_correction=taken.tax_correction, withheld=taken.withheld, write_off=taken.write_off,
            fx_gain=self._fx_gain(instalment, amount, day),
        )  # fmt: skip

    def offset(self, instalment: Row, credit: Row, day: date, amount: Decimal) -> None:
        """A credit note settles an item: two rows that cancel each other."""
        self._add(instalment, day, amount, credit_invoice_key=credit["invoice_key"])
        self._add(credit, day, -amount, credit_invoice_key=credit["invoice_key"])

    def reverse(self, allocation: Row, day: date) -> None:
        """The bank took the money back: from that day on the item is open again."""
        allocation["reversed_on"] = day
        self._reduce(self.books[allocation["instalment_key"]], -settles(allocation))

    def _add(self, instalment: Row, day: date, amount: Decimal, **more: Any) -> Row:
        code = self.company.code
        row: Row = {
            "company_id": code, "key": f"{code}/ALLOC/{self._next('allocation'):06d}",
            "instalment_key": instalment["key"],
            "payment_key": None, "credit_invoice_key": None, "allocated_on": day, "amount": amount,
            "discount_taken": ZERO,
            "tax_correction": ZERO, "write_off": ZERO, "withheld": ZERO, "fx_gain": ZERO, "reversed_on": None,
        }  # fmt: skip
        allocation = self.books.add("allocation", **(row | more))
        self._reduce(instalment, settles(allocation))
        return allocation

    def _reduce(self, instalment: Row, amount: Decimal) -> None:
        invoice = self.books[instalment["invoice_key"]]
        instalment["open_amount"] -= amount
        invoice["open_amount"] -= amount
        invoice["status"] = "open" if invoice["open_amount"] else "paid"

    def _fx_gain(self, instalment: Row, amount: Decimal, day: date) -> Decimal:
        """What the rate did between posting and payment, in base currency; a gain on what we owe is a fall."""
        invoice = self.books[instalment["invoice_key"]]
        if invoice["fx_rate"] is None:
            return ZERO
        moved = self.market.rate(invoice["currency"], self.company.currency, day) - invoice["fx_rate"]
        return cents(amount * moved * (1 if invoice["side"] == "receivable" else -1))

    def _next(self, what: str) -> int:
        self._numbers[what] += 1
        return self._numbers[what]


def settles(allocation: Row) -> Decimal:
    """How much of the item an allocation closes."""
    return sum((allocation[part] for part in ("amount", "discount_taken", "write_off", "withheld")), ZERO)
