"""Sources whose last load is older than the policy allows."""

from workingcapital.brief.item import Item, item, named
from workingcapital.brief.reader import CASES, Reader
from workingcapital.store.gathering.feeds import stale_ages


def feeds(reader: Reader) -> Item | None:
    """What was not loaded in time, the oldest first."""
    found = stale_ages(reader.books, reader.ours.code, reader.as_of)
    if not found:
        return None
    cases = [(f"{age.label.removeprefix('Age of ')}: {named(age)} old", [age]) for _, age in found[:CASES]]
    say = "Not everything was loaded in time: figures that rest on these sources are as old as they are."
    return item("feeds", "act", [say], "How old is our data?", [], cases)
