"""A trained model held against what came after it: its own scores, its bands, and what its inputs look like now."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from workingcapital.forecast.artefact import Model
from workingcapital.forecast.choosing import PRESENT, WEEKS, Compared, Losses, compared, losses
from workingcapital.forecast.drift import Shift, Verdict, shift
from workingcapital.forecast.habits import Flags, Floats, Seen, Whole
from workingcapital.forecast.widths import held
from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.models import in_force
from workingcapital.store.forecasting.outlook import HISTORY_DAYS
from workingcapital.store.forecasting.payment_history import TRAITS, seen
from workingcapital.store.forecasting.replay import MAX_WEEKS, replay
from workingcapital.store.forecasting.training import read_origin

LEAST: Final = 28  # days after training before anything is said


@dataclass(frozen=True)
class Drift:
    """What has come of a model. `before` and `since`: the loss at training and now, over as many weeks; `against`: ours
    less the general settings since training; `held`: the share of weeks since then whose receipts lay in P10–P90."""

    model: Model
    as_of: date
    before: float
    since: float
    against: Compared
    held: float
    weeks: int
    shifts: tuple[Shift, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of it: worse than the general settings means train again."""
        found = {each.verdict for each in self.shifts}
        if self.against.low > 0 or "train again" in found:
            return "train again"
        return "watch" if "watch" in found else "steady"


def drift(books: Books, code: str, as_of: date) -> Drift:
    """Hold the model in force against what came since it was trained; NoData where there is none, or it is too new."""
    model = in_force(books, code, as_of)
    if model is None:
        raise NoData(f"no forecast model of {code} was trained by {as_of}: wcc model train --company {code}")
    days = (as_of - model.trained_on).days
    if days < LEAST:
        raise NoData(
            f"the model of {code} was trained on {model.trained_on}; drift can be told from {LEAST} days later on"
        )
    closed, span = holidays(books, company(books, code)), timedelta(days=min(days, 7 * WEEKS))
    now = read_origin(books, code, model.trained_on, model.trained_on + span)
    then = read_origin(books, code, model.trained_on - span, model.trained_on)
    ours, general = losses([now], model.kind, closed), losses([now], PRESENT, closed)
    before: Losses = losses([then], model.kind, closed)
    weeks = replay(books, code, as_of, min(days // 7, MAX_WEEKS)).weeks
    return Drift(
        model,
        as_of,
        before.mean(),
        ours.mean(),
        compared(ours, general),
        held(weeks, 1, WEEKS),
        len(weeks),
        _shifts(books, code, model.trained_on, as_of),
    )


def _shifts(books: Books, code: str, trained_on: date, as_of: date) -> tuple[Shift, ...]:
    then = seen(books, code, "receivable", trained_on, trained_on - timedelta(days=HISTORY_DAYS), TRAITS)
    now = seen(books, code, "receivable", as_of, trained_on, TRAITS)
    since = now.until > trained_on.toordinal()
    amount, term = TRAITS.index("log amount"), TRAITS.index("term")
    return (
        shift("days late of what was paid", _late(then, then.paid), _late(now, now.paid & since)),
        shift("amounts", then.traits[:, amount], now.traits[since, amount]),
        shift("terms", then.traits[:, term], now.traits[since, term]),
        shift("customers", _rank(then.party, then.party), _rank(then.party, now.party[since])),
    )


def _rank(known: Whole, parties: Whole) -> Floats:
    """Customers as numbers by how many items they had at training; new ones above all."""
    names, counts = np.unique(known, return_counts=True)
    rank = np.argsort(np.argsort(-counts, kind="stable"), kind="stable")
    at = np.clip(np.searchsorted(names, parties), 0, max(0, len(names) - 1))
    found: Floats = np.where(names[at] == parties, rank[at], len(names)).astype(float) if len(names) else np.zeros(0)
    return found


def _late(items: Seen, which: Flags) -> Floats:
    return (items.until - items.due)[which].astype(float)
