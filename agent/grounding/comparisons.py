""" "49.9 days, −1.9 against the quarter before": the second is the change, the first the figure it has changed to."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from agent.grounding.direction import is_change
from agent.grounding.figures import Fault, Mention

_UNIT: Final = r"(?:\s?%|\s\w+(?:\s(?:points|per cent))?)?"
_BESIDE: Final = re.compile(rf"{_UNIT}(?:,|\s\(|\s[–-])\s?(?:(?:a change of|eine Veränderung von)\s)?", re.IGNORECASE)
_AGAINST: Final = re.compile(
    rf"{_UNIT}\s(?:against|versus|vs\.?|compared (?:with|to)|gegenüber|gegen|verglichen mit)\s", re.IGNORECASE
)


def wrong_comparisons(sentence: str, tied: Sequence[Mention]) -> list[Fault]:
    """Of a figure and its comparison: a figure in the place of its change, and one of another day than its change."""
    faults = []
    for first, second in pairwise(tied):
        beside = _BESIDE.fullmatch(sentence, first.end, second.start) and _AGAINST.match(sentence, second.end)
        if not beside or not first.facts or not second.facts:
            continue
        figure, compared = first.facts[0], second.facts[0]
        if not is_change(compared):
            wrong = second if compared.formula == figure.formula else None
        else:
            wrong = first if figure.label in compared.label and figure.as_of != compared.as_of else None
        if wrong:
            faults.append((wrong.start, wrong.end, wrong.text))
    return faults
