"""Proposals that wait for this very person: to decide on, or to release."""

from typing import Any

from workingcapital.brief.item import Item, item, many, named
from workingcapital.brief.reader import CASES, Reader
from workingcapital.controls.policy import RELEASES
from workingcapital.facts import Fact
from workingcapital.metrics.registry import fact
from workingcapital.store.briefs import to_release, waits_for_me
from workingcapital.store.proposals import proposals
from workingcapital.store.stated import counted


def approvals(reader: Reader) -> Item | None:
    """What the person may decide on, by the checks of a decision: role, limit, not their own, not twice."""
    mine = waits_for_me(reader.books, reader.ours.code)
    found = [proposals.get(reader.books, reader.ours.code, each) for each in mine]
    if not found:
        return None
    label = "Number of proposals that wait for you"
    number = _counted(reader, [each["proposal_id"] for each in found], label, "waits_for_me")
    say = many(number, "proposal waits for your decision.", "proposals wait for your decision.")
    cases = [_case(reader, each, f"lapses on {each['expires_at'][:10]}") for each in found[:CASES]]
    return item("approvals", "act", [say], "Which proposals wait for approval?", [number], cases)


def releases(reader: Reader) -> Item | None:
    """Approved runs that somebody who releases has not released yet."""
    if not reader.roles & RELEASES:
        return None
    found = [proposals.get(reader.books, reader.ours.code, each) for each in to_release(reader.books, reader.ours.code)]
    if not found:
        return None
    number = _counted(reader, [e["proposal_id"] for e in found], "Number of runs to release", "to_release")
    say = many(number, "approved run waits to be released.", "approved runs wait to be released.")
    cases = [_case(reader, each, "approved") for each in found[:CASES]]
    return item("releases", "act", [say], "Which proposals are approved?", [number], cases)


def _counted(reader: Reader, ids: list[str], label: str, of: str) -> Fact:
    return counted(reader.ours.code, reader.as_of, [f"proposal:{each}" for each in ids], label, of=of)


def _case(reader: Reader, each: dict[str, Any], beside: str) -> tuple[str, list[Fact]]:
    by = f"proposed by {each['proposed_by']}, {beside}"
    if each["total"] is None:
        return f"{each['title']}, {by}", []
    total = fact(
        "run.total.v1", {"amounts": [each["total"]]}, company=reader.ours.code, as_of=reader.as_of,
        currency=each["currency"], period=f"run of {each['run_date']}",
    )  # fmt: skip
    return f"{each['title']}: {named(total)}, {by}", [total]
