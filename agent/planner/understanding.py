"""From the words of a question to what to do: act, ask back, refuse, abstain."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from agent.consent import consent
from agent.planner.intents.classifier import load
from agent.planner.intents.refusals import refused_intents
from agent.planner.intents.rules import ranked_with_rules
from agent.planner.intents.unsafe import unsafe
from agent.planner.names.focus import GROUP, UNKNOWN
from agent.planner.names.lexicon import Lexicon
from agent.planner.names.strangers import strangers
from agent.planner.question.frame import Frame, Reading, labels
from agent.planner.question.needs import missing
from agent.planner.question.reading import Question, read
from agent.planner.question.scenario_words import scenario_frame
from agent.planner.question.slots import slots_of
from agent.planner.tables import word_list
from agent.planner.turns.asides import beside_the_point, never_mind, without_lead
from agent.planner.turns.asking import chosen as picked
from agent.planner.turns.claims import as_claim
from agent.planner.turns.drafts import as_draft
from agent.planner.turns.followup import METRICS, among, followed, merged, opens, referred, residue, topics
from agent.planner.turns.going_on import ALONE, BACK, TALK, asked_again, back, completed, stands_alone
from agent.planner.turns.readings import ACT, ACTIONS, ASK, MARGIN, REFUSE, abstained, asked, named, refused, settled
from agent.planner.turns.roundabout import a_bare_balance, roundabout
from agent.planner.turns.wholeness import unknown_party, whole, with_strangers
from agent.planner.turns.wished_changes import not_wished, wished_change
from agent.planner.words.phrases import phrase
from agent.planner.words.text import fold, language_of

ACT_ON_ACTIONS: Final = 0.45
_TEXTS: Final = frozenset({"search_documents", "contract_terms"})
_SUPPOSING: Final = frozenset(
    {
        "payment_run",
        "change_line",
        "change_terms",
        "term_economics",
        "discount_offer",
        "late_interest",
        "open_discounts",
    }
)
_UNHONOURED: Final = frozenset({"not_narrowed_by_that", "period_not_understood"})
_BALANCES: Final = ("cash_position", "open_items", "party_position")
_PARTNERS: Final = (
    r"(?:suppliers?|vendors?|customers?|clients?|debtors?|creditors?|lieferanten|kunden|kreditoren|debitoren|"
    r"supplier list|vendor list|customer list|lieferantenliste|kundenliste)"
)
# "Which suppliers does Acme have?", "Acme's customers": what stands in their books.
_OTHERS: Final = re.compile(
    rf"\b{_PARTNERS} (?:does|do|did|hat|haben) (?:the |die |der )?xparty(?: have| use)?\b(?! (?:\w+ )*(?:with|bei) us)|"
    rf"\bxparty'?s (?:\w+ )?{_PARTNERS}\b|\b{_PARTNERS} (?:of|von|der|bei) (?:the |der )?xparty\b|"
    rf"\b(?:who|which|what|whom|wer|welche) .*\bxparty (?:\w+ )?(?:owes?|schuldet) (?:its|their|ihren|seinen) {_PARTNERS}|"
    rf"\bxparty owes? (?:its|their) {_PARTNERS}"
)
PLACE_WORDS: Final = 3
_OF_BALANCES: Final = frozenset({*_BALANCES, "morning_brief", "cash_forecast"})
_EXPOSURES: Final = ("fx_exposure", "credit_limits", "concentration", "open_items")


def understand(text: str, lexicon: Lexicon, today: date, previous: Frame | None, language: str = "en") -> Reading:
    """Read one turn. Nothing is looked up: names come from the lexicon, the day is an argument.

    `language` is that of the conversation, for words that are of no language: "DPO?".
    What is to be answered must honour all that the question states: a name nobody in the books has, or a particular
    that the answer would pass over, is said or asked back.
    """
    if previous and previous.asked == "question" and (place := picked(text, previous.offered)) is not None:
        return understand(previous.offered[place], lexicon, today, replace(previous, asked=None, offered=()), language)
    question = read(without_lead(text), lexicon, today)
    language = language_of(question.text, language)
    if wished := wished_change(question, slots_of(question, today), previous, language):
        return wished
    if not unsafe(fold(question.masked)) and (named := scenario_frame(question, slots_of(question, today), previous)):
        return Reading("act", named)
    unknown = strangers(question.text, question.spans, language)
    if unknown:
        question = with_strangers(question, unknown)
    reading = as_claim(_understood(question, lexicon, today, previous, language), fold(question.text))
    reading = as_draft(reading, question, previous, language)
    if previous and never_mind(fold(question.text)):
        return Reading("talk", previous, phrase("never_mind", language), "never_mind")
    if (
        reading.kind == "act"
        and reading.frame
        and reading.frame.intent == "dunning"
        and not_wished(fold(question.masked))
    ):
        reading = replace(reading, frame=Frame("overdue", {**reading.frame.slots, "side": "receivable"}))
    if unknown and (found := unknown_party(reading, question, unknown, lexicon, language)):
        return found
    found = whole(reading, question, today, language, goes_on=previous is not None and not topics(question))
    if previous and not previous.asked and found.reason in _UNHONOURED:  # perhaps it did not go on at all
        if referred(fold(question.masked), slots_of(question, today), previous):
            return found  # "have they promised anything?" is about them
        alone = understand(text, lexicon, today, None, language)
        return alone if alone.kind == "act" else found
    return found


def _understood(question: Question, lexicon: Lexicon, today: date, previous: Frame | None, language: str) -> Reading:
    if not question.text:
        return Reading("ask", None, phrase("empty", language), "empty", status="clarify")
    chosen = _chosen(question, previous, language)
    if isinstance(chosen, str):
        return understand(chosen, lexicon, today, None, language)
    if chosen:
        return chosen
    folded = fold(question.masked).strip(" \"'")
    if consent(question.text) == "drop":  # said over a draft it never comes here; there is none
        return Reading("ask", previous, phrase("nothing_pending", language), "nothing_pending", status="clarify")
    if reason := unsafe(folded):
        return refused(reason, language)
    slots = slots_of(question, today)
    unknown = UNKNOWN in slots.get("companies", ())
    if _others_books(folded) or (unknown and _closed(lexicon)) or _all_closed(slots, lexicon):
        return refused("other_company", language)
    if UNKNOWN in slots.get("companies", ()):
        return Reading(
            "ask", previous, phrase("unknown_company", language), "unknown_company", _companies(lexicon), "clarify"
        )
    if question.unsure:
        return _which_party(question, slots, previous, language)
    ranked = beside_the_point(question.masked, ranked_with_rules(folded, load().scores(question.masked)))
    ranked = _supposing(ranked, slots)
    if not _closed(lexicon):  # every company may be seen
        ranked = [each for each in ranked if each[0] != "other_company"]
    frame = followed(question, slots, previous, today)
    if frame and not stands_alone(question, slots, frame, ranked[0]):
        return asked_again(frame, previous, language) or settled(frame, language)
    if previous is None and not _foreign(question, slots) and (found := roundabout(question, slots, ranked, language)):
        return found
    return _classified(question, ranked, slots, previous, language, today)


def plainly(masked: str) -> tuple[str, float]:
    """The intent a masked question most likely has, and its odds."""
    return ranked_with_rules(fold(masked).strip(" \"'"), load().scores(masked))[0]


def _supposing(ranked: list[tuple[str, float]], slots: Mapping[str, Any]) -> list[tuple[str, float]]:
    """What is supposed of payments is a matter of the cash ahead, unless a run or a rate is asked about."""
    best, odds = ranked[0]
    plain = best in _SUPPOSING and missing(Frame(best, slots)) is None
    if not slots.get("supposed") or plain or (best in refused_intents() and odds >= REFUSE):
        return ranked
    return [("cash_forecast", 1.0), *((name, 0.0) for name, _ in ranked if name != "cash_forecast")]


def _chosen(question: Question, previous: Frame | None, language: str) -> Reading | str | None:
    """A picked option of what was asked back, by its place or its words; the exact name of an intent counts anywhere.

    An option that is a whole request is given back as one, to be understood as if it had been typed.
    """
    said = fold(question.text).rstrip(".?! ")
    for intent, names in labels().items():
        if said in (fold(names[0]), fold(names[1])):
            slots = dict(previous.slots) if previous and previous.asked == "intent" else {}
            return settled(Frame(intent, slots), language)
    if previous is None or not previous.offered:
        return None
    whole = previous.asked == "question"  # those are questions: only a word for a place picks one
    place = None if whole and len(said.split()) > PLACE_WORDS else picked(question.text, previous.offered)
    if place is None:
        return None
    return previous.offered[place] if whole else _answered(previous, previous.offered[place], language)


def _answered(previous: Frame, option: str, language: str) -> Reading:
    """The frame we asked about, with the option in its place."""
    if previous.asked == "party" and (previous.slots.get("numbers") or previous.slots.get("orders")):
        return settled(Frame(previous.intent, {**previous.slots, "numbers": [option]}), language)
    if previous.asked == "party":
        return settled(Frame(previous.intent, {**previous.slots, "parties": [option]}), language)
    intent = next((name for name, names in labels().items() if option in names), previous.intent)
    return settled(Frame(intent, dict(previous.slots)), language)


def _classified(
    question: Question,
    ranked: list[tuple[str, float]],
    slots: dict[str, Any],
    previous: Frame | None,
    language: str,
    today: date,
) -> Reading:
    (best, odds), (second, next_odds) = ranked[0], ranked[1]
    if best in refused_intents():
        return refused(best, language) if odds >= REFUSE else abstained(ranked, language)
    if _foreign(question, slots):
        return refused("out_of_scope", language)
    if (best in _OF_BALANCES or odds < ACT) and a_bare_balance(question, slots):
        options = [*_BALANCES[:2]]
        return asked(options, Frame("exposure", slots), phrase("which_meaning", language), "ambiguous", language)
    if best in BACK and (previous or odds >= ASK * 2):
        return back(best, question, slots, previous, language)
    if best in TALK | BACK and odds < ASK * 2:
        return abstained(ranked, language)
    if best in TALK:
        return Reading("talk", previous, phrase(best, language), best)
    if best == "do_it":
        return Reading("ask", previous, phrase("nothing_pending", language), "nothing_pending", status="clarify")
    if best == "exposure":
        return asked([*_EXPOSURES], Frame("exposure", slots), phrase("which_exposure", language), "ambiguous", language)
    going_on = previous and opens(question) and not stands_alone(question, slots, previous, ranked[0])
    if previous and going_on and (odds < ACT or not topics(question)) and slots:
        return settled(merged(previous, slots, question, today), language)
    if previous and among(fold(question.masked)) and previous.intent == second and odds < ALONE:
        return settled(merged(previous, slots, question, today), language)
    if odds < ASK and not named(slots):
        return abstained(ranked, language)
    threshold = ACT_ON_ACTIONS if best in ACTIONS else ACT
    if best in METRICS and second in METRICS and len(slots.get("metrics") or ()) > 1:
        threshold, next_odds = 0.0, 0.0  # several are asked for: which leads does not matter
    if odds < threshold or (odds - next_odds < MARGIN and next_odds > ASK):
        known = [name for name, _ in ranked[:4] if name in labels()][:2]
        if odds + next_odds < threshold and _alike(best, second):
            return abstained(ranked, language)  # near neighbours, and neither of them likely
        if len(known) == 2 and not _alike(best, second):
            kept = Frame(best, {**slots, "text": question.text})
            return asked(known, kept, phrase("which_meaning", language), "ambiguous", language)
    return settled(Frame(best, {**completed(best, question, slots, previous, today), "text": question.text}), language)


def _others_books(folded: str) -> bool:
    """Whether the suppliers or customers of somebody else are asked for: they are in no book of ours."""
    return bool(_OTHERS.search(folded))


def _closed(lexicon: Lexicon) -> bool:
    """Whether there are companies of the group that the asker may not see."""
    return any(not company.granted for company in lexicon.companies)


def _all_closed(slots: Mapping[str, Any], lexicon: Lexicon) -> bool:
    """Whether only companies are spoken of that the asker may not see."""
    said = set(slots.get("companies", ())) - {GROUP, UNKNOWN}
    return bool(said) and said <= {company.code for company in lexicon.companies if not company.granted}


def _foreign(question: Question, slots: Mapping[str, Any]) -> bool:
    """Whether a question has hardly a word that occurs in what we answer."""
    content = residue(question)
    known = [word for word in content if word in word_list("scope_words")]
    return len(content) >= 2 and len(known) * 3 < len(content) and not named(slots) and not _spoken_of(slots)


def _spoken_of(slots: Mapping[str, Any]) -> bool:
    """Whether a particular is stated that only our questions have."""
    return any(slots.get(name) for name in ("amounts", "metrics", "terms", "side"))


_FAMILIES: Final = (
    {"invoice_status", "why_blocked", "did_we_pay", "approval_history"},
    {"party_position", "open_items", "find_party"},
    {"dso", "dso_methods", "best_possible_dso", "average_days_delinquent"},
    {"overdue", "overdue_share"},
    {"cash_forecast", "receipts_forecast"},
    {"search_documents", "contract_terms"},
    {"ageing", "ageing_reconcile"},
    {"days_late", "days_to_pay"},
    {"payments_made", "did_we_pay"},
)


def _alike(best: str, second: str) -> bool:
    """Intents so near that answering one is better than asking."""
    return any(best in family and second in family for family in _FAMILIES)


def _which_party(question: Question, slots: dict[str, Any], previous: Frame | None, language: str) -> Reading:
    names = question.unsure[0][:4]
    ranked = ranked_with_rules(fold(question.masked), load().scores(question.masked))
    intent = (
        previous.intent
        if previous and not residue(question)
        else ranked[0][0]
        if ranked[0][0] in labels()
        else "party_position"
    )
    kept = dict(previous.slots) if previous and not residue(question) else {}
    if intent in _TEXTS:  # to look into the papers of two of one name does no harm: the one who has any is meant
        said = [question.text[s.start : s.end] for s in question.spans if s.kind == "party" and s.value is None]
        known = [name for name in slots.get("parties", ()) if name]
        return settled(Frame(intent, {**slots, "parties": [*said, *known], "text": question.text}), language)
    frame = Frame(intent, {**kept, **slots, "text": question.text}, "party", tuple(names))
    return Reading("ask", frame, phrase("which_party", language), "ambiguous_party", names, "clarify")


def _companies(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(company.name for company in lexicon.companies if company.granted)[:4]


def carried(
    text: str, lexicon: Lexicon, today: date, previous: Mapping[str, Any] | None
) -> tuple[tuple[str, ...] | None, date | None]:
    """Companies and as-of day that a follow-up keeps from the turn before; None where it keeps none."""
    reading = understand(text, lexicon, today, Frame.from_json(previous)) if previous else None
    slots = reading.frame.slots if reading and reading.kind == "act" and reading.frame else {}
    codes = tuple(code for code in slots.get("companies", ()) if code not in (GROUP, UNKNOWN))
    return codes or None, date.fromisoformat(slots["as_of"]) if "as_of" in slots else None
