"""Changes about customers that the agent may propose: a reminder, a write-off."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.drafting import Desk, Named, drafted, several
from tools.evidence import Cell, decimal_of, link
from tools.open_items import item_fact
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence, Fact
from workingcapital.metrics.registry import NoData, fact
from workingcapital.money import rounded
from workingcapital.store.items import ItemFilter, OpenItem
from workingcapital.store.proposals.reminders import Reminded, reminded

HIGHEST = 4  # the last level of reminders


class NothingOverdue(NoData):
    """Nothing of this customer may be reminded."""


class OtherAmount(BadInput):
    """This is not what is open on it."""


@tool(response_format="content_and_artifact", parse_docstring=True)
def propose_reminder(
    runtime: ToolRuntime[Asker],
    party: str,
    reason: str,
    level: int | None = None,
    min_days: int = 1,
    numbers: list[str] | None = None,
) -> tuple[str, Evidence]:
    """Propose a reminder (dunning letter) to a customer; the letter is worded from the books. Only on a plain wish.

    Args:
        party: the customer
        reason: what the asker said, in their own words; the approvers read it
        level: 1 to 4; the one after the highest so far if left out
        min_days: only invoices at least so many days overdue
        numbers: only these invoices; all that are overdue and not in dispute if left out
    """

    def named(desk: Desk) -> Named:
        customer = desk.party(party, "receivable")
        items = desk.items(
            ItemFilter(side="receivable", party=customer.party, overdue_days=max(min_days, 1), credits=False)
        )
        found = [desk.document(each, "receivable", customer.called) for each in dict.fromkeys(numbers or ())]
        if found:
            items = [each for each in items if each.invoice in {named.invoice for named in found}]
        standing = reminded(desk.books, desk.ours.code, [each.invoice for each in items])
        ours = [each for each in items if not _kept_out(each, standing)]
        if not ours:
            raise NothingOverdue(f"{customer.name} has nothing that a reminder could name.", "nothing_overdue")
        facts, rows = _items(desk, ours, "Total of the reminder")
        late = {each.invoice for each in items}
        notices = (
            _left_out(
                "in dispute or blocked for reminders", [each.number for each in items if _kept_out(each, standing)]
            ),
            _left_out("not that overdue", [each.called for each in found if each.invoice not in late]),
        )
        next_level = min(max(standing[each.invoice].level for each in ours) + 1, HIGHEST)
        subject = {"party": customer.party, "level": level or next_level, "items": several(ours)}
        oldest = max((desk.asker.as_of - each.due).days for each in ours)
        return Named(
            subject,
            lambda made: (
                f"It names {_counted(len(ours))}, together {link(facts[0])}, the oldest {oldest} days overdue."
            ),
            facts,
            rows,
            tuple(each for each in notices if each),
        )

    return drafted(runtime, "dunning_letter", named, reason)


@tool(response_format="content_and_artifact", parse_docstring=True)
def propose_write_off(
    runtime: ToolRuntime[Asker],
    numbers: list[str],
    code: Literal["small_difference", "insolvency", "goodwill", "unrecoverable", "statute_barred"],
    reason: str,
    party: str | None = None,
    amount: str | None = None,
) -> tuple[str, Evidence]:
    """Propose to write off all that is open on customers' invoices. Only on the asker's plain wish.

    Args:
        numbers: the invoices
        code: why, as a code
        reason: why, in the asker's own words; the approvers read it
        party: the customer, where the numbers alone are not enough
        amount: the amount the asker named, if any: it has to be what is open on them
    """

    def named(desk: Desk) -> Named:
        found = [desk.document(each, "receivable", party) for each in dict.fromkeys(numbers)]
        by_invoice = {each.called: desk.items(ItemFilter(side="receivable", invoice=each.invoice)) for each in found}
        if paid := [called for called, items in by_invoice.items() if not items]:
            raise OtherAmount(f"nothing is open on {', '.join(paid)}.")
        items = [item for each in by_invoice.values() for item in each]
        _as_said(items, decimal_of(amount, "amount"))
        facts, rows = _items(desk, items, "Total of the write-off")
        subject = {"items": several(items), "code": code}
        return Named(subject, lambda made: f"{link(facts[0])} would no longer be owed to us.", facts, rows)

    return drafted(runtime, "write_off", named, reason)


def _as_said(items: Sequence[OpenItem], amount: Decimal | None) -> None:
    """An amount that was named is what is open: less is no write-off of it, and more is not there."""
    left, currency = sum((each.open_amount for each in items), Decimal(0)), items[0].currency
    if amount is not None and rounded(amount, currency) != rounded(left, currency):
        raise OtherAmount(f"{rounded(left, currency)} {currency} is open; a write-off takes all of it.")


def _left_out(why: str, numbers: Sequence[str]) -> str:
    return f"Left out, {why}: {', '.join(numbers)}." if numbers else ""


def _kept_out(item: OpenItem, standing: dict[int, Reminded]) -> bool:
    return item.disputed or standing[item.invoice].kept_out


def _items(desk: Desk, items: Sequence[OpenItem], label: str) -> tuple[tuple[Fact, ...], tuple[tuple[Cell, ...], ...]]:
    """The total of items of one currency, and a row for each; of several currencies there is no total to propose."""
    code, as_of = desk.ours.code, desk.asker.as_of
    if len({each.currency for each in items}) > 1:
        named = ", ".join(f"{each.number} ({each.currency})" for each in items)
        raise BadInput(f"these are of several currencies, name those of one: {named}")
    rows = [
        (each.number, each.party_name, each.due, each.currency, item_fact(code, as_of, each))
        for each in sorted(items, key=lambda each: (each.due, each.item))
    ]
    total = fact(
        "run.total.v1", {"amounts": [rounded(each.open_amount, each.currency) for each in items]}, company=code,
        as_of=as_of, currency=items[0].currency, label=label, party=items[0].party_name,
        row_ids=tuple(each.row_id for each in items),
    )  # fmt: skip
    return (total,), tuple(rows)


def _counted(number: int) -> str:
    return "1 invoice" if number == 1 else f"{number} invoices"
