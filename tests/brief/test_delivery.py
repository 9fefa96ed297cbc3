"""A brief is delivered to its reader once a company day, when its banks are open, and to nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import psycopg
import pytest

from tests.store.small_books import ANALYST, ANN, CFO, MEMBERS, enter_company
from workingcapital.brief.delivery import deliver_all, deliver_one, due_day
from workingcapital.errors import NotPermitted
from workingcapital.store import briefs
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity

READERS = {member.person for member in MEMBERS if member.roles != ("security_admin",)}


@pytest.fixture(scope="module")
def running(store: Store) -> Store:
    """Two companies whose days go by: one in Berlin, one in Auckland."""
    for code, zone in (("BERLIN", "Europe/Berlin"), ("AUCKLAND", "Pacific/Auckland")):
        enter_company(store, code, sample=False)
        with store.loading(Identity(ANN, (code,))) as books:
            books.execute("update company set today = null, time_zone = %s where company_id = %s", [zone, code])
    return store


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "company", "day"),
    [
        ("2026-07-01T03:59", "BERLIN", None),  # one minute before six in summer
        ("2026-07-01T04:00", "BERLIN", date(2026, 7, 1)),
        ("2026-12-01T04:30", "BERLIN", None),  # half past five in winter
        ("2026-12-01T05:00", "BERLIN", date(2026, 12, 1)),
        ("2026-07-04T10:00", "BERLIN", None),  # a Saturday
        ("2026-04-06T10:00", "BERLIN", None),  # Easter Monday
        ("2026-06-30T19:00", "AUCKLAND", date(2026, 7, 1)),  # there it is tomorrow already
        ("2026-07-03T19:00", "AUCKLAND", None),  # and Saturday before it is ours
    ],
)
def test_a_brief_is_due_in_the_morning_of_the_companys_own_open_days(
    running: Store, moment: str, company: str, day: date | None
) -> None:
    assert due_day(running, company, at(moment)) == day


def test_everybody_who_reads_the_books_gets_theirs_once(running: Store) -> None:
    first = list(deliver_all(running, at("2026-07-01T08:00"), only="BERLIN"))
    assert {each.person for each in first} == READERS
    assert all(each.was_new for each in first)
    again = list(deliver_all(running, at("2026-07-01T15:00"), only="BERLIN"))
    assert [each.was_new for each in again] == [False] * len(READERS)
    next_day = list(deliver_all(running, at("2026-07-02T08:00"), only="BERLIN"))
    assert all(each.was_new for each in next_day)


def test_two_timers_at_once_deliver_one(running: Store) -> None:
    who, roles = Identity(CFO, ("BERLIN",)), frozenset({"controller_cfo"})
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: deliver_one(running, who, "BERLIN", date(2026, 7, 7), roles), range(4)))
    assert sorted(done) == [False, False, False, True]


def test_a_brief_is_its_readers_alone(running: Store) -> None:
    day = date(2026, 7, 8)
    deliver_one(running, Identity(CFO, ("BERLIN",)), "BERLIN", day, frozenset({"controller_cfo"}))
    with running.reading(Identity(CFO, ("BERLIN",))) as books:
        assert briefs.delivered(books, "BERLIN", CFO, day) is not None
    with running.reading(Identity(ANALYST, ("BERLIN",))) as books:
        assert briefs.delivered(books, "BERLIN", CFO, day) is None
        assert books.execute("select count(*) as n from brief where person_id = %s", [CFO]).fetchone() == {"n": 0}
    with pytest.raises(NotPermitted), running.reading(Identity(ANALYST, ("BERLIN",))) as books:
        briefs.deliver(books, "BERLIN", CFO, date(2026, 7, 9), {})


@pytest.mark.parametrize("change", ["update brief set body = '{}'", "delete from brief"])
def test_what_was_delivered_is_not_rewritten(running: Store, change: str) -> None:
    with pytest.raises(NotPermitted), running.reading(Identity(CFO, ("BERLIN",))) as books:
        books.execute(psycopg.sql.SQL(change))  # type: ignore[arg-type]


def test_what_is_not_loaded_is_said_and_not_left_out(running: Store) -> None:
    day = date(2026, 7, 10)
    deliver_one(running, Identity(CFO, ("BERLIN",)), "BERLIN", day, frozenset({"controller_cfo"}))
    with running.reading(Identity(CFO, ("BERLIN",))) as books:
        kept = briefs.delivered(books, "BERLIN", CFO, day)
    assert kept is not None
    assert any("bank statements" in note for note in kept[0]["notes"])
