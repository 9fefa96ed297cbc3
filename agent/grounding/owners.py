"""Whose a figure is: the party, the document or the tier right before it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from agent.grounding.days import periods_in
from agent.grounding.figures import Mention
from agent.grounding.scope import Scope, holds
from agent.grounding.terms import Said
from workingcapital.facts import Fact

NEAR: Final = 3
LIST_GAP: Final = 6  # a name, a currency, a figure
_TO_FIGURE: Final = re.compile(r"[\s(:–-]*(?:(?:of|over|über|von|with|mit)\s)?(?:[A-Z]{3}|€|\$|£)?\s?")
_LISTED: Final = re.compile(r"(?:[:;,]|\band|\bund|^\s*(?:[-*•]|\d{1,2}\.))\s*$")
_UP_TO: Final = re.compile(
    r"\b(?:up to|limit of|limit is|above|over|below|bis(?: zu)?|über|unter|grenze von|grenze ist)\s(?:[A-Z]{3}\s)?$",
    re.IGNORECASE,
)


def of_its_tier(mention: Mention, fact: Fact, said: Sequence[Said], sentence: str) -> bool:
    """The bound of a tier is stated as that tier's or as a bound; alone it would pass for the amount that was asked about."""
    tiers = {each.value for each in periods_in(fact.label) if each.value.startswith("tier ")}
    if not tiers or any(each.value in tiers for each in said):
        return True
    return bool(_UP_TO.search(sentence[: mention.start]))


def of_its_party(mention: Mention, fact: Fact, said: Sequence[Said], sentence: str) -> bool:
    """A figure right behind a name, or in brackets after it, is that party's."""
    name = next((each for each in said if each.facet == "party" and 0 <= mention.start - each.end <= NEAR), None)
    if name is None or sentence[name.end : mention.start].strip(" (:–-"):
        return True
    return fact.party == name.value


def of_its_document(
    mention: Mention, fact: Fact, said: Sequence[Said], sentence: str, scopes: Mapping[str, Scope], asked: str
) -> bool:
    """Whether the document beside a figure is the Fact's, and a figure of one document is not passed off as a total."""
    numbers = [each for each in said if each.facet == "number" and each.end <= mention.start]
    known = {number for scope in scopes.values() for number in scope.numbers}
    scope = scopes[fact.id]
    if numbers and numbers[-1].value in known and _TO_FIGURE.fullmatch(sentence[numbers[-1].end : mention.start]):
        return holds(scope.text, numbers[-1].value)
    if not scope.numbers or fact.unit != "money" or any(holds(sentence, n) or holds(asked, n) for n in scope.numbers):
        return True
    totals = [s for s in scopes.values() if s.fact.party == fact.party is not None and s.fact.unit == fact.unit]
    if all(each.numbers for each in totals):
        return True
    name = next((each for each in reversed(said) if each.facet == "party" and each.end <= mention.start), None)
    return name is not None and bool(_LISTED.search(sentence[: name.start]))
