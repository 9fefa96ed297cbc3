"""Whether a sentence means this Fact, or says enough to mean another one of the turn."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from agent.grounding.beside import Context, context_of
from agent.grounding.figures import Mention
from agent.grounding.scope import Scope
from agent.grounding.terms import MUST_BE_SAID, Said
from workingcapital.facts import Fact

_TOLD: Final = frozenset({"company", "party", "metric", "method", "state", "quantile", "measure", "side"})
AT_IT: Final = 10  # a difference of EUR 1


def told_apart(fact: Fact, scopes: Mapping[str, Scope], said: Context, earlier: Context) -> bool:
    """Whether what tells this Fact from the others of the turn was said, and nothing said before speaks against it."""
    scope = scopes[fact.id]
    rivals = [other for other in scopes.values() if _is_rival(fact, other.fact)]
    for facet in _TOLD:
        own = _own(scope, facet)
        here, before = said.get(facet, frozenset()), earlier.get(facet, frozenset())
        if own & (here or before):
            continue
        if facet in MUST_BE_SAID and own and here:
            return False
        if (
            facet in MUST_BE_SAID | {"party"}
            and own
            and (facet == "party" or any(_own(each, facet) != own for each in rivals))
        ):
            return False
        if facet == "company" and len({each.fact.company for each in scopes.values()}) > 1:
            return False
        if not here and before and own and facet in ("company", "side", "metric", "state", "quantile"):
            return False
    return fact.party is not None or not rivals or _is_named(scope, said, earlier)


def beaten(fact: Fact, scopes: Mapping[str, Scope], said: Context, stated: frozenset[str]) -> bool:
    """Whether the words of a sentence name another Fact of the turn better: all they say of this one and more.

    A label that is stated as well is no rival: its words are its own.
    """
    spoken, unsaid = _points(scopes[fact.id], said)
    own_side = scopes[fact.id].of("side")
    for scope in scopes.values():
        other_side = scope.of("side") and own_side and not scope.of("side") & own_side
        if (
            scope.fact.label in stated
            or not _is_rival(fact, scope.fact)
            or (fact.party is not None and scope.fact.party != fact.party)
            or other_side
        ):
            continue
        other_spoken, other_unsaid = _points(scope, said)
        if other_spoken > spoken or (other_spoken == spoken and other_unsaid < unsaid and (spoken or fact.party)):
            return True
    return False


def rank(scope: Scope, said: Context, before: Context = MappingProxyType({})) -> tuple[int, int, int, int]:
    """The lower, the better a sentence's words name this Fact; company and party count with the label.

    `before` are the words right before the figure, where one value is several Facts'.
    """
    spoken, unsaid = _points(scope, said)
    named = (scope.fact.company in said.get("company", ())) + bool(scope.parties & said.get("party", frozenset()))
    at_it = sum(value in before.get(facet, ()) for facet, value in scope.head)
    return -named, -at_it, -spoken, unsaid


def left_for(
    mention: Mention, said: Sequence[Said], mentions: Sequence[Mention], scopes: Mapping[str, Scope]
) -> Context:
    """The words of a sentence that may name this figure.

    "Interest of A and a fixed sum of B": interest names A, and not B, which has a word of its own.
    """
    return context_of(each for each in said if not _is_taken(each, mention, said, mentions, scopes))


def _is_taken(
    word: Said, mention: Mention, said: Sequence[Said], mentions: Sequence[Mention], scopes: Mapping[str, Scope]
) -> bool:
    start, end = min(word.end, mention.end), max(word.start, mention.start)
    between = [each for each in mentions if start <= each.start and each.end <= end]
    takers = [m for m in between if any((word.facet, word.value) in scopes[f.id].head for f in m.facts)]
    if (
        word.start >= mention.end and not between
    ):  # "interest of A and a fixed sum of B": the sum is B's, once A has a word
        follower = next((m for m in mentions if m.start >= word.end), None)
        if follower is None or not any((word.facet, word.value) in scopes[f.id].head for f in follower.facts):
            return False
        # "…, a difference of B": the word stands at its figure, and before A there is a comma.
        at_it = word.facet == "movement" and follower.start - word.end <= AT_IT < follower.start - mention.end
        return at_it or any(each.facet == word.facet and each.end <= mention.start for each in said)
    return any(
        each.facet == word.facet
        and (taker.end <= each.start < mention.start or mention.end <= each.start < taker.start)
        for taker in takers
        for each in said
    )


def _points(scope: Scope, said: Context) -> tuple[int, int]:
    """How many of a label's words are said, and how many are not."""
    own = _names(scope)
    unsaid = [facet for facet, value in own if value not in said.get(facet, ())]
    # A phrase of an English label has no German form: that it is missing proves nothing.
    return len(own) - len(unsaid), sum(facet != "phrase" for facet in unsaid)


def _names(scope: Scope) -> set[tuple[str, str]]:
    """The words of a label that tell its figure from others."""
    own = {term for term in scope.head if term[0] != "side" and term != ("state", "open")}
    return own | {("phrase", phrase) for phrase in scope.phrases}


def _is_named(scope: Scope, said: Context, earlier: Context) -> bool:
    """Whether at least one word of the label was said."""
    own = _names(scope)
    return not own or any(value in said.get(facet, ()) or value in earlier.get(facet, ()) for facet, value in own)


def _own(scope: Scope, facet: str) -> frozenset[str]:
    if facet == "company":
        return frozenset({scope.fact.company})
    if facet == "party":
        return frozenset({scope.fact.party}) if scope.fact.party else frozenset()
    own = scope.of(facet)
    if facet == "metric" and scope.fact.unit == "percent":
        return own - {"share"}  # the sign for per cent says it
    return own - {"open"} if facet == "state" else own


def _is_rival(fact: Fact, other: Fact) -> bool:
    """Whether the other could be meant by the same words: same unit, same company, another figure."""
    return (
        other.id != fact.id and other.unit == fact.unit and other.company == fact.company and other.value != fact.value
    )
