"""What is taken back in the same breath: "last month, I mean this June", "3/10, sorry, 2/10"."""

import re
from typing import Final

from agent.planner.grammar.spans import Span

NEAR: Final = 12  # characters between the taking back and what is said instead
_INSTEAD: Final = re.compile(
    r"\b(?:i mean|i meant|sorry|no wait|rather|correction|ich meine|nein|besser gesagt|quatsch|halt)\b", re.IGNORECASE
)


def not_taken_back(text: str, spans: list[Span]) -> list[Span]:
    """The spans of one kind without those that were said first and do not count.

    >>> [s.value for s in not_taken_back("3/10, sorry I mean 2/10", [Span(0, 4, "terms", 3), Span(19, 23, "terms", 2)])]
    [2]
    """
    for match in _INSTEAD.finditer(text):
        later = [span for span in spans if span.start >= match.end()]
        if later and later[0].start - match.end() <= NEAR:
            spans = later
    return spans
