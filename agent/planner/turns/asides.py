"""What is told around a question: "the auditors come next week. Did we book anything twice?" asks the second sentence."""

import re
from typing import Final

from agent.planner.intents.classifier import load
from agent.planner.intents.features import concepts
from agent.planner.intents.refusals import refused_intents
from agent.planner.intents.rules import ranked_with_rules
from agent.planner.question.frame import labels
from agent.planner.words.text import fold

Ranked = list[tuple[str, float]]
SURE, UNSURE = 0.6, 0.5
_WHEN: Final = re.compile(r"\bx(?:past|this|next)(?:day|period)\b")
_SENTENCE: Final = re.compile(r"(?<=[.?!])\s+|(?<=\w): |;\s+|\s+- ")
# What a sentence told by the way may look like; refusing what is unsafe is never undone by another sentence.
_BY_THE_WAY: Final = frozenset(
    """competitor out_of_scope verbal_agreement greeting thanks help are_you_sure that_is_wrong you_said why
    how_calculated show_sentence do_it""".split()
)

_NEVER: Final = frozenset({"payment_run", "dunning"})  # an action is never read out of a part of what was said


_LEAD: Final = re.compile(
    r"^\s*(?:(?:ok|okay|gut|so|right|now|nun|jetzt),? )?(?:(?:back|zurück|zurueck|nochmal|noch mal)(?: noch ?mal)? (?:to|zu[rm]?) "
    r"[^:,.;?!]{2,40}|(?:next|another|other|different|new|anderes?|neues?|nächstes) (?:topic|question|thing|thema|frage))"
    r"\s*[:,;.–-]\s*(?=\S+ \S+ \S)",
    re.IGNORECASE,
)


_GREETING: Final = re.compile(
    r"^\s*(?:(?:good (?:morning|afternoon|evening|day)|hello|hi|hey|guten (?:morgen|tag|abend)|hallo|moin|servus|thank you|cheers|"
    r"thanks(?: a lot| so much)?|danke(?: schön| dir| sehr| euch)?|vielen dank|great|perfect|super|prima)"
    r"(?: (?:there|all|everyone|team|zusammen))?\s*[,!.:–-]+\s*)+(?=\S+ \S+ \S)",
    re.IGNORECASE,
)


def without_lead(text: str) -> str:
    """The text without the words that only greet, thank or turn to another matter.

    >>> without_lead("Back to cash: how sure is the forecast?"), without_lead("back to cash")
    ('how sure is the forecast?', 'back to cash')
    >>> without_lead("Good morning, how do we look today?"), without_lead("thanks, you too")
    ('how do we look today?', 'thanks, you too')
    """
    return _LEAD.sub("", _GREETING.sub("", text, count=1), count=1)


_NEVER_MIND: Final = re.compile(
    r"(?:(?:no|nope|nah|ok|okay|ach|nein|na|well|actually|doch nicht)[ ,.!]+)*"
    r"(?:forget (?:it|that|about it)|never ?mind|scrap (?:it|that)|leave it|drop it|cancel that|"
    r"vergiss es|vergessen wir(?: das| es)?|lass (?:es|gut sein|mal|stecken)|schon gut|egal|hat sich erledigt)"
    r"(?:[ ,.!]+(?:we |i |wir |ich )?(?:do not|don't|dont|brauchen?|brauch) (?:need )?(?:it|that|das|es)?"
    r"(?: any ?more| mehr| nicht mehr| doch nicht| now| nicht)?)?[ .!]*"
)


def never_mind(folded: str) -> bool:
    """Whether a turn takes back what was just asked for, and asks nothing.

    >>> never_mind("no forget it"), never_mind("scrap it, we don't need it any more"), never_mind("forget it, what is our dso?")
    (True, True, False)
    """
    return bool(_NEVER_MIND.fullmatch(folded))


def sentences(text: str) -> list[str]:
    """The sentences of a text, however they are parted.

    >>> sentences("The boss is nervous. What is our DSO?")
    ['The boss is nervous.', 'What is our DSO?']
    """
    return [piece for piece in _SENTENCE.split(text) if re.search(r"\w\w", piece)]


def beside_the_point(masked: str, ranked: Ranked) -> Ranked:
    """The odds of the one sentence that plainly asks something, where the whole says nothing for sure."""
    best, odds = ranked[0]
    if best not in _BY_THE_WAY and (odds >= UNSURE or best in refused_intents()):
        return ranked
    found = [_of_sentence(each) for each in sentences(masked)]
    sure = [each for each in found if each[0][1] >= SURE and each[0][0] in labels().keys() - _NEVER]
    intents = {each[0][0] for each in sure}
    return sure[0] if len(found) > 1 and len(intents) == 1 else ranked


def _of_sentence(sentence: str) -> Ranked:
    folded = fold(sentence).strip(" \"'")
    return ranked_with_rules(folded, load().scores(sentence))


def dated_by_the_way(masked: str) -> bool:
    """Whether every day and period stands in a sentence that speaks of nothing we answer.

    >>> dated_by_the_way("the auditors are in xnextperiod. did we book a bill twice?")
    True
    """
    told = sentences(masked)
    dated = [each for each in told if _WHEN.search(each)]
    return 0 < len(dated) < len(told) and not any(concepts(each) for each in dated)
