"""The day a question looks back to: "as of 31 May", "zum 31.03.2026", "at the end of last quarter"."""

import re
from datetime import date

from agent.planner.grammar.dates import dates
from agent.planner.grammar.spans import Span
from agent.planner.words.text import clean

_AT = re.compile(r"(?<!\w)(?:at|at the|per|zum|am|per ende|on|stand|close of) ?(?:the |dem )?$", re.IGNORECASE)
_EDGE = re.compile(r"end|ende|ultimo|close", re.IGNORECASE)
_DUE = re.compile(r"\b(?:due|paid|pay|release|fällig|bezahlt|zahl\w*|call|run|lauf)\b[^,]*$", re.IGNORECASE)

# What stands at some amount on a day: said "on" a past day it is the books of that day that are meant.
_STANDS = re.compile(
    r"\b(?:dso|dpo|dio|ccc|cei|bpdso|countback|age?ing|overdue|open (?:receivables|payables|items|invoices|bills)|owed?|"
    r"cash|bank balance|stood|kassenbestand|liquidit\w+|altersstruktur|überfällig\w*|offene\w* (?:posten|forderungen|verbindlichkeiten|"
    r"rechnungen)|bankbestand|kontostand|schulde\w*)\b",
    re.IGNORECASE,
)
_HAPPENS = re.compile(
    r"\b(?:receiv(?:ed|ing)|invoiced|issued|posted|dated|booked|expir\w*|spen[dt]\w*|collect\w*|laps\w*|sent|chang\w*|arriv\w*|c[oa]me|propos\w*|"
    r"approv\w*|eingegangen|gebucht|ausgestellt|verf[aä]ll\w*|freigegeben)\b",
    re.IGNORECASE,
)


def as_of(text: str, today: date) -> date | None:
    """The as-of day a question states, never after today; None when it states none.

    >>> as_of("AR ageing as of 31 May", date(2026, 6, 30)), as_of("DSO zum 31.03.2026", date(2026, 6, 30))
    (datetime.date(2026, 5, 31), datetime.date(2026, 3, 31))
    >>> as_of("what were open receivables on 15 May?", date(2026, 6, 30)), as_of("DSO am 31.03.", date(2026, 6, 30))
    (datetime.date(2026, 5, 15), datetime.date(2026, 3, 31))
    >>> as_of("what is due on Friday?", date(2026, 6, 30)), as_of("cash at year end", date(2026, 6, 30))
    (None, None)
    >>> as_of("which open bills were issued on 15 May?", date(2026, 6, 30))
    """
    cleaned = clean(text)
    return next((span.value.last for span in dates(cleaned, today) if looks_back(cleaned, span, today)), None)


def looks_back(text: str, span: Span, today: date) -> bool:
    """Whether a day or period of the text says as of when the books are meant."""
    before, when = text[: span.start], span.value
    if when.last > today:
        return False
    if when.role == "as_of":
        return True
    stood_at = when.grain == "day" and when.role == "" and bool(_AT.search(before))
    return (
        stood_at
        and not _DUE.search(before)
        and (
            bool(_EDGE.search(text[span.start : span.end]))
            or bool(re.search(r"(?:zum|per|at|stand) (?:the |dem )?$", before, re.IGNORECASE))
            or (when.last < today and bool(_STANDS.search(before)) and not _HAPPENS.search(before))
        )
    )
