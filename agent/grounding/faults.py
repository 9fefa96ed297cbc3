"""Places of a sentence that its figures do not bear out."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from agent.grounding.figures import Fault, Mention
from agent.grounding.index import Index
from agent.grounding.owners import LIST_GAP
from agent.grounding.terms import Said, heads, terms_in

WITH_A_FIGURE: Final = ("day", "period", "party", "company", "metric", "method", "quantile", "state")
_AND: Final = re.compile(r"\s?(?:and|to|und|bis|–|-)\s?")
_BASE: Final = re.compile(
    r"\s(?:of (?:what (?:is|it|they|we|you) |the |all )?|des |der )((?:\w+\s?){1,2})", re.IGNORECASE
)


def is_wrong(word: Said, tied: Sequence[Mention], index: Index) -> bool:
    """Whether a word that no figure beside it bears out says something untrue of one, and is not merely talk."""
    if word.facet in ("side", "measure"):
        return (word.facet, word.value) != ("measure", "worth") and (
            (word.facet, word.value) not in index.terms
            or all(index.scopes[mention.facts[0].id].of(word.facet) for mention in tied)
        )
    return word.facet in WITH_A_FIGURE


def out_of_line(tied: Sequence[Mention], said: Sequence[Said]) -> list[Fault]:
    """In a list of names with a figure each, all figures are of one kind: no sum among the items."""
    ends = [each.end for each in said if each.facet == "party"]
    listed = [each for each in tied if any(0 <= each.start - end <= LIST_GAP for end in ends) and each.facts[0].party]
    return [(m.start, m.end, m.text) for m in listed if m.facts[0].formula != listed[0].facts[0].formula]


def from_itself(sentence: str, said: Sequence[Said]) -> list[Fault]:
    """Nothing lies between P90 and P90."""
    return [
        (second.start, second.end, second.text)
        for first, second in pairwise(each for each in said if each.facet == "quantile")
        if first.value == second.value and _AND.fullmatch(sentence[first.end : second.start])
    ]


def wrong_bases(sentence: str, tied: Sequence[Mention]) -> list[Fault]:
    """A share of what is overdue is no share of what is open: the word after "of" is not the share's own."""
    faults = []
    for mention in tied:
        base = _BASE.match(sentence, mention.end)
        if base is None or mention.facts[0].unit != "percent":
            continue
        own = {value for facet, value in heads(mention.facts[0].label) if facet == "state"} - {"open"}
        state = next((each.value for each in terms_in(base[1]) if each.facet == "state"), None)
        if state in own:
            faults.append((mention.start, mention.end, mention.text))
    return faults
