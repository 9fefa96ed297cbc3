"""Sources whose last load is older than the policy allows."""

from workingcapital.brief.item import Item, item, named
from workingcapital.brief.reader import CASES, Reader
from workingcapital.store.figures import state
from workingcapital.store.gathering.feeds import gathered_age, stale


def feeds(reader: Reader) -> Item | None:
    """What was not loaded in time, the oldest first."""
    found = stale(reader.books, reader.ours.code, reader.as_of)
    if not found:
        return None
    cases = []
    for each in found[:CASES]:
        asked = {"source": each["source_system"], "kind": each["kind"]}
        age = state("feed.age.v1", reader.ours.code, reader.as_of, asked, gathered_age(each, reader.as_of))
        cases.append((f"{each['kind']} from {each['source_system']}: {named(age)} old", [age]))
    say = "Not everything was loaded in time: figures that rest on these sources are as old as they are."
    return item("feeds", "act", [say], "How old is our data?", [], cases)
