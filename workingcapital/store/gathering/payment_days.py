"""When one open receivable will be paid, read for its formulas."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np

from workingcapital.forecast.habits import DISPUTED, Habits
from workingcapital.metrics.registry import NoData
from workingcapital.store import cash
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.models import in_force
from workingcapital.store.forecasting.outlook import habits
from workingcapital.store.forecasting.payment_history import traits_of
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.items import ItemFilter, OpenItem, open_items

HORIZON: Final = 180  # days looked ahead
PLACES: Final = Decimal("0.000001")


@gathers("payment.probability.v2")
def gather_probability(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """The chance that an item is paid by a day."""
    item, by = _item(books, code, as_of, asked["item"]), date.fromisoformat(asked["by"])
    days = max(0, min((by - as_of).days, HORIZON))
    inputs = {"chances": _chances(books, code, as_of, item)[:days], "days": days}
    return _gathered(books, code, as_of, item, inputs, f"Probability that {item.number} is paid by {by}")


@gathers("payment.day.v2")
def gather_day(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """The day by which the item is paid at a quantile."""
    item = _item(books, code, as_of, asked["item"])
    percent = int(float(asked["quantile"]) * 100)
    chances = _until(_chances(books, code, as_of, item), Decimal(asked["quantile"]))
    inputs = {"first": as_of + timedelta(days=1), "chances": chances, "quantile": asked["quantile"]}
    return _gathered(books, code, as_of, item, inputs, f"{item.number} paid by (P{percent})")


def chances(
    habits: Habits, items: Sequence[OpenItem], horizon: int = HORIZON
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The chance of each item to be paid on each of the next days. Shape N × horizon; promises are not looked at."""
    traits = [traits_of(habits.kind.traits, item.amount, item.issued, item.due) for item in items]
    return habits.by_day(
        np.array([DISPUTED if item.disputed else item.party for item in items], np.int64),
        np.array([item.due.toordinal() for item in items], np.int64),
        np.array(traits, float).reshape(len(items), -1),
        horizon,
    )


def _chances(books: Books, code: str, as_of: date, item: OpenItem) -> list[Decimal]:
    """By day from tomorrow on; all on the day promised where a promise stands."""
    promised = cash.promises(books, code, as_of).get(item.invoice)
    if promised is not None and promised > as_of:
        days = [Decimal(0)] * min((promised - as_of).days, HORIZON)
        days[-1] = Decimal(1) if (promised - as_of).days <= HORIZON else Decimal(0)
        return days
    known = habits(books, company(books, code), "receivable", as_of)
    if not len(known.parties) or not np.any(known.profile):
        raise NoData(f"No receivable of {code} has been settled yet; the payment of {item.number} cannot be predicted")
    return [Decimal(float(chance)).quantize(PLACES) for chance in chances(known, [item])[0]]


def _until(days: list[Decimal], quantile: Decimal) -> list[Decimal]:
    """The days as far as the quantile needs them."""
    reached = Decimal(0)
    for place, chance in enumerate(days):
        reached += chance
        if reached >= quantile:
            return days[: place + 1]
    return days


def _item(books: Books, code: str, as_of: date, item: int) -> OpenItem:
    found = open_items(books, code, as_of, ItemFilter(side="receivable", item=item))
    if not found:
        raise NoData(f"that item is not open on {as_of}")
    return found[0]


def _gathered(books: Books, code: str, as_of: date, item: OpenItem, inputs: dict[str, object], label: str) -> Gathered:
    caveats = []
    promised = cash.promises(books, code, as_of).get(item.invoice)
    if promised is not None and promised > as_of:
        caveats.append(f"promised for {promised}")
    if item.disputed:
        caveats.append("disputed: expected as disputed items were paid")
    if model := in_force(books, code, as_of):
        caveats.append(f"settings of model {model.short}, trained on {model.trained_on}")
    return Gathered(inputs, (item.row_id,), label=label, party=item.party_name, caveats=tuple(caveats))
