"""Which items stand in whose brief, and what is said where there is none."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from workingcapital.brief import cash, customers, feeds, payables, proposals
from workingcapital.brief.item import TONES, Brief, Item, Kind
from workingcapital.brief.reader import Reader
from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books

_MAKERS: Final[Mapping[Kind, Callable[[Reader], Item | None]]] = {
    "approvals": proposals.approvals,
    "releases": proposals.releases,
    "floor": cash.floor,
    "discounts": payables.discounts,
    "bank_changes": payables.bank_changes,
    "duplicates": payables.duplicates,
    "held": payables.held,
    "promises": customers.promises,
    "slipping": customers.slips,
    "calls": customers.first_calls,
    "feeds": feeds.feeds,
}

# What each role is told, in this order; the last word is always what is too old.
BY_ROLE: Final[Mapping[str, tuple[Kind, ...]]] = {
    "controller_cfo": ("approvals", "floor", "discounts", "bank_changes", "duplicates", "promises", "slipping", "held"),
    "treasury_analyst": ("floor", "discounts", "promises", "slipping"),
    "treasury_releaser": ("releases", "bank_changes", "floor"),
    "ap_manager": ("approvals", "discounts", "bank_changes", "duplicates", "held"),
    "ap_approver": ("approvals", "duplicates", "discounts"),
    "ap_clerk": ("discounts", "duplicates", "held"),
    "ar_manager": ("approvals", "promises", "slipping", "calls"),
    "ar_clerk": ("calls", "promises", "slipping"),
    "vendor_maintainer": ("bank_changes",),
    "vendor_verifier": ("approvals", "bank_changes"),
    "auditor": ("bank_changes", "duplicates", "held"),
    "viewer": ("floor", "discounts", "slipping"),
}

# What is said of a kind that was looked at and holds nothing.
QUIET: Final[Mapping[Kind, str]] = {
    "approvals": "Nothing waits for your decision.",
    "releases": "No approved run waits to be released.",
    "floor": "",
    "discounts": "No discount expires within a week.",
    "bank_changes": "No changed bank account waits for a call-back.",
    "duplicates": "No open bill looks like another one.",
    "held": "No bill is held.",
    "promises": "No promise to pay was broken.",
    "slipping": "Nobody pays later than before.",
    "calls": "Nobody has to be called today.",
    "feeds": "Every source was loaded in time.",
}

_NOW: Final = frozenset({"approvals", "releases"})
_NOT_BACK_THEN: Final = "What waited for a decision on a day gone by is not known any more."


def kinds_for(roles: Iterable[str]) -> tuple[Kind, ...]:
    """What somebody with these roles is told, each kind once.

    >>> kinds_for(["vendor_verifier", "ap_clerk"])
    ('discounts', 'duplicates', 'held', 'approvals', 'bank_changes', 'feeds')
    """
    held = frozenset(roles)
    wanted: list[Kind] = [kind for role, kinds in BY_ROLE.items() if role in held for kind in kinds]
    return tuple(dict.fromkeys([*wanted, "feeds"]))


def morning_brief(
    books: Books, code: str, as_of: date, roles: Iterable[str], is_today: bool, cost: str | None = None
) -> Brief:
    """A person's brief of a company for a day; the books are open in their name.

    `is_today` tells whether what waits for them now belongs to that day; `cost` is their own cost of capital in per
    cent a year, where they want it used.
    """
    held = tuple(sorted(roles))
    reader = Reader(
        books,
        company_of(books, code),
        as_of,
        frozenset(held),
        {} if cost is None else {"rate": cost, "remembered": True},
    )
    items, quiet, notes = [], [], []
    for kind in kinds_for(held):
        if kind in _NOW and not is_today:
            notes.append(_NOT_BACK_THEN)
            continue
        try:
            made = _MAKERS[kind](reader)
        except NoData as error:
            notes.append(_sentence(f"{code}: {error}" if code not in str(error) else str(error)))
            continue
        if made is None:
            quiet.append(QUIET[kind])
        else:
            items.append(made)
    ordered = sorted(items, key=lambda each: TONES.index(each.tone))
    return Brief(code, as_of, held, tuple(ordered), tuple(quiet), tuple(dict.fromkeys(notes)))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
