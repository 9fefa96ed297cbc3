"""Forecast models in the books: chosen from the past alone, in force from their day on, one company's own, unchangeable."""

from datetime import date, timedelta

import numpy as np
import psycopg
import pytest

from workingcapital.errors import CopilotError
from workingcapital.forecast.artefact import Model
from workingcapital.forecast.habits import Kind
from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.figures import measure
from workingcapital.store.forecasting.cash_forecasts import forecast
from workingcapital.store.forecasting.model_drift import drift
from workingcapital.store.forecasting.models import in_force, keep, kept, kind_in_force
from workingcapital.store.forecasting.outlook import habits
from workingcapital.store.forecasting.replay import replay
from workingcapital.store.forecasting.training import read_origin, train
from workingcapital.store.items import ItemFilter, open_items

CUT = date(2025, 12, 30)
TODAY = date(2026, 6, 30)
HERE = Identity("loader@halden.example", ("HALUS",))
THERE = Identity("loader@halden.example", ("HALDE",))


@pytest.fixture(scope="module")
def trained(sample_store: Store) -> Model:
    """HALUS's model of the end of 2025, made after everything later was changed, and kept."""
    on = CUT - timedelta(days=91)
    with sample_store.reading(HERE) as books:
        before = read_origin(books, "HALUS", on, CUT)
        weeks = replay(books, "HALUS", CUT, 6, step=3).weeks
    with sample_store.loading(HERE) as books:
        books.execute(
            "update allocation set allocated_on = allocated_on + 40"
            " where company_id = 'HALUS' and allocated_on > %s and reversed_on is null",
            [CUT],
        )
    with sample_store.reading(HERE) as books:
        after = read_origin(books, "HALUS", on, CUT)
        for name in ("party", "due", "paid", "traits"):
            assert np.array_equal(getattr(before, name), getattr(after, name)), "what came later was looked at"
        assert np.array_equal(before.seen.until, after.seen.until)
        assert replay(books, "HALUS", CUT, 6, step=3).weeks == weeks
        model = train(books, "HALUS", CUT)
    with sample_store.loading(HERE) as books:
        assert keep(books, model)
        assert not keep(books, model), "the same model is kept once"
    return model


def test_a_card_says_data_split_scores_and_why(trained: Model) -> None:
    card = trained.card
    assert max(card["split"]["origins"]) < card["split"]["cut"] < card["split"]["until"] == CUT.isoformat()
    assert set(card["after_cut"]) >= {"due date", card["best"]}
    assert float(card["scores"][card["best"]]) == min(float(each) for each in card["scores"].values())
    assert card["used"] in (card["best"], Kind().name)
    assert card["why"]
    assert card["width"]["used"] in card["width"]["scores"]
    assert card["data"]["items"] >= 200


def test_it_holds_from_its_day_on_and_not_before(sample_store: Store, trained: Model) -> None:
    with sample_store.reading(HERE) as books:
        assert in_force(books, "HALUS", CUT) == trained
        assert in_force(books, "HALUS", CUT - timedelta(days=1)) is None
        assert kind_in_force(books, "HALUS", CUT - timedelta(days=1)) == Kind()
        ours = company(books, "HALUS")
        assert habits(books, ours, "receivable", TODAY).kind == trained.kind
        assert habits(books, ours, "payable", TODAY).kind == Kind(), "suppliers are not customers"
        assert [each.trained_by for each in kept(books, "HALUS", TODAY)] == ["loader@halden.example"]


def test_a_figure_that_stands_on_a_model_names_it(sample_store: Store, trained: Model) -> None:
    with sample_store.reading(HERE) as books:
        item = next(i for i in open_items(books, "HALUS", TODAY, ItemFilter(side="receivable")) if i.open_amount > 0)
        fact = measure(books, "payment.day.v2", "HALUS", TODAY, item=item.item, quantile="0.5")
        closing = forecast(books, "HALUS", TODAY, 2).known.caveats
    named = f"settings of model {trained.short}, trained on {CUT}"
    assert named in fact.caveats
    assert named in closing


def test_another_company_sees_none_of_it_and_cannot_write_it(sample_store: Store, trained: Model) -> None:
    with sample_store.reading(THERE) as books:
        assert kept(books, "HALUS", TODAY) == []
    with pytest.raises((CopilotError, psycopg.Error)), sample_store.loading(THERE) as books:
        keep(books, Model("HALUS", TODAY, Kind(), {}))


@pytest.mark.parametrize(
    "change", ["update forecast_model set trained_on = '2026-01-01'", "delete from forecast_model"]
)
@pytest.mark.parametrize("login", ["loading", "reading"])
def test_nobody_changes_a_model(sample_store: Store, trained: Model, change: str, login: str) -> None:
    with pytest.raises((CopilotError, psycopg.Error)), getattr(sample_store, login)(HERE) as books:
        books.execute(change)


def test_the_service_adds_none(sample_store: Store, trained: Model) -> None:
    with pytest.raises((CopilotError, psycopg.Error)), sample_store.reading(HERE) as books:
        keep(books, Model("HALUS", TODAY, Kind(), {}))


def test_a_body_without_its_digest_is_refused_by_the_database(sample_store: Store) -> None:
    with pytest.raises((CopilotError, psycopg.Error)), sample_store.loading(HERE) as books:
        books.execute(
            "insert into forecast_model (company_id, trained_on, digest, body) values ('HALUS', '2026-01-01', %s, %s)",
            ["0" * 64, '{"trained_on":"2026-01-01"}'],
        )


def test_drift_speaks_of_what_came_since(sample_store: Store, trained: Model) -> None:
    with sample_store.reading(HERE) as books:
        found = drift(books, "HALUS", CUT + timedelta(days=91))
        moved = {each.name: each.verdict for each in found.shifts}
        with pytest.raises(NoData, match="28 days later"):
            drift(books, "HALUS", CUT + timedelta(days=20))
        with pytest.raises(NoData, match="wcc model train"):
            drift(books, "HALUS", CUT - timedelta(days=1))
    assert moved["days late of what was paid"] == "train again", "everything is paid forty days later"
    assert found.since > found.before
    assert found.verdict == "train again"


def test_a_company_with_little_past_keeps_the_general_settings(sample_store: Store) -> None:
    with sample_store.reading(HERE) as books, pytest.raises(NoData, match="the general settings stay"):
        train(books, "HALUS", date(2024, 9, 1))
