"""A question with everything the grammars and the linker understood of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.planner.grammar.amounts import amounts
from agent.planner.grammar.as_of import looks_back
from agent.planner.grammar.corrections import not_taken_back
from agent.planner.grammar.dates import dates
from agent.planner.grammar.lengths import lengths
from agent.planner.grammar.rates import rates
from agent.planner.grammar.spans import Span, blank, mask
from agent.planner.grammar.terms import terms
from agent.planner.names.focus import company_spans
from agent.planner.names.leaving_out import left_out
from agent.planner.names.lexicon import Lexicon
from agent.planner.names.linking import link
from agent.planner.words.text import clean
from agent.planner.words.typos import corrected


@dataclass(frozen=True)
class Question:
    """The cleaned text, what was found in it, and the text with that masked."""

    text: str
    spans: tuple[Span, ...]
    masked: str
    unsure: tuple[tuple[str, ...], ...] = ()

    def all(self, kind: str) -> list[Any]:
        """The values of one kind, in reading order."""
        return [span.value for span in self.spans if span.kind == kind]

    def first(self, kind: str) -> Any:
        """The first value of a kind, or None."""
        return next(iter(self.all(kind)), None)


def read(text: str, lexicon: Lexicon, today: date) -> Question:
    """Link names first, put slips right, then terms, rates, dates, amounts and lengths; each sees only what is left.

    >>> read("what do we owe in Q1 2026 above 10k?", Lexicon(), date(2026, 6, 30)).masked
    'what do we owe in xpastperiod above xamount?'
    """
    cleaned = clean(text)
    spans, unsure = _names(cleaned, lexicon)
    better = _put_right(cleaned, spans)
    if better != cleaned:
        cleaned = better
        spans, unsure = _names(cleaned, lexicon)
    spans += [span for span in company_spans(cleaned, lexicon) if span.clear_of(spans)]
    spans = left_out(cleaned, spans, lexicon)
    for grammar in (terms, rates):
        spans += not_taken_back(cleaned, grammar(blank(cleaned, spans)))
    found = dates(blank(cleaned, spans), today)
    spans += [Span(s.start, s.end, "asof" if looks_back(cleaned, s, today) else s.kind, s.value) for s in found]
    for grammar in (amounts, lengths):
        spans += grammar(blank(cleaned, spans))
    ordered = tuple(sorted(spans, key=lambda s: s.start))
    return Question(cleaned, ordered, mask(cleaned, ordered, lambda span: _mask_name(span, today)), unsure)


def _names(text: str, lexicon: Lexicon) -> tuple[list[Span], tuple[tuple[str, ...], ...]]:
    """Companies, parties, documents and orders."""
    companies = [span for span in company_spans(text, lexicon) if span.kind == "company"]
    linked = link(blank(text, companies), lexicon)
    return [*companies, *linked.spans], linked.unsure


def _put_right(text: str, names: list[Span]) -> str:
    """Slips put right, but never inside a name."""
    pieces, last = [], 0
    for span in sorted(names, key=lambda s: s.start):
        pieces += [corrected(text[last : span.start]), text[span.start : span.end]]
        last = span.end
    return "".join([*pieces, corrected(text[last:])])


def _mask_name(span: Span, today: date) -> str:
    """Whether a date lies behind or ahead tells a payment made from one to come."""
    if span.kind not in ("day", "period"):
        return span.kind
    tense = "past" if span.value.last < today else "next" if span.value.first > today else "this"
    if span.kind == "period" and span.value.grain in ("rolling", "number", "range"):
        tense = "past" if span.value.last <= today else "next"
    return tense + span.kind
