"""Do the bands hold, and if not, why: python -m benchmarks.forecast_calibration

A model of each company of the sample is trained from its books up to the cut, 30 December 2025 (wcc model train), and the
receipts forecasts of the 26 week ends after it are made twice: with the general settings and with the model. Printed: the
error, the loss and how often P10–P90 held, by company and weeks ahead.

Then where a band that fails could come from, before and after the cut, for the third week ahead of items that were open:
"each customer" is the squared error of every customer's receipts over what the forecast says it should be, "all together"
the squared error of their sum over the same. Near 1 the customers' own bands are right; where only the second is far from
it, customers were late or early together. The last column is the bias nine to thirteen weeks ahead, nearly all of it
invoices that were not issued yet.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.forecast_backtest import COMPANIES, WEEKS
from workingcapital import sample_company
from workingcapital.forecast.habits import Floats, Kind
from workingcapital.forecast.widths import AHEAD, Week, held, pinball
from workingcapital.metrics.accuracy import bias, weighted_error
from workingcapital.sample_company.days import TODAY
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.embedded import scratch
from workingcapital.store.forecasting.models import keep
from workingcapital.store.forecasting.outlook import InBase, habits
from workingcapital.store.forecasting.payment_history import paid_on
from workingcapital.store.forecasting.replay import replay
from workingcapital.store.forecasting.training import train
from workingcapital.store.gathering.payment_days import chances
from workingcapital.store.items import ItemFilter, open_items

CUT: Final = TODAY - timedelta(days=7 * WEEKS)
WHO: Final = Identity("benchmark", COMPANIES)
THIRD: Final = 3
RECEIVABLES: Final = ItemFilter(side="receivable", intercompany=False)


@contextmanager
def _store() -> Iterator[Store]:
    with scratch() as server:
        store = Store(server, server.create_database("wcc_calibration"))
        store.prepare()
        sample_company.load(store, progress=None)
        yield store
        store.close_pools()


def main() -> None:
    """Print the models, the bands with and without them, and the causes."""
    console = Console(width=150)
    with _store() as store:
        shown = Table(title=f"Receipts of the {WEEKS} weeks after {CUT}: general settings → model trained on the cut")
        for name in ("company", "pay days", "width", "pinball loss", "WAPE", *(f"held {a}–{b}" for a, b in AHEAD)):
            shown.add_column(name)
        for code in COMPANIES:
            shown.add_row(*_row(store, code))
        console.print(shown)
        causes = Table(
            title="Squared error over what was said, third week ahead, items that were open; bias further ahead"
        )
        for name in ("company", "half year from", "each customer", "all together", "bias 9–13 weeks ahead"):
            causes.add_column(name, justify="left" if name == "company" else "right")
        with store.reading(WHO) as books:
            for code in COMPANIES:
                for start in (CUT - timedelta(days=7 * WEEKS), CUT):
                    causes.add_row(code, start.isoformat(), *_causes(books, code, start))
        console.print(causes)


def _row(store: Store, code: str) -> list[str]:
    with store.reading(WHO) as books:
        model = train(books, code, CUT)
        general = replay(books, code, TODAY, WEEKS, Kind()).weeks
    with store.loading(WHO) as books:
        keep(books, model)
    with store.reading(WHO) as books:
        ours = replay(books, code, TODAY, WEEKS).weeks
    bands = [f"{100 * held(general, *each):.0f} → {100 * held(ours, *each):.0f}" for each in AHEAD]
    loss = f"{pinball(general):.2f} → {pinball(ours):.2f}"
    error = f"{_error(general):.1f} → {_error(ours):.1f}"
    return [code, model.card["used"], model.card["width"]["used"], loss, error, *bands]


def _error(weeks: Sequence[Week]) -> Decimal:
    return weighted_error([(Decimal(week.actual), Decimal(week.said["forecast"])) for week in weeks])


def _causes(books: Books, code: str, start: date) -> list[str]:
    found = np.zeros(3)
    for week in range(WEEKS - THIRD + 1):
        found += _third_week(books, code, start + timedelta(days=7 * week))
    each, together, said = found
    far = [w for w in replay(books, code, start + timedelta(days=7 * WEEKS), WEEKS, Kind(), 2).weeks if w.ahead >= 9]
    over = bias([(Decimal(week.actual), Decimal(week.said["forecast"])) for week in far])
    return [f"{each / said:.2f}", f"{together / said:.2f}", f"{over:+.1f} %"]


def _third_week(books: Books, code: str, on: date) -> Floats:
    """Squared error of each customer's receipts, added up; of their sum; and the variance the forecast says it has."""
    ours = company(books, code)
    base = InBase(books, ours, on)
    items = [item for item in open_items(books, code, on, RECEIVABLES) if item.open_amount > 0 and not item.disputed]
    amount = np.array([base(item.open_amount, item.currency) for item in items], float)
    chance = chances(habits(books, ours, "receivable", on, Kind()), items, 7 * THIRD)[:, -7:].sum(axis=1)
    first, last = on + timedelta(days=7 * (THIRD - 1)), on + timedelta(days=7 * THIRD)
    came = paid_on(books, code, "receivable", on, last)
    error = amount * (np.array([came.get(item.item, on) > first for item in items]) - chance)
    by_customer = np.bincount(np.unique([item.party for item in items], return_inverse=True)[1], error)
    return np.array([(by_customer**2).sum(), error.sum() ** 2, (amount**2 * chance * (1 - chance)).sum()])


if __name__ == "__main__":
    main()
