"""How old what each source told us is."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from workingcapital.calendar import is_open
from workingcapital.facts import Fact
from workingcapital.metrics.registry import NoData, fact
from workingcapital.store.companies import company as company_of
from workingcapital.store.companies import holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.gatherers import Asked, Gathered, gathers
from workingcapital.store.people.people import policy
from workingcapital.store.quality import sources

HOURS: Final = "24"  # as releasing has it, where the policy names no other
ONCE: Final = frozenset({"einvoice", "documents"})  # come when somebody sends one, so none is ever late


def stale(books: Books, company: str, as_of: date) -> list[dict[str, Any]]:
    """Sources that are older than the policy's `load_fresh_hours`, counted in open days, the oldest first."""
    found = [each for each in sources(books, company, as_of) if each["kind"] not in ONCE and each["age_days"] > 0]
    if not found:
        return []
    allowed = -(-int(policy(books, company).body.get("load_fresh_hours", HOURS)) // 24)
    closed = holidays(books, company_of(books, company))
    late = [each for each in found if _open_days(as_of, each["age_days"], closed) > allowed]
    return sorted(late, key=lambda each: (-each["age_days"], each["source_system"], each["kind"]))


def stale_ages(books: Books, company: str, as_of: date) -> list[tuple[str, Fact]]:
    """What to say of each source that is too old, in words, with its age as a Fact."""
    told = []
    for each in stale(books, company, as_of):
        asked = {"source": each["source_system"], "kind": each["kind"]}
        found = gathered_age(each, as_of)
        age = fact(
            "feed.age.v1", {**found.inputs, "asked": asked}, company=company, as_of=as_of, label=found.label,
            basis=found.basis, row_ids=found.rows,
        )  # fmt: skip
        days = f"{age.decimal():.0f}"
        what = f"{company}: {each['kind']} from {each['source_system']}"
        told.append(
            (f"{what} were last loaded up to {found.inputs['newest']}, {days} days ago: newer ones are missing.", age)
        )
    return told


@gathers("feed.age.v1")
def gather_age(books: Books, company: str, as_of: date, asked: Asked) -> Gathered:
    """One source and kind."""
    for each in sources(books, company, as_of):
        if (each["source_system"], each["kind"]) == (asked["source"], asked["kind"]):
            return gathered_age(each, as_of)
    raise NoData(f"{asked['source']} has not been loaded", "not_loaded")


def gathered_age(each: Mapping[str, Any], as_of: date) -> Gathered:
    """A source's newest day as the inputs of feed.age.v1."""
    newest = as_of - timedelta(days=each["age_days"])
    return Gathered(
        {"newest": newest, "day": as_of},
        (f"load:{each['load_id']}",),
        label=f"Age of {each['kind']} from {each['source_system']}",
        basis=f"last load {each['load_id']}",
    )


def _open_days(as_of: date, age: int, closed: frozenset[date]) -> int:
    """Open days after the newest day known, up to and with the day asked about."""
    return sum(is_open(as_of - timedelta(days=back), closed) for back in range(age))
