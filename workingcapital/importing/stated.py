"""An e-invoice as it states itself, whichever syntax it is written in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from workingcapital.importing.document import Line, Tax


@dataclass(frozen=True)
class StatedParty:
    """The seller, or the payee where that is somebody else."""

    name: str
    vat_number: str | None = None
    tax_number: str | None = None
    registry_number: str | None = None
    country: str | None = None
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class StatedDiscount:
    """A discount in fields of its own: by days after the invoice or by a date."""

    percent: Decimal
    days: int | None
    until: date | None
    base: Decimal | None


@dataclass(frozen=True)
class StatedInstalment:
    """A due date with the part of the amount that is due on it; a null amount means all that is left."""

    due: date
    amount: Decimal | None


@dataclass(frozen=True)
class Stated:
    """Header, sums, parties, terms, lines and taxes; amounts as they stand in the document."""

    syntax: str
    number: str | None
    type_code: str
    issued: date | None
    currency: str | None
    net: Decimal | None
    tax: Decimal | None
    grand_total: Decimal | None
    payable: Decimal | None
    seller: StatedParty | None
    payee: StatedParty | None
    accounts: Sequence[tuple[str, str | None]]  # IBAN, BIC
    means: frozenset[str]
    terms: Sequence[str] = ()
    instalments: Sequence[StatedInstalment] = ()
    discounts: Sequence[StatedDiscount] = ()
    order: str | None = None
    payment_reference: str | None = None
    lines: Sequence[Line] = field(default=())
    taxes: Sequence[Tax] = field(default=())
