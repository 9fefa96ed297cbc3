"""Days on which a company closes come in like a ledger, and its payment runs keep clear of them."""

from datetime import date

import pytest

from tests.importing.desk import Desk
from workingcapital.errors import BadInput
from workingcapital.importing import undo
from workingcapital.store.companies import company, holidays

DAYS = "Date;Name;Calendar\n29.06.2026;Stocktaking;\n24.12.2026;Christmas Eve;TARGET\n"
KEPT = "select calendar, on_date, name, source from closed_day where company_id = %(company)s order by 2"


def closed(desk: Desk, code: str | None = None) -> frozenset[date]:
    """The closed days as timing and forecast ask for them."""
    with desk.store.reading(desk.who) as books:
        return holidays(books, company(books, code or desk.company))


def test_closed_days_come_in_once_change_with_their_history_and_are_undone(desk: Desk) -> None:
    before = closed(desk)
    first = desk.load(DAYS, kind="holidays")
    assert (first.inserted, desk.load(DAYS, kind="holidays").unchanged) == (2, 2)
    assert closed(desk) - before == {date(2026, 6, 29), date(2026, 12, 24)}
    renamed = desk.load(DAYS.replace("Stocktaking", "Stock count"), kind="holidays")
    assert (renamed.updated, renamed.unchanged) == (1, 1)
    assert [day["name"] for day in desk.ask(KEPT)] == ["Stock count", "Christmas Eve"]
    assert undo(desk.store, desk.who, desk.company, renamed.load_id or 0) == {"removed": 0, "restored": 1}
    assert [day["name"] for day in desk.ask(KEPT)] == ["Stocktaking", "Christmas Eve"]
    assert undo(desk.store, desk.who, desk.company, first.load_id or 0)["removed"] == 2
    assert closed(desk) == before


def test_days_of_another_calendar_are_kept_and_close_nobody(desk: Desk) -> None:
    before = closed(desk)
    report = desk.load("Day,Holiday,Country\n2026-07-03,Independence Day observed,US\n", kind="holidays")
    assert report.inserted == 1
    assert report.notices == [
        "1 days of calendar US are kept; this company's calendar is TARGET, so they do not close it"
    ]
    assert closed(desk) == before


@pytest.mark.parametrize(
    ("row", "field", "why"),
    [
        ("30.02.2026;No day;", "Date", "a day that does not exist"),
        (";Nameless;", "Date", "is empty"),
        ("29.06.2026;Again;", "Date", "stands in an earlier row already"),
        ("30.06.2026;Far;A calendar with a very long name", "Calendar", "longer than the name"),
    ],
)
def test_a_day_that_cannot_be_used_is_named_and_nothing_changes(desk: Desk, row: str, field: str, why: str) -> None:
    report = desk.load(f"{DAYS}{row}\n", kind="holidays")
    assert [(each.row, each.field) for each in report.rejected] == [(4, field)]
    assert why in report.rejected[0].why
    assert desk.ask(KEPT) == []


def test_a_file_without_days_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="no column was recognised for the day"):
        desk.load("Holiday,Country\nChristmas,DE\n", kind="holidays")
