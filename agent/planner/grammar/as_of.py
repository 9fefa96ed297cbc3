"""The day a question looks back to: "as of 31 May", "zum 31.03.2026", "at the end of last quarter"."""

import re
from datetime import date

from agent.planner.grammar.dates import dates
from agent.planner.grammar.spans import Span
from agent.planner.words.text import clean

_AT = re.compile(r"(?<!\w)(?:at|at the|per|zum|am|per ende|on|stand|close of) ?(?:the |dem )?$", re.IGNORECASE)
_EDGE = re.compile(r"end|ende|ultimo|close", re.IGNORECASE)
_DUE = re.compile(r"\b(?:due|paid|pay|release|fällig|bezahlt|zahl\w*|call|run|lauf)\b[^,]*$", re.IGNORECASE)


def as_of(text: str, today: date) -> date | None:
    """The as-of day a question states, never after today; None when it states none.

    >>> as_of("AR ageing as of 31 May", date(2026, 6, 30)), as_of("DSO zum 31.03.2026", date(2026, 6, 30))
    (datetime.date(2026, 5, 31), datetime.date(2026, 3, 31))
    >>> as_of("what is due on Friday?", date(2026, 6, 30)), as_of("cash at year end", date(2026, 6, 30))
    (None, None)
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
        )
    )
