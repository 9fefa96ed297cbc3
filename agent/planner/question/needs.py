"""Particulars an intent cannot do without."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from agent.planner.question.frame import Frame
from agent.planner.words.text import fold

Slots = Mapping[str, Any]
# "Which bills are stuck, and why?" is about all of them; "why is this invoice blocked?" about one.
_SEVERAL: Final = re.compile(
    r"\b(?:invoices|bills|rechnungen|belege|payments|zahlungen|items|posten|everything|anything|all|alles?|alle[nr]?|on hold|"
    r"(?:blocked|held|stopped) ones|ones (?:that are )?(?:blocked|held|on hold)|"
    r"(?:die|der|den|aller?) (?:gesperrten|blockierten|angehaltenen))\b"
)

_NEEDS: Final[dict[str, tuple[str, Callable[[Slots], bool]]]] = {
    "party_position": ("party", lambda s: bool(s.get("parties"))),
    "find_party": ("party", lambda s: bool(s.get("parties") or s.get("text"))),
    "invoice_status": ("number", lambda s: bool(s.get("numbers"))),
    "why_blocked": (
        "number",
        lambda s: bool(s.get("numbers") or s.get("parties") or _SEVERAL.search(fold(str(s.get("text", ""))))),
    ),
    "approval_history": ("number", lambda s: bool(s.get("numbers"))),
    "three_way_match": ("order", lambda s: bool(s.get("orders") or s.get("numbers"))),
    "did_we_pay": ("number_or_party", lambda s: bool(s.get("numbers") or s.get("parties") or s.get("amounts"))),
    "payment_probability": ("number", lambda s: bool(s.get("numbers") or s.get("parties"))),
    "dunning": ("party", lambda s: bool(s.get("parties"))),
    "hold_bill": ("number", lambda s: bool(s.get("numbers"))),
    "release_bill": ("number", lambda s: bool(s.get("numbers"))),
    "take_offer": ("offered", lambda s: all(s.get(name) for name in ("numbers", "when", "rates"))),
    "match_receipt": ("amount", lambda s: bool(s.get("amounts"))),
    "term_economics": ("terms", lambda s: bool(s.get("terms"))),
    "discount_offer": ("offer", lambda s: bool(s.get("lengths")) and bool(s.get("rates"))),
    "change_terms": ("two_terms", lambda s: len(s.get("nets") or []) + len(s.get("lengths") or []) >= 1),
    "release_date": ("due", lambda s: bool(s.get("when"))),
    # of nothing in particular: of all that is overdue
    "late_interest": (
        "claim",
        lambda s: bool(s.get("numbers")) or bool(s.get("amounts")) == bool(s.get("lengths")),
    ),
    "change_line": ("line", lambda s: bool(s.get("line") or s.get("parties") or s.get("numbers"))),
}


def missing(frame: Frame) -> str | None:
    """The first particular that is missing; None when nothing is.

    >>> missing(Frame("match_receipt")), missing(Frame("dso"))
    ('amount', None)
    """
    if frame.intent == "write_off":
        return "number" if not frame.slots.get("numbers") else None if frame.slots.get("code") else "write_off_code"
    need = _NEEDS.get(frame.intent)
    return need[0] if need and not need[1](frame.slots) else None
