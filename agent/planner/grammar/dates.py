"""Every day and period in a question, with the role its preposition gives it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from agent.planner.grammar import days, periods
from agent.planner.grammar.corrections import not_taken_back
from agent.planner.grammar.spans import Span, longest
from agent.planner.grammar.when import Role, When

_ROLES: list[tuple[Role, str]] = [
    (
        "as_of",
        (
            r"as (?:of|at)(?: the)?(?: close of)?|per(?: the)?|zum stand(?: vom)?|stand(?: vom| zum)?|per "
            r"stichtag|stichtag|(?:wie )?am stand|mit stand"
        ),
    ),
    (
        "compare",
        (
            r"(?:against|vs\.?|versus|compared? (?:to|with)|in comparison (?:to|with)|next to|alongside|"
            r"beside|relative to|"
            r"than(?: in)?|gegenüber|gegenueber|neben|"
            r"verglichen mit|im vergleich zu[mr]?|zu[mr]? vergleich|gegen|als|mit|"
            r"(?:mov|chang|develop|improv|worsen)\w* since|(?:verändert|entwickelt|verbessert|verschlechtert) seit)(?: the| dem| der| den| "
            r"im)?"
        ),
    ),
    (
        "until",
        (
            r"(?:by|until|till|till the|up to|through|no later than|on or before|not later than|bis|bis "
            r"zu[mr]?|bis einschließlich|spätestens(?: am| bis)?|bis spätestens)(?: the| dem| den| (?:zum "
            r")?am| zum| zur)?"
        ),
    ),
    ("before", r"(?:before|prior to|earlier than|vor)(?: the| dem| der)?"),
    ("since", r"(?:since|from|starting|seit|ab|von|beginning)(?: the| dem| der| den| vom)?"),
    ("after", r"(?:after|later than|nach)(?: the| dem| der)?"),
]
_BEFORE = [(role, re.compile(rf"(?<!\w)(?:{pattern}) $", re.IGNORECASE)) for role, pattern in _ROLES]
_JOIN = re.compile(r" ?(?:to|until|till|through|and|-|bis|und|bis zum) (?:the |dem |den |zum |zur )?$", re.IGNORECASE)
_OPEN = re.compile(r"(?:from|between|von|vom|zwischen)(?: the| dem)? $", re.IGNORECASE)


def dates(text: str, today: date) -> list[Span]:
    """The days and periods of the text, each a `When`.

    >>> found = dates("what falls due by Friday against last quarter", date(2026, 6, 30))
    >>> [(s.kind, s.value.role, s.value.last.isoformat()) for s in found]
    [('day', 'until', '2026-07-03'), ('period', 'compare', '2026-03-31')]
    """
    found = _joined(text, longest(_found(text, today)))
    return [_with_role(text, span) for span in _said_twice(text, not_taken_back(text, found))]


def _found(text: str, today: date) -> Iterator[Span]:
    for rules in (days.RULES, periods.RULES):
        for pattern, read in rules:
            for match in pattern.finditer(text):
                try:
                    when = read(match, today)
                except (ValueError, StopIteration):
                    continue  # the 31st of June is no date
                yield Span(match.start(), match.end(), "day" if when.grain == "day" else "period", when)


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """ "from 1 May to 15 June" is one range."""
    result: list[Span] = []
    for span in spans:
        last = result[-1] if result else None
        if (
            last
            and last.value.first <= span.value.first
            and _JOIN.fullmatch(text[last.end : span.start])
            and _OPEN.search(text[: last.start])
        ):
            result[-1] = Span(last.start, span.end, "period", When(last.value.first, span.value.last, "range"))
        else:
            result.append(span)
    return result


_AGAIN = re.compile(
    r"[ ,(.:…–-]*(?:(?:the|den|dem|der|am|that is|i\.?e\.?|also|so|meaning|das heisst|d\.h\.|namely|or) ?)*$",
    re.IGNORECASE,
)
_EXPLICIT = re.compile(r"\d|" + days.MONTH, re.IGNORECASE)


def _said_twice(text: str, spans: list[Span]) -> list[Span]:
    """ "Easter Monday (6 April 2026)", "last quarter, so January to March": one day or period, its plainer name kept."""
    result: list[Span] = []
    for span in spans:
        last = result[-1] if result else None
        if last and _same(last, span) and _AGAIN.fullmatch(text[last.end : span.start]):
            plain = span if _EXPLICIT.search(text[span.start : span.end]) else last
            result[-1] = replace(plain, start=last.start, end=span.end)
        else:
            result.append(span)
    return result


def _same(last: Span, span: Span) -> bool:
    """Whether two neighbours may be one day or period said twice."""
    one, two = last.value, span.value
    overlap = bool(one.first <= two.last and two.first <= one.last)
    return last.kind == span.kind and two.role == "" and (overlap or last.kind == "day")


def _with_role(text: str, span: Span) -> Span:
    before = text[: span.start]
    if span.value.grain == "range" and _OPEN.search(before):
        return span
    for role, pattern in _BEFORE:
        if pattern.search(before):
            return replace(span, value=replace(span.value, role=role))
    return span


def until(when: When, today: date) -> date:
    """The last day that is meant when something happens by or within `when`.

    >>> from agent.planner.grammar.when import week
    >>> until(week(date(2026, 6, 30)), date(2026, 6, 30))
    datetime.date(2026, 7, 5)
    """
    return when.last - timedelta(1) if when.role == "before" and when.grain == "day" else when.last
