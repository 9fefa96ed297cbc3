"""Clauses on payment in contracts: which terms a sentence gives, and whose terms it puts first. English and German."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from workingcapital.terms import DiscountTerms

First = Literal["contract", "invoice", "better"]

_PERCENT: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s?(?:%|per ?cent\b|prozent\b|v\. ?h\.)", re.IGNORECASE)
_DAYS: Final = re.compile(r"(\d{1,3})\s+(?:calendar |kalender)?(?:days|day|tagen|tage)\b", re.IGNORECASE)
_DISCOUNT: Final = re.compile(r"\b(discount|skonto\w*|nachlass)\b", re.IGNORECASE)
_PAYING: Final = re.compile(r"\b(payable|zahlbar|pays?|paid|due|payment|zahlung|zahlen|net|netto)\b", re.IGNORECASE)
_OTHER: Final = re.compile(
    r"\b(interest|verzug\w*|verzugszinsen|late fee|overdue|notice|defects?|terminat\w+|kündig\w+|frist von|bonus|"
    r"warranty|gewährleistung|"
    r"announce\w*|anzukündigen|inspect\w*|hires?|unpaid|accrue\w*)\b",
    re.IGNORECASE,
)
_THIS: Final = r"agreements?|contract|vertrags?|regelungen|bestimmungen|vereinbarung"
_BILL: Final = r"invoices?|rechnung(?:en)?"
_NOUN: Final = re.compile(rf"\b(?:(?P<this>{_THIS})|(?P<bill>{_BILL}))\b", re.IGNORECASE)
_FIRST: Final = re.compile(r"\b(prevails?|takes? precedence|control|gehen|geht|gelten|gilt)\b", re.IGNORECASE)
_GERMAN: Final = re.compile(r"\b(gehen|geht|gelten|gilt)\b.*\bvor\b", re.IGNORECASE)
_BETTER: Final = re.compile(r"\b(günstiger\w*|more favou?rable)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Clause:
    """What one sentence says on payment: discount steps (per cent, days) and days until due."""

    steps: tuple[tuple[Decimal, int], ...] = ()
    net_days: int | None = None


def read_clause(sentence: str) -> Clause | None:
    """The terms a sentence gives; None when it is about something else.

    >>> read_clause("Bei Zahlung innerhalb von 7 Tagen 3 % Skonto, innerhalb von 14 Tagen 2 % Skonto.").steps
    ((Decimal('3'), 7), (Decimal('2'), 14))
    >>> read_clause("Payment is due net 45 days from the invoice date.").net_days
    45
    >>> read_clause("Overdue amounts bear interest at 1% per month.") is None
    True
    """
    if _OTHER.search(sentence):
        return None
    days = [int(found) for found in _DAYS.findall(sentence)]
    percents = [Decimal(found.replace(",", ".")) for found in _PERCENT.findall(sentence)]
    if _DISCOUNT.search(sentence) and percents and len(percents) == len(days):
        return Clause(steps=tuple(zip(percents, days, strict=True)))
    if not percents and len(days) == 1 and _PAYING.search(sentence):
        return Clause(net_days=days[0])
    return None


def terms_of(sentences: Iterable[str]) -> str | None:
    """The payment terms of a contract in the notation of the trade; None when it gives none.

    >>> terms_of(["Payable within 60 days.", "A discount of 2.5% applies to payment within 20 days."])
    '2.5/20 n60'
    """
    clauses = [clause for clause in map(read_clause, sentences) if clause]
    steps = [step for clause in clauses for step in clause.steps]
    net = next((clause.net_days for clause in clauses if clause.net_days is not None), None)
    if net is None and not steps:
        return None
    parts = [f"{percent.normalize():f}/{days}" for percent, days in sorted(steps, key=lambda step: step[1])]
    return " ".join([*parts, *([f"n{net}"] if net is not None else [])])


def precedence(sentence: str) -> First | None:
    """Whose terms the sentence puts first: the contract's, the invoice's, or the invoice's where those are better.

    >>> precedence("Die Zahlungsbedingungen dieses Vertrags gehen abweichenden Angaben auf Rechnungen vor.")
    'contract'
    >>> precedence("Where an invoice differs from this Contract, the terms stated on the invoice prevail.")
    'invoice'
    """
    verb = _FIRST.search(sentence)
    if verb is None or (verb.group().lower()[0] == "g" and not _GERMAN.search(sentence)):
        return None
    before = list(_NOUN.finditer(sentence, 0, verb.start()))
    noun = before[-1] if before else _NOUN.search(sentence, verb.end())
    if noun is None:
        return None
    if noun["this"]:
        return "contract"
    return "better" if _BETTER.search(sentence) else "invoice"


def first_precedence(sentences: Sequence[str]) -> tuple[First, str] | None:
    """The first sentence that settles precedence, with its verdict."""
    for sentence in sentences:
        if verdict := precedence(sentence):
            return verdict, sentence
    return None


def applying(contract: str, invoice: str, first: First) -> str:
    """Which of two terms apply under a precedence clause.

    `better` gives the buyer the invoice's terms only where nothing in them is worse.

    >>> applying("n30", "2/14 n45", "better"), applying("2/10 n60", "2/10 n30", "better")
    ('2/14 n45', '2/10 n60')
    """
    if first == "better":
        return invoice if _no_worse(DiscountTerms(invoice), DiscountTerms(contract)) else contract
    return contract if first == "contract" else invoice


def same_terms(one: str, other: str) -> bool:
    """Whether two notations mean the same."""
    return DiscountTerms(one) == DiscountTerms(other)


def _no_worse(one: DiscountTerms, other: DiscountTerms) -> bool:
    return one.due.value >= other.due.value and all(
        any(step.percent >= theirs.percent and step.rule.value >= theirs.rule.value for step in one.steps)
        for theirs in other.steps
    )
