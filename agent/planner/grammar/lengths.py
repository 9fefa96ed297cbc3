"""Lengths of time that are no period: "over 60 days", "on day 45", "101 days late", "25 Tage früher"."""

import re
from dataclasses import dataclass

from agent.planner.grammar.numerals import SMALL_PATTERN, small
from agent.planner.grammar.spans import Span

_UNIT = {"d": 1, "t": 1, "w": 7, "m": 30}
_MORE = (
    r"more than|over|older than|above|beyond|longer than|greater than|in excess of|>|mehr als|über|"
    r"ueber|älter als|aelter als|länger als"
)
_LEAST = r"at least|min(?:imum|destens)?|ab|from|≥|>="
_LENGTH = re.compile(
    (
        rf"(?<![\w.,/])(?:(?P<more>{_MORE}) |(?P<least>{_LEAST}) "
        rf")?(?P<number>{SMALL_PATTERN})(?P<plus>\+)?[ -]?(?:(?:extra|more|additional|further|"
        rf"weitere[nr]?|zusätzliche[nr]?|mehr) )?(?P<unit>calendar days?|kalendertagen?|days?|"
        rf"tagen?|tage|weeks?|wochen?|months?|monaten?)\b(?P<ormore> or more| oder mehr| and more| plus)?"
    ),
    re.IGNORECASE,
)
_DAY = re.compile(
    (
        r"\b(?:(?:on|at|by|after) )?(?:day|am tag|tag|an tag) (?P<number>\d{1,3})\b|\b(?:am|nach) "
        r"(?P<german>\d{1,3})\. tag\b|\b(?P<bare>\d{1,3})(?:st|nd|rd|th) day\b"
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Length:
    """A number of days; `beyond` when more than so many was said, `on_day` when a day was counted to."""

    days: int
    beyond: bool = False
    on_day: bool = False


def lengths(text: str) -> list[Span]:
    """Every length of time, in days; when somebody pays after so many days, that is a day counted to.

    >>> [(s.value.days, s.value.beyond) for s in lengths("over 60 days late, at least 2 weeks, pay on day 45")]
    [(60, True), (14, False), (45, False)]
    >>> [s.value.on_day for s in lengths("we pay them after 45 days")]
    [True]
    """
    found = [_length(text, m) for m in _LENGTH.finditer(text)]
    found += [
        Span(m.start(), m.end(), "length", Length(int(m["number"] or m["german"] or m["bare"]), on_day=True))
        for m in _DAY.finditer(text)
    ]
    return sorted((span for span in found if span.value.days), key=lambda s: s.start)


_PAYS = re.compile(
    r"\b(?:pay|paid|paying|settle[ds]?|settling|zahl\w*|bezahl\w*|begleich\w*|überweis\w*)\b", re.IGNORECASE
)
_AFTER = re.compile(r"\b(?:after|nach)(?: only| erst)? $", re.IGNORECASE)


def _length(text: str, match: re.Match[str]) -> Span:
    factor = next(
        days
        for letter, days in _UNIT.items()
        if match["unit"].lower().removeprefix("calendar ").removeprefix("kalender").startswith(letter)
    )
    counted_to = bool(_AFTER.search(text[: match.start()]) and _PAYS.search(text))
    days = small(match["number"]) * factor
    return Span(match.start(), match.end(), "length", Length(days, bool(match["more"]), counted_to))
