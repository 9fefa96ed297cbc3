"""Answers to a question asked back: by number, by the words of an option, or in one's own words."""

import re
from collections.abc import Sequence
from typing import Final

from agent.planner.words.text import fold, words

_PLACES: Final = {
    1: "1|1st|first|former|one|a|erste[nrs]?|eins|ersteres?",
    2: "2|2nd|second|latter|two|b|zweite[nrs]?|zwei|letzteres?",
    3: "3|3rd|third|three|c|dritte[nrs]?|drei",
    4: "4|4th|fourth|four|d|vierte[nrs]?|vier",
}
_AROUND: Final = (
    r"(?:(?:the|option|number|no|nummer|nr|i|mean|meant|take|das|die|der|den|ich|meine|nehme|bitte|please|one|ones|"
    r"choice|answer|variante|moeglichkeit) ?)*"
)
_SMALL: Final = frozenset(
    """the a an of for in to and or is it i we our us what which that this one mean meant want with by on at please
    der die das den dem ein eine und oder von fuer in ist es ich wir unser was welche mit bei am bitte meine
    open offene show zeig simply just einfach nur gmbh ltd ag kg inc""".split()
)


def chosen(text: str, offered: Sequence[str]) -> int | None:
    """Which of the offered options is meant; None when it is none, or more than one.

    >>> chosen("the second one", ["Currency exposure", "Credit limit use"])
    1
    >>> chosen("currencies", ["Currency exposure", "Credit limit use"])
    0
    >>> chosen("how much is overdue?", ["Currency exposure", "Credit limit use"]) is None
    True
    """
    folded = fold(text).strip(" .!?\"'")
    for place, number in _PLACES.items():
        if place <= len(offered) and re.fullmatch(rf"{_AROUND}(?:{number}) ?{_AROUND}", folded):
            return place - 1
    if folded in ("the last", "the last one", "last", "der letzte", "die letzte", "das letzte", "letzteres"):
        return len(offered) - 1
    return _by_words(folded, offered)


def _by_words(folded: str, offered: Sequence[str]) -> int | None:
    """The option that shares most words with what was said, where what was said is hardly anything else."""
    said = [word for word in words(folded) if word not in _SMALL]
    if not said or len(said) > 5:
        return None
    hits = [sum(any(_alike(word, other) for other in words(option)) for word in said) for option in offered]
    best = max(hits)
    return hits.index(best) if best * 2 > len(said) and hits.count(best) == 1 else None


def _alike(one: str, other: str) -> bool:
    """The same word, or the same beginning: currency and currencies."""
    if one == other:
        return True
    common = min(len(one), len(other), 6)
    return common >= 5 and one[:common] == other[:common]
