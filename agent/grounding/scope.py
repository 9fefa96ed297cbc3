"""What a Fact bears out: the words, names, days and numbers that may stand beside its figure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from agent.grounding.days import days_and_ranges, days_in, periods_in, ranges_in
from agent.grounding.figures import CODE
from agent.grounding.terms import heads, terms_in
from workingcapital.errors import NotFound
from workingcapital.facts import Fact
from workingcapital.metrics import library as _library  # registers the formulas whose words a Fact bears out
from workingcapital.metrics.registry import formula

assert _library


SHORTEST_NUMBER: Final = 3  # digits of a document's number
_SAME: Final = {
    ("state", "unapplied"): (("measure", "receipts"), ("measure", "cash")),
    ("measure", "closing"): (("measure", "cash"),),
    ("state", "promised"): (("measure", "payments"),),
    ("measure", "plan"): (("measure", "worth"),),
    ("measure", "bound"): (("measure", "worth"), ("measure", "plan"), ("measure", "floor")),
    ("metric", "days_to_pay"): (("side", "receivable"),),
}


@dataclass(frozen=True)
class Scope:
    """All a Fact bears out. `head` is what it is; `wide` is what may be said beside it (its formula, its table)."""

    fact: Fact
    head: frozenset[tuple[str, str]]
    wide: frozenset[tuple[str, str]]
    days: frozenset[str]
    periods: frozenset[str]
    parties: frozenset[str]
    phrases: frozenset[str]
    text: str
    numbers: frozenset[str] = frozenset()  # of documents and terms that its label names

    def of(self, facet: str) -> frozenset[str]:
        """The head terms of a facet."""
        return frozenset(value for kind, value in self.head if kind == facet)


def scope_of(fact: Fact, rows: Iterable[tuple[str, str]]) -> Scope:
    """Read a Fact with the rows in which it stands, as (what the table and column are called, the words of the row)."""
    around = [piece for row in rows for piece in row]
    pieces = [*_written_on(fact), *around, str(fact.inputs.get("asked", ""))]
    dated = [_dated(piece) for piece in pieces]
    head = heads(fact.label) | _implied(fact)
    return Scope(
        fact=fact,
        head=head,
        wide=head.union(*map(heads, around), heads(fact.basis or ""), _formula_terms(fact.formula)),
        days=_days(fact, frozenset().union(*(days for days, _ in dated))),
        periods=_periods(fact, frozenset().union(*(periods for _, periods in dated))),
        parties=frozenset({fact.party} if fact.party else ()),
        phrases=phrases_of(fact.label),
        text=" · ".join(pieces),
        numbers=numbers_of(fact.label),
    )


def joined(one: Scope, other: Scope) -> Scope:
    """A Fact found twice, the second time in the language of the answer, whose phrases are the ones that can be said."""
    return Scope(
        one.fact, one.head | other.head, one.wide | other.wide, one.days | other.days,
        one.periods | other.periods, one.parties | other.parties, other.phrases, f"{one.text} · {other.text}",
        one.numbers,
    )  # fmt: skip


def fact_text(fact: Fact) -> str:
    """Everything that is written on a Fact, but for its figure."""
    return " · ".join(_written_on(fact))


def _written_on(fact: Fact) -> list[str]:
    value = fact.value if fact.unit in ("date", "text") else None
    said = (fact.label, value, fact.as_of.isoformat(), fact.company, fact.party, fact.period, fact.basis, *fact.caveats)
    return [each for each in said if each]


@lru_cache(maxsize=8192)
def _dated(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The days and the periods of a text."""
    if not any(map(str.isdigit, text)):
        return frozenset(), frozenset()
    days = frozenset(day.value for day in days_in(text))
    return days, frozenset(period.value for period in (*periods_in(text), *ranges_in(text)))


def _days(fact: Fact, found: frozenset[str]) -> frozenset[str]:
    """The days that may stand beside a Fact; the as-of day of a figure that has its own days only as "as of"."""
    own, as_of = _dated(fact.period or "")[0], fact.as_of.isoformat()
    kept = found - {as_of} if own and as_of not in own else found
    return kept | {f"as of {as_of}"} | {f"as of {day}" for day in own}


def _periods(fact: Fact, found: frozenset[str]) -> frozenset[str]:
    if fact.period and ".." in fact.period:
        found |= {fact.period}
    # A figure of a day belongs to that day's month and year as well; one of a period only to what it names.
    if fact.period is None:
        found |= {f"{fact.as_of:%Y-%m}", f"{fact.as_of:%Y}", f"{fact.as_of.year}-Q{(fact.as_of.month + 2) // 3}"}
    return found


@lru_cache(maxsize=4096)
def numbers_of(label: str) -> frozenset[str]:
    """The documents and terms a label names.

    >>> sorted(numbers_of("Open amount of RG-2026-05444")), sorted(numbers_of("Yield of 2/10, last 13 weeks"))
    (['RG-2026-05444'], ['2/10'])
    """
    days = days_and_ranges(label)
    found = (match for match in CODE.finditer(label) if not any(d.start <= match.start() < d.end for d in days))
    return frozenset(m[0] for m in found if "/" in m[0] or len(re.sub(r"\D", "", m[0])) >= SHORTEST_NUMBER)


_GLUE: Final = re.compile(
    r"\b(?:of|the|in|from|on|for|to|a|an|and|that|can|be|is|more|less|than|within|number|per"
    r"|der|die|das|des|dem|den|von|vom|zu|zum|zur|im|am|an|auf|aus|bei|für|und|die|sein|ist|als|mehr|weniger|unter|über|bis|je"
    r"|nach|anzahl|zahl|ein|eine[rs]?)\b|[^\w\s'-]|\b\S*\d\S*|\b[A-Z]{2}\d\d\b",
    re.IGNORECASE,
)
_GENERIC: Final = frozenset(
    "due amount days week items average bills pays part party largest fällig betrag tage tagen woche posten erste erster"
    " größte größter rechnung rechnungen rechnungsbetrag durchschnittliche liegen unterschreiten".split()
)


@lru_cache(maxsize=4096)
def phrases_of(label: str) -> frozenset[str]:
    """What a label says beside the known terms: the name of an account, the method of a forecast.

    >>> sorted(phrases_of("Receipts, last four weeks: error")), sorted(phrases_of("Open amount of RG-2026-05444"))
    (['last four weeks'], [])
    """
    rest = label
    for said in (*days_and_ranges(label), *terms_in(label)):
        rest = rest[: said.start] + "," + " " * (said.end - said.start - 1) + rest[said.end :]
    pieces = (re.sub(r"\s+", " ", piece).strip().lower() for piece in _GLUE.sub(",", rest).split(","))
    return frozenset(piece for piece in pieces if len(piece) > 2 and piece not in _GENERIC)


def _implied(fact: Fact) -> frozenset[tuple[str, str]]:
    """What a label means without saying it."""
    said = heads(fact.label)
    sided = any(facet == "side" for facet, _ in said)
    more = {o for term in said for o in _SAME.get(term, ()) if not (sided and o[0] == "side")}
    if fact.formula.startswith(("difference.", "terms.", "slip.")):
        more.add(("movement", "change"))
    return frozenset(more)


@lru_cache(maxsize=512)
def _formula_terms(formula_id: str) -> frozenset[tuple[str, str]]:
    """What the definition of a figure speaks of; other metrics by name are left out, or any could pass for any."""
    try:
        known = formula(formula_id)
    except NotFound:
        return frozenset()
    return frozenset(
        term for term in heads(f"{known.label} · {known.text}") if term[0] not in ("metric", "method", "quantile")
    )


def holds(text: str, token: str) -> bool:
    """Whether a text holds this very token, not as part of a longer one."""
    return re.search(rf"(?<![\w.,]){re.escape(token)}(?!\w|[.,-]\d)", text, re.IGNORECASE) is not None
