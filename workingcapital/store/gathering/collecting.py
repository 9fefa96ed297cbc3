"""Whom to call and who pays later than before, read from the books."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from workingcapital.metrics.averages import slip
from workingcapital.metrics.registry import NoData
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.gathering.balances import grouped
from workingcapital.store.invoices import promises
from workingcapital.store.items import ItemFilter, OpenItem, open_items
from workingcapital.store.receivables import PayingHabit, kept_promises, last_contacts, paying_habits

GRACE_DAYS: Final = 3
LEAST_SLIP: Final = Decimal(5)  # days; less is noise
LEAST_SHARE: Final = Decimal("0.02")  # of a year's payments, before a change of habit is believed


@dataclass(frozen=True)
class Call:
    """A customer to call, with the reasons; `which` is the filter of what is overdue and undisputed."""

    party: int
    name: str
    which: ItemFilter
    amount: Decimal
    items: int
    oldest_days: int
    broken_promises: int
    promised_for: date | None
    last_contact: date | None


def calls(books: Books, company: str, as_of: date) -> list[Call]:
    """Customers with undisputed items beyond the grace days, weighed by amount and age.

    Left out is who has promised to pay on a day that is still ahead, and who was reached within three days.
    """
    late = ItemFilter("receivable", overdue_days=GRACE_DAYS + 1, disputed=False, credits=False, intercompany=False)
    items: dict[int, list[OpenItem]] = {}
    for item in open_items(books, company, as_of, late):
        items.setdefault(item.party, []).append(item)
    coming = _coming_promises(promises(books, company, as_of), as_of)
    contacts, kept = last_contacts(books, company, as_of), kept_promises(books, company, as_of)
    found = []
    for name, which, sums in grouped(books, company, as_of, late, "party"):
        party = which.party or 0
        contact = contacts.get(party, {}).get("on_day")
        oldest = max((as_of - item.due).days for item in items[party])
        waiting = {item.invoice for item in items[party]} <= coming.keys()
        if waiting or (contact is not None and (as_of - contact).days < 3):
            continue
        promised = min((coming[item.invoice] for item in items[party] if item.invoice in coming), default=None)
        broken = kept.get(party, (0, 0))[1]
        found.append(Call(party, name, which, sums.value.total, len(items[party]), oldest, broken, promised, contact))
    return sorted(found, key=lambda each: (-each.amount * (each.oldest_days + 10 * each.broken_promises), each.party))


def slipping(books: Books, company: str, as_of: date) -> list[PayingHabit]:
    """Customers who pay at least five days later than in the year before, the largest slip × amount first."""
    found = [each for each in paying_habits(books, company, as_of) if _has_slipped(each)]
    return sorted(found, key=lambda each: (-_slip(each) * each.lately_amount, each.party))


@gathers("slip.v1")
def gather_slip(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One customer's habit in one currency."""
    wanted = (int(asked["party"]), asked["currency"])
    for each in paying_habits(books, company, as_of, wanted[0]):
        if (each.party, each.currency) == wanted:
            return gathered_slip(each)
    raise NoData("this customer has paid nothing in the window")


def gathered_slip(each: PayingHabit) -> Gathered:
    """A paying habit as the inputs of slip.v1."""
    inputs = {name: getattr(each, name) for name in ("lately_days", "lately_amount", "before_days", "before_amount")}
    return Gathered(
        inputs=inputs,
        rows=each.rows,
        label="Days later than before",
        party=each.party_name,
        basis="the last 90 days against the year before them",
    )


def _has_slipped(each: PayingHabit) -> bool:
    if each.before_amount <= 0 or each.lately_amount < LEAST_SHARE * each.before_amount:
        return False
    return _slip(each) >= LEAST_SLIP


def _slip(each: PayingHabit) -> Decimal:
    return slip(each.lately_days, each.lately_amount, each.before_days, each.before_amount)


def _coming_promises(found: list[dict[str, Any]], as_of: date) -> Mapping[int, date]:
    return {each["invoice"]: each["pay_on"] for each in found if each["pay_on"] >= as_of and each["kept"] is None}
