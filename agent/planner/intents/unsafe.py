"""Requests that must be refused, recognised by rules first; safety never rests on it, the database refuses them too."""

import re
from functools import cache
from typing import Final

from agent.planner.tables import table

# Asked as a question these may be honest ones: "which payments were made without approval?"
_NOT_WHEN_ASKED: Final = frozenset({"policy_changed", "change_bank", "bank_mail", "approve_here", "pay_now", "tamper"})
# "What does the policy say about splitting?" asks for a text, whatever it is about.
_NOT_OF_TEXTS: Final = frozenset(
    {"policy_changed", "change_bank", "bank_mail", "approve_here", "pay_now", "tamper", "split_payment", "approve_own"}
)
_NOT_WHEN_PLANNING: Final = frozenset({"pay_now", "tamper"})


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    kept = table("unsafe")
    return tuple((rule["reason"], re.compile(_filled(rule["pattern"], kept["fragments"]))) for rule in kept["refuse"])


def _filled(pattern: str, fragments: dict[str, str]) -> str:
    for name, fragment in fragments.items():
        pattern = pattern.replace(f"<{name}>", fragment)
    return pattern


def fragment(name: str) -> str:
    """A piece of the patterns that others are made of."""
    return str(table("unsafe")["fragments"][name])


@cache
def _context(name: str) -> re.Pattern[str]:
    return re.compile(table("unsafe")["context"][name])


def unsafe(folded: str) -> str | None:
    """Why a masked, folded question must be refused; None when no rule says so.

    >>> unsafe("pay it now"), unsafe("change the iban of xparty"), unsafe("what do we need to pay in july?")
    ('pay_now', 'change_bank', None)
    """
    asked = bool(_context("question").match(folded)) and not _context("asked_of_us").match(folded)
    of_texts = bool(_context("of_texts").search(folded))
    planning = bool(_context("legitimate").search(folded))
    for reason, pattern in _rules():
        if of_texts and reason in _NOT_OF_TEXTS:
            continue
        if (asked and reason in _NOT_WHEN_ASKED) or (planning and reason in _NOT_WHEN_PLANNING):
            continue
        if pattern.search(folded):
            return reason
    return None
