"""What is said before a figure that was doubted, or to a premise that is wrong: the books decide, not the memory."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from agent.planner.frame import Frame
from agent.planner.phrases import phrase
from workingcapital.facts import Evidence


def checked(frame: Frame, evidences: Sequence[Evidence], language: str) -> str:
    """The first line of a recheck; empty where nothing was doubted."""
    premise = frame.slots.get("premise")
    if premise == "you_said":
        claims = frame.slots.get("claimed") or {}
        return phrase(_verdict(claims, evidences), language)
    if premise == "that_is_wrong":
        return phrase(_payments(frame, evidences), language)
    return phrase("computed_again", language) if frame.slots.get("recheck") else ""


def _payments(frame: Frame, evidences: Sequence[Evidence]) -> str:
    """What the books show of payments, where it was claimed that somebody paid."""
    if not frame.slots.get("parties"):
        return "books_again"
    paid = [fact for each in evidences for fact in each.facts if fact.label.startswith("Payments ")]
    return "payments_booked" if any(fact.decimal() for fact in paid) else "books_unmoved"


def _verdict(claims: dict[str, Any], evidences: Sequence[Evidence]) -> str:
    """Whether what was claimed stands in what was found; without a figure in it nothing is judged."""
    wanted = [Decimal(rate) for rate in claims.get("rates") or []]
    wanted += [Decimal(amount) for amount, _ in claims.get("amounts") or []]
    wanted += [Decimal(days) for days, *_ in claims.get("lengths") or []]
    if not wanted:
        return "not_from_memory"
    found = {number for evidence in evidences for number in _numbers(evidence)}
    return "premise_right" if all(number in found for number in wanted) else "premise_wrong"


def _numbers(evidence: Evidence) -> Iterator[Decimal]:
    """Every number of figures, terms, cells and quotes."""
    texts = [fact.value for fact in evidence.facts if fact.unit not in ("date",)]
    texts += [citation.quote for citation in evidence.citations]
    texts += [cell for table in evidence.tables for row in table.rows for cell in row if cell]
    for text in texts:
        for token in re.findall(r"\d+(?:[.,]\d+)?", text):
            try:
                yield Decimal(token.replace(",", "."))
            except InvalidOperation:
                continue
