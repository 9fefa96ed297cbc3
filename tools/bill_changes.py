"""Changes to one bill that the agent may propose: hold it, let it go, take a discount for paying it early."""

from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Final, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.drafting import Desk, Named, Proposal, drafted
from tools.evidence import computed, decimal_of, link
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence
from workingcapital.store.items import ItemFilter, OpenItem

_YEAR: Final = 360  # days of the year by which a supplier's offer is counted
# Of a rate without an end this much is kept, upwards: a discount that ends on half a cent stays as it was offered.
_EXACT: Final = Decimal("1e-16")


class OneInstalmentAtATime(BadInput):
    """A discount is taken on one instalment."""


@tool(response_format="content_and_artifact", parse_docstring=True)
def propose_hold(
    runtime: ToolRuntime[Asker],
    number: str,
    code: Literal["price", "quantity", "no_receipt", "duplicate", "dispute", "quality", "other"],
    reason: str,
    party: str | None = None,
    until: date | None = None,
) -> tuple[str, Evidence]:
    """Propose to hold a supplier's bill back from payment. Only on the asker's plain wish.

    Args:
        number: the bill's number
        code: why, as a code
        reason: why, in the asker's own words; the approvers read it
        party: the supplier, where the number alone is not enough
        until: the day the hold ends by itself; open-ended if left out
    """

    def named(desk: Desk) -> Named:
        bill = desk.document(number, "payable", party)
        left = desk.open_on(bill)
        ends = f"until {until}" if until else "while it is held"
        subject = {"invoice": bill.invoice, "code": code, "until": until and until.isoformat()}
        return Named(subject, lambda made: f"{link(left)} is open on it; no run pays it {ends}.", (left,))

    return drafted(runtime, "bill_hold", named, reason)


@tool(response_format="content_and_artifact", parse_docstring=True)
def propose_hold_release(
    runtime: ToolRuntime[Asker],
    number: str,
    code: Literal["resolved", "credited", "received", "no_duplicate", "agreed", "mistake"],
    reason: str,
    party: str | None = None,
) -> tuple[str, Evidence]:
    """Propose that a held bill may be paid again. Only on the asker's plain wish.

    Args:
        number: the bill's number
        code: what became of the reason it was held for
        reason: why, in the asker's own words; the approvers read it
        party: the supplier, where the number alone is not enough
    """

    def named(desk: Desk) -> Named:
        bill = desk.document(number, "payable", party)
        left = desk.open_on(bill)
        subject = {"invoice": bill.invoice, "code": code}
        return Named(subject, lambda made: f"{link(left)} is open on it; runs may pay it again.", (left,))

    return drafted(runtime, "bill_release", named, reason)


@tool(response_format="content_and_artifact", parse_docstring=True)
def propose_discount_answer(
    runtime: ToolRuntime[Asker],
    number: str,
    pay_on: date,
    reason: str,
    annual_rate: str | None = None,
    percent: str | None = None,
    party: str | None = None,
) -> tuple[str, Evidence]:
    """Propose to accept a supplier's offer of a discount for paying one bill early. Only on the asker's plain wish.

    Args:
        number: the bill's number
        pay_on: the day we would pay
        reason: what the asker said of the offer, in their own words
        annual_rate: the offer in per cent a year, as 8
        percent: or the offer in per cent of what is open, as 1.2
        party: the supplier, where the number alone is not enough
    """

    def named(desk: Desk) -> Named:
        item = _only_item(desk, number, party)
        early = (item.due - pay_on).days
        rate = _annual(annual_rate, percent, early)
        inputs = {"amount": item.open_amount, "apr": rate / 100, "days_early": early, "year": _YEAR}
        label = f"Discount for {early} days"
        saved = computed("discount.dynamic.v1", desk.ours, desk.asker.as_of, inputs, label,
                         currency=item.currency, party=item.party_name)  # fmt: skip
        subject = {"item": item.item, "pay_on": pay_on.isoformat(), "annual_rate": f"{rate:f}"}
        return Named(subject, lambda made: _saves(made, link(saved)), (saved,))

    return drafted(runtime, "discount_offer", named, reason)


def _saves(made: Proposal, saved: str) -> str:
    early = made["subject"]["days_early"]
    return f"It saves {saved} for paying {early} {'day' if early == 1 else 'days'} before the due date."


def _only_item(desk: Desk, number: str, party: str | None) -> OpenItem:
    """The one open instalment of a bill."""
    bill = desk.document(number, "payable", party)
    items = desk.items(ItemFilter(side="payable", invoice=bill.invoice))
    if len(items) != 1:
        what = "nothing is open on" if not items else f"{len(items)} instalments are open of"
        raise OneInstalmentAtATime(f"{what} {bill.called}.")
    return items[0]


def _annual(annual_rate: str | None, percent: str | None, early: int) -> Decimal:
    """The offer in per cent a year of 360 days, however it was said."""
    yearly, flat = decimal_of(annual_rate, "annual_rate"), decimal_of(percent, "percent")
    if (yearly is None) == (flat is None):
        raise BadInput("say the offer either in per cent a year or in per cent of the bill")
    if early <= 0:
        raise BadInput("a discount for paying early ends before the due date")
    if yearly is not None:
        return yearly
    assert flat is not None
    return (flat * _YEAR / early).quantize(_EXACT, ROUND_CEILING).normalize()
