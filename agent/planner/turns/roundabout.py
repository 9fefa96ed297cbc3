"""Questions asked in a roundabout way: what words leave in doubt is read by what it means, or asked back."""

import re
from collections.abc import Mapping
from typing import Any, Final

from agent.planner.intents.meaning import by_meaning
from agent.planner.intents.refusals import refused_intents
from agent.planner.question.frame import Frame, Reading, labels
from agent.planner.question.reading import Question
from agent.planner.turns.going_on import BACK, TALK
from agent.planner.turns.readings import ACT, ACTIONS, MARGIN, asked, named, refused, settled
from agent.planner.words.phrases import phrase
from agent.planner.words.text import fold

# Roundabout questions have thresholds of their own: below SURE, or against the words' own guess, they are asked back.
ROUNDABOUT, SURE, CLEAR, FAINT, REFUSED = 0.60, 0.60, 0.25, 0.20, 0.45
# What words alone decide, however faintly: small talk, what refers to the answer before, and whatever must be refused,
# but for what merely seems to be no matter of ours.
_SOFT: Final = frozenset({"out_of_scope", "verbal_agreement"})
_FIRM: Final = (TALK | BACK | {"do_it", "exposure"} | refused_intents()) - _SOFT
_BALANCE: Final = re.compile(r"^(?:\w+'?\w* ){0,7}(?:balance|saldo)\b(?! (?:sheet|at|with|of|bei|von|auf))")
_OF_WHAT: Final = re.compile(
    r"\b(?:banks?|accounts?|cash|konto\w*|ageing|trade|open|offen\w*|suppliers?|customers?|vendors?|ap|ar|payables?|receivables?)\b"
)


def roundabout(
    question: Question, slots: dict[str, Any], ranked: list[tuple[str, float]], language: str
) -> Reading | None:
    """What a long question that words leave in doubt comes to by its meaning: an act where that is plain, else one
    question back with the nearest readings; None where the words say enough, or meaning adds nothing.
    """
    (by_words, odds), (_, second_odds) = ranked[0], ranked[1]
    if odds >= ROUNDABOUT or by_words in _FIRM or slots.get("metrics") or a_bare_balance(question, slots):
        return None
    found = _allowed(by_meaning(question.masked) or [], {name for name, _ in ranked})
    if not found or found[0][0] in _FIRM - refused_intents() or found[0][1] < FAINT:
        return None
    (best, sure), (_, next_odds) = found[0], found[1]
    if best == by_words and odds >= ACT and odds - second_odds >= MARGIN:
        return None  # both say the same: the words' own thresholds hold
    frame = Frame(best, {**slots, "text": question.text})
    if best in refused_intents():
        return refused(best, language) if sure >= REFUSED else None
    if sure >= SURE and sure - next_odds >= CLEAR and best not in ACTIONS:
        return settled(frame, language)
    near = [name for name, _ in found[:5] if name in labels()][:3]
    return asked(near, frame, phrase("which_meaning", language), "ambiguous", language) if len(near) > 1 else None


def _allowed(ranked: list[tuple[str, float]], names: set[str]) -> list[tuple[str, float]]:
    return [each for each in ranked if each[0] in names]


def a_bare_balance(question: Question, slots: Mapping[str, Any]) -> bool:
    """Whether a balance is asked for, and nothing says of what."""
    folded = fold(question.masked).strip(" \"'")
    return bool(_BALANCE.search(folded)) and not _OF_WHAT.search(folded) and not named(slots)
