"""Which of a sentence's words speak of which of its figures, and whether the figures bear them out.

For each kind of word (company, party, period, day, metric, state …) two rules, which a swap of any two words or
any two figures breaks at one end or the other:

1. a word is borne out by the figure before it or the one after it;
2. a figure that has words of a kind beside it, nearest before or nearest behind, bears out one of them.

And a third: what tells a Fact from its neighbours (overdue, best possible, P10, its party) must have been said,
here, in the sentence before, or in the question.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from agent.grounding.figures import Mention
from agent.grounding.scope import Scope, holds, numbers_of
from agent.grounding.terms import Said
from workingcapital.facts import Fact

Context = Mapping[str, frozenset[str]]
AT_IT: Final = 4  # 14.36% by due date
_HEAD_ONLY: Final = frozenset({"metric", "method", "quantile", "movement"})


def contradicted(
    mention: Mention, said: Sequence[Said], scopes: Mapping[str, Scope], mentions: Sequence[Mention] = ()
) -> list[Fact]:
    """The Facts of a mention that the words beside it do not speak against."""
    left = list(mention.facts)
    for facet in dict.fromkeys(each.facet for each in said):
        of_kind = [each for each in said if each.facet == facet and (facet != "number" or numbers_of(each.text))]
        beside = _beside(mention, of_kind)
        if facet == "phrase" and len(beside) == 2 and beside[0].start < mention.start < beside[1].start:
            beside = [
                each for each in beside if each.start > mention.start or not _is_spent(each, mention, mentions, scopes)
            ]
        left = [fact for fact in left if _fits(scopes[fact.id], facet, beside)]
        if facet == "phrase":
            at_it = [each for each in beside if 0 <= each.start - mention.end <= AT_IT]
            left = [fact for fact in left if all(bears_out(scopes[fact.id], each) for each in at_it)]
    return left


def _fits(scope: Scope, facet: str, beside: Sequence[Said]) -> bool:
    return not beside or not has(scope, facet) or any(is_about(scope, each) for each in beside)


def _is_spent(word: Said, mention: Mention, mentions: Sequence[Mention], scopes: Mapping[str, Scope]) -> bool:
    """Whether a figure between the word and this one is what the word speaks of."""
    between = [each for each in mentions if word.end <= each.start and each.end <= mention.start]
    before = [each for each in mentions if each.end <= word.start][-1:]
    return any(is_about(scopes[fact.id], word) for each in (*between, *before) for fact in each.facts)


def _beside(mention: Mention, of_kind: Sequence[Said]) -> list[Said]:
    """The nearest word of a kind before the figure and the nearest behind it."""
    before = [each for each in of_kind if each.end <= mention.start]
    behind = [each for each in of_kind if each.start >= mention.end]
    return [*before[-1:], *behind[:1]]


def nearest_before(mention: Mention, said: Sequence[Said]) -> dict[str, frozenset[str]]:
    """Of each kind the word nearest before a figure."""
    return context_of({each.facet: each for each in said if each.end <= mention.start}.values())


def unborne(said: Sequence[Said], mentions: Sequence[Mention], scopes: Mapping[str, Scope]) -> list[Said]:
    """The words that neither the figure before nor the one behind bears out."""
    return [
        each
        for each in said
        if not any(bears_out(scopes[f.id], each) for m in _around(each, mentions) for f in m.facts)
    ]


def _around(said: Said, mentions: Sequence[Mention]) -> list[Mention]:
    before = [each for each in mentions if each.end <= said.start]
    behind = [each for each in mentions if each.start >= said.end]
    return [*before[-1:], *behind[:1]]


def bears_out(scope: Scope, said: Said) -> bool:
    """Whether a word may stand beside this Fact at all."""
    fact = scope.fact
    match said.facet:
        case "company":
            return said.value == fact.company
        case "party":
            return said.value in scope.parties or said.value.lower() in scope.text.lower()
        case "day":
            return said.value in scope.days or (
                said.value.startswith("--") and any(d.endswith(said.value[1:]) for d in scope.days)
            )
        case "period":
            return said.value in scope.periods
        case "phrase":
            return said.value in scope.phrases or said.value in scope.text.lower()
        case "number":
            return holds(scope.text, said.value)
    return (said.facet, said.value) in (scope.head if said.facet in _HEAD_ONLY else scope.head | scope.wide)


def is_about(scope: Scope, said: Said) -> bool:
    """Whether a word says what the Fact itself is, not only what its definition speaks of."""
    if said.facet in ("company", "day", "period"):
        return bears_out(scope, said)
    if said.facet == "number":  # of a question about 2/10 and 3/7, each yield has in its text both
        return said.value in scope.numbers or ("/" not in said.value and bears_out(scope, said))
    if said.facet == "party":
        return said.value in scope.parties
    if said.facet == "phrase":
        return said.value in scope.phrases
    if (said.facet, said.value) == ("state", "open") and scope.of("state"):
        return True  # what is overdue, disputed or promised is open as well; that it is more must be said too
    return (said.facet, said.value) in scope.head or (
        said.facet == "measure" and (said.facet, said.value) in scope.wide
    )


def has(scope: Scope, facet: str) -> bool:
    """Whether the Fact is told from others by a word of this kind."""
    match facet:
        case "company":
            return True
        case "party":
            return scope.fact.party is not None
        case "period":
            return bool(scope.fact.period)
        case "day":
            return True
        case "phrase":
            return bool(scope.phrases)
        case "number":
            return bool(scope.numbers)
    return bool(scope.of(facet))


def context_of(said: Iterable[Said]) -> dict[str, frozenset[str]]:
    """Words by their kind."""
    found: dict[str, set[str]] = {}
    for each in said:
        found.setdefault(each.facet, set()).add(each.value)
    return {facet: frozenset(values) for facet, values in found.items()}
