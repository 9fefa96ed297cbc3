"""Payment terms in the notation of the trade, and the dates they lead to."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from workingcapital.sample_company.company import GROUP
from workingcapital.sample_company.days import month_end
from workingcapital.sample_company.rows import Books

Due = tuple[str, int]  # due basis and its value, as in the books


@dataclass(frozen=True)
class Step:
    """A cash discount: so many per cent when paid by then."""

    percent: Decimal
    due: Due


@dataclass(frozen=True)
class Portion:
    """A part of the invoice that falls due together; no percent means the balance."""

    due: Due
    percent: Decimal | None = None
    steps: tuple[Step, ...] = ()


def days(number: int) -> Due:
    """So many days after the invoice."""
    return ("days_after_invoice", number)


def after_month_end(number: int) -> Due:
    """So many days after the end of the invoice's month."""
    return ("days_after_month_end", number)


def step(percent: str, due: Due) -> Step:
    """A discount step."""
    return Step(Decimal(percent), due)


def single(due: Due, *steps: Step) -> tuple[Portion, ...]:
    """Terms with one due date."""
    return (Portion(due, steps=steps),)


def parts(*portions: tuple[str | None, int]) -> tuple[Portion, ...]:
    """Terms in instalments: per cent and days."""
    return tuple(Portion(days(due), Decimal(percent) if percent else None) for percent, due in portions)


TERMS: dict[str, tuple[str, tuple[Portion, ...]]] = {
    "N00": ("n0", single(days(0))),
    "N14": ("n14", single(days(14))),
    "N30": ("n30", single(days(30))),
    "N45": ("n45", single(days(45))),
    "N60": ("n60", single(days(60))),
    "D210N30": ("2/10 n30", single(days(30), step("2", days(10)))),
    "D214N45": ("2/14 n45", single(days(45), step("2", days(14)))),
    "D214N30": ("2/14 n30", single(days(30), step("2", days(14)))),
    "D310N60": ("3/10 n60", single(days(60), step("3", days(10)))),
    "D110N60": ("1/10 n60", single(days(60), step("1", days(10)))),
    "D0510N45": ("0.5/10 n45", single(days(45), step("0.5", days(10)))),
    "D115N30": ("1/15 n30", single(days(30), step("1", days(15)))),
    "D37D214N30": ("3/7 2/14 n30", single(days(30), step("3", days(7)), step("2", days(14)))),
    "D310D220N45": ("3/10 2/20 n45", single(days(45), step("3", days(10)), step("2", days(20)))),
    "N30EOM": ("n30 EOM", single(after_month_end(30))),
    "N15EOM": ("n15 EOM", single(after_month_end(15))),
    "D210N30EOM": ("2/10 EOM n30 EOM", single(after_month_end(30), step("2", after_month_end(10)))),
    "TENTH": ("n10 prox", single(("day_of_next_month", 10))),
    "HALVES": ("50% n30, 50% n60", parts(("50", 30), (None, 60))),
    "THIRDS": ("30% n14, 40% n45, 30% n75", parts(("30", 14), ("40", 45), (None, 75))),
}


def falls_on(due: Due, invoice_date: date) -> date:
    """The day a due basis leads to."""
    basis, value = due
    if basis == "days_after_invoice":
        return invoice_date + timedelta(days=value)
    if basis == "days_after_month_end":
        return month_end(invoice_date) + timedelta(days=value)
    if basis == "day_of_next_month":
        return month_end(invoice_date) + timedelta(days=value)
    raise ValueError(f"no rule for {basis}")


def terms(books: Books) -> None:
    """Term, line and discount rows of every company."""
    for company in GROUP:
        for code, (name, portions) in TERMS.items():
            key = f"{company.code}/TERM/{code}"
            books.add(
                "payment_term", company_id=company.code, key=key, code=code, name=name, in_time_by=company.in_time_by
            )
            for sequence, portion in enumerate(portions, 1):
                _term_line(books, company.code, key, sequence, portion)


def _term_line(books: Books, company: str, term_key: str, sequence: int, portion: Portion) -> None:
    key = f"{term_key}/{sequence}"
    books.add(
        "term_line", company_id=company, key=key, term_key=term_key, sequence=sequence,
        portion="percent" if portion.percent else "balance", portion_value=portion.percent,
        due_basis=portion.due[0], due_value=portion.due[1],
    )  # fmt: skip
    for number, discount in enumerate(portion.steps, 1):
        books.add(
            "term_discount", company_id=company, term_line_key=key, sequence=number, due_basis=discount.due[0],
            due_value=discount.due[1], percent=discount.percent, amount=None, base="gross",
        )  # fmt: skip
