"""A bank statement as a file states it, and the proof that it adds up."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.banking.account import OwnAccount
from workingcapital.importing.currencies import is_currency
from workingcapital.importing.xmlfile import BadField
from workingcapital.money import minor_digits


class BadStatement(ValueError):
    """A statement cannot be used: which field, and why in words."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement; money that came in is positive."""

    booked_on: date
    value_date: date
    amount: Decimal
    counterparty: str | None = None
    counterparty_account: str | None = None
    remittance: str | None = None
    reference: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Balances:
    """What the bank says was on the account before the first line and after the last."""

    opening: Decimal
    closing: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, or a notice of movements (camt.054), which states no balances."""

    syntax: str
    row: int  # where it begins: a line of the file, or its position in it
    source_id: str
    number: str | None
    account: OwnAccount
    currency: str
    from_date: date
    to_date: date
    balances: Balances | None
    lines: tuple[StatementLine, ...]
    notices: tuple[str, ...] = ()
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def moved(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.amount for line in self.lines), Decimal(0))

    def digest(self) -> str:
        """The same for the same content: how a changed statement is told from a repeated one."""
        content = (self.account, self.currency, self.from_date, self.to_date, self.balances, self.number, self.lines)
        return hashlib.sha256(repr(content).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A statement that cannot be taken: where it begins, which field, why."""

    row: int
    field: str
    why: str
    read: Statement | None = None  # what was read of it, where only the proof failed


def judged(row: int, make: Callable[[], Statement]) -> Statement | Refusal:
    """The statement, proved, or why it is refused."""
    statement: Statement | None = None
    try:
        statement = make()
        return proved(statement)
    except (BadField, BadStatement) as error:
        return Refusal(row, error.field, error.why, statement)


def proved(statement: Statement) -> Statement:
    """The statement, if its currency exists, its amounts fit it, and opening + lines = closing; else BadStatement."""
    currency = statement.currency
    if not is_currency(currency):
        raise BadStatement("currency", f"{currency!r} is not a currency of ISO 4217 that is in use")
    balances = statement.balances
    stated = [] if balances is None else [("opening balance", balances.opening), ("closing balance", balances.closing)]
    for name, amount in stated + [("amount", line.amount) for line in statement.lines]:
        if amount != amount.quantize(Decimal(1).scaleb(-minor_digits(currency))):
            raise BadStatement(name, f"{amount} has more decimals than {currency} knows")
    if balances is not None and balances.opening + statement.moved != balances.closing:
        raise BadStatement("balances", _difference(balances, statement))
    return statement


def _difference(balances: Balances, statement: Statement) -> str:
    reached = balances.opening + statement.moved
    return (
        f"opening {_said(balances.opening)} and {len(statement.lines)} lines of {_said(statement.moved)} make "
        f"{_said(reached)} {statement.currency}, and the bank states a closing balance of {_said(balances.closing)}: "
        f"{_said(abs(balances.closing - reached))} {statement.currency} "
        f"{'are missing' if balances.closing > reached else 'are too much'}"
    )


def _said(amount: Decimal) -> str:
    """An amount without the zeros a file pads it with, two decimals at least."""
    return f"{amount:f}" if amount != amount.quantize(Decimal("0.01")) else f"{amount:.2f}"
