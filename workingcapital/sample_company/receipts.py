"""Money from customers: when each pays, how much, and what went wrong on the way."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from workingcapital.sample_company.chance import bell, happens, percent_of, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.customers import Customer
from workingcapital.sample_company.days import START, TODAY, month_end, next_open, on_or_after, on_or_before, open_days
from workingcapital.sample_company.posting import Draft
from workingcapital.sample_company.rows import ZERO, Books, Row
from workingcapital.sample_company.settlement import Settlement, Taken

NEVER_PAID_SINCE = date(2025, 10, 1)  # the odd invoice that nobody pays: what is older was written off elsewhere


@dataclass(eq=False)
class Coming:
    """Money expected for an item on a day."""

    day: date
    draft: Draft
    instalment: Row
    amount: Decimal
    step: Row | None = None


def collect(books: Books, settlement: Settlement, drafts: list[Draft]) -> None:
    """Every receipt of a company until today."""
    company = settlement.company
    groups: dict[tuple[date, str, str], list[Coming]] = defaultdict(list)
    for coming in _expected(books, company, drafts):
        if coming.day <= TODAY:
            groups[coming.day, coming.draft.party["key"], coming.draft.currency].append(coming)
    credits = _credits(books, drafts)
    rng = stream(company.code, "receipts")
    for (day, party, currency), items in sorted(groups.items(), key=lambda item: item[0]):
        usable = [credit for credit in credits[party, currency] if credit[0] <= day]
        _receive(rng, settlement, day, items, usable)


def _expected(books: Books, company: Company, drafts: list[Draft]) -> list[Coming]:
    items, steps = defaultdict(list), defaultdict(list)
    for row in books.of("instalment", company.code):
        items[row["invoice_key"]].append(row)
    for row in books.of("discount_step", company.code):
        steps[row["instalment_key"]].append(row)
    rng, found = stream(company.code, "receipt days"), []
    for draft in drafts:
        if draft.kind != "credit_note" and not draft.stays_open:
            for instalment in items[draft.key]:
                found += _pays(rng, company, draft, instalment, steps[instalment["key"]])
    return found


def _pays(rng: Random, company: Company, draft: Draft, instalment: Row, steps: list[Row]) -> list[Coming]:
    if draft.pay_on:
        return [Coming(draft.pay_on, draft, instalment, instalment["amount"])]
    customer: Customer = draft.habit
    if draft.issue > NEVER_PAID_SINCE and happens(rng, 0.4):
        return []
    if steps and draft.blocked_until is None and happens(rng, customer.takes_discount):
        day = on_or_before(open_days(company.calendar), steps[0]["pay_by"] - timedelta(days=rng.randrange(0, 4)))
        return [Coming(max(day or draft.posting, draft.posting), draft, instalment, instalment["amount"], steps[0])]
    day = _usual_day(rng, company, customer, draft, instalment["due_date"])
    if happens(rng, customer.in_parts):
        first = percent_of(instalment["amount"], Decimal(rng.randrange(40, 71)))
        later = on_or_after(open_days(company.calendar), day + timedelta(days=rng.randrange(18, 46)))
        return [Coming(day, draft, instalment, first), Coming(later, draft, instalment, instalment["amount"] - first)]
    return [Coming(day, draft, instalment, instalment["amount"])]


def _usual_day(rng: Random, company: Company, customer: Customer, draft: Draft, due: date) -> date:
    """Due date, habit, drift and chance, moved to a day on which this customer pays."""
    months = max(0, (draft.issue - START).days // 30 - 12)
    late = bell(rng, customer.delay + customer.drift * months * 2, customer.spread)
    if happens(rng, 2.0):
        late += rng.randrange(20, 70)
    day = max(draft.issue + timedelta(days=2), due + timedelta(days=round(late)))
    if draft.blocked_until:
        day = max(day, draft.blocked_until + timedelta(days=rng.randrange(2, 12)))
    if customer.habit == "month_end":
        day = on_or_before(open_days(company.calendar), month_end(day)) or day
    elif customer.habit == "fridays":
        day += timedelta(days=(4 - day.weekday()) % 7)
    return on_or_after(open_days(company.calendar), day)


def _credits(books: Books, drafts: list[Draft]) -> dict[tuple[str, str], list[tuple[date, Row]]]:
    found: dict[tuple[str, str], list[tuple[date, Row]]] = defaultdict(list)
    for draft in drafts:
        if draft.kind == "credit_note" and not draft.stays_open:
            found[draft.party["key"], draft.currency].append((draft.posting, books[f"{draft.key}/1"]))
    return found


def _receive(
    rng: Random, settlement: Settlement, day: date, items: list[Coming], credits: list[tuple[date, Row]]
) -> None:
    """One receipt from one customer, who deducts credit notes and discounts and sometimes a few cents."""
    taken = [_taken(rng, coming) for coming in items]
    cash = [coming.amount - part.discount - part.write_off for coming, part in zip(items, taken, strict=True)]
    offsets = []
    for number, coming in enumerate(items):
        for _, credit in credits:
            amount = min(-credit["open_amount"], cash[number] * 9 // 10)
            if settlement.books[credit["invoice_key"]]["credits_key"] == coming.draft.key and amount > 0:
                offsets.append((number, credit, amount))
                cash[number] -= amount
    draft = items[0].draft
    numbers = ", ".join(coming.draft.number for coming in items)
    receipt = settlement.payment("in", draft.party, day, draft.currency, sum(cash, ZERO), reference=numbers)
    for number, credit, amount in offsets:
        settlement.offset(items[number].instalment, credit, day, amount)
    rows = [
        settlement.allocate(coming.instalment, receipt, amount, part)
        for coming, part, amount in zip(items, taken, cash, strict=True)
    ]
    if len(items) == 1 and not offsets and draft.twin is None and happens(rng, 0.25):
        _bounce(rng, settlement, items[0], receipt, rows)


def _taken(rng: Random, coming: Coming) -> Taken:
    if coming.step is not None:
        return Taken(discount=coming.step["amount"], tax_correction=coming.step["tax_part"])
    small = coming.amount > 500 and not coming.draft.more.get("intercompany") and happens(rng, 0.6)
    return Taken(write_off=Decimal(rng.randrange(5, 480)) / 100) if small else Taken()


def _bounce(rng: Random, settlement: Settlement, coming: Coming, receipt: Row, rows: list[Row]) -> None:
    """The customer's bank takes the money back a few days later; most of them pay again."""
    back = next_open(settlement.company.calendar, receipt["value_date"] + timedelta(days=rng.randrange(2, 6)))
    if back > TODAY:
        return
    receipt["status"] = "returned"
    receipt["returned_on"] = back
    for row in rows:
        settlement.reverse(row, back)
    again = on_or_after(open_days(settlement.company.calendar), back + timedelta(days=rng.randrange(6, 18)))
    if again <= TODAY:
        payment = settlement.payment(
            "in",
            coming.draft.party,
            again,
            coming.draft.currency,
            coming.amount,
            reference=f"{coming.draft.number} again",
        )
        settlement.allocate(coming.instalment, payment, coming.amount)
