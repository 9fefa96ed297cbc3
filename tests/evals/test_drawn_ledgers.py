"""Every figure of ledgers that Hypothesis draws is the oracle's; a thousand of them: python -m evals.ledgers."""

from datetime import date

from evals.ledgers import Agreement, compare
from workingcapital.store.database.connection import Store


def test_every_figure_of_drawn_ledgers_is_the_oracles(store: Store) -> None:
    found = compare(store, 8, 7)
    assert found.differ == []
    assert found.ledgers == 8
    assert sum(found.available.values()) > sum(found.compared.values()) / 2 > 200


def test_a_figure_that_differs_is_named() -> None:
    found = Agreement(ledgers=1)
    found.hold("dso.end.v1", date(2026, 6, 30), "45.0", "45.1")
    assert found.as_json()["agree"] == 0
    assert found.as_json()["differ"][0]["figure"] == "dso.end.v1"
