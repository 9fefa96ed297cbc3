"""Sums and differences: shown with the figures they are made of."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from agent.grounding.figures import Mention, readings, unit_fits

SUM: Final = re.compile(
    r"\b(?:together|in (?:all|total)|total(?:s|ling)?|sum|zusammen|insgesamt|summe)\b", re.IGNORECASE
)
DIFFERENCE: Final = re.compile(r"\b(?:difference|more|less|gap|differenz|unterschied|mehr|weniger)\b", re.IGNORECASE)
MOST_PARTS: Final = 6


def combined(mention: Mention, sentence: str, before: Sequence[Mention]) -> Mention | None:
    """A sum or difference of figures the sentence has just stated; it is shown with its parts."""
    parts = [each.facts[0] for each in before if each.facts and each.facts[0].unit in ("money", "days", "count")]
    like = (
        [each for each in parts if (each.unit, each.currency) == (parts[-1].unit, parts[-1].currency)] if parts else []
    )
    numbers = readings(mention.text)
    for size in range(2, min(len(like), MOST_PARTS) + 1):
        for some in combinations(like, size):
            values = [Decimal(each.value) for each in some]
            summed = SUM.search(sentence) and sum(values) in numbers
            apart = size == 2 and DIFFERENCE.search(sentence) and abs(values[0] - values[1]) in numbers
            if (summed or apart) and unit_fits(some[0], (sentence[: mention.start], sentence[mention.end :])):
                return Mention(mention.start, mention.end, mention.text, (), True, some, "+" if summed else "−")
    return None
