"""What collectors did: promises heard, calls made, letters sent."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from workingcapital.sample_company.chance import happens, pick, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.days import TODAY, on_or_after, open_days
from workingcapital.sample_company.people import address
from workingcapital.sample_company.rows import Books, Row

SAID_BY = ("accounts payable", "the managing director's office", "the plant's buyer", "a clerk on the phone")
LEVELS = ((45, 3), (21, 2), (8, 1))  # days overdue, level
LETTER = {
    1: "Our invoice may have escaped you: please pay within seven days.",
    2: "We reminded you before. Please pay within five days; we reserve late-payment interest.",
    3: "Last reminder before we hand the claim over.",
}


def collecting(books: Books, company: Company) -> None:
    """Promises, contacts and dunning letters of a company."""
    rng = stream(company.code, "collecting")
    paid_on = _last_paid(books, company)
    late: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for item in books.of("instalment", company.code):
        invoice = books[item["invoice_key"]]
        if invoice["side"] != "receivable" or invoice["kind"] != "invoice" or invoice["intercompany"]:
            continue
        if item["open_amount"] > 0 and item["due_date"] < TODAY - timedelta(days=3):
            late[invoice["party_key"], invoice["currency"]].append(item)
            _chase(rng, books, company, invoice, item)
        elif item["key"] in paid_on and (paid_on[item["key"]] - item["due_date"]).days > 15 and happens(rng, 12):
            _kept_promise(rng, books, company, invoice, item, paid_on[item["key"]])
    for (party, currency), items in sorted(late.items()):
        _remind(books, company, party, currency, items)


def _last_paid(books: Books, company: Company) -> dict[str, date]:
    found: dict[str, date] = {}
    for row in books.of("allocation", company.code):
        if row["payment_key"] and row["reversed_on"] is None:
            found[row["instalment_key"]] = max(
                row["allocated_on"], found.get(row["instalment_key"], row["allocated_on"])
            )
    return found


def _chase(rng: Random, books: Books, company: Company, invoice: Row, item: Row) -> None:
    """A call about an overdue item; every other one brings a promise, some of which are broken by now."""
    called = on_or_after(
        open_days(company.calendar),
        max(item["due_date"] + timedelta(days=2), TODAY - timedelta(days=rng.randrange(2, 25))),
    )
    if called > TODAY:
        return
    if happens(rng, 50) and not invoice["disputed"]:
        pay_on = called + timedelta(days=rng.randrange(5, 21))
        _promise(rng, books, company, invoice, item, called, pay_on, None if pay_on >= TODAY else False)
        note = f"Promises to pay {invoice['number']} on {pay_on}"
    else:
        note = f"Asked about {invoice['number']}: will call back"
    _contact(books, company, invoice, called, note)


def _kept_promise(rng: Random, books: Books, company: Company, invoice: Row, item: Row, paid: date) -> None:
    said = paid - timedelta(days=rng.randrange(4, 12))
    pay_on = paid + timedelta(days=rng.randrange(-4, 4))
    if said > item["due_date"]:
        _promise(rng, books, company, invoice, item, said, max(pay_on, said), paid <= pay_on)
        _contact(books, company, invoice, said, f"Promises to pay {invoice['number']} on {max(pay_on, said)}")


def _promise(
    rng: Random, books: Books, company: Company, invoice: Row, item: Row, said: date, pay_on: date, kept: bool | None
) -> None:
    books.add(
        "promise_to_pay", company_id=company.code, invoice_key=invoice["key"], promised_on=said, pay_on=pay_on,
        amount=item["open_amount"] if kept is None or (kept is False and item["open_amount"]) else item["amount"],
        said_by=pick(rng, SAID_BY), kept=kept,
    )  # fmt: skip


def _contact(books: Books, company: Company, invoice: Row, day: date, note: str) -> None:
    books.add(
        "contact_log", company_id=company.code, party_key=invoice["party_key"],
        at=datetime.combine(day, time(11), UTC),
        channel="phone", person_id=address("ar.clerk"), note=note,
    )  # fmt: skip


def _remind(books: Books, company: Company, party: str, currency: str, items: list[Row]) -> None:
    """One letter to a customer, at the level of its oldest item that may be reminded of."""
    open_to_it = [item for item in items if not books[item["invoice_key"]]["dunning_block"]]
    levels = {item["key"]: _level(item) for item in open_to_it}
    for item in open_to_it:
        books[item["invoice_key"]]["dunning_level"] = levels[item["key"]]
    reminded = [item for item in open_to_it if levels[item["key"]]]
    if reminded:
        level = max(levels.values())
        books.add(
            "dunning_letter", company_id=company.code, party_key=party, level=level,
            letter_date=TODAY - timedelta(days=5),
            amount=sum(item["open_amount"] for item in reminded), currency=currency, text=LETTER[level], status="sent",
        )  # fmt: skip


def _level(item: Row) -> int:
    """The level an item had when the last letters were sent, five days ago."""
    late = (TODAY - timedelta(days=5) - item["due_date"]).days
    return next((level for days, level in LEVELS if late >= days), 0)
