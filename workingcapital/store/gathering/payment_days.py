"""When one open receivable will be paid, read for its formulas."""

from collections import defaultdict
from datetime import date, timedelta

import numpy as np

from workingcapital.forecast.history import Lateness
from workingcapital.metrics.registry import NoData
from workingcapital.store.cash import settled
from workingcapital.store.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.items import ItemFilter, OpenItem, open_items

HISTORY_DAYS = 540


def lateness(books: Books, code: str, as_of: date) -> Lateness:
    """How late receivables were paid in the year and a half before the day."""
    by_party: dict[int, list[int]] = defaultdict(list)
    paid = settled(books, code, "receivable", as_of, as_of - timedelta(days=HISTORY_DAYS))
    for each in paid:
        by_party[each.party].append(each.days_late)
    return Lateness(
        {party: np.array(days, np.int64) for party, days in by_party.items()},
        np.array([each.days_late for each in paid], np.int64),
    )


@gathers("payment.probability.v1")
def gather_probability(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """The chance that an item is paid by a day."""
    item = _item(books, code, as_of, asked["item"])
    by = date.fromisoformat(asked["by"])
    found = lateness(books, code, as_of).chance(item.party, _late(item, as_of), (by - item.due).days)
    if found.all == 0:
        raise NoData(
            f"No receivable of {code} was ever as late as {item.number} is now; its payment cannot be predicted"
        )
    return _gathered(item, {**vars(found)}, f"Probability that {item.number} is paid by {by}")


@gathers("payment.day.v1")
def gather_day(books: Books, code: str, as_of: date, asked: Asked) -> Gathered:
    """The day by which the item is paid at a quantile."""
    item = _item(books, code, as_of, asked["item"])
    spread = lateness(books, code, as_of).spread(item.party, _late(item, as_of))
    if not spread:
        raise NoData(
            f"No receivable of {code} was ever as late as {item.number} is now; its payment cannot be predicted"
        )
    percent = int(float(asked["quantile"]) * 100)
    inputs = {"due": item.due, "days_late": spread, "quantile": asked["quantile"]}
    return _gathered(item, inputs, f"{item.number} paid by (P{percent})")


def _item(books: Books, code: str, as_of: date, item: int) -> OpenItem:
    found = open_items(books, code, as_of, ItemFilter(side="receivable", item=item))
    if not found:
        raise NoData(f"that item is not open on {as_of}")
    return found[0]


def _late(item: OpenItem, as_of: date) -> int:
    """Days past due on the day; negative before."""
    return (as_of - item.due).days


def _gathered(item: OpenItem, inputs: dict[str, object], label: str) -> Gathered:
    return Gathered(inputs, (item.row_id,), label=label, party=item.party_name)
