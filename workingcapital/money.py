"""Money: an amount that knows its currency and refuses to lie."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from workingcapital.errors import BadInput

# ISO 4217 minor units where they are not two.
MINOR_DIGITS: Final = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


class CurrencyMismatch(BadInput):
    """Two currencies cannot be added without a rate."""


def minor_digits(currency: str) -> int:
    """How many decimals the currency has: EUR 2, JPY 0, KWD 3."""
    return MINOR_DIGITS.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round once, half up, to the currency's minor unit.

    >>> rounded(Decimal("2.675"), "EUR"), rounded(Decimal("2.5"), "JPY")
    (Decimal('2.68'), Decimal('3'))
    """
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), rounding=ROUND_HALF_UP)


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in whole minor units; refuses an amount finer than the currency.

    >>> to_minor(Decimal("10.50"), "EUR")
    1050
    """
    scaled = amount.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        raise BadInput(f"{amount} has more decimals than {currency} knows")
    return int(scaled)


def from_minor(minor: int, currency: str) -> Decimal:
    """The inverse of to_minor."""
    return Decimal(minor).scaleb(-minor_digits(currency))


@dataclass(frozen=True, order=False)
class Money:
    """An exact amount in one currency.

    >>> Money.of("10.00", "EUR") + Money.of("0.10", "EUR")
    Money(amount=Decimal('10.10'), currency='EUR')
    """

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> "Money":
        """Money from text or integers; floats are not accepted, they cannot hold a cent."""
        if isinstance(amount, float):
            raise BadInput("a float cannot hold money")
        return cls(Decimal(amount), currency)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def rounded(self) -> "Money":
        """To the currency's minor unit, half up."""
        return Money(rounded(self.amount, self.currency), self.currency)

    def __str__(self) -> str:
        return f"{rounded(self.amount, self.currency):,} {self.currency}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} need an exchange rate before they are added")


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum; zero in `currency` when there is nothing to add."""
    result = Money(Decimal(0), currency)
    for amount in amounts:
        result = result + amount
    return result
