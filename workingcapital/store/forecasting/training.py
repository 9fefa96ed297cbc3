"""Training a forecast model: past days read as they were known, candidates compared, the card written.

Pay days: the last quarter is the final cut. Candidates are compared on origins before it, with what was known on its
first day; then the best and the general settings are held against the quarter, once. A company's own settings are used
only where they are better on both; else the card says why not.

Width: how uncertain sales are, by the forecasts of the past year held against the weeks that have passed; the general
one unless another is clearly better in both halves of the year.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from workingcapital.forecast.artefact import Model
from workingcapital.forecast.choosing import (
    CANDIDATES,
    NEVER,
    PRESENT,
    WEEKS,
    Compared,
    Origin,
    best,
    compared,
    losses,
    losses_when_due,
)
from workingcapital.forecast.habits import DISPUTED, Kind
from workingcapital.forecast.widths import AHEAD, GENERAL, WIDTHS, Width, fitting, held, pinball
from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.outlook import HISTORY_DAYS
from workingcapital.store.forecasting.payment_history import TRAITS, paid_on, seen, traits_of
from workingcapital.store.forecasting.replay import MAX_WEEKS, replay_widths
from workingcapital.store.items import ItemFilter, open_items

STEP: Final = timedelta(days=28)
CUT: Final = timedelta(days=7 * WEEKS)
ORIGINS: Final = 8  # before the cut
LEAST: Final = 200  # items over the origins before the cut, below which nothing is chosen
Step = Callable[[str, float], None]


@dataclass(frozen=True)
class Chosen:
    """The better of the settings, and what the card says of the choice."""

    kind: Kind
    used: str
    why: str


def train(books: Books, code: str, as_of: date, step: Step = lambda _what, _share: None) -> Model:
    """The model of a company from its books up to a day; NoData where its past is too short to choose by."""
    closed = holidays(books, company(books, code))
    cut = as_of - CUT
    step("reading past days", 0.0)
    before = list(_origins(books, code, [cut - STEP * n for n in range(ORIGINS, 0, -1)], cut))
    after = list(_origins(books, code, [cut + STEP * n for n in range(WEEKS // 4)], as_of))
    count = sum(len(origin.party) for origin in before)
    if count < LEAST:
        raise NoData(
            f"{code} has {count} open receivables over the {len(before)} past days before {cut}; {LEAST} are the least"
            " that a model is chosen by: the general settings stay"
        )
    step("comparing", 0.1)
    candidate, tried = best(before, closed)
    step("holding against the last quarter", 0.35)
    present, ours = losses(after, PRESENT, closed), losses(after, candidate, closed)
    on_origins, on_cut = compared(tried[candidate.name], tried[PRESENT.name]), compared(ours, present)
    chosen = _chosen(candidate, on_origins, on_cut)
    step("holding past forecasts against what came in", 0.4)
    width, of_width = _width(books, code, as_of, chosen.kind)
    card = {
        "data": {
            "items": count,
            "items_after_cut": len(present.loss),
            "history_days": HISTORY_DAYS,
            "settled_at_last_origin": int(before[-1].seen.paid.sum()),
        },
        "split": {
            "origins": [origin.on.isoformat() for origin in before],
            "cut": cut.isoformat(),
            "after_cut": [origin.on.isoformat() for origin in after],
            "until": as_of.isoformat(),
        },
        "score": "mean squared error of the chance to be paid by each week's end, 13 weeks; lower is better",
        "scores": {
            "due date": _rounded(losses_when_due(before, closed).mean()),
            **{kind.name: _rounded(tried[kind.name].mean()) for kind in CANDIDATES},
        },
        "after_cut": {
            "due date": _rounded(losses_when_due(after, closed).mean()),
            PRESENT.name: _rounded(present.mean()),
            candidate.name: _rounded(ours.mean()),
        },
        "best": candidate.name,
        "best_less_general": {"origins": _interval(on_origins), "after_cut": _interval(on_cut)},
        "used": chosen.used,
        "why": chosen.why,
        "width": of_width,
    }
    return Model(code, as_of, width.within(chosen.kind), card)


def _width(books: Books, code: str, as_of: date, kind: Kind) -> tuple[Width, dict[str, Any]]:
    """The width that fits every other week end of the past year, and its card."""
    made = replay_widths(books, code, as_of, MAX_WEEKS, WIDTHS, kind, step=2)
    loss = {width.name: pinball(each.weeks) for width, each in zip(WIDTHS, made, strict=True)}
    chosen = fitting([each.weeks for each in made])
    card = {
        "used": chosen.name,
        "why": "no other was clearly better in both halves of the past year"
        if chosen == GENERAL
        else "clearly better than the general width in both halves of the past year",
        "weeks": len(made[0].weeks),
        "score": "pinball loss of P10, P50 and P90 of weekly receipts, per cent of what came in; lower is better",
        "scores": {name: f"{value:.3f}" for name, value in loss.items()},
        "held": {
            width.name: {f"{first}–{last}": f"{held(each.weeks, first, last):.3f}" for first, last in AHEAD}
            for width, each in zip(WIDTHS, made, strict=True)
        },
    }
    return chosen, card


def _chosen(candidate: Kind, on_origins: Compared, on_cut: Compared) -> Chosen:
    if candidate.name == PRESENT.name:
        return Chosen(PRESENT, PRESENT.name, "the general settings had the least loss on the origins")
    if not on_origins.better:
        return Chosen(PRESENT, PRESENT.name, f"a tie on the origins with {candidate.name}: its interval holds 0")
    if on_cut.difference > 0:
        return Chosen(PRESENT, PRESENT.name, f"{candidate.name} was better on the origins and worse after the cut")
    return Chosen(candidate, candidate.name, "better on the origins, and not worse after the cut")


def _origins(books: Books, code: str, days: list[date], until: date) -> Iterator[Origin]:
    """Each day as its books were known then, with what was paid up to `until`."""
    for on in days:
        origin = read_origin(books, code, on, until)
        if origin.seen.paid.any():
            yield origin


def read_origin(books: Books, code: str, on: date, until: date) -> Origin:
    """Items open on a day that were paid in money or are open still on `until`; what was credited or written off tells
    nothing of pay days."""
    narrow = ItemFilter(side="receivable", intercompany=False)
    came = paid_on(books, code, "receivable", on, until)
    still = {item.item for item in open_items(books, code, until, narrow)}
    items = [
        item
        for item in open_items(books, code, on, narrow)
        if item.open_amount > 0 and item.hold_reason is None and (item.item in came or item.item in still)
    ]
    paid = [NEVER if item.item in still else came[item.item].toordinal() for item in items]
    return Origin(
        on,
        until,
        TRAITS,
        seen(books, code, "receivable", on, on - timedelta(days=HISTORY_DAYS), TRAITS),
        np.array([DISPUTED if item.disputed else item.party for item in items], np.int64),
        np.array([item.due.toordinal() for item in items], np.int64),
        np.array([traits_of(TRAITS, item.amount, item.issued, item.due) for item in items], float).reshape(
            len(items), len(TRAITS)
        ),
        np.array(paid, np.int64),
    )


def _interval(found: Compared) -> dict[str, Any]:
    tie = found.low <= 0 <= found.high
    return {
        "difference": _rounded(found.difference), "low": _rounded(found.low), "high": _rounded(found.high), "tie": tie,
    }  # fmt: skip


def _rounded(value: float) -> str:
    return f"{value:.5f}"
