"""Labels of figures in German; the figure itself and its receipt stay the same."""

import re
from functools import cache

from agent.planner.tables import table


@cache
def _labels() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), german) for pattern, german in table("german")["labels"])


def in_german(label: str) -> str:
    """The label in German, or as it is where there is no other word for it.

    >>> in_german("Overdue receivables"), in_german("DSO"), in_german("Change in DSO")
    ('Überfällige Forderungen', 'DSO', 'Veränderung DSO')
    """
    for pattern, german in _labels():
        match = pattern.fullmatch(label)
        if match:
            return match.expand(german)
    return label
