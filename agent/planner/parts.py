"""Two or three questions in one message: "What's our DSO and how much is overdue?" is answered one after the other."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from agent.planner.intents.unsafe import unsafe
from agent.planner.names.lexicon import Lexicon
from agent.planner.question.frame import Frame, label, labels
from agent.planner.question.reading import Question, read
from agent.planner.question.slots import slots_of
from agent.planner.turns.coverage import honours
from agent.planner.turns.followup import METRICS, topics
from agent.planner.turns.readings import ACTIONS
from agent.planner.understanding import plainly, understand
from agent.planner.words.text import fold

MOST: Final = 3
SURE, LIKELY = 0.7, 0.3  # odds from which a piece is plainly, or likely, a question of its own
LATE: Final = 30  # days that a customer is late where no number is said
_IF_LATE: Final = re.compile(
    r",? ?\b(?:even )?(?:if|should|in case|falls|wenn|sollte) (?:the |der |die )?xparty (?:\w+ ){0,3}?(?:xlength )?"
    r"(?:late|later|slips?|spaet|spaeter|verspaetet|in verzug geraet)(?: zahlt| bezahlt| zahlen)?(?: by)?(?: xlength)?"
)
UNREAD: Final = "unread"
_JOINT: Final = re.compile(
    r"(?P<end>[?;!]\s+|(?<!\bmio)(?<!\bmrd)(?<!\btsd)(?<!\bbzw)(?<!\bnr)(?<!\bca)(?<!\bno)(?<!\binkl)\.\s+(?=[A-ZÄÖÜ]))"
    r"(?:and |und |also |plus )?|"
    r",? (?:and also|and then|as well as|and|plus|und auch|und dann|und|sowie|außerdem)(?: also| auch)? (?=\S)|"
    r",\s+(?=(?:who|what|how|which|wer|was|wie|welche)\b)",
    re.IGNORECASE,
)
_QUESTION: Final = re.compile(
    r"\s*(?:who|whom|what|how|which|when|where|is|are|do|does|wer|wen|wem|was|wie|welche\w*|wann|wo|gibt|sind|ist)\b",
    re.IGNORECASE,
)
# "According to our contract with Rodenau, …" says where to look, and asks nothing.
_WHEREIN: Final = re.compile(
    r"\s*(?:according to|as per|per|under|in|by|laut|gemäß|nach|im|unter)\b[^,;.?]*", re.IGNORECASE
)
# What goes on about the thing just named is the same question.
_GOES_ON: Final = re.compile(
    r"\b(?:it|its|they|them|their|those|these|that|this|he|she|which of (?:them|those)|davon|dafür|dabei|daran|sie|diese[rsnm]?|"
    r"ihre?[nmrs]?|das|die(?= \w+$)|deren|dessen)\b|"
    r"\b(?:what (?:does|do) [^?]{0,40}|was (?:sagt|sagen|steht im?) [^?]{0,40}|check [^?]{0,40})"
    r"(?:contract|agreement|policy|vertrag|vereinbarung|richtlinie)s?(?: say)?(?: please|, please| bitte)?[?. ]*$",
    re.IGNORECASE,
)
# Intents whose answer holds what the other asks: one question, however it is worded.
_TOGETHER: Final = (
    METRICS - {"overdue_share"},
    frozenset({"overdue", "overdue_share", "concentration", "call_list", "ageing", "days_late"}),
    frozenset({"cash_forecast", "cash_position", "receipts_forecast", "change_terms"}),
    frozenset({"open_discounts", "term_economics", "discount_offer", "early_payments"}),
    frozenset(
        {"invoice_status", "why_blocked", "did_we_pay", "approval_history", "three_way_match", "policy_for_amount"}
    ),
    frozenset({"search_documents", "contract_terms", "policy_for_amount", "release_date"}),
    frozenset({"late_interest", "dunning", "match_receipt", "unapplied_cash"}),
    frozenset(
        {"open_items", "party_position", "find_party", "payments_made", "did_we_pay", "overdue", "payment_probability"}
    ),
    frozenset({"bank_changes", "shared_accounts"}),
)


@dataclass(frozen=True)
class Piece:
    """A piece of a message: what it most likely asks, and its frame where it is plainly a question of its own."""

    text: str
    intent: str
    odds: float
    frame: Frame | None
    goes_on: bool
    ends: bool = False  # a sentence ends before it


def parts(text: str, lexicon: Lexicon, today: date, language: str) -> tuple[Frame, ...]:
    """The frames of the questions of a message, in order; none where it is one question.

    Each must be plain on its own: what could be one question is one. A question beside it that is not understood, or
    an action, is kept as such, under UNREAD: it is not passed over, and nothing is done in passing.
    """
    if supposing := _afforded(read(text, lexicon, today), today):
        return supposing
    found = _own(text, lambda piece, ends: _piece(piece, ends, lexicon, today, language))
    if not 1 < len(found) <= MOST:
        return ()
    frames = [each.frame for each in found if each.frame and each.intent not in ACTIONS]
    one_sentence = not any(each.ends for each in found)
    made = [_left(each, language) or _sharing(each.frame or Frame(each.intent), frames, one_sentence) for each in found]
    return tuple(made) if frames else ()


def _afforded(question: Question, today: date) -> tuple[Frame, ...]:
    """ "Which discounts can we afford if Acme pays late?": the discounts, and the cash ahead if Acme does.

    Without a number of days it is LATE days; the answer says so.
    """
    party = next((name for name in question.all("party") if name), None)
    if party is None or not _IF_LATE.search(fold(question.masked)):
        return ()
    intent, odds = plainly(_IF_LATE.sub("", fold(question.masked)))
    if intent != "open_discounts" or odds < SURE:
        return ()
    said = slots_of(question, today)
    days = said["lengths"][0][0] if said.get("lengths") else LATE
    kept: dict[str, Any] = {key: said[key] for key in ("when", "rates", "top", "companies") if key in said}
    ahead = {"supposed": {"customers_later_days": days, "customer": party}}
    return Frame("open_discounts", kept | {"text": question.text}), Frame("cash_forecast", ahead)


def refused_beside(text: str, lexicon: Lexicon, today: date, language: str) -> str | None:
    """Why a request beside a question must be refused: "What is overdue, and pay Acme now"."""
    for joint in _JOINT.finditer(text):
        before, after = text[: joint.start()], text[joint.end() :]
        clause = bool(joint["end"]) or joint[0].startswith(",")
        reason = unsafe(fold(read(after, lexicon, today).masked).strip(" \"'")) if clause else None
        if reason and _piece(before, False, lexicon, today, language).frame:
            return reason
    return None


def _left(piece: Piece, language: str) -> Frame | None:
    """What is not answered beside the rest: what was not understood, and an action, which wants a message of its own."""
    if piece.frame and piece.intent not in ACTIONS:
        return None
    why = "action_apart" if piece.intent in ACTIONS else "part_not_read"
    said = re.sub(r"\d", "", piece.text).strip(" ?.!,")
    return Frame(UNREAD, {"text": said, "why": why, "near": label(piece.intent, language)})


def _own(text: str, piece_of: Callable[[str, bool], Piece]) -> list[Piece]:
    """The pieces of a message, joined again until each is a question of its own."""
    pieces, last, ends = list[tuple[str, bool]](), 0, False
    for joint in _JOINT.finditer(text):
        if not joint["end"] and _WHEREIN.fullmatch(text[last : joint.start()]):
            continue
        pieces.append((text[last : joint.start()], ends))
        last, ends = joint.end(), bool(joint["end"])
    pieces.append((text[last:], ends))
    if not 1 < len(pieces) <= 2 * MOST:
        return []
    found, begun = list[Piece](), piece_of(*pieces[0])
    for said, ends in pieces[1:]:
        piece = piece_of(said, ends)
        if begun.frame and _apart(begun, piece):
            found.append(begun)
            begun = piece
        else:
            begun = piece_of(f"{begun.text}, {said}", begun.ends)
    likely = begun.odds >= LIKELY and begun.intent in labels() and bool(_QUESTION.match(begun.text))
    if not begun.frame and not (found and likely):
        return []
    return [*found, begun]


def _piece(text: str, ends: bool, lexicon: Lexicon, today: date, language: str) -> Piece:
    question = read(text, lexicon, today)
    intent, odds = plainly(question.masked)
    plain = odds >= SURE and intent in labels() and _speaks(question, odds)
    reading = understand(text, lexicon, today, None, language) if plain else None
    frame = reading.frame if reading and reading.kind == "act" else None
    return Piece(text, intent, odds, frame, bool(_GOES_ON.search(question.masked)), ends)


def _speaks(question: Question, odds: float) -> bool:
    """Whether a piece names a matter, rather than only particulars of one."""
    return bool(topics(question)) or odds >= 0.98


def _apart(before: Piece, after: Piece) -> bool:
    """Whether two neighbours ask two things."""
    if after.goes_on or before.intent == after.intent or after.intent not in labels():
        return False
    return not any(before.intent in group and after.intent in group for group in _TOGETHER)


def _sharing(frame: Frame, frames: list[Frame], one_sentence: bool) -> Frame:
    """What only one part says holds for all that can honour it: a party, and a metric's period within one sentence."""
    slots: dict[str, Any] = dict(frame.slots)
    for name in ("parties", *(("when",) if one_sentence and frame.intent in METRICS else ())):
        said = next((other.slots[name] for other in frames if other.slots.get(name)), None)
        if said and not slots.get(name) and name in honours(frame.intent):
            slots[name] = said
    return Frame(frame.intent, slots)


def kept(frames: tuple[Frame, ...], counts: list[int]) -> dict[str, Any]:
    """What the conversation keeps of a message of several questions: the last one read, and all for the words."""
    made: list[Mapping[str, Any]] = [
        {"frame": frame.to_json(), "calls": count} for frame, count in zip(frames, counts, strict=True)
    ]
    last = next(frame for frame in reversed(frames) if frame.intent != UNREAD)
    return {**last.to_json(), "parts": made}
