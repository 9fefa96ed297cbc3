"""A company's day is its calendar's, also where the clocks jump."""

from datetime import UTC, date, datetime

import pytest

from workingcapital.store.founding import Calendar


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Europe/Berlin", "2026-03-28T22:59", "2026-03-28"),
        ("Europe/Berlin", "2026-03-28T23:00", "2026-03-29"),
        ("Europe/Berlin", "2026-03-29T01:00", "2026-03-29"),  # two o'clock is three: the hour between does not exist
        ("Africa/Cairo", "2026-04-23T21:59", "2026-04-23"),
        ("Africa/Cairo", "2026-04-23T22:00", "2026-04-24"),  # the day begins at one o'clock
        ("Europe/Berlin", "2026-10-25T01:30", "2026-10-25"),  # half past two, the second time
        ("Pacific/Auckland", "2026-06-30T12:00", "2026-07-01"),
    ],
)
def test_a_company_is_on_its_own_calendars_day_where_clocks_jump(zone: str, now: str, day: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert Calendar(None, zone).day(moment) == date.fromisoformat(day)
