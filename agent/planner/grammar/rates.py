"""Percentages and rates: "6.5%", "8 per cent", "2 points", "sechs Prozent"."""

import re
from decimal import Decimal

from agent.planner.grammar.numerals import SMALL, decimal
from agent.planner.grammar.spans import Span

_WORDS = "|".join(sorted(SMALL, key=len, reverse=True))
_RATE = re.compile(
    (
        rf"(?<![\w.,])(?P<number>\d+(?:[.,]\d+)?|(?:{_WORDS})(?: and a half|einhalb)?) ?(?:%|per "
        rf"?cent(?:age points?)?\b|pct\b|prozent(?:punkte?n?)?\b|v\. ?h\.|points?\b|punkte?n?\b|pp\b)(?: "
        rf"(?:p\.? ?a\.?|per annum|a year|per year|im jahr|pro jahr)(?!\w))?"
    ),
    re.IGNORECASE,
)

_A_SHARE = re.compile(r"\b(?:as|in) an? ?(?:%|per ?cent|pct)$", re.IGNORECASE)  # "as a % of the total" names no rate


def rates(text: str) -> list[Span]:
    """Every percentage, as per cent.

    >>> [str(s.value) for s in rates("net of our 6.5% line, or 8 per cent, or zwei Prozent")]
    ['6.5', '8', '2']
    """
    found = (m for m in _RATE.finditer(text) if not _A_SHARE.search(text[: m.end()]))
    return [Span(m.start(), m.end(), "rate", _number(m["number"].lower())) for m in found]


def _number(text: str) -> Decimal:
    if text[0].isdigit():
        return decimal(text)
    half = " and a half" in text or text.endswith("einhalb")
    whole = re.sub(" and a half|einhalb", "", text)
    return Decimal(SMALL[whole]) + (Decimal("0.5") if half else 0)
