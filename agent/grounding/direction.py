"""Rose or fell: a word of direction must agree with the figures it stands with."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from agent.grounding.figures import Mention
from workingcapital.facts import Fact

UP: Final = (
    r"rose|risen|rises?|rising|increase[sd]?|increasing|grew|grown|grows|growing|went up|gone up|climbed|up (?:by|from|on)"
    r"|higher|gained|more than|above|exceeds?|longer|stieg(?:en)?|gestiegen|steigt|erhöht\w*|zugenommen|gewachsen|höher"
    "|mehr als|über dem|länger"
)
DOWN: Final = (
    r"fell|fallen|falls|falling|decrease[sd]?|decreasing|declined?|declines|dropped|drops|went down|gone down|shrank|shrunk"
    r"|down (?:by|from|on)|lower|lost|less than|below|shorter|fiel(?:en)?|gefallen|sank|gesunken|sinkt|verringert\w*"
    "|abgenommen|zurückgegangen|niedriger|weniger als|unter dem|kürzer"
)
WORD: Final = re.compile(rf"(?<!\w)(?:(?P<up>{UP})|(?P<down>{DOWN}))(?!\w)", re.IGNORECASE)
DOWNWARDS: Final = re.compile(rf"(?<!\w)(?:{DOWN})(?!\w)", re.IGNORECASE)
_FROM: Final = re.compile(r"\b(?:from|von)\b", re.IGNORECASE)
_THAN: Final = re.compile(
    r"\b(?:above|exceeds?|more than|higher|longer|über dem|mehr als|höher|länger"
    r"|below|less than|lower|shorter|unter dem|weniger als|niedriger|kürzer)\b",
    re.IGNORECASE,
)
_FROM_TO: Final = re.compile(r"\b(?:from|von)\s\S*\s?$", re.IGNORECASE)
_TO: Final = re.compile(r"\b(?:to|auf)\s\S*\s?$", re.IGNORECASE)


def wrong_directions(sentence: str, mentions: Sequence[Mention], facts: Sequence[Fact]) -> list[tuple[int, int, str]]:
    """The words of direction the figures do not bear out, with their places."""
    found = []
    for word in WORD.finditer(sentence):
        direction = 1 if word["up"] else -1
        borne = _borne(word, sentence, mentions, facts)
        if borne is not None and borne != direction:
            found.append((word.start(), word.end(), word[0]))
    return found + _backwards(sentence, mentions)


def _backwards(sentence: str, mentions: Sequence[Mention]) -> list[tuple[int, int, str]]:
    """ "From A to B" goes from the earlier figure to the later one, and neither is itself a change."""
    found = []
    for first, second in pairwise(mentions):
        one, other = first.facts[0], second.facts[0]
        turned = (one.label == other.label and one.as_of > other.as_of) or is_change(one) or is_change(other)
        if turned and _FROM_TO.search(sentence[: first.start]) and _TO.search(sentence[first.end : second.start]):
            found += [(m.start, m.end, m.text) for m in (first, second)]
    return found


def _borne(word: re.Match[str], sentence: str, mentions: Sequence[Mention], facts: Sequence[Fact]) -> int | None:
    """+1 or −1 as the figures say; None where the word is part of a label and says nothing of a movement."""
    if any(word[0].lower() in fact.label.lower() for mention in mentions for fact in mention.facts):
        return None
    change = next((f for m in mentions for f in m.facts if is_change(f)), None)
    if change is not None:
        return _sign(Decimal(change.value))
    pair = [m.facts[0] for m in mentions if m.facts and m.facts[0].unit not in ("date", "text")]
    if len(pair) >= 2 and pair[0].unit == pair[1].unit:
        first, second = Decimal(pair[0].value), Decimal(pair[1].value)
        if _FROM.search(sentence[word.start() : mentions[1].start]) and not _FROM.search(
            sentence[mentions[0].end : mentions[1].start]
        ):
            return _sign(second - first)  # from A to B
        return _sign(first - second)  # to A from B, A against B, A above B
    if _THAN.fullmatch(word[0]):
        return None
    elsewhere = [f for f in facts if is_change(f)]
    if elsewhere and len({_sign(Decimal(f.value)) for f in elsewhere}) == 1:
        return _sign(Decimal(elsewhere[0].value))
    return 0 if mentions else None  # a movement beside a figure that no change bears out


_SIGNED: Final = re.compile(r"[-−–]\s?(?:[A-Z]{3}\s?|[€$£]\s?)?$")
_LESS_THAN_NOTHING: Final = re.compile(
    r"\b(?:minus|negative|short(?:fall)?|deficit|overdrawn|owes?|owed|outflows?|net out|under water|in the red|loss"
    r"|differ\w*|difference|gap|apart|negativ\w*|fehl(?:en|t|betrag)\w*|defizit|überzogen|schuld(?:en|et)|abfluss|verlust"
    r"|unterschied\w*|differenz|auseinander)\b",
    re.IGNORECASE,
)


def unsigned(sentence: str, mentions: Sequence[Mention]) -> list[tuple[int, int, str]]:
    """Figures below nought in digits without their minus, where no word beside them says that they are below it.

    A change may be said by "fell" anywhere in its sentence; any other figure by a word between its neighbours.
    """
    found = []
    for place, mention in enumerate(mentions):
        if (
            not mention.bare
            or mention.parts
            or not any(map(str.isdigit, mention.text))
            or not _is_below(mention.facts[0])
        ):
            continue
        if mention.text[0] in "-−–" or _SIGNED.search(sentence[: mention.start]):
            continue
        start = mentions[place - 1].end if place else 0
        end = mentions[place + 1].start if place + 1 < len(mentions) else len(sentence)
        around = sentence if is_change(mention.facts[0]) else sentence[start:end]
        if not (DOWNWARDS.search(around) or _LESS_THAN_NOTHING.search(around)):
            found.append((mention.start, mention.end, mention.text))
    return found


def _is_below(fact: Fact) -> bool:
    return fact.unit not in ("date", "text") and Decimal(fact.value) < 0


def is_change(fact: Fact) -> bool:
    """Whether a Fact says how far something moved."""
    return fact.formula.startswith(("difference.", "terms.days_effect", "slip."))


def _sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)
