"""Discounts that were missed, and why."""

from datetime import date
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, booked_day, evidence, for_each_company, link, party_or_none, require_loaded, table
from workingcapital.facts import Evidence, Fact
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gatherers import Asked
from workingcapital.store.gathering.missed import causes, missed_of, of_all, of_cause
from workingcapital.store.stated import booked
from workingcapital.timing.missed import Lapsed


@tool(response_format="content_and_artifact", parse_docstring=True)
def missed_discounts(
    runtime: ToolRuntime[Asker], period: str | None = None, party: str | None = None, top: int = 10
) -> tuple[str, Evidence]:
    """Early-payment discounts of suppliers that lapsed in a period, and why: approved late, no run in time, dispute, cash …

    Args:
        period: 2026-Q2, 2026-06, 2026, last_12_months or 2026-01-01..2026-03-31; this year so far if left out
        party: name or number of a supplier
        top: how many bills to show
    """
    asker = runtime.context
    asked: dict[str, Any] = {"period": period or str(asker.as_of.year)}

    def work(books: Books, ours: Company) -> Evidence:
        require_loaded(books, ours.code, "payable")
        known = party_or_none(books, ours.code, party, "payable")
        whose = {"party": known.party, "party_name": known.name} if known else {}
        return _missed(books, ours, asker.as_of, {**asked, **whose}, top)

    return for_each_company(asker, work)


def _missed(books: Books, ours: Company, as_of: date, asked: Asked, top: int) -> Evidence:
    """The total, each cause, the discounts taken beside it, and the bills, the dearest first."""
    period, found = missed_of(books, ours.code, as_of, asked)
    total = state("discount.missed.total.v2", ours.code, as_of, asked, of_all(books, ours.code, period, found, asked))
    parts = [
        state("discount.missed.cause.v1", ours.code, as_of, {**asked, "cause": cause},
              of_cause(books, ours.code, period, found, cause, asked))
        for cause in causes(found)
    ]  # fmt: skip
    parts.sort(key=lambda part: -part.decimal())
    whole = "party" not in asked
    taken = measure(books, "discount.taken.total.v1", ours.code, as_of, period=asked["period"]) if whole else None
    facts = [total, *parts, *([taken] if taken else [])]
    dearest = sorted(found.causes, key=lambda each: (-each[0].discount, each[0].step))[:top]
    rows = [_row(each, why, ours, as_of) for each, why in dearest]
    columns = ["Bill", "Supplier", "Lost after", "Currency", "Discount", "Cause"]
    shown = table(f"Discounts missed, {ours.code}", columns, rows) if rows else None
    return evidence(facts, shown, rows, _said(total, parts, taken))


def _said(total: Fact, parts: list[Fact], taken: Fact | None) -> str:
    why = "; ".join(f"{part.inputs['asked']['cause']} {link(part)}" for part in parts)
    missed = f"Discounts missed: {link(total)}" + (f", because of: {why}." if why else ".")
    return f"{missed} Discounts taken: {link(taken)} ({taken.period})." if taken else missed


def _row(each: Lapsed, why: str, ours: Company, as_of: date) -> list[Cell]:
    last = booked_day(
        ours.code, as_of, ("discount_step", "pay_by", each.step), each.pay_by, "Last day", each.party_name
    )
    label = f"Discount on {each.number}"
    lost = booked(
        ours.code, as_of, ("discount_step", "amount", each.step), each.discount, label, each.currency, each.party_name
    )
    return [each.number, each.party_name, last, each.currency, lost, why]
