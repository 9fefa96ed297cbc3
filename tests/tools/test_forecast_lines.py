"""What a forecast is made of: every line over the whole horizon, with receipts, and as figures that explain themselves."""

import numpy as np
import pytest

from tests.tools.calling import AS_OF, GROUP, ask, asker, explained
from tools.forecast_lines import forecast_lines
from workingcapital.money import from_minor
from workingcapital.store.database.connection import Store
from workingcapital.store.forecasting.cash_forecasts import forecast
from workingcapital.store.forecasting.forecasts import document


def test_sales_not_invoiced_yet_are_a_line_of_their_own_over_the_whole_horizon(sample_store: Store) -> None:
    found = ask(forecast_lines, asker(sample_store), weeks=6)
    with asker(sample_store).books() as books:
        made = forecast(books, "HALDE", AS_OF, 6)
    paths = np.sort(made.simulated.lines["sales not invoiced yet"].sum(axis=0))
    shown = {row[0]: row[1:] for row in found.tables[0].rows}
    middle = from_minor(int(paths[len(paths) // 2]), "EUR")
    assert shown["sales not invoiced yet"][1] == str(middle)
    assert {"open receivables", "open payables", "payroll", "receipts", "payments"} <= set(shown)
    assert document(made)["lines"]["sales not invoiced yet"]["p50"] == str(middle)
    assert all(each["same"] for each in explained(sample_store, found.facts[:4]))


@pytest.mark.parametrize("weeks", [1, 26])
def test_all_lines_together_are_what_the_paths_move(sample_store: Store, weeks: int) -> None:
    with asker(sample_store).books() as books:
        made = forecast(books, "HALDE", AS_OF, weeks).simulated
    net = sum(line.sum(axis=0) for line in made.lines.values())
    assert (net == made.receipts().sum(axis=0) - made.payments().sum(axis=0)).all()


def test_the_group_is_one_table_in_one_currency(sample_store: Store) -> None:
    found = ask(forecast_lines, asker(sample_store, *GROUP), weeks=2, group=True)
    assert [table.title.split(",")[0] for table in found.tables] == ["Lines of the forecast until 2026-07-14"]
    assert {fact.currency for fact in found.facts} == {"EUR"}
    assert len(ask(forecast_lines, asker(sample_store, *GROUP), weeks=2).tables) == 3
