"""The answer in words: what was asked first, then what drives it, its definition where asked, and a next step."""

from collections.abc import Sequence
from typing import Final

from agent.definitions import defined, source
from agent.german import spoken
from agent.grounding import PLACEHOLDER
from agent.planner.answers.found import OF_GROUP, by_company, joined_words, ref
from agent.planner.answers.premises import checked
from agent.planner.answers.sentences import next_step
from agent.planner.answers.told import at_week, drivers, told
from agent.planner.question.frame import Frame
from agent.planner.words.phrases import phrase
from agent.wording import long_date
from workingcapital.facts import Citation, Evidence, Fact

MAX_QUOTES = 3
# Figures that a formula is made of, named beside it.
_PARTS: Final = frozenset(
    "open.total.v1 invoiced.total.v1 ledger.control.v1 ledger.amount.v1 dio.v1 dso.end.v1 dpo.purchases.v1".split()
)
# Intents whose own sentences say more than the tool's.
_OWN: Final = frozenset(
    "open_items overdue overdue_share cash_position cash_forecast receipts_forecast unapplied_cash payments_made "
    "party_position".split()
)


def word(frame: Frame, evidences: Sequence[Evidence], language: str, earlier: str = "") -> str:
    """Word the answer from what the tools found; figures are placeholders only. `earlier` is the answer before this one."""
    answered = [each for each in evidences if each.outcome == "answered"]
    unanswered = [spoken.said(each.say, language) for each in evidences if each.outcome != "answered" and each.say]
    silent = list(dict.fromkeys(unanswered))
    if not answered:
        return "\n\n".join(silent) or _nothing(language)
    # On which side nobody is known is no news where the other side answered.
    strange = {spoken.said(each.say, language) for each in evidences if each.reason == "not_found"}
    silent = [each for each in silent if each not in strange]
    if frame.slots.get("premise") == "paid":  # said in the first line
        silent = [
            each
            for each in silent
            if each not in {spoken.said(e.say, language) for e in evidences if e.reason == "no_payment"}
        ]
    parts = [text for each in answered for text in _answered(frame, each, language)]
    parts = [checked(frame, evidences, language, _stated(parts, answered), earlier), *parts]
    if frame.slots.get("drawn") and not any(each.charts for each in answered):
        parts = [phrase("no_chart", language), *parts]
    if frame.slots.get("explain"):
        parts.append(_explained(answered, language))
    said_already = " ".join(parts)
    quotes = [each for found in answered for each in found.citations[:MAX_QUOTES] if each.quote not in said_already]
    parts += [_quote(citation, language) for citation in quotes]
    parts += silent
    parts.append(_footing(frame, answered, " ".join(parts), language))
    if not frame.slots.get("recheck") and not frame.slots.get("again"):
        parts.append(next_step(frame.intent, language, frame.slots.get("side")))
    return "\n\n".join(dict.fromkeys(part for part in parts if part))


def _stated(parts: Sequence[str], answered: Sequence[Evidence]) -> list[Fact]:
    """The figures that an answer states."""
    facts = {fact.id: fact for each in answered for fact in each.facts}
    ids = dict.fromkeys(PLACEHOLDER.findall(" ".join(parts)))
    return [facts[each] for each in ids if each in facts]


def _answered(frame: Frame, evidence: Evidence, language: str) -> list[str]:
    """The tool's own sentence, or those of the intent, and who leads."""
    if evidence.say and frame.intent not in _OWN:
        led = [drivers(frame.intent, found, language) for found in by_company(evidence)]
        return [spoken.said(evidence.say, language), *filter(None, led)]
    if evidence.say and any(fact.label.startswith(OF_GROUP) for fact in evidence.facts):
        asked = [line for found in by_company(evidence) for line in at_week(frame, found, language)]
        return [*(asked if frame.slots.get("when") else []), spoken.said(evidence.say, language)]
    lines = [line for found in by_company(evidence) for line in told(frame, found, language)]
    return ["\n\n".join(lines)] if lines else [spoken.said(evidence.say, language)]


def _explained(answered: Sequence[Evidence], language: str) -> str:
    """The formula of each headline figure and what went into it."""
    lines = []
    for evidence in answered:
        for found in by_company(evidence):
            main = found.facts[0]
            lines.append(_formula(main, [other for other in found.headline() if other is not main], language))
    header = "So ist gerechnet:" if language == "de" else "How it is calculated:"
    return "\n".join([header, *(f"- {line}" for line in dict.fromkeys(filter(None, lines)))]) if any(lines) else ""


def _formula(fact: Fact, others: Sequence[Fact], language: str) -> str:
    words = defined(fact, language)
    if not words:
        return ""
    used = [other for other in others if other.formula in _PARTS][:3]
    parts = joined_words([f"{spoken.label(o.label, language)} {ref(o)}" for o in used], language)
    made = (f"; darin {parts}" if language == "de" else f"; with {parts}") if parts else ""
    origin = f"{'Definition nach' if language == 'de' else 'Source'}: {source(fact)}"
    return f"{spoken.label(fact.label, language)} = {words}{made}. {origin}."


def _quote(citation: Citation, language: str) -> str:
    page = "Seite" if language == "de" else "page"
    return (
        f"> {citation.quote}\n\n[{citation.filename}, {page} "
        f"{citation.page}](/v1/documents/{citation.document_id}/pages/{citation.page})"
    )


def _footing(frame: Frame, answered: Sequence[Evidence], text: str, language: str) -> str:
    """Company and day where the words above name neither, and what the figures rest on; rates once in a talk."""
    facts = [fact for each in answered for fact in each.facts]
    said = dict.fromkeys(caveat for fact in facts for caveat in fact.caveats if not caveat.startswith("made of"))
    if frame.slots.get("again") and not frame.slots.get("explain"):
        said = {each: None for each in said if " converted to " not in each}
    left_out = [each for each in said if " left out" in each]  # never dropped for the room others take
    shown = [*left_out, *(each for each in said if each not in left_out)][: max(2, len(left_out))]
    stand = [_stand(facts[0], text, language)] if facts else []
    notes = [*filter(None, stand), *(spoken.said(each, language) for each in shown)]
    return f"*{'; '.join(notes)}*" if notes else ""


def _stand(fact: Fact, text: str, language: str) -> str:
    """ "HALDE, as of 30 Jun 2026", unless that was said."""
    day = long_date(fact.as_of.isoformat(), language)
    if fact.company in text and day in text:
        return ""
    return f"{fact.company}, {'Stand' if language == 'de' else 'as of'} {day}"


def _nothing(language: str) -> str:
    return "Dazu ist nichts da." if language == "de" else "There is nothing on this."
