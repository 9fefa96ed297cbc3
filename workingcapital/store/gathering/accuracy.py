"""How good the forecast was, read for its formulas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workingcapital.forecast.widths import Week
from workingcapital.metrics.registry import NoData
from workingcapital.money import from_minor
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.replay import Replay, replay
from workingcapital.store.gatherers import Asked, Gathered, gathers

METHOD: Final = "forecast"
CAVEATS: Final = (
    "made again today from the books as they stood at the end of each week, with today's method: no forecast was kept",
    "receipts from customers only, without what they sent back later",
)


@dataclass(frozen=True)
class Span:
    """Which of the compared weeks: a method, and how many weeks ahead it spoke."""

    weeks: int
    method: str = METHOD
    first: int = 1
    last: int = 13

    @classmethod
    def of(cls, asked: Asked) -> "Span":
        """The span that a Fact was asked with."""
        return cls(asked["weeks"], asked["method"], asked["first"], asked["last"])

    def asked(self) -> dict[str, int | str]:
        """Itself as JSON."""
        return dict(vars(self))


@gathers("forecast.wape.v1")
def gather_error(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """The error of a method over past weeks."""
    span = Span.of(asked)
    return gathered_pairs(replay(books, code, as_of, span.weeks), span, "error")


@gathers("forecast.bias.v1")
def gather_bias(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """The bias of a method over past weeks."""
    span = Span.of(asked)
    return gathered_pairs(replay(books, code, as_of, span.weeks), span, "bias")


@gathers("forecast.coverage.v1")
def gather_coverage(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """How often what came in lay inside the band."""
    span = Span.of(asked)
    return gathered_bands(replay(books, code, as_of, span.weeks), span)


def gathered_pairs(made: Replay, span: Span, what: str) -> Gathered:
    """(actual, forecast) of each week as inputs."""
    money = made.currency
    pairs = [[from_minor(w.actual, money), from_minor(w.said[span.method], money)] for w in _within(made.weeks, span)]
    return _gathered(made, span, {"pairs": pairs}, f"Receipts, {span.method}: {what}")


def gathered_bands(made: Replay, span: Span) -> Gathered:
    """(actual, P10, P90) of each week as inputs."""
    bands = [[from_minor(n, made.currency) for n in (w.actual, w.low, w.high)] for w in _within(made.weeks, span)]
    return _gathered(made, span, {"bands": bands}, "Receipts inside P10–P90")


def _within(weeks: Sequence[Week], span: Span) -> list[Week]:
    found = [week for week in weeks if span.first <= week.ahead <= span.last]
    if not any(week.actual for week in found):
        raise NoData("nothing came in from customers in those weeks, so no forecast can be held against it")
    return found


def _gathered(made: Replay, span: Span, inputs: dict[str, object], label: str) -> Gathered:
    return Gathered(
        inputs,
        made.rows,
        label=label,
        period=f"last {span.weeks} weeks",
        basis=f"{span.first}–{span.last} weeks ahead",
        caveats=(*CAVEATS, *made.caveats),
    )
