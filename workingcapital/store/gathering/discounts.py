"""Open discounts and payments that came too early, read for their formulas."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from workingcapital.metrics.discounts import cost_of_paying_early, discount_worth
from workingcapital.metrics.registry import NoData
from workingcapital.store.companies import Company
from workingcapital.store.companies import company as company_of
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.payables import OpenDiscount, open_discounts
from workingcapital.store.payments import EarlyPayment, early_payments
from workingcapital.store.rates import borrowing_rate, by_currency, in_base

HORIZON: Final = timedelta(days=7)
REMEMBERED: Final = "your own cost of capital, as you told us"


def rate_of(books: Books, company: Company, as_of: date, asked: Asked) -> tuple[Decimal, str]:
    """The yearly cost of cash as a ratio, and where it comes from: the asker's word, or the company's credit line."""
    if asked.get("rate") is not None:
        return Decimal(asked["rate"]) / 100, REMEMBERED if asked.get("remembered") else "the rate you named"
    known = borrowing_rate(books, company.code, company.currency, as_of)
    return known.value, known.source


def worth(each: OpenDiscount, recoverable: bool, rate: Decimal) -> Decimal:
    """What taking the discount gains, unrounded."""
    return discount_worth(each.discount, each.vat if recoverable else Decimal(0), each.cash, rate, each.days_early)


def best_of_each_bill(found: Sequence[OpenDiscount], recoverable: bool, rate: Decimal) -> list[OpenDiscount]:
    """Of each item, the step that is worth most among those a run reaches and nothing blocks; none at a loss."""
    best: dict[int, OpenDiscount] = {}
    for each in found:
        gain = worth(each, recoverable, rate)
        if each.takes is None or each.blocked or gain <= 0:
            continue
        if each.item not in best or gain > worth(best[each.item], recoverable, rate):
            best[each.item] = each
    return list(best.values())


@gathers("discount.worth.v1")
def gather_worth(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One open discount step, as of the day."""
    ours = company_of(books, company)
    found = open_discounts(books, ours, as_of, date.max, step=int(asked["step"]))
    if not found:
        raise NoData("the discount is no longer open")
    return gathered_worth(found[0], ours, *rate_of(books, ours, as_of, asked))


def gathered_worth(each: OpenDiscount, company: Company, rate: Decimal, source: str) -> Gathered:
    """An open discount as the inputs of discount.worth.v1."""
    if each.takes is None:
        raise NoData(f"no payment run reaches the discount on {each.number} by {each.pay_by}", "no_run_in_time")
    return Gathered(
        inputs={
            "discount": each.discount,
            "vat_correction": each.vat if company.vat_recoverable else Decimal(0),
            "cash": each.cash,
            "rate": rate,
            "days_early": each.days_early,
            "takes_run": each.takes,
            "pays_run": each.pays,
        },
        rows=(f"discount_step:{each.step}", f"instalment:{each.item}"),
        currency=each.currency,
        label=f"Worth of the discount on {each.number}",
        party=each.party_name,
        caveats=(f"cash costs {(rate * 100).normalize():f}% a year ({source})",),
    )


def gathered_left(each: OpenDiscount) -> Gathered:
    """What is open of the item, as the inputs of open.item.v1."""
    return Gathered(
        inputs={"amount": each.item_amount, "settled": each.item_amount - each.open_amount},
        rows=(f"instalment:{each.item}",),
        currency=each.currency,
        label=f"Open amount of {each.number}",
        party=each.party_name,
    )


@gathers("discount.worth.total.v1")
def gather_worth_of_all(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The best reachable, unblocked step of each bill until a day."""
    return _total(books, company, as_of, asked, net=True)


@gathers("discount.cash.total.v1")
def gather_discounts_of_all(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """The same steps as the discount itself, before VAT and funding."""
    return _total(books, company, as_of, asked, net=False)


@gathers("discount.early_cost.v1")
def gather_early_cost(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One bill that was paid too early."""
    ours = company_of(books, company)
    found = early_payments(books, ours, date.min, as_of, int(asked["allocation"]))
    if not found:
        raise NoData("this payment is no longer an early one")
    return gathered_early_cost(found[0], *rate_of(books, ours, as_of, asked))


def gathered_early_cost(each: EarlyPayment, rate: Decimal, source: str) -> Gathered:
    """An early payment as the inputs of discount.early_cost.v1."""
    return Gathered(
        inputs={
            "cash": each.amount,
            "rate": rate,
            "days_early": each.days_early,
            "paid_on": each.paid_on,
            "could_wait_to": each.could_wait_to,
        },
        rows=(each.row_id,),
        currency=each.currency,
        label=f"Cost of paying {each.number} early",
        party=each.party_name,
        caveats=(f"cash costs {(rate * 100).normalize():f}% a year ({source})",),
    )


@gathers("discount.early_cost.total.v1")
def gather_early_cost_of_all(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """All bills paid too early in a window."""
    ours = company_of(books, company)
    rate, source = rate_of(books, ours, as_of, asked)
    found = early_payments(books, ours, date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"]))
    costs = [(each.currency, cost_of_paying_early(each.amount, rate, each.days_early)) for each in found]
    value = in_base(books, company, ours.currency, by_currency(costs), as_of)
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts], "rate": rate, "payments": len(found)},
        rows=tuple(each.row_id for each in found),
        currency=ours.currency,
        label="Cost of paying early",
        period=f"{asked['first']}..{asked['last']}",
        caveats=(f"cash costs {(rate * 100).normalize():f}% a year ({source})", *value.caveats),
    )


def _total(books: Books, company: str, as_of: date, asked: Asked, net: bool) -> Gathered:
    ours = company_of(books, company)
    rate, source = rate_of(books, ours, as_of, asked)
    until = date.fromisoformat(asked["until"])
    found = open_discounts(books, ours, as_of, until, asked.get("party"))
    taken = best_of_each_bill(found, ours.vat_recoverable, rate)
    amounts = [(each.currency, worth(each, ours.vat_recoverable, rate) if net else each.discount) for each in taken]
    value = in_base(books, company, ours.currency, by_currency(amounts), as_of)
    return Gathered(
        inputs={"parts": [list(part) for part in value.parts], "rate": rate, "bills": len(taken)},
        rows=tuple(f"discount_step:{each.step}" for each in taken),
        currency=ours.currency,
        label="Worth of the discounts that can be taken" if net else "Discounts that can be taken",
        period=f"{as_of}..{until}",
        caveats=(f"cash costs {(rate * 100).normalize():f}% a year ({source})", *value.caveats),
    )
