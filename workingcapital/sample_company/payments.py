"""Paying suppliers: which run each bill went with, what was deducted, what credit notes were set off."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from workingcapital.sample_company.chance import happens, percent_of, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.days import TODAY, next_open, on_or_after, on_or_before, run_days
from workingcapital.sample_company.posting import Draft
from workingcapital.sample_company.rows import ZERO, Books, Row
from workingcapital.sample_company.settlement import Settlement, Taken
from workingcapital.sample_company.suppliers import BLOCKED_FROM


@dataclass(eq=False)
class Due:
    """An item and the run it is meant to go with."""

    run: date
    draft: Draft
    instalment: Row
    amount: Decimal
    step: Row | None


def pay_suppliers(books: Books, settlement: Settlement, drafts: list[Draft]) -> None:
    """Every payment run of a company until today."""
    company = settlement.company
    _set_off(books, settlement, drafts)
    plans, credits = _plans(books, company, drafts), _credits(books, drafts)
    groups: dict[tuple[date, str, str], list[Due]] = defaultdict(list)
    for due in plans:
        groups[due.run, due.draft.party["key"], due.draft.currency].append(due)
    accounts = _accounts(books, company)
    for (run, party, currency), items in sorted(groups.items(), key=lambda item: item[0]):
        usable = [credit for credit in credits[party, currency] if credit[0] <= run]
        _pay(settlement, run, items, usable, accounts)


def reaches(company: Company, run: date) -> date:
    """The day that counts for being in time: of the order, or of the credit at the payee."""
    if company.in_time_by == "order":
        return run
    first = next_open(company.calendar, run)
    return next_open(company.calendar, first) if company.country == "GB" else first


def last_run(company: Company, deadline: date) -> date | None:
    """The last run that is still in time for a deadline."""
    run = on_or_before(run_days(company.calendar), deadline)
    while run is not None and reaches(company, run) > deadline:
        run = on_or_before(run_days(company.calendar), run - timedelta(days=1))
    return run


def _plans(books: Books, company: Company, drafts: list[Draft]) -> list[Due]:
    rng = stream(company.code, "payments")
    steps: dict[str, list[Row]] = defaultdict(list)
    for row in books.of("discount_step", company.code):
        steps[row["instalment_key"]].append(row)
    items = defaultdict(list)
    for row in books.of("instalment", company.code):
        items[row["invoice_key"]].append(row)
    found = []
    for draft in drafts:
        if draft.kind != "credit_note" and not draft.stays_open:
            for instalment in items[draft.key]:
                found += _plan(rng, company, draft, instalment, steps[instalment["key"]])
    return [due for due in found if due.run < TODAY and not _blocked(due)]  # today's run has not been made yet


def _blocked(due: Due) -> bool:
    return due.draft.party["payment_block"] is not None and due.run >= BLOCKED_FROM


def _plan(rng: Random, company: Company, draft: Draft, instalment: Row, steps: list[Row]) -> list[Due]:
    """One run for an item; now and then two, with a part first."""
    free = max(draft.approved_on or draft.posting, draft.blocked_until or draft.posting)
    earliest = on_or_after(run_days(company.calendar), free)
    if draft.pay_on:
        return [Due(max(earliest, draft.pay_on), draft, instalment, instalment["amount"], None)]
    for step in steps:
        run = last_run(company, step["pay_by"])
        if run and run >= earliest and happens(rng, 80 if step["percent"] >= 2 else 30):
            return [Due(run, draft, instalment, instalment["amount"], step)]
    run = max(earliest, _run_without_discount(rng, company, instalment["due_date"], earliest))
    if draft.withholding is None and happens(rng, 1.5):
        first = percent_of(instalment["amount"], Decimal(60))
        later = on_or_after(run_days(company.calendar), run + timedelta(days=rng.randrange(14, 30)))
        return [
            Due(run, draft, instalment, first, None),
            Due(later, draft, instalment, instalment["amount"] - first, None),
        ]
    return [Due(run, draft, instalment, instalment["amount"], None)]


def _run_without_discount(rng: Random, company: Company, due: date, earliest: date) -> date:
    """Mostly the last run in time; sometimes early for no reason, sometimes late."""
    runs, chance = run_days(company.calendar), rng.random() * 100
    if chance < 7:
        return on_or_after(runs, max(earliest, due - timedelta(days=rng.randrange(9, 24))))
    if chance < 19:
        return on_or_after(runs, due + timedelta(days=rng.randrange(1, 9)))
    return last_run(company, due) or earliest


def _set_off(books: Books, settlement: Settlement, drafts: list[Draft]) -> None:
    """Bills that a credit note cancels in full."""
    for draft in drafts:
        if draft.settled_by is not None:
            item, credit = books[f"{draft.key}/1"], books[f"{draft.settled_by.key}/1"]
            settlement.offset(item, credit, draft.settled_by.posting, item["amount"])


def _credits(books: Books, drafts: list[Draft]) -> dict[tuple[str, str], list[tuple[date, Row]]]:
    """Credit notes that will be set off, by supplier and currency."""
    found: dict[tuple[str, str], list[tuple[date, Row]]] = defaultdict(list)
    for draft in drafts:
        if draft.kind == "credit_note" and not draft.stays_open:
            found[draft.party["key"], draft.currency].append((draft.posting, books[f"{draft.key}/1"]))
    return found


def _accounts(books: Books, company: Company) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in books.of("party_bank_account", company.code):
        if row["status"] == "verified":
            found[row["party_key"]].append(row)
    return found


def _pay(
    settlement: Settlement, run: date, items: list[Due], credits: list[tuple[date, Row]], accounts: dict[str, list[Row]]
) -> None:
    """One payment to one supplier, credit notes first."""
    draft = items[0].draft
    taken = [_taken(due) for due in items]
    cash = [due.amount - part.discount - part.withheld for due, part in zip(items, taken, strict=True)]
    offsets = _offsets(cash, credits)
    paid = sum(cash, ZERO) - sum((amount for _, _, amount in offsets), ZERO)
    known = [row for row in accounts[draft.party["key"]] if row["valid_from"] <= run]
    payment = settlement.payment(
        "out", draft.party, run, draft.currency, paid, payee_account_key=known[-1]["key"] if known else None,
        reference=_reference(items),
    )  # fmt: skip
    for number, credit, amount in offsets:
        settlement.offset(items[number].instalment, credit, run, amount)
        cash[number] -= amount
    for due, part, amount in zip(items, taken, cash, strict=True):
        settlement.allocate(due.instalment, payment, amount, part)


def _taken(due: Due) -> Taken:
    part = Taken()
    if due.step is not None:
        part.discount, part.tax_correction = due.step["amount"], due.step["tax_part"]
    if due.draft.withholding is not None:
        part.withheld = percent_of(due.amount, due.draft.withholding)
    return part


def _offsets(cash: list[Decimal], credits: list[tuple[date, Row]]) -> list[tuple[int, Row, Decimal]]:
    """Set credit notes off against the largest item, which keeps at least a tenth of itself to be paid."""
    number = max(range(len(cash)), key=lambda n: cash[n])
    room, found = cash[number] * 9 // 10, []
    for _, credit in credits:
        amount = min(-credit["open_amount"], room)
        if amount > 0:
            found.append((number, credit, amount))
            room -= amount
    return found


def _reference(items: list[Due]) -> str:
    numbers = [due.draft.number for due in items]
    return ", ".join(numbers[:6]) + (f" and {len(numbers) - 6} more" if len(numbers) > 6 else "")
