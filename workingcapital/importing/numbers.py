"""Amounts as ledgers write them: which mark is the decimal one, and what a cell is worth."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

Mark = Literal[".", ","]

SYMBOLS: Final = {"€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "₺": "TRY"}  # signs that name one currency only
_SPACES: Final = re.compile("[\u00a0\u2007\u2009\u202f\u0020]")
_AFFIX: Final = r"(?:[A-Z]{3}|[€£$¥₹₺]|zł)?"
_SHAPE: Final = re.compile(
    rf"(?P<open>\()?\s*(?P<before>{_AFFIX})\s*(?P<sign>[-+\u2212])?\s*(?P<mid>{_AFFIX})\s*"
    rf"(?P<core>[.,]?\d[\d.,' ]*?)\s*"
    rf"(?P<after>{_AFFIX})\s*(?P<trailing>[-\u2212])?\s*(?P<close>\))?\s*(?P<last>{_AFFIX})"
)
_GROUPED: Final = r"\d{1,3}(?:[%s]\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:'\d{3})+|\d*"  # thousands in groups of three
_WELL_FORMED: Final[dict[Mark, re.Pattern[str]]] = {
    ".": re.compile(rf"(?:{_GROUPED % ','})(?:\.\d+)?"),
    ",": re.compile(rf"(?:{_GROUPED % '.'})(?:,\d+)?"),
}
_LIMIT: Final = Decimal(10) ** 13


# What most cells hold: digits and at most two decimals, which leaves nothing to decide.
_PLAIN: Final[dict[Mark, re.Pattern[str]]] = {
    ".": re.compile(r"-?(?:0|[1-9]\d{0,11})(?:\.\d{1,2})?"),
    ",": re.compile(r"-?(?:0|[1-9]\d{0,11})(?:,\d{1,2})?"),
}


class NotAnAmount(ValueError):
    """A cell cannot be read as an amount."""


@dataclass(frozen=True)
class Amount:
    """A cell's worth, and the currency it names beside it, if any."""

    value: Decimal
    currency: str | None = None


@dataclass
class NumberEvidence:
    """What all amount cells of a file say about its decimal mark: the first row that shows each."""

    shown: dict[Mark, int] = field(default_factory=dict)
    unclear: tuple[int, str] | None = None
    float_noise: int = 0

    def see(self, text: str, row: int) -> None:
        """Take one cell into account."""
        if _PLAIN["."].fullmatch(text):
            if "." in text:
                self.shown.setdefault(".", row)
            return
        match = _SHAPE.fullmatch(_SPACES.sub(" ", text).strip())
        if match is None:
            return
        self.float_noise += is_float_noise(match["core"])
        mark = decimal_mark(match["core"])
        if mark == "unclear":
            self.unclear = self.unclear or (row, text)
        elif mark is not None:
            self.shown.setdefault(mark, row)


def decimal_mark(core: str) -> Mark | Literal["unclear"] | None:
    """Which mark must be the decimal one for this number to make sense; null where it has none.

    >>> [decimal_mark(core) for core in ("1,519.89", "97,6", "1.234", "1.234.567", "12")]
    ['.', ',', 'unclear', ',', None]
    """
    marks = re.findall(r"[.,]", core)
    if not marks:
        return None
    if len(set(marks)) == 2 or len(marks) == 1:
        last: Mark = "." if marks[-1] == "." else ","
        if len(set(marks)) == 1 and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", core.replace(" ", "")):
            return "unclear"
        return last
    return "," if marks[0] == "." else "."


def is_float_noise(digits: str) -> bool:
    """Whether a number shows the traces of binary arithmetic: 16 digits or more, as in 10073.039999999999."""
    return len(re.sub(r"\D", "", digits).lstrip("0")) >= 16


def without_float_noise(value: Decimal) -> Decimal:
    """The number a program meant when it printed all digits of a binary fraction: 15 of them count.

    >>> without_float_noise(Decimal("10073.039999999999")), without_float_noise(Decimal("1.005"))
    (Decimal('10073.04'), Decimal('1.005'))
    """
    return Decimal(f"{value:.15g}").normalize() if is_float_noise(str(value)) else value


def parse_amount(text: str, mark: Mark) -> Amount:
    """Read an amount whose file uses `mark` for decimals; `(x)`, `-x` and `x-` are negative.

    >>> parse_amount("(1,519.89)", "."), parse_amount("1 234,50-", ",").value, parse_amount(" € 12,00", ",").currency
    (Amount(value=Decimal('-1519.89'), currency=None), Decimal('-1234.50'), 'EUR')
    """
    match = _SHAPE.fullmatch(_SPACES.sub(" ", text).strip())
    if match is None or (match["open"] is None) != (match["close"] is None):
        raise NotAnAmount(f"{text!r} is not an amount")
    value = _magnitude(match["core"], mark, text)
    signs = [match["sign"] in ("-", "\u2212"), match["trailing"] is not None, match["open"] is not None]
    if sum(signs) > 1:
        raise NotAnAmount(f"{text!r} carries two minus signs")
    return Amount(-value if any(signs) else value, _named_currency(match, text))


def plain_amount(text: str, mark: Mark) -> Decimal | None:
    """What `parse_amount` reads, for a cell with digits and at most two decimals; null for every other.

    >>> plain_amount("-12.50", "."), plain_amount("12,5", ","), plain_amount("1,234", "."), plain_amount("012", ".")
    (Decimal('-12.50'), Decimal('12.5'), None, None)
    """
    return Decimal(text.replace(mark, ".")) if _PLAIN[mark].fullmatch(text) else None


def within_limits(value: Decimal) -> Decimal:
    """Refuse what no ledger holds: infinities and amounts of ten trillion and more."""
    if not value.is_finite() or abs(value) >= _LIMIT:
        raise NotAnAmount(f"{value} is larger than a ledger holds")
    return value


def _magnitude(core: str, mark: Mark, text: str) -> Decimal:
    if not _WELL_FORMED[mark].fullmatch(core):
        raise NotAnAmount(f"{text!r} does not fit the decimal mark {mark!r} of this file")
    group = "." if mark == "," else ","
    plain = core.replace(group, "").replace(" ", "").replace("'", "")
    return within_limits(Decimal(plain.replace(mark, ".")))


def _named_currency(match: re.Match[str], text: str) -> str | None:
    named = {SYMBOLS.get(affix, affix) for affix in match.group("before", "mid", "after", "last") if affix}
    named -= {"$", "¥"}  # many currencies share these
    if len(named) > 1:
        raise NotAnAmount(f"{text!r} names two currencies")
    return named.pop() if named else None
