"""Why something could not be tied, in words for the model that wrote it."""

from collections.abc import Mapping
from typing import Final

from agent.grounding.figures import PLACEHOLDER
from workingcapital.facts import Fact

MOST_WORDS: Final = 200  # characters of a sentence that are shown again


def problem(text: str, sentence: str, facts: Mapping[str, Fact]) -> str:
    """One line: what was withheld, in which sentence, and what the Fact is that was named there.

    >>> problem("12.3", "DSO is 12.3 days. ", {})
    '12.3 in “DSO is 12.3 days.”: no fact beside these words states it'
    """
    where = f"{text} in “{sentence.strip()[:MOST_WORDS]}”"
    by_id = PLACEHOLDER.fullmatch(text)
    if by_id is None:
        if any(map(str.isdigit, text)):
            return f"{where}: no fact beside these words states it"
        return f"{where}: no figure beside it, row or quotation bears it out"
    fact = facts.get(by_id[1])
    if fact is None:
        return f"{where}: there is no such fact"
    told = ", ".join(each for each in (fact.label, fact.company, fact.party, fact.period) if each)
    return f"{where}: that fact is {told}, as of {fact.as_of.isoformat()}, and the words beside it say something else"
