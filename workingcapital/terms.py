"""Payment terms in the notation of the trade: when a bill is due, until when a discount lasts, what it yields."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from workingcapital.errors import BadInput

Basis = Literal[
    "days_after_invoice", "days_after_month_end", "months_after_month_end", "day_of_this_month", "day_of_next_month"
]

# How each basis is written behind its number: n30, n30 EOM, n2M EOM, n25 inst, n15 prox.
_SUFFIX: Final[dict[Basis, str]] = {
    "days_after_invoice": "",
    "days_after_month_end": " EOM",
    "months_after_month_end": "M EOM",
    "day_of_this_month": " inst",
    "day_of_next_month": " prox",
}
_WORDS: Final[dict[str, Basis]] = {
    "": "days_after_invoice", "d": "days_after_invoice", "eom": "days_after_month_end",
    "m eom": "months_after_month_end",
    "inst": "day_of_this_month", "prox": "day_of_next_month", "mfi": "day_of_next_month",
}  # fmt: skip


class BadTerms(BadInput):
    """These payment terms cannot be read."""


@dataclass(frozen=True)
class DueRule:
    """A day counted from a baseline: days after it, or by the calendar of its month.

    >>> DueRule(30).on(date(2024, 1, 30)), DueRule(1, "months_after_month_end").on(date(2024, 1, 30))
    (datetime.date(2024, 2, 29), datetime.date(2024, 2, 29))
    >>> DueRule(10, "days_after_month_end").on(date(2023, 2, 3)), DueRule(31, "day_of_next_month").on(date(2023, 1, 5))
    (datetime.date(2023, 3, 10), datetime.date(2023, 2, 28))
    """

    value: int
    basis: Basis = "days_after_invoice"

    def on(self, baseline: date) -> date:
        """The day the rule names for an invoice of `baseline`."""
        match self.basis:
            case "days_after_invoice":
                return baseline + timedelta(days=self.value)
            case "days_after_month_end":
                return _month_day(baseline, 0, 31) + timedelta(days=self.value)
            case "months_after_month_end":
                return _month_day(baseline, self.value, 31)
            case "day_of_this_month":
                day = _month_day(baseline, 0, self.value)
                return day if day >= baseline else _month_day(baseline, 1, self.value)
            case "day_of_next_month":
                return _month_day(baseline, 1, self.value)

    def __str__(self) -> str:
        return f"{self.value}{_SUFFIX[self.basis]}"


@dataclass(frozen=True)
class DiscountStep:
    """One step of an early-payment discount: so many per cent when paid by the rule's day.

    `base_amount` is what the percentage applies to where a document states it (BASISBETRAG); else null.
    """

    percent: Decimal
    rule: DueRule
    base_amount: Decimal | None = None

    @property
    def days(self) -> int:
        """Days after the invoice; raises for a step that is counted by the calendar."""
        return _days(self.rule)

    def deadline(self, baseline: date) -> date:
        """The last day on which the discount can be taken."""
        return self.rule.on(baseline)


@dataclass(frozen=True)
class DiscountTerms:
    """Terms with any number of discount steps, built from their notation and equal when they mean the same.

    >>> DiscountTerms("2/10n30") == DiscountTerms("2% 10, net 30 days"), DiscountTerms("3/7 2/14 n30").net_days
    (True, 30)
    >>> DiscountTerms("n30 EOM").due_date(date(2024, 2, 3))
    datetime.date(2024, 3, 30)
    >>> [str(day) for day in DiscountTerms("3/7 2/14 n30").discount_deadlines(date(2024, 2, 22))]
    ['2024-02-29', '2024-03-07']
    """

    notation: str
    steps: tuple[DiscountStep, ...] = field(init=False, compare=False)
    due: DueRule = field(init=False, compare=False)

    def __post_init__(self) -> None:
        steps, due = _parse(self.notation)
        object.__setattr__(self, "steps", steps)
        object.__setattr__(self, "due", due)
        object.__setattr__(self, "notation", notation(steps, due))

    @property
    def net_days(self) -> int:
        """Days after the invoice until the full amount is due; raises for terms counted by the calendar."""
        return _days(self.due)

    def due_date(self, baseline: date) -> date:
        """The last day for the full amount."""
        return self.due.on(baseline)

    def discount_deadlines(self, baseline: date) -> list[date]:
        """The last day of each discount step, in the order of the steps."""
        return [step.deadline(baseline) for step in self.steps]

    def best_step(self, baseline: date, paid_on: date) -> DiscountStep | None:
        """The step still open on `paid_on`: the deadline's day is in time, the next one is not."""
        return next((step for step in self.steps if paid_on <= step.deadline(baseline)), None)


def notation(steps: Iterable[DiscountStep], due: DueRule) -> str:
    """Write terms as the trade does.

    >>> notation([DiscountStep(Decimal("2.00"), DueRule(10))], DueRule(30))
    '2/10 n30'
    """
    return " ".join([*(f"{_plain(step.percent)}/{step.rule}" for step in steps), f"n{due}"])


def annualised_discount_yield(
    terms: DiscountTerms, pays_on_day: int, step: int = 0, days_in_year: int = 365
) -> Decimal:
    """Simple annual yield of taking a discount step instead of paying on `pays_on_day`: d/(1−d) × Y/(N−D).

    A ratio: 0.3724 is 37.24% a year. Value-added tax is ignored.

    >>> annualised_discount_yield(DiscountTerms("2/10n30"), pays_on_day=30).quantize(Decimal("0.0001"))
    Decimal('0.3724')
    """
    gain, days = _gain(terms, pays_on_day, step)
    return gain * days_in_year / days


def effective_discount_yield(terms: DiscountTerms, pays_on_day: int, step: int = 0, days_in_year: int = 365) -> Decimal:
    """Compound annual yield of the same choice: (1 + d/(1−d))^(Y/(N−D)) − 1.

    >>> effective_discount_yield(DiscountTerms("2/10n30"), pays_on_day=30).quantize(Decimal("0.0001"))
    Decimal('0.4459')
    """
    gain, days = _gain(terms, pays_on_day, step)
    return (1 + gain) ** (Decimal(days_in_year) / days) - 1


def _gain(terms: DiscountTerms, pays_on_day: int, step: int) -> tuple[Decimal, int]:
    if not 0 <= step < len(terms.steps):
        raise BadTerms(f"{terms.notation} has no discount step {step + 1}")
    share = terms.steps[step].percent / 100
    days = pays_on_day - terms.steps[step].days
    if days <= 0:
        raise BadTerms(f"paying on day {pays_on_day} is not later than the discount's day {terms.steps[step].days}")
    return share / (1 - share), days


_NUMBER = r"(\d+(?:[.,]\d+)?)"
_RULE = r"(\d+)\s*(?:days?|d\b)?\s*(m\s*eom|eom|inst|prox|mfi)?"
_STEP = re.compile(rf"{_NUMBER}\s*%?\s*(?:/|\s)\s*{_RULE}(?=[\s,;n]|$)", re.IGNORECASE)
_NET = re.compile(rf"\bn(?:et)?\s*/?\s*{_RULE}$", re.IGNORECASE)
_AT_ONCE = re.compile(
    r"(net|n|cod|cash on delivery|immediate(ly)?|due (up)?on receipt|payable (immediately|on receipt)|sofort.*"
    r"|f[aä]llig sofort.*|zahlbar sofort.*|a vista|comptant|per direct)\.?",
    re.IGNORECASE,
)


def _parse(text: str) -> tuple[tuple[DiscountStep, ...], DueRule]:
    """Read a notation; every character of it must have been understood."""
    spaced = re.sub(r"(?<=[\d.])n(?=\d)", " n", " ".join(text.replace("\u00a0", " ").split()), flags=re.IGNORECASE)
    if _AT_ONCE.fullmatch(spaced):
        return (), DueRule(0)
    net = _NET.search(spaced)
    if net is None:
        raise BadTerms(f"{text!r} does not say when the full amount is due, as in '2/10 n30' or 'n30 EOM'")
    rest = spaced[: net.start()]
    steps = tuple(_step(match) for match in _STEP.finditer(rest))
    if _STEP.sub("", rest).strip(" ,;") or not all(0 < step.percent < 100 for step in steps):
        raise BadTerms(f"{text!r} holds a discount that cannot be read; write it as in '3/7 2/14 n30'")
    return tuple(sorted(steps, key=lambda step: step.rule.value)), _rule(net[1], net[2])


def _step(match: re.Match[str]) -> DiscountStep:
    return DiscountStep(Decimal(match[1].replace(",", ".")), _rule(match[2], match[3]))


def _rule(value: str, word: str | None) -> DueRule:
    rule = DueRule(int(value), _WORDS[" ".join((word or "").lower().replace("meom", "m eom").split())])
    if rule.value > 3660:
        raise BadTerms(f"{value} days is longer than ten years")
    return rule


def _month_day(baseline: date, months: int, day: int) -> date:
    first = _first_of_month(baseline, months)
    last = _first_of_month(baseline, months + 1) - timedelta(days=1)
    return min(first + timedelta(days=day - 1), last)


def _first_of_month(baseline: date, months: int) -> date:
    year, month = divmod(baseline.year * 12 + baseline.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _days(rule: DueRule) -> int:
    if rule.basis != "days_after_invoice":
        raise BadTerms(f"{rule} is counted by the calendar, not in days after the invoice")
    return rule.value


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
