"""What a controller looks for: bills entered twice, and pairs that only look like it.

The truth about each pair is kept in the raw rows (`truth_duplicate`) for the oracle; the books do not hold it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from workingcapital.sample_company.chance import cents, pick, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.days import TODAY, open_days_later
from workingcapital.sample_company.posting import Draft
from workingcapital.sample_company.rows import Books

# (first bill posted between, days until it is entered again, how the second differs, is it stopped); by company.
TWICE: dict[str, list[tuple[int, int, int, str, bool]]] = {
    "HALDE": [
        (14, 8, 4, "exact", False), (100, 70, 62, "exact", False), (420, 300, 9, "exact", False),
        (20, 12, 6, "exact", True),
        (16, 9, 5, "punctuation", False), (30, 18, 7, "typing", False), (24, 14, 6, "amount", False),
        (200, 120, 11, "punctuation", False),
    ],
    "HALUK": [(14, 8, 4, "exact", False), (90, 60, 55, "exact", False), (18, 10, 5, "punctuation", False),
    (28, 16, 6, "typing", False)],
    "HALUS": [(15, 8, 4, "exact", False), (22, 12, 5, "typing", False)],
}  # fmt: skip


@dataclass(eq=False)
class Pair:
    """Two bills and what is true of them: exact, fuzzy, or a hard negative."""

    kind: str
    first: Draft
    second: Draft
    why: str


def enter_twice(company: Company, drafts: list[Draft], used: set[int]) -> list[Pair]:
    """Add the second copies to the drafts; returns the pairs. `used` holds the drafts already taken."""
    rng = stream(company.code, "duplicates")
    pairs = []
    for number, (oldest, newest, after, how, stopped) in enumerate(TWICE[company.code]):
        chosen = _choose(rng, drafts, used, oldest, newest)
        again = _again(rng, chosen, after, how)
        chosen.stays_open = number == 0  # both are still to be paid
        again.stays_open = number < 2  # the first was paid long ago, the second is still to be paid
        if stopped:
            again.stays_open, again.duplicates = True, chosen
            again.more.update(
                hold_code="duplicate", hold_reason=f"Looks like {chosen.number}, which was entered before"
            )
        used.add(id(again))
        drafts.append(again)
        pairs.append(Pair("exact" if how == "exact" else "fuzzy", chosen, again, WHY[how]))
    return pairs


def bill_again(company: Company, drafts: list[Draft], used: set[int]) -> list[Pair]:
    """Bills that were credited in full and billed again: same amount, rightly."""
    rng = stream(company.code, "billed again")
    pairs = []
    for oldest, newest in ((300, 200), (90, 40)):
        wrong = _choose(rng, drafts, used, oldest, newest)
        credit = _copy(wrong, wrong.issue + timedelta(days=6), f"{wrong.number}-C")
        credit.kind, credit.credits = "credit_note", wrong
        credit.lines = [(text, -quantity, price) for text, quantity, price in wrong.lines]
        right = _copy(wrong, wrong.issue + timedelta(days=7), f"{wrong.number}-N")
        wrong.stays_open = credit.stays_open = True
        wrong.settled_by = credit
        drafts += [credit, right]
        pairs.append(Pair("hard_negative", wrong, right, "credited in full and billed again"))
    return pairs


def alike_but_right(drafts: Iterable[Draft]) -> list[Pair]:
    """Recurring bills of one amount: each with the one before it."""
    pairs: list[Pair] = []
    last: dict[str, Draft] = {}
    for draft in sorted(drafts, key=lambda d: (d.party["key"], d.issue, d.number)):
        category = getattr(draft.habit, "category", None)
        if category in ("rent", "lease", "weekly") and draft.kind == "invoice":
            before = last.get(draft.party["key"])
            if before is not None and before.gross == draft.gross:
                pairs.append(Pair("hard_negative", before, draft, f"recurring: {category}"))
            last[draft.party["key"]] = draft
    return pairs


def truth(books: Books, pairs: Iterable[Pair]) -> None:
    """Write down what is true of each pair, for the oracle only."""
    for pair in pairs:
        books.add(
            "truth_duplicate", company_id=pair.first.company.code, kind=pair.kind, invoice_key=pair.first.key,
            other_key=pair.second.key, why=pair.why,
        )  # fmt: skip


def _choose(rng: Random, drafts: list[Draft], used: set[int], oldest: int, newest: int) -> Draft:
    """A bill posted so many days ago, of middling size, without order and with one due date."""
    fitting = [
        draft for draft in drafts
        if TODAY - timedelta(days=oldest) <= draft.posting <= TODAY - timedelta(days=newest)
        and Decimal(900) <= draft.gross <= Decimal(26_000) and draft.order is None and draft.kind == "invoice"
        and draft.withholding is None and draft.habit.category in ("service", "freight") and draft.credits is None
        and id(draft) not in used and "hold_code" not in draft.more
    ]  # fmt: skip
    chosen = pick(rng, sorted(fitting, key=lambda draft: (draft.posting, draft.number, draft.party["key"])))
    used.add(id(chosen))
    return chosen


def _again(rng: Random, first: Draft, after: int, how: str) -> Draft:
    issue, number, lines = first.issue, first.number, first.lines
    if how == "punctuation":
        number = number.replace("-", "/") if "-" in number else f"{number[:4]} {number[4:]}"
    elif how == "typing":
        number, issue = _mistyped(rng, number), issue + timedelta(days=1)
    elif how == "amount":
        text, quantity, price = lines[0]
        lines, number = [(text, quantity, cents(price * Decimal("1.004"))), *lines[1:]], _mistyped(rng, number)
    again = _copy(first, issue, number, first.posting + timedelta(days=after))
    again.lines = lines
    return again


def _mistyped(rng: Random, number: str) -> str:
    """One digit of the number typed wrongly."""
    places = [n for n, c in enumerate(number) if c.isdigit()][-3:]
    place = pick(rng, places)
    return number[:place] + str((int(number[place]) + 1 + rng.randrange(8)) % 10) + number[place + 1 :]


def _copy(first: Draft, issue: date, number: str, posting: date | None = None) -> Draft:
    posting = open_days_later(first.company.calendar, posting or issue + timedelta(days=1), 0)
    return Draft(
        first.company, first.side, first.party, number, issue, min(posting, TODAY), first.currency, first.tax_percent,
        first.term,
        list(first.lines), receipt=min(posting, TODAY), cost_centre=first.cost_centre, habit=first.habit,
        approved_on=open_days_later(first.company.calendar, posting, 2),
    )  # fmt: skip


WHY = {
    "exact": "same supplier, number, date and amount",
    "punctuation": "same number written differently",
    "typing": "one digit typed wrongly, a day later",
    "amount": "one digit typed wrongly, amount within one per cent",
}
