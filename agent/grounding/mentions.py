"""The figures of a sentence, and its digits that are none."""

import re
from collections.abc import Iterable
from typing import Final

from agent.grounding.desk import Desk
from agent.grounding.figures import (
    BARE,
    CODE,
    COMPOUND,
    PLACEHOLDER,
    Fault,
    Mention,
    stated_by,
)
from agent.grounding.numerals import numerals_in, spelt_by
from agent.grounding.sums import DIFFERENCE, SUM
from agent.grounding.terms import Said
from workingcapital.facts import Fact

_PAGE: Final = re.compile(r"\[([^\]\[]*)\]\((/v1/[^)\s]*)\)")
_LIST_NUMBER: Final = re.compile(r"^\s*\d{1,2}\.\s")
TOO_LONG_FOR_CHANCE: Final = 3


def mentions_in(sentence: str, said: list[Said], desk: Desk) -> tuple[list[Mention], list[Said], list[Fault]]:
    """The figures of a sentence, the digits that are none, and the ids that no Fact has."""
    facts = desk.index.facts
    mentions, numbers, faults = [], [], []
    for match in PLACEHOLDER.finditer(sentence):
        if fact := facts.get(match[1]):
            mentions.append(Mention(match.start(), match.end(), match[0], (fact,), False))
        else:
            faults.append((match.start(), match.end(), match[0]))
    named = [each for each in said if each.facet in ("day", "period", "company", "party")]
    masked = _masked(sentence, [(each.start, each.end) for each in named])
    codes = [Said(m.start(), m.end(), "number", _number_in(m[0]), m[0]) for m in CODE.finditer(masked)]
    masked = _masked(masked, [(each.start, each.end) for each in codes])
    numbers += codes
    for numeral in (found := list(numerals_in(masked))):
        spelt = spelt_by(numeral, (sentence[: numeral.start], sentence[numeral.end :]), facts.values())
        if spelt:
            mentions.append(Mention(numeral.start, numeral.end, numeral.text, spelt, True))
        elif _listed(said) not in numeral.values:
            numbers.append(Said(numeral.start, numeral.end, "number", numeral.text, numeral.text))
    masked = _masked(masked, [(each.start, each.end) for each in found])
    for start, end, token in _bare(masked):
        stated = stated_by(token, (sentence[:start], sentence[end:]), facts.values())
        if stated or _claims_a_figure(token, sentence, facts.values()):
            mentions.append(Mention(start, end, token, stated, True))
        else:
            numbers.append(Said(start, end, "number", token, token))
    for each in said:
        if dated := _dated(each, facts.values()):
            mentions.append(Mention(each.start, each.end, each.text, dated, True))
    return sorted(mentions, key=lambda each: each.start), numbers, faults


def without_pages(sentence: str, desk: Desk) -> str:
    """The sentence with links to cited pages blank: their words were written by us, from a citation."""
    return _PAGE.sub(lambda match: " " * len(match[0]) if match[2] in desk.index.pages else match[0], sentence)


def _bare(masked: str) -> Iterable[tuple[int, int, str]]:
    number = _LIST_NUMBER.match(masked)
    for match in BARE.finditer(masked):
        token = match[0].rstrip(".,'")
        if not (number and match.start() < number.end()):
            yield match.start(), match.start() + len(token), token


def _masked(sentence: str, spans: Iterable[tuple[int, int]]) -> str:
    """The sentence with some of its places blank, each letter where it was."""
    text = PLACEHOLDER.sub(lambda match: " " * len(match[0]), sentence)
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _listed(said: Iterable[Said]) -> int:
    """How many parties a sentence names: "the two largest" is no figure when two follow."""
    return len({each.value for each in said if each.facet == "party"})


def _number_in(code: str) -> str:
    compound = COMPOUND.match(code)
    return compound[1] if compound else code


def _claims_a_figure(token: str, sentence: str, facts: Iterable[Fact]) -> bool:
    """Whether digits that no Fact states are still no number of a document: a Fact's in another unit, or a sum."""
    if len(re.sub(r"\D", "", token)) < TOO_LONG_FOR_CHANCE:
        return False
    return bool(SUM.search(sentence) or DIFFERENCE.search(sentence) or stated_by(token, ("", ""), facts))


def _dated(word: Said, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The Facts a day or a week of a forecast may be, where they are Facts themselves."""
    if word.facet == "day":
        return tuple(fact for fact in facts if fact.unit == "date" and fact.value == word.value)
    if word.facet == "period" and word.value.startswith("week "):
        return tuple(
            f for f in facts if f.unit == "count" and "week" in f.label.lower() and f"week {f.value}" == word.value
        )
    return ()
