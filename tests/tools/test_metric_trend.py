"""A metric over the last periods: the figures of `metric`, in the order of time, with a line."""

import pytest

from tests.tools.calling import ask, asker
from tools.metric_trend import metric_trend
from tools.metrics import metric
from workingcapital.store.database.connection import Store


@pytest.mark.parametrize(("name", "period"), [("dso", "2026-Q2"), ("ccc", "2026-05"), ("overdue_share", "2026-Q1")])
def test_each_point_is_the_metric_of_its_period(sample_store: Store, name: str, period: str) -> None:
    who = asker(sample_store, "HALDE")
    found = ask(metric_trend, who, name=name, period=period, periods=4)
    [shown], [chart] = found.tables, found.charts
    assert (len(shown.rows), shown.rows[-1][0], chart.kind) == (4, period, "line")
    assert [list(pair) for pair in zip(chart.series[0].x, chart.series[0].y, strict=True)] == shown.rows
    for spoken, value in shown.rows:
        assert ask(metric, who, name=name, period=spoken).facts[0].value == value


def test_before_the_books_begin_there_is_no_point(sample_store: Store) -> None:
    found = ask(metric_trend, asker(sample_store, "HALDE"), name="dso", periods=24)
    assert 2 <= len(found.tables[0].rows) < 24
    assert "[[" in found.say
