"""An answer of today says which sources are older than the policy lets them be, and how old they are."""

from datetime import date

import pytest

from agent.checkpoints import Memory
from agent.conversation import _keep
from tests.store.small_books import ANN, CFO, enter_company
from tools.asker import Asker
from workingcapital.metrics.registry import fact
from workingcapital.store.conversations import begin_turn
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.gathering.feeds import stale

MONDAY = date(2026, 6, 29)


@pytest.fixture(scope="module")
def loaded(store: Store) -> Store:
    """Loads of a ledger, a bank and a mailbox, each until its own day."""
    enter_company(store, "ACME")
    with store.loading(Identity(ANN, ("ACME",))) as books:
        for source, kind, until in (
            ("sap", "payables", "2026-06-26"),  # Friday: an open day before Monday
            ("bank", "statement", "2026-06-24"),  # Wednesday: three
            ("mail", "einvoice", "2026-01-02"),  # comes when somebody sends one
        ):
            books.execute(
                "insert into load (company_id, source_system, kind, period_to) values ('ACME', %s, %s, %s)",
                [source, kind, until],
            )
    return store


def answer(store: Store, thread: str, as_of: date, language: str = "en") -> dict:
    """An answer with a figure, kept as a turn of today keeps it."""
    asker = Asker(CFO, "ACME", ("ACME",), ("ACME",), {}, MONDAY, language, thread, 1, store)
    with asker.books() as books:
        begin_turn(books, "ACME", thread, CFO, "?")
    figure = fact("count.v1", {"count": 1}, company="ACME", as_of=as_of)
    told = {
        "answer_id": f"{thread}-1", "thread_id": thread, "status": "answered", "answer": "one", "companies": ["ACME"],
        "as_of": as_of.isoformat(), "language": language, "notices": [], "facts": [figure.model_dump(mode="json")],
    }  # fmt: skip
    _keep(asker, "?", told, Memory(None, {"id": f"{thread}-1"}))
    return told


def test_days_on_which_banks_are_closed_make_nothing_old(loaded: Store) -> None:
    with loaded.reading(Identity(CFO, ("ACME",))) as books:
        assert [each["source_system"] for each in stale(books, "ACME", MONDAY)] == ["bank"]
        assert [each["source_system"] for each in stale(books, "ACME", date(2026, 6, 30))] == ["bank", "sap"]
        assert stale(books, "ACME", date(2026, 6, 25)) == []


def test_an_answer_of_today_says_how_old_a_source_is(loaded: Store) -> None:
    told = answer(loaded, "t1", MONDAY)
    [notice] = told["notices"]
    assert notice.startswith("ACME: statement from bank were last loaded up to 24 Jun 2026, 5 days ago")
    [age] = [each for each in told["facts"] if each["formula"] == "feed.age.v1"]
    assert age["value"] == "5.0"


def test_an_answer_about_a_day_gone_by_does_not(loaded: Store) -> None:
    assert answer(loaded, "t2", date(2026, 6, 1))["notices"] == []


def test_it_is_said_in_german(loaded: Store) -> None:
    assert answer(loaded, "t3", MONDAY, "de")["notices"] == [
        "ACME: bank (statement) zuletzt geladen bis 24.06.2026, vor 5 Tagen: Neueres fehlt."
    ]
