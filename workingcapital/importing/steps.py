"""Discount steps of an instalment, with the share that only corrects value-added tax."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from workingcapital.importing.cells import Row
from workingcapital.importing.document import Step
from workingcapital.money import rounded
from workingcapital.terms import DiscountStep, DiscountTerms


def make_steps(
    steps: Iterable[DiscountStep], baseline: date, amount: Decimal, tax_share: Decimal, currency: str, source: str
) -> tuple[Step, ...]:
    """Steps in money: of the stated base, else of the whole amount; `tax_share` of a discount corrects tax."""
    made = []
    for step in steps:
        base = step.base_amount if step.base_amount is not None else amount
        if step.percent == 0 or base * amount <= 0:
            continue  # '0 per cent in 30 days' states the net term; a base of the other sign discounts nothing here
        discount = rounded(base * step.percent / 100, currency)
        tax_part = rounded(discount * tax_share, currency)
        made.append(Step(step.deadline(baseline), step.percent, base, discount, tax_part, source))
    return tuple(made)


def steps_from_terms(
    terms: DiscountTerms | None, baseline: date, gross: Decimal, net: Decimal, currency: str
) -> tuple[Step, ...]:
    """The steps that the terms of a row promise."""
    if terms is None or not terms.steps:
        return ()
    return make_steps(terms.steps, baseline, gross, (gross - net) / gross, currency, "term")


def steps_from_columns(row: Row, issued: date, gross: Decimal, net: Decimal, currency: str) -> tuple[Step, ...]:
    """The step that a discount date and a percentage beside each other state."""
    pay_by, percent = row.day("discount_date"), row.percent("discount_percent")
    if pay_by is None or not percent:
        return ()
    if pay_by < issued:
        row.bad("discount_percent", f"{percent}% until {pay_by} is no discount on an invoice of {issued}")
    return step_of(row, pay_by, percent, gross, net / gross, currency)


def step_of(
    row: Row, pay_by: date | None, percent: Decimal | None, amount: Decimal, net_share: Decimal, currency: str
) -> tuple[Step, ...]:
    """A discount of so many per cent of an amount; none where the row states no day or no percentage."""
    if pay_by is None or not percent:
        return ()
    if not 0 < percent < 100:
        row.bad("discount_percent", f"{percent}% until {pay_by} is no discount")
    discount = rounded(amount * percent / 100, currency)
    return (Step(pay_by, percent, amount, discount, rounded(discount * (1 - net_share), currency), "document"),)
