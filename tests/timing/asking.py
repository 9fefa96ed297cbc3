"""A small question: three bills, runs on Tuesdays and Thursdays, a floor that holds one discount of two."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workingcapital.calendar import run_days
from workingcapital.timing.candidates import Bill, Costs, Raster, Step
from workingcapital.timing.curves import flat
from workingcapital.timing.question import Question

FIRST, LAST = date(2026, 7, 2), date(2026, 8, 31)
RASTER = Raster(tuple(run_days(FIRST, LAST, {2, 4}, frozenset())), "sepa", frozenset())


def bill(item: int, amount: int, percent: int = 0, pay_by: date = date(2026, 7, 3), **more: Any) -> Bill:
    """Due on 22 July; with a discount by 3 July where a percentage is given. No VAT."""
    discount = Decimal(amount) * percent / 100
    steps = (Step(pay_by, Decimal(percent), discount, Decimal(0), "credit"),) if percent else ()
    return Bill(item, f"R-{item}", f"Supplier {item}", date(2026, 7, 22), Decimal(amount), "EUR", steps=steps, **more)


def question(cash: int, floor: int, *bills: Bill, **more: Any) -> Question:
    """Cash in euro the same every day; 6.5% a year."""
    days = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
    standing = {"costs": Costs(flat(Decimal("0.065")))}
    return Question(
        bills=bills, raster=RASTER, cash=dict.fromkeys(days, cash * 100), floor=floor * 100, currency="EUR",
        **{**standing, **more},
    )  # fmt: skip
