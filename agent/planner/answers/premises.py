"""What is said before a figure that was doubted, or to a premise that is wrong: the books decide, not the memory."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from agent.planner.question.frame import Frame
from agent.planner.turns.claims import verdict
from agent.planner.words.phrases import phrase
from agent.wording import show
from workingcapital.facts import Evidence, Fact


def checked(
    frame: Frame, evidences: Sequence[Evidence], language: str, stated: Sequence[Fact] = (), earlier: str = ""
) -> str:
    """The first line of a recheck; empty where nothing was doubted.

    `stated` are the figures of the answer, `earlier` is the answer before it: where they are the same, that is said.
    """
    premise, claims = frame.slots.get("premise"), frame.slots.get("claimed") or {}
    if premise == "claimed" or (premise == "that_is_wrong" and claims and not frame.slots.get("parties")):
        return phrase(verdict(claims, stated), language)
    if premise == "paid":
        return phrase("paid_otherwise", language) if any(each.reason == "no_payment" for each in evidences) else ""
    if premise == "you_said":
        return phrase(_verdict(claims, evidences), language)
    if premise == "that_is_wrong":
        said = _payments(frame, evidences)
        return phrase("books_stand" if said == "books_again" and _stand(stated, earlier) else said, language)
    if not frame.slots.get("recheck"):
        return ""
    if not earlier or not stated:
        return phrase("computed_again", language)
    return phrase("computed_same" if _stand(stated, earlier) else "computed_otherwise", language)


def _stand(stated: Sequence[Fact], earlier: str) -> bool:
    """Whether every figure stands in the earlier answer as well, in either language."""
    return bool(stated) and all(any(show(fact, each) in earlier for each in ("en", "de")) for fact in stated)


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
