"""Customers: promises that were broken, habits that change, and whom to call first."""

from workingcapital.brief.item import Item, item, many, named
from workingcapital.brief.reader import CASES, Reader
from workingcapital.facts import Fact
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.collecting import Call, calls, gathered_slip, slipping
from workingcapital.store.invoices import is_broken
from workingcapital.store.invoices import promises as read_promises
from workingcapital.store.receivables import PayingHabit
from workingcapital.store.stated import booked, counted


def promises(reader: Reader) -> Item | None:
    """Promises to pay whose day has passed, the largest first."""
    code = reader.ours.code
    found = [each for each in read_promises(reader.books, code, reader.as_of) if is_broken(each, reader.as_of)]
    if not found:
        return None
    ids = [f"promise_to_pay:{each['promise_id']}" for each in found]
    number = counted(code, reader.as_of, ids, "Number of broken promises", of="broken_promises")
    cases = []
    for each in sorted(found, key=lambda each: (-each["amount"], each["promise_id"]))[:CASES]:
        row, label = ("promise_to_pay", "amount", each["promise_id"]), f"Promised for {each['number']}"
        fact = booked(code, reader.as_of, row, each["amount"], label, each["currency"], each["party_name"])
        cases.append((f"{each['party_name']} promised {named(fact)} for {each['pay_on']} ({each['number']})", [fact]))
    say = many(
        number, "promise to pay was broken and is still open.", "promises to pay were broken and are still open."
    )
    return item("promises", "act", [say], "Which promises to pay were broken?", [number], cases)


def slips(reader: Reader) -> Item | None:
    """Customers who pay later than they used to, and what is open with them."""
    code = reader.ours.code
    found = slipping(reader.books, code, reader.as_of)
    if not found:
        return None
    ids = [f"party:{each.party}" for each in found]
    number = counted(code, reader.as_of, list(dict.fromkeys(ids)), "Number of customers who pay later", of="slipping")

    def case(each: PayingHabit) -> tuple[str, list[Fact]]:
        asked = {"party": each.party, "currency": each.currency}
        later = state("slip.v1", code, reader.as_of, asked, gathered_slip(each))
        left = measure(reader.books, "open.total.v1", code, reader.as_of, side="receivable", party=each.party)
        return f"{each.party_name} pays {named(later)} later than before: {named(left)} open", [later, left]

    say = many(number, "customer pays later than before.", "customers pay later than before.")
    return item(
        "slipping", "watch", [say], "Which customers are getting worse?", [number], [case(e) for e in found[:CASES]]
    )


def first_calls(reader: Reader) -> Item | None:
    """Whom to call today."""
    code = reader.ours.code
    found = calls(reader.books, code, reader.as_of)
    if not found:
        return None
    number = counted(
        code, reader.as_of, [f"party:{each.party}" for each in found], "Number of customers to call", of="calls"
    )

    def case(each: Call) -> tuple[str, list[Fact]]:
        fact = measure(reader.books, "open.total.v1", code, reader.as_of, **each.which.asked())
        return f"{each.name}: {named(fact)} overdue and undisputed", [fact]

    say = many(number, "customer is to be called today.", "customers are to be called today.")
    return item("calls", "act", [say], "Whom should I call today, and why?", [number], [case(e) for e in found[:CASES]])
