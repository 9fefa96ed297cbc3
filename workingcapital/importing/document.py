"""A bill or customer invoice on its way into the books, whichever kind of file it came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from workingcapital.invoices import Kind, Side

RATE_DIGITS: Final = Decimal("1e-8")  # of an exchange rate, as the books keep it


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account as a document states it; `fault` says why it must not be paid to."""

    iban: str
    holder: str
    bic: str | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A supplier or customer as a file names it; `code` is null where the source has no numbers of its own."""

    code: str | None
    name: str
    normalised_name: str
    look_alike_of: str | None = None  # the normal form its letters imitate
    vat_number: str | None = None
    tax_number: str | None = None
    registry_number: str | None = None
    country: str | None = None
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    email: str | None = None
    accounts: tuple[Account, ...] = ()

    @property
    def key(self) -> str:
        """What makes two mentions the same party: its number, else its name and tax number."""
        if self.code is not None:
            return self.code
        stem = "X-" + self.normalised_name.upper().replace(" ", "-")
        return f"{stem}-{self.vat_number}" if self.vat_number else stem


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document; amounts without tax."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    tax_percent: Decimal


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax category of a document."""

    category: str
    percent: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """A discount on an instalment: until when, how much of what."""

    pay_by: date
    percent: Decimal
    base: Decimal
    amount: Decimal
    tax_part: Decimal
    source: str


@dataclass(slots=True)
class Instalment:
    """A part of a document with its own due date; not frozen, as the document is not."""

    due: date
    amount: Decimal
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the source says was paid, and when; signed as the document."""

    on: date
    amount: Decimal


@dataclass(slots=True)
class Document:
    """One document; amounts carry their sign, a credit note is negative.

    Nobody changes one. It is not frozen: guarding forty fields takes longer than reading the row they come from.
    """

    file: str
    row: int
    source_system: str
    source_id: str
    side: Side
    kind: Kind
    number: str
    party: Party
    issued: date
    posted: date
    due: date
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    instalments: tuple[Instalment, ...]
    payload: Mapping[str, Any]
    our_number: str | None = None
    payee: Party | None = None  # who is paid, where that is not the party
    repeatable: bool = False  # whether the id may occur several times in one load
    approval: str = "approved"
    received: date | None = None
    baseline: date | None = None  # from which the terms count, where that is not the day of issue
    fx_rate: Decimal | None = None  # one unit of the currency in the company's own, as the source booked it
    terms: str | None = None  # in the notation of the trade
    term_text: str | None = None
    status: str = "open"
    disputed: bool = False
    po_number: str | None = None
    cost_centre: str | None = None
    payment_reference: str | None = None
    hold_code: str | None = None
    hold_reason: str | None = None
    settlement: Settlement | None = None
    lines: tuple[Line, ...] = ()
    taxes: tuple[Tax, ...] = ()


# Characters: what is looked up by an index must fit into it, and no ledger's numbers and names come near these.
_LONGEST_NUMBER: Final = 200
_LONGEST_NAME: Final = 300
_LONGEST: Final = (_LONGEST_NUMBER, _LONGEST_NUMBER, _LONGEST_NAME, _LONGEST_NAME, 600)


def overlong(document: Document) -> tuple[str, str] | None:
    """The first field of a document that is longer than the books can look up, and why; null where none is."""
    party, accounts = document.party, (document.payee or document.party).accounts
    texts = (document.number, document.our_number or "", party.name, party.code or "", document.source_id)
    if not accounts and len("".join(texts)) <= _LONGEST_NUMBER:
        return None  # most documents: all together are no longer than one may be
    limits = (
        *zip(("number", "our_number", "party_name", "party_code", "source_id"), texts, _LONGEST, strict=True),
        *(("iban", account.iban, _LONGEST_NUMBER) for account in accounts),
    )
    for field, text, longest in limits:
        if len(text) > longest:
            return (
                field,
                f"has {len(text)} characters, more than the {longest} that are kept: is the column the right one?",
            )
    return None
