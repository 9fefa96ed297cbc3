"""Days and periods in a sentence, however they are written."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from agent.grounding.terms import Said

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner", "february feb februar", "march mar märz mär mrz", "april apr", "may mai",
            "june jun juni", "july jul juli", "august aug", "september sep sept", "october oct oktober okt",
            "november nov", "december dec dezember dez",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY: Final = re.compile(
    rf"""(?<![\w.,/-])(?:
      (?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)
    | (?P<dotted>\d{{1,2}}\.\d{{1,2}}\.\d{{4}})(?!\d)
    | (?P<d>\d{{1,2}})\.?\s(?P<m>{_MONTH})\b\.?(?:\s(?P<y>\d{{4}})(?!\d))?
    | (?P<m2>{_MONTH})\.?\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<y2>\d{{4}})(?!\d))?
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_PERIOD: Final = re.compile(
    rf"""(?<![\w.,/-])(?:
      (?P<year>\d{{4}})-?\s?Q(?P<quarter>[1-4])
    | Q(?P<quarter2>[1-4])[\s/-]*(?P<year2>\d{{4}})
    | (?P<month>\d{{4}}-(?:0[1-9]|1[0-2]))(?![\d-])
    | (?P<name>{_MONTH})\.?\s(?P<year3>\d{{4}})
    | (?:week|woche)\s(?P<week>\d{{1,2}})(?!\d)
    | (?:tier|stufe)\s(?P<tier>\d)(?!\d)
    | top\s(?P<top>\d+)
    | (?P<alone>(?:19|20)\d\d)(?![\w.,/-]*\d)
    )""",
    re.IGNORECASE | re.VERBOSE,
)

AS_OF: Final = re.compile(r"(?:as of|as at|stand(?: vom)?|per)\s$", re.IGNORECASE)
_TO: Final = re.compile(r"\s?(?:to|until|through|bis(?: zum)?|–|-|→|\.\.)\s?", re.IGNORECASE)


def days_in(text: str) -> Iterator[Said]:
    """Days as ISO dates; one without a year as --MM-DD.

    >>> [day.value for day in days_in("due 30.06.2026, paid July 2nd, 2026, or on 3 May")]
    ['2026-06-30', '2026-07-02', '--05-03']
    """
    for match in _DAY.finditer(text):
        value = _day(match)
        if value:
            yield Said(match.start(), match.end(), "day", value, match[0])


def periods_in(text: str) -> Iterator[Said]:
    """Quarters, months, years, weeks of a forecast, tiers: 2026-Q2, 2026-06, 2026, week 13.

    >>> [period.value for period in periods_in("Q2 2026 against June 2025, week 3")]
    ['2026-Q2', '2025-06', 'week 3']
    """
    for match in _PERIOD.finditer(text):
        yield Said(match.start(), match.end(), "period", _period(match), match[0])


def days_and_ranges(text: str) -> list[Said]:
    """Days, where two with "to" between them are one period and one behind "as of" is no other kind of day.

    >>> [(each.facet, each.value) for each in days_and_ranges("as of 30 Jun 2026, due 2026-07-06 .. 2026-07-12")]
    [('day', 'as of 2026-06-30'), ('period', '2026-07-06..2026-07-12')]
    >>> [each.value for each in days_and_ranges("Change in cash, 2026-03-31 → 2026-06-30")]
    ['2026-03-31..2026-06-30']
    """
    found: list[Said] = []
    for day in days_in(text):
        before = found[-1] if found else None
        if before and before.facet == "day" and _TO.fullmatch(text[before.end : day.start]):
            span = f"{before.value}..{day.value}"
            found[-1] = Said(before.start, day.end, "period", span, text[before.start : day.end])
        elif AS_OF.search(text[: day.start]):
            found.append(Said(day.start, day.end, "day", f"as of {day.value}", day.text))
        else:
            found.append(day)
    return found


def ranges_in(text: str) -> list[Said]:
    """The periods from one day to another."""
    return [each for each in days_and_ranges(text) if each.facet == "period"]


def _day(match: re.Match[str]) -> str | None:
    found = match.groupdict()
    if found["iso"]:
        year, month, day = found["iso"].split("-")
    elif found["dotted"]:
        day, month, year = found["dotted"].split(".")
    else:
        month = str(MONTHS[(found["m"] or found["m2"]).lower()])
        day, year = found["d"] or found["d2"], found["y"] or found["y2"]
    if year is None:
        return f"--{int(month):02}-{int(day):02}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return f"{year}-{month}-{day}"  # no day of the calendar: nothing bears it out


def _period(match: re.Match[str]) -> str:
    found = match.groupdict()
    if quarter := found["quarter"] or found["quarter2"]:
        return f"{found['year'] or found['year2']}-Q{quarter}"
    if found["name"]:
        return f"{found['year3']}-{MONTHS[found['name'].lower()]:02}"
    for kind in ("week", "tier", "top"):
        if found[kind]:
            return f"{kind} {found[kind]}"
    return str(found["month"] or found["alone"])
