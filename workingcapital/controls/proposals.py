"""What a proposal is, in the words of the people who decide on it."""

from collections import defaultdict
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
    "vendor_verifier": ("a vendor verifier", "die Prüfung der Lieferantendaten"),
    "ar_manager": ("an AR manager", "die Leitung der Debitorenbuchhaltung"),
}

# What a proposal of each kind is called, with blanks for what its subject names.
TITLES: Final[Mapping[str, str]] = {
    "payment_run": "Payment run of {run_date}",
    "bill_hold": "Hold bill {number} of {party_name}",
    "bill_release": "Release bill {number} of {party_name} for payment",
    "supplier_creation": "New supplier {name}",
    "bank_change": "New bank account of {party_name}",
    "terms_change": "New terms for {party_name}",
    "dunning_letter": "Reminder, level {level}, to {party_name}",
    "write_off": "Write-off, {code}",
    "discount_offer": "Pay bill {number} of {party_name} on {pay_on} for a discount of {discount} {currency}",
    "policy_change": "Policy, version {version}",
}


@dataclass(frozen=True)
class RunLine:
    """One item to pay: when our cash moves, and when the payee counts it as paid. Nothing else is ours to say."""

    item_id: int
    debit_date: date
    in_time_date: date


def titled(kind: str, run_date: date | None, subject: Mapping[str, Any]) -> str:
    """What this proposal is, in one line.

    >>> titled("bill_hold", None, {"number": "R-17", "party_name": "Acme Ltd"})
    'Hold bill R-17 of Acme Ltd'
    """
    blanks = defaultdict(str, {**subject, "run_date": run_date or ""})
    return TITLES.get(kind, kind.replace("_", " ").capitalize()).format_map(blanks)


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
