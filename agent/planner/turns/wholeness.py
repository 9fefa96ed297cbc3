"""The last look at a reading: a name nobody has, or a particular the answer would pass over, is asked back."""

import re
from dataclasses import replace
from datetime import date
from typing import Final

from rapidfuzz import fuzz, process

from agent.planner.intents.rerouting import rerouted
from agent.planner.names.lexicon import Lexicon, core
from agent.planner.question.frame import Frame, Reading, label, labels
from agent.planner.question.reading import Question
from agent.planner.tables import table
from agent.planner.turns.asides import dated_by_the_way
from agent.planner.turns.coverage import passed_over, supposition
from agent.planner.words.phrases import phrase
from agent.planner.words.text import fold

NEAR: Final = 75.0  # points of similarity from which a name of the books is offered for one it does not know
_TEXTS: Final = frozenset({"search_documents"})
_ASKS_WHOM: Final = frozenset(
    {"ambiguous", "missing_party", "missing_number_or_party", "missing_number", "not_understood"}
)
_DOCUMENT: Final = (
    r"(?:contract|agreement|lease|mail|e-?mail|letter|framework|terms|invoice|vertrag|rahmenvertrag|"
    r"mietvertrag|vereinbarung|"
    r"schreiben|rechnung|documents?|dokumente?|unterlagen)"
)


def with_strangers(question: Question, unknown: list[str]) -> Question:
    """The question with unknown names masked like known ones, for the classifier."""
    masked = question.masked
    for name in unknown:
        masked = masked.replace(name, "xparty")
    return replace(question, masked=masked)


def unknown_party(
    reading: Reading, question: Question, unknown: list[str], lexicon: Lexicon, language: str
) -> Reading | None:
    """That nobody is called so, with the names that come near; None where the name does not matter."""
    if reading.kind not in ("act", "ask", "abstain") or (reading.kind == "ask" and reading.reason not in _ASKS_WHOM):
        return None
    intent = reading.frame.intent if reading.frame else ""
    if intent in _TEXTS and not _holds_whose(question.text, unknown[0]):
        return None
    if intent == "find_party" and reading.frame:
        return Reading("act", Frame("find_party", {**reading.frame.slots, "parties": unknown[:1]}))
    near = nearest_names(unknown[0], lexicon)
    frame = Frame(intent, {**reading.frame.slots, "text": question.text}, asked="party") if reading.frame else None
    said = phrase("near_party" if near else "unknown_party", language)
    said = said.replace("{name}", re.sub(r"\d", "", unknown[0])).replace("{company}", _company(lexicon, language))
    return Reading("ask", frame, said, "unknown_party", near, "clarify" if near else "no_data")


def nearest_names(name: str, lexicon: Lexicon) -> tuple[str, ...]:
    """At most three names of the books that are written much like this one."""
    wanted = " ".join(core(name))
    known = {party.name: " ".join(core(party.name)) for party in lexicon.parties}
    hits = process.extract(wanted, known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=3)
    words = {full: first for full, core_name in known.items() for first in core_name.split()[:1]}
    more = process.extract(wanted.split(" ")[0], words, scorer=fuzz.ratio, score_cutoff=NEAR, limit=3)
    return tuple(dict.fromkeys(name for _, _, name in [*hits, *more]))[:3]


def whole(reading: Reading, question: Question, today: date, language: str, goes_on: bool) -> Reading:
    """The reading, or the question back where its answer would ignore something that was said.

    A turn that `goes_on` counts its period from the one before: no grammar of single questions reads "a year later".
    """
    if reading.kind != "act" or reading.frame is None:
        return reading
    frame = reading.frame
    kind = supposition(frame.intent, frame.slots, fold(question.masked))
    if kind is None and (there := rerouted(frame, fold(question.masked))) != frame:
        reading, frame = replace(reading, frame=there), there
    kind = kind or passed_over(frame.intent, frame.slots, fold(question.masked), today)
    if kind == "when" and dated_by_the_way(fold(question.masked)):
        frame = frame.with_slots(when=None)
        reading, kind = replace(reading, frame=frame), passed_over(frame.intent, frame.slots, "", today)
    if kind is None or (kind == "period" and goes_on):
        return reading
    if kind in ("period", "when"):
        return Reading("ask", frame, phrase("passed_over_period", language), "period_not_understood", (), "clarify")
    words = table("coverage")["kinds"][kind][language == "de"]
    kept = {key: value for key, value in frame.slots.items() if key != kind}
    options = (label(frame.intent, language),) if frame.intent in labels() else ()
    said = phrase("passed_over", language).replace("{kind}", words)
    return Reading("ask", Frame(frame.intent, kept, asked="intent"), said, "not_narrowed_by_that", options, "clarify")


def _company(lexicon: Lexicon, language: str) -> str:
    names = [company.code for company in lexicon.companies if company.granted]
    return names[0] if len(names) == 1 else "your companies" if language == "en" else "Ihren Gesellschaften"


def _holds_whose(text: str, name: str) -> bool:
    """Whether the unknown name says whose document is meant."""
    said = re.escape(name)
    return bool(
        re.search(
            rf"\b{_DOCUMENT}\b[^.?!]*? (?:with|of|from|by|mit|von|der|des) (?:the |der |dem )?{said}",
            text,
            re.IGNORECASE,
        )
        or re.search(rf"{said}(?:'s?)? (?:\w+ )?{_DOCUMENT}", text, re.IGNORECASE)
    )
