"""A sentence with receipts for its figures, and what is untied withheld."""

import re
from collections.abc import Iterable
from typing import Final

from agent.grounding.desk import Desk
from agent.grounding.figures import PLACEHOLDER, Fault, Mention, with_its_unit
from agent.grounding.problems import problem
from agent.wording import grouped, receipt_link
from workingcapital.facts import Fact

WITHHELD: Final = {"en": "*[withheld]*", "de": "*[zurückgehalten]*"}


def put(sentence: str, mentions: Iterable[Mention], faults: Iterable[Fault], desk: Desk) -> str:
    """The sentence with receipts for its figures; what is untied is withheld."""
    places = {place: _shown(m, sentence[slice(*place)], desk) for m in mentions for place in [_place(m, sentence)]}
    written, end = sentence, -1
    for start, stop, text in sorted(set(faults)):
        if start >= end:
            desk.untied.append(text.strip())
            desk.problems.append(problem(text.strip(), written, desk.index.facts))
            places = {place: shown for place, shown in places.items() if place[1] <= start or place[0] >= stop}
            places[(start, stop)] = WITHHELD[desk.language]
            end = stop
    for (start, stop), shown in sorted(places.items(), reverse=True):
        sentence = sentence[:start] + shown + sentence[stop:]
    return sentence


def _place(mention: Mention, sentence: str) -> tuple[int, int]:
    """Where a receipt goes: over the unit as well, for it writes its own; a number word or a sum stays as it was written."""
    if not mention.bare or mention.parts or is_in_words(mention) or mention.facts[0].unit not in ("money", "days"):
        return mention.start, mention.end
    return with_its_unit(sentence, mention.start, mention.end)


def _shown(mention: Mention, written: str, desk: Desk) -> str:
    """A figure with its receipt: as it was written, if that is how the language writes it, or as the Fact states it."""
    desk.used += [fact.id for fact in (*mention.facts, *mention.parts)]
    if mention.parts:
        parts = f" {mention.sign} ".join(receipt_link(part, desk.language) for part in mention.parts)
        return f"{mention.text} (= {parts})"
    fact = mention.facts[0]
    if mention.bare and (is_in_words(mention) or _is_well_written(mention.text, fact, desk.language)):
        return f"[{written}](#{fact.id})"
    return receipt_link(fact, desk.language)


def is_in_words(mention: Mention) -> bool:
    """Whether a figure is written without a digit."""
    return not any(map(str.isdigit, mention.text))


def _is_well_written(text: str, fact: Fact, language: str) -> bool:
    """Whether the digits are the Fact's in the language's own separators; "fell by 2.4 days" may leave a minus away."""
    return fact.unit in ("money", "days", "count") and text.lstrip("-−–") == grouped(fact.value, language).lstrip("-")


def rendered(sentence: str, desk: Desk) -> str:
    """A sentence that code of ours has said, with its figures filled in."""

    def shown(match: re.Match[str]) -> str:
        fact = desk.index.facts.get(match[1])
        if fact is None:
            desk.untied.append(match[0])
            desk.problems.append(problem(match[0], sentence, desk.index.facts))
            return WITHHELD[desk.language]
        desk.used.append(fact.id)
        return receipt_link(fact, desk.language)

    return PLACEHOLDER.sub(shown, sentence)
