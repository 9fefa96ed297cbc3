"""What a proposal is, in the words of the people who decide on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

Status = Literal[
    "draft", "waiting", "approved", "declined", "expired", "stale", "recalled",
    "released", "sent", "silent", "confirmed", "failed",
]  # fmt: skip
OPEN: Final = frozenset({"draft", "waiting"})

_ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "ap_clerk": ("an AP clerk", "Kreditorenbuchhaltung"),
    "ap_approver": ("an AP approver", "eine Freigabe der Kreditorenbuchhaltung"),
    "ap_manager": ("an AP manager", "die Leitung der Kreditorenbuchhaltung"),
    "controller_cfo": ("a controller or the CFO", "Controlling oder CFO"),
    "treasury_releaser": ("a treasury releaser", "die Freigabe im Treasury"),
}


@dataclass(frozen=True)
class RunLine:
    """One item to pay: when our cash moves, and when the payee counts it as paid. Nothing else is ours to say."""

    item_id: int
    debit_date: date
    in_time_date: date


def needs_in_words(proposal: Mapping[str, Any], language: str = "en") -> str:
    """Who still has to approve.

    >>> needs_in_words({"needs": ["ap_manager", "controller_cfo"]})
    'an AP manager and a controller or the CFO'
    """
    return joined([role_in_words(role, language) for role in proposal.get("needs") or ()], language)


def role_in_words(role: str, language: str = "en") -> str:
    """A role as one would say it."""
    english, german = _ROLES.get(role, (role.replace("_", " "), role.replace("_", " ")))
    return german if language == "de" else english


def joined(words: Sequence[str], language: str = "en") -> str:
    """A list as a sentence has it; nothing to list is "nobody"."""
    if not words:
        return "niemand" if language == "de" else "nobody"
    *first, last = words
    return f"{', '.join(first)} {'und' if language == 'de' else 'and'} {last}" if first else last
