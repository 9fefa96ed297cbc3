"""Each figure of a sentence with the one Fact it states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from agent.grounding.beside import Context, context_of, contradicted, nearest_before, unborne
from agent.grounding.comparisons import wrong_comparisons
from agent.grounding.desk import Desk
from agent.grounding.direction import unsigned, wrong_directions
from agent.grounding.faults import WITH_A_FIGURE, from_itself, is_wrong, out_of_line, wrong_bases
from agent.grounding.figures import Fault, Mention, unit_fits
from agent.grounding.owners import of_its_document, of_its_party, of_its_tier
from agent.grounding.rivals import beaten, left_for, rank, told_apart
from agent.grounding.scope import Scope
from agent.grounding.sources import unsourced
from agent.grounding.sums import combined
from agent.grounding.terms import Said
from workingcapital.facts import Fact

_FREE: Final = ("number", "day", "period", "party", "company")  # what a sentence without a figure has from somewhere


def tied(sentence: str, mentions: list[Mention], said: list[Said], desk: Desk) -> tuple[list[Mention], list[Fault]]:
    """Each figure with the one Fact it states, and the places of what is not borne out."""
    scopes, faults = desk.index.scopes, list[Fault]()
    fitting: list[Mention] = []
    here = context_of(said)
    stated = frozenset(
        [*(desk.index.facts[i].label for i in desk.used), *(f.label for each in mentions for f in each.facts[:1])]
    )
    for mention in mentions:
        words = left_for(mention, said, mentions, scopes)
        spoken = {**here, "movement": words.get("movement", frozenset())}
        left = [f for f in contradicted(mention, said, scopes, mentions) if told_apart(f, scopes, spoken, desk.earlier)]
        left = [f for f in left if not beaten(f, scopes, words, stated) and of_its_party(mention, f, said, sentence)]
        left = [f for f in left if of_its_document(mention, f, said, sentence, scopes, desk.question)]
        left = [f for f in left if of_its_tier(mention, f, said, sentence)]
        left = [f for f in left if not said_twice(f, mention, [*desk.clauses, *fitting])]
        fact = one_of(left, here, nearest_before(mention, said), scopes)
        if fact and unit_fits(fact, (sentence[: mention.start], sentence[mention.end :])):
            fitting.append(replace(mention, facts=(fact,)))
        elif total := combined(mention, sentence, fitting):
            fitting.append(total)
        else:
            faults.append((mention.start, mention.end, mention.text))
    stating = [each for each in fitting if each.facts]
    loose = unborne(said, stating, scopes)
    faults += [(w.start, w.end, w.text) for w in loose if stating and is_wrong(w, stating, desk.index)]
    faults += wrong_bases(sentence, stating) + out_of_line(stating, said) + from_itself(sentence, said)
    faults += wrong_comparisons(sentence, stating)
    faults += unsourced(
        [w for w in loose if w.facet in _FREE and not (stating and w.facet in WITH_A_FIGURE)], desk.index, desk.question
    )
    faults += wrong_directions(sentence, stating, list(desk.index.facts.values())) + unsigned(sentence, stating)
    return fitting, faults


def said_twice(fact: Fact, mention: Mention, before: Iterable[Mention]) -> bool:
    """Whether a sentence has stated this already: by id the same Fact, by digits the same figure under the same label."""
    stated = [each.facts[0] for each in before if each.facts]
    if not mention.bare:
        return any(fact.id == other.id for other in stated)
    # Two bills of one party may carry one number and one amount: they are two Facts, and may be listed as two.
    like = {other.id for other in mention.facts if _claim(other) == _claim(fact)}
    return sum(_claim(fact) == _claim(other) for other in stated) >= len(like)


def _claim(fact: Fact) -> tuple[str | None, ...]:
    return fact.label, fact.value, fact.company, fact.party, fact.period


def one_of(facts: Sequence[Fact], here: Context, before: Context, scopes: Mapping[str, Scope]) -> Fact | None:
    """The Fact that the words point to; two that are the same figure under one label are one."""
    if len(facts) < 2:
        return facts[0] if facts else None
    ranks = {fact.id: rank(scopes[fact.id], here, before) for fact in facts}
    first, second = sorted(facts, key=lambda fact: ranks[fact.id])[:2]
    # One label, or the only item of a party and the sum of its items: either way the same claim.
    same = first.company == second.company and (first.label == second.label or first.party == second.party is not None)
    return first if same or ranks[first.id] < ranks[second.id] else None
