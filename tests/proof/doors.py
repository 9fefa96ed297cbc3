"""What people do with proposals, through the doors of the store: the one place that knows how a step is asked for."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import psycopg

from tests.proof.world import World
from tests.store.small_books import RUN
from workingcapital.controls.proposals import RunLine
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people import people
from workingcapital.store.people.people import Member
from workingcapital.store.proposals import proposals

Proposal = dict[str, Any]
Verb = Literal["approve", "decline"]


def propose(
    store: Store, world: World, role: str, items: Sequence[int], call: str, run: date = RUN, reason: str = "a run"
) -> Proposal:
    """Draft a run over the items; the same call drafts once."""
    with store.reading(world.who(role)) as books:
        return proposals.propose(
            books, world.code, [RunLine(item, run, run) for item in items], run, reason, "proof", 1, call
        )


def submit(store: Store, world: World, role: str, proposal_id: str, digest: str) -> Proposal:
    """Send it to the approvers."""
    with store.reading(world.who(role)) as books:
        return proposals.submit(books, world.code, proposal_id, digest)


def recall(store: Store, world: World, role: str, proposal_id: str, digest: str) -> Proposal:
    """Take it back."""
    with store.reading(world.who(role)) as books:
        return proposals.recall(books, world.code, proposal_id, digest)


def decide(
    store: Store, world: World, role: str, proposal_id: str, digest: str, verb: Verb, key: str, note: str | None = None
) -> dict[str, Any]:
    """Approve or decline the body with that digest."""
    return decide_as(store, world.who(role), proposal_id, digest, verb, key, note)


def decide_as(
    store: Store, who: Identity, proposal_id: str, digest: str, verb: Verb, key: str, note: str | None = None
) -> dict[str, Any]:
    """The same in anybody's name."""
    return proposals.decide(store, who, proposal_id, digest, verb, note, key)


def release(store: Store, world: World, role: str, proposal_id: str) -> dict[str, Any]:
    """Hand the approved run out."""
    return proposals.release(store, world.who(role), world.code, proposal_id)


def read(store: Store, world: World, proposal_id: str) -> Proposal:
    """The proposal as its proposer sees it."""
    with store.reading(world.who("clerk")) as books:
        return proposals.get(books, world.code, proposal_id)


def becomes(store: Store, world: World, person: str, role: str) -> None:
    """The person gives up what they hold and is granted another role, by the two people a grant takes."""
    with psycopg.connect(store.server.superuser(store.database)) as admin:
        admin.execute(
            "update control.role_grant set revoked_at = now(), revoked_by = 'x' where company_id = %s and person_id = %s",
            [world.code, world.people[person]],
        )
    with store.reading(world.who("admin")) as books:
        [grant] = people.request_grant(books, world.code, Member(world.people[person], person, (role,)))
    with store.deciding(world.who("controller")) as books:
        people.approve_grant(books, world.code, grant)
