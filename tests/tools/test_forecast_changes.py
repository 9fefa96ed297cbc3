"""What changed since last week's forecast: the causes add up to the cent, and the figures explain themselves."""

from datetime import timedelta
from decimal import Decimal

from tests.tools.calling import ask, asker, explained
from tools.forecast_changes import forecast_changes
from workingcapital.forecast.cash import simulate
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.forecasting.changes import changes
from workingcapital.store.forecasting.outlook import outlook

MANY = 4_000


def test_the_causes_add_up_to_the_change_to_the_cent(sample_store: Store) -> None:
    who = asker(sample_store, "HALUS")
    found = ask(forecast_changes, who)
    then, now, change = (fact.decimal() for fact in found.facts[:3])
    assert now - then == change
    rows = found.tables[0].rows
    by_cause = {row[0]: [Decimal((cell or "0").replace(",", "")) for cell in row[1:]] for row in rows}
    total = by_cause.pop("all causes")[2]
    assert sum(each[2] for each in by_cause.values()) == total == change
    assert all(passed + ahead == whole for cause, (passed, ahead, whole) in by_cause.items() if passed or ahead)
    assert {"received early", "not received yet", "new invoices", "promises"} <= set(by_cause)
    assert [each["same"] for each in explained(sample_store, found.facts[1:4])] == [True] * 3


def test_the_expected_closing_moves_as_the_mean_of_fresh_paths_does(sample_store: Store) -> None:
    who = asker(sample_store, "HALUS")
    since = who.as_of - timedelta(days=7)
    with who.books() as books:
        made = changes(books, "HALUS", since, who.as_of)
        then = simulate(outlook(books, "HALUS", since, 13).outlook, MANY).closing[-1]
        now = simulate(outlook(books, "HALUS", who.as_of, 12).outlook, MANY).closing[-1]
    expected = sum(int(moves.sum()) for moves in made.steps.values())
    noise = (then.var() / MANY + now.var() / MANY) ** 0.5
    assert abs(expected - (now.mean() - then.mean())) < 4 * noise


def test_a_promise_entered_today_is_put_down_to_promises(sample_store: Store) -> None:
    who = asker(sample_store, "HALUK")
    with who.books() as books:
        before = changes(books, "HALUK", who.as_of - timedelta(days=7), who.as_of)
    with sample_store.loading(Identity("loader@halden.example", ("HALUK",))) as books:
        books.execute(
            "insert into promise_to_pay (company_id, invoice_id, promised_on, pay_on, amount)"
            " select v.company_id, v.invoice_id, %(on)s, %(on)s::date + 120, v.gross from invoice v"
            " join books.items_as_of('HALUK', %(on)s, 'receivable') i on i.invoice_id = v.invoice_id"
            " where v.company_id = 'HALUK' and not v.intercompany and not i.disputed_on_day and i.open_amount > 0",
            {"on": who.as_of},
        )
    with who.books() as books:
        after = changes(books, "HALUK", who.as_of - timedelta(days=7), who.as_of)
    moved = {cause: int((after.steps[cause] - before.steps[cause]).sum()) for cause in before.steps}
    assert moved.pop("promises") < 0, "all of it beyond the horizon"
    new = moved.pop("new invoices")
    assert new < 0, "new invoices carry their promise themselves"
    del moved["pay-day model"], moved["exchange rates"]  # what is promised no habit speaks of
    assert not any(moved.values()), moved


def test_an_earlier_day_that_is_no_whole_week_ago_is_asked_again(sample_store: Store) -> None:
    who = asker(sample_store)
    assert ask(forecast_changes, who, since=who.as_of - timedelta(days=10)).outcome == "clarify"
    assert ask(forecast_changes, who, since=who.as_of + timedelta(days=7)).outcome == "clarify"
    found = ask(forecast_changes, asker(sample_store, "HALUS"), since=who.as_of - timedelta(days=28))
    assert found.outcome == "answered"
    assert found.charts[0].kind == "band"
    assert [each.name for each in found.charts[0].series][:3] == ["P10", "P50", "P90"]
