"""What more cash is worth by day is what a plan with more cash gains."""

from datetime import date
from decimal import Decimal

from agent.german.catalogue import sentences
from tests.tools.calling import AS_OF, ask, asker
from tools.cash_value import PER, cash_value_by_day
from tools.run_planning import planned
from tools.run_wish import wished
from workingcapital.facts import Evidence
from workingcapital.store.companies import company
from workingcapital.store.database.connection import Store
from workingcapital.store.planning.timing import payable_bills

RUN, TIGHT = date(2026, 7, 2), "1780000"


def told(store: Store, floor: str | None) -> Evidence:
    return ask(cash_value_by_day, asker(store), floor=floor)


def test_a_floor_that_binds_gives_cash_a_price_that_falls_with_the_days_and_is_no_less_than_what_it_earns(
    sample_store: Store,
) -> None:
    found = told(sample_store, TIGHT)
    [chart] = found.charts
    worth = [Decimal(value) for value in chart.series[0].y]
    assert worth[0] > 0
    assert worth == sorted(worth, reverse=True)
    assert [row[1] for row in found.tables[0].rows] == chart.series[0].y
    assert sentences(found.say)[1] == ()
    with asker(sample_store).books() as books:
        ours = company(books, "HALDE")
        payable = payable_bills(books, ours, AS_OF)
        before, after = (
            planned(books, ours, AS_OF, wished(RUN, str(Decimal(TIGHT) - less)), payable).plan
            for less in (Decimal(0), PER)
        )
    assert after.value <= before.bound + worth[0] + Decimal("0.01")


def test_a_floor_that_does_not_bind_gives_cash_no_worth(sample_store: Store) -> None:
    found = told(sample_store, "100000")
    assert {Decimal(value) for value in found.charts[0].series[0].y} == {Decimal(0)}
    assert found.say.startswith("More cash would earn HALDE nothing on any day")
    assert sentences(found.say)[1] == ()


def test_a_floor_above_all_cash_is_answered_in_words(sample_store: Store) -> None:
    found = told(sample_store, "900000000")
    assert (found.outcome, found.reason) == ("clarify", "floor_cannot_hold")
