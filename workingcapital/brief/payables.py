"""Bills: discounts that run out, what is held, what looks paid twice, and accounts to be called back."""

from datetime import timedelta
from decimal import Decimal

from workingcapital.brief.item import Item, item, many, named
from workingcapital.brief.reader import CASES, Reader
from workingcapital.facts import Fact
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.booked import held_items
from workingcapital.store.gathering.discounts import HORIZON, best_of_each_bill, gathered_worth, rate_of, worth
from workingcapital.store.items import OpenItem
from workingcapital.store.look_alikes import look_alikes
from workingcapital.store.parties import bank_changes as read_changes
from workingcapital.store.payables import OpenDiscount, open_discounts
from workingcapital.store.stated import booked, counted

LOOK_BACK = timedelta(days=30)


def discounts(reader: Reader) -> Item | None:
    """Discounts of the coming week that a run still reaches: what they are worth, the largest of them."""
    ours, until = reader.ours, reader.as_of + HORIZON
    found = open_discounts(reader.books, ours, reader.as_of, until)
    if not found:
        return None
    rate, source = rate_of(reader.books, ours, reader.as_of, reader.cost)
    best = best_of_each_bill(found, ours.vat_recoverable, rate)
    ask = f"Which discounts expire by {until}, and what are they worth?"
    late = _out_of_reach(found, best)
    if not best:
        return item("discounts", "watch", [f"No run reaches the discounts that expire by {until}.", *late], ask, [])
    total = measure(
        reader.books, "discount.worth.total.v1", ours.code, reader.as_of, until=until.isoformat(), **reader.cost
    )

    def case(each: OpenDiscount) -> tuple[str, list[Fact]]:
        gathered = gathered_worth(each, ours, rate, source)
        fact = state("discount.worth.v1", ours.code, reader.as_of, {"step": each.step, **reader.cost}, gathered)
        return f"{each.number} of {each.party_name}: {named(fact)}, with the run of {each.takes}", [fact]

    largest = sorted(best, key=lambda each: (-worth(each, ours.vat_recoverable, rate), each.step))[:CASES]
    say = [f"Discounts worth {named(total)} expire by {until} and can still be taken.", *late]
    return item("discounts", "act", say, ask, [total], [case(each) for each in largest])


def held(reader: Reader) -> Item | None:
    """Bills on hold: how many, how much, the largest with the reason."""
    found = held_items(reader.books, reader.ours.code, reader.as_of)
    if not found:
        return None
    ids = [each.row_id for each in found]
    number = counted(reader.ours.code, reader.as_of, ids, "Number of held bills", of="held_bills")
    total = measure(reader.books, "held.total.v1", reader.ours.code, reader.as_of)

    def case(each: OpenItem) -> tuple[str, list[Fact]]:
        asked = {"item": each.item}
        fact = measure(reader.books, "open.item.v1", reader.ours.code, reader.as_of, **asked)
        return f"{each.number} of {each.party_name}: {named(fact)}, held: {each.hold_reason}", [fact]

    largest = sorted(found, key=lambda each: (-each.open_amount, each.item))[:CASES]
    say = f"{many(number, 'bill is held', 'bills are held')}, open {named(total)}."
    return item(
        "held", "watch", [say], f"Why is {largest[0].number} blocked?", [number, total], [case(e) for e in largest]
    )


def duplicates(reader: Reader) -> Item | None:
    """Open bills that may be in the books twice, likeliest first."""
    found = [
        pair for pair in look_alikes(reader.books, reader.ours.code, reader.as_of, Decimal(0)) if pair["open_amount"]
    ]
    if not found:
        return None
    code = reader.ours.code
    ids = list(dict.fromkeys(f"invoice:{pair['invoice']}" for pair in found))
    number = counted(code, reader.as_of, ids, "Number of open possible duplicates", of="open_look_alikes")
    cases = []
    for pair in found[:CASES]:
        row, label = ("invoice", "gross", pair["invoice"]), f"Amount of {pair['number']}"
        fact = booked(code, reader.as_of, row, pair["gross"], label, pair["currency"], pair["name"])
        cases.append((f"{pair['number']} of {pair['name']} looks like {pair['earlier_number']}: {named(fact)}", [fact]))
    say = many(number, "open bill may be in the books twice.", "open bills may be in the books twice.")
    return item("duplicates", "act", [say], "Which bills may be duplicates?", [number], cases)


def bank_changes(reader: Reader) -> Item | None:
    """Accounts that changed and that nobody has called back about, with what waits to be paid to them."""
    code, since = reader.ours.code, reader.as_of - LOOK_BACK
    found = [e for e in read_changes(reader.books, code, since, reader.as_of) if e["status"] != "verified"]
    if not found:
        return None
    ids = [f"party_bank_account:{each['account_id']}" for each in found]
    label = "Number of changed bank accounts to call back"
    number = counted(code, reader.as_of, ids, label, of="to_call_back", since=since.isoformat())
    cases = []
    for each in found[:CASES]:
        waiting = measure(reader.books, "open.total.v1", code, reader.as_of, side="payable", party=each["party"])
        cases.append((f"{each['name']}, changed on {each['valid_from']}: {named(waiting)} open", [waiting]))
    say = many(number, "changed bank account waits for a call-back.", "changed bank accounts wait for a call-back.")
    return item(
        "bank_changes", "act", [say], "Which bank details changed, and was anybody called back?", [number], cases
    )


def _out_of_reach(found: list[OpenDiscount], best: list[OpenDiscount]) -> list[str]:
    reached = {each.item for each in best}
    late = dict.fromkeys(each.number for each in found if each.takes is None and each.item not in reached)
    return [f"No run is in time for {', '.join(late)}: an off-cycle payment needs approval."] if late else []
