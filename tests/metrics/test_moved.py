"""What moved a balance: each part as pandas has it, and all parts the change to the cent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from evals.oracle import days, items
from evals.oracle.frames import Frames, frames, in_base, rate
from tests.metrics.ledger import AS_OF, rolled_back
from tests.tools.calling import ask, asker
from tools.moved import what_moved
from workingcapital.facts import stated
from workingcapital.metrics.registry import NoData
from workingcapital.sample_company.generator import generate
from workingcapital.store.figures import explain, measure

PARTS = ("moved.volume.v1", "moved.mix.v1", "moved.rates.v1")
PERIODS = [("2026-Q2", "2026-Q1"), ("2026-Q1", "2025-Q1"), ("2026-05", "2026-04")]


@pytest.fixture(scope="module")
def raw() -> Frames:
    return frames(generate())


@pytest.mark.parametrize("side", ["receivable", "payable"])
@pytest.mark.parametrize(("period", "other"), PERIODS)
@pytest.mark.parametrize("company", ["HALDE", "HALUK", "HALUS"])
def test_the_parts_add_up_to_the_change_to_the_cent(sample_store, company, period, other, side):
    found = ask(what_moved, asker(sample_store, company), side=side, period=period, compare_to=other)
    change, now, before = (fact.decimal() for fact in found.facts[:3])
    parts = {fact.id: fact.decimal() for fact in found.facts[3:] if fact.formula.startswith("moved.")}
    assert len(parts) == 6
    assert sum(parts.values()) == change == now - before


@pytest.mark.parametrize("company", ["HALDE", "HALUK"])
def test_lateness_volume_and_rates_are_what_pandas_makes_of_the_rows(sample_store, raw, company):
    first, last = date(2026, 3, 31), date(2026, 6, 30)
    flows = [
        days.flow(raw, company, "receivable", each) for each in ((date(2026, 1, 1), first), (date(2026, 4, 1), last))
    ]
    pace = flows[1] / 91 / (flows[0] / 90)
    opened = {day: items.open_items(raw, company, day, "receivable", group=False) for day in (first, last)}
    late = {
        day: part[(part["due_date"] < day) & ~part["disputed"] & (part["open"] > 0)] for day, part in opened.items()
    }
    own, new = (in_base(raw, company, opened[first], "open", day) for day in (first, last))
    expected = {
        "moved.volume.v1": new * pace - new,
        "moved.rates.v1": new - own,
        "moved.part.v1": in_base(raw, company, late[last], "open", last) - in_base(raw, company, late[first], "open", last)
        * pace,
    }  # fmt: skip
    asked = {"side": "receivable", "period": "2026-Q2", "other": "2026-Q1"}
    with asker(sample_store).books() as books:
        for formula, value in expected.items():
            more = {"part": "late"} if formula == "moved.part.v1" else {}
            said = measure(books, formula, company, last, **asked, **more)
            assert said.value == stated(value, "money", said.currency), formula
            assert explain(books, said)["same"]
    assert rate(raw, company, "USD" if company == "HALDE" else "EUR", last) != 1


def test_without_invoices_before_there_is_no_volume_and_a_later_period_is_no_other(store):
    with rolled_back(store) as ledger:
        ledger.invoice(ledger.party(), "100", AS_OF - timedelta(20), AS_OF)
        asked = {"side": "receivable", "period": "2026-Q2", "other": "2026-Q1"}
        with pytest.raises(NoData, match="the flow of the earlier period"):
            measure(ledger.books, "moved.volume.v1", "TEST", AS_OF, **asked)
        with pytest.raises(NoData, match="does not end before"):
            measure(ledger.books, "moved.rates.v1", "TEST", AS_OF, **{**asked, "other": "2026-Q2"})


def test_a_bill_that_became_late_moves_lateness_and_not_volume(store):
    with rolled_back(store) as ledger:
        party = ledger.party()
        for day in ("2026-01-10", "2026-04-10"):
            ledger.invoice(party, "90", day, "2026-12-31")
        ledger.invoice(party, "91", "2026-03-01", "2026-06-15")
        asked = {"side": "receivable", "period": "2026-06", "other": "2026-05"}
        ledger.invoice(party, "30", "2026-06-02", "2026-12-31")
        ledger.invoice(party, "31", "2026-05-02", "2026-12-31")
        late = measure(ledger.books, "moved.part.v1", "TEST", AS_OF, **asked, part="late")
        volume = measure(ledger.books, "moved.volume.v1", "TEST", AS_OF, **asked)
    assert (late.decimal(), volume.decimal()) == (Decimal(91), Decimal(0))
