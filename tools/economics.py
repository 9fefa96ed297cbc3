"""What terms, offers and lateness are worth."""

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.cost import cost_asked
from tools.evidence import Cell, computed, decimal_of, evidence, for_each_company, link, require_loaded, table
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence, Fact
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.gathering.discounts import rate_of
from workingcapital.store.rates import legal_limits
from workingcapital.terms import DiscountStep, DiscountTerms

_WHOSE: Final = {"business": "business payers", "public": "public payers", "perishables": "perishables"}


@tool(response_format="content_and_artifact", parse_docstring=True)
def term_economics(
    runtime: ToolRuntime[Asker],
    terms: str,
    rate: str | None = None,
    pays_on_day: int | None = None,
    amount: str | None = None,
    year: Literal[360, 365] = 365,
) -> tuple[str, Evidence]:
    """What discount terms yield a year, simple and effective, and whether taking them beats the cost of cash.

    Args:
        terms: in the notation of the trade, as 2/10 n30 or 3/7 2/14 n30
        rate: yearly cost of cash in per cent, as 8; the company's credit line if left out
        pays_on_day: day after the invoice we would really pay; the net day if left out
        amount: invoice amount, to say what the discount is worth
        year: days of a year
    """
    asker = runtime.context
    read = _terms(terms, pays_on_day)
    if not read.steps:
        raise BadInput(f"{terms!r} holds no discount")
    size = decimal_of(amount, "amount")

    def work(books: Books, ours: Company) -> Evidence:
        cost, source = rate_of(books, ours, asker.as_of, cost_asked(asker, rate))
        pays = pays_on_day if pays_on_day is not None else read.net_days
        rows: list[list[Cell]] = []
        verdicts = []
        for step in read.steps:
            if pays <= step.days:
                raise BadInput(f"paying on day {pays} is not later than the discount's day {step.days}")
            name = f"{step.percent.normalize():f}/{step.days}"
            apr, effective = _yields(ours, asker.as_of, step, read.net_days, pays, year)
            worth = _worth(ours, asker.as_of, size, step.percent, cost, pays - step.days, name, source)
            rows.append([name, apr, effective, *([worth] if worth else [])])
            better = apr.decimal() > cost * 100
            verdicts.append(f"{name} yields {link(apr)} a year: {'worth taking' if better else 'not worth taking'}")
        price = computed("asked.rate.v1", ours, asker.as_of, {"value": cost * 100}, "Cost of cash", basis=source)
        columns = ["Step", "Per cent a year", "Effective", *(["Worth"] if size is not None else [])]
        say = "; ".join(verdicts) + f", with cash at {link(price)}."
        return evidence([price], table(f"What {read.notation} is worth", columns, rows), rows, say)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def discount_offer(
    runtime: ToolRuntime[Asker],
    days_early: int,
    percent: str | None = None,
    amount: str | None = None,
    rate: str | None = None,
    apr: str | None = None,
) -> tuple[str, Evidence]:
    """A supplier's offer for paying early: its yearly rate against our cost of cash, or a sliding scale's discount.

    Args:
        days_early: how many days before the due date we would pay
        percent: discount offered, in per cent, as 1.2
        amount: invoice amount
        rate: yearly cost of cash in per cent; the company's credit line if left out
        apr: yearly rate of a sliding-scale programme in per cent, instead of a percentage
    """
    asker = runtime.context
    offered, size, yearly = (
        decimal_of(text, what) for text, what in ((percent, "percent"), (amount, "amount"), (apr, "apr"))
    )
    if days_early <= 0:
        raise BadInput("days_early is above zero")
    if offered is None and (yearly is None or size is None):
        raise BadInput("say the discount in per cent, or an amount and the APR of the programme")

    def work(books: Books, ours: Company) -> Evidence:
        cost, source = rate_of(books, ours, asker.as_of, cost_asked(asker, rate))
        price = computed("asked.rate.v1", ours, asker.as_of, {"value": cost * 100}, "Cost of cash", basis=source)
        if offered is None:
            return _sliding(ours, asker.as_of, size or Decimal(0), yearly or Decimal(0), days_early, price)
        inputs = {"percent": offered, "discount_day": 0, "pays_on_day": days_early, "year": 365}
        label = f"Annual yield of {offered.normalize():f}% for {days_early} days"
        gain = computed("discount.apr.v1", ours, asker.as_of, inputs, label)
        worth = _worth(ours, asker.as_of, size, offered, cost, days_early, "the offer", source)
        better = gain.decimal() > price.decimal()
        answer = "accept it, if cash allows" if better else "decline it, or ask for more"
        facts = [gain, price, *([worth] if worth else [])]
        return evidence(facts, say=f"The offer yields {link(gain)} a year and cash costs {link(price)}: {answer}.")

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def change_terms(
    runtime: ToolRuntime[Asker], side: Literal["payable", "receivable"], from_days: int, to_days: int
) -> tuple[str, Evidence]:
    """What it does to move everybody with net-so-many-days terms to others: cash, DPO or DSO, and legal limits.

    Args:
        side: payable for suppliers' terms, receivable for customers'
        from_days: net days of today's terms
        to_days: net days of the new terms
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, side)
        asked = {"side": side, "from_days": from_days, "to_days": to_days}
        cash = measure(books, "terms.cash_effect.v1", ours.code, asker.as_of, **asked)
        days = measure(books, "terms.days_effect.v1", ours.code, asker.as_of, **asked)
        limits = legal_limits(books, ours.country, asker.as_of)
        notices = [
            f"{ours.country}: terms of at most {each['max_days']} days for {_WHOSE[each['payer']]}"
            + (f" ({each['exceptions']})" if each["exceptions"] else "")
            + f", {each['source']}."
            for each in limits
        ]
        if not limits:
            notices.append(f"No legal limit on terms is loaded for {ours.country}.")
        if any(each["payer"] == "business" and to_days > each["max_days"] for each in limits):
            notices.insert(0, f"{to_days} days are above the legal limit for business payers.")
        direction = "keeps" if (to_days > from_days) == (side == "payable") else "takes"
        which = "DPO" if side == "payable" else "DSO"
        say = f"It {direction} {link(cash)} of cash once and moves {which} by {link(days)}."
        return evidence([cash, days], say=say, notices=notices)

    return for_each_company(asker, work)


def _sliding(ours: Company, as_of: date, amount: Decimal, apr: Decimal, days_early: int, price: Fact) -> Evidence:
    """The discount on each day from the offered one to the due date, at most ten rows."""
    scale = []
    for days in [*range(days_early, 0, -max(1, days_early // 9)), 0]:
        inputs = {"amount": amount, "apr": apr / 100, "days_early": days, "year": 360}
        label = f"Discount for {days} days"
        scale.append(computed("discount.dynamic.v1", ours, as_of, inputs, label, currency=ours.currency))
    rows: list[list[Cell]] = [[fact.inputs["days_early"], fact] for fact in scale]
    shown = table("Sliding-scale discount", ["Days early", "Discount"], rows)
    better = apr > price.decimal()
    answer = "worth taking, if cash allows" if better else "not worth taking"
    say = f"{link(scale[0])} for paying now; cash costs {link(price)} a year: {answer}."
    return evidence([price], shown, rows, say)


def _yields(
    ours: Company, as_of: date, step: DiscountStep, net_days: int, pays_on_day: int, year: int
) -> tuple[Fact, Fact]:
    """What a step yields a year, simple and effective, in per cent."""
    name = f"{step.percent.normalize():f}/{step.days}"
    inputs = {"percent": step.percent, "discount_day": step.days, "pays_on_day": pays_on_day, "year": year}
    basis = f"{name} n{net_days}, paid on day {pays_on_day}, year of {year} days"
    return (
        computed("discount.apr.v1", ours, as_of, inputs, f"Annual yield of {name}", basis=basis),
        computed("discount.ear.v1", ours, as_of, inputs, f"Effective annual yield of {name}", basis=basis),
    )


def _worth(
    ours: Company,
    as_of: date,
    amount: Decimal | None,
    percent: Decimal,
    rate: Decimal,
    days: int,
    name: str,
    source: str,
) -> Fact | None:
    """What it is worth on an amount without VAT; None without an amount."""
    if amount is None:
        return None
    discount = amount * percent / 100
    inputs = {"discount": discount, "vat_correction": "0", "cash": amount - discount, "rate": rate, "days_early": days}
    caveats = (f"cash costs {(rate * 100).normalize():f}% a year ({source})", "the amount is taken without VAT")
    return computed(
        "discount.worth.v1", ours, as_of, inputs, f"Worth of {name}", currency=ours.currency, caveats=caveats
    )


def _terms(text: str, pays_on_day: int | None) -> DiscountTerms:
    """Terms without a net day get the day we pay."""
    try:
        return DiscountTerms(text)
    except BadInput:
        if pays_on_day is None:
            raise
        return DiscountTerms(f"{text} n{pays_on_day}")
