"""People whose parts change between two steps, companies that are not theirs, and a chain that cannot be written."""

from itertools import count

import psycopg
import pytest

from tests.proof import doors
from tests.proof.effects import effects
from tests.proof.world import World, found_world
from tests.store.small_books import psql
from workingcapital.controls.refusals import LimitExceeded, MayNotRelease, NotYourCompany, OwnProposal, RoleMissing
from workingcapital.errors import CopilotError
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER

_number = count(1)


@pytest.fixture
def world(store: Store) -> World:
    return found_world(store, f"PARTS{next(_number)}")


def waiting(store: Store, world: World, by: str = "clerk", items: slice = slice(0, 1)) -> doors.Proposal:
    made = doors.propose(store, world, by, world.items[items], f"call-{next(_number)}")
    return doors.submit(store, world, by, made["proposal_id"], made["digest"])


def test_whoever_proposed_and_became_a_releaser_since_does_not_release_it(store: Store, world: World) -> None:
    one = waiting(store, world, "cfo")
    doors.decide(store, world, "approver", one["proposal_id"], one["digest"], "approve", "k")
    doors.becomes(store, world, "cfo", "treasury_releaser")
    with pytest.raises(OwnProposal):
        doors.release(store, world, "cfo", one["proposal_id"])
    assert effects(store, world.code).wrong == ()


def test_whoever_approved_and_became_a_releaser_since_does_not_release_it(store: Store, world: World) -> None:
    one = waiting(store, world)
    doors.decide(store, world, "manager", one["proposal_id"], one["digest"], "approve", "k")
    doors.becomes(store, world, "manager", "treasury_releaser")
    with pytest.raises(MayNotRelease):
        doors.release(store, world, "manager", one["proposal_id"])
    assert doors.release(store, world, "releaser", one["proposal_id"])["status"] == "released"


def test_whoever_lost_the_role_since_does_not_approve(store: Store, world: World) -> None:
    one = waiting(store, world)
    doors.becomes(store, world, "approver", "viewer")
    with pytest.raises(RoleMissing):
        doors.decide(store, world, "approver", one["proposal_id"], one["digest"], "approve", "k")


def test_one_person_does_not_fill_two_slots_by_way_of_a_delegate(store: Store, world: World) -> None:
    dee = f"dee@{world.code.lower()}.example"
    with psycopg.connect(store.server.superuser(store.database)) as admin:
        admin.execute("insert into control.person (person_id, name, is_sample) values (%s, 'Dee', true)", [dee])
        admin.execute(
            """insert into control.role_grant (company_id, person_id, role, requested_by, approved_by, approved_at)
               values (%s, %s, 'controller_cfo', 'a', 'b', now())""",
            [world.code, world.people["manager"]],
        )
        admin.execute(
            """insert into control.delegation (company_id, from_person, to_person, role, limit_amount, valid_to,
                                               approved_by, approved_at)
               values (%s, %s, %s, 'controller_cfo', 9000000, now() + interval '1 day', %s, now())""",
            [world.code, world.people["manager"], dee, world.people["cfo"]],
        )
    one = waiting(store, world, items=slice(5, 6))
    assert (
        doors.decide(store, world, "manager", one["proposal_id"], one["digest"], "approve", "k")["status"] == "waiting"
    )
    with pytest.raises((RoleMissing, LimitExceeded)):
        doors.decide_as(store, Identity(dee, (world.code,)), one["proposal_id"], one["digest"], "approve", "k")
    assert effects(store, world.code).payments == 0


def test_a_company_that_was_not_signed_for_is_not_decided_in(store: Store, world: World) -> None:
    one, elsewhere = waiting(store, world), found_world(store, f"PARTS{next(_number)}")
    with psql(store, "wcc_decision") as session:
        token = store.sign(Identity(world.people["approver"], (elsewhere.code,)))
        session.execute("select set_config('wcc.context', %s, false)", [token])
        with pytest.raises(psycopg.Error) as refused:
            session.execute(
                "select control.decide(%s, %s, %s, 'approve', '', 'k', null)",
                [world.code, one["proposal_id"], one["digest"]],
            )
    assert refused.value.sqlstate == "WC309"
    with pytest.raises(NotYourCompany), store.reading(Identity(world.people["clerk"], (elsewhere.code,))) as books:
        books.execute("select control.submit_proposal(%s, %s, %s)", [world.code, one["proposal_id"], one["digest"]])


def test_a_context_ends_with_its_transaction(store: Store, world: World) -> None:
    with store._pool("wcc_runtime").connection() as books:
        pass
    with store.reading(world.who("clerk")) as books:
        books.execute("select 1")
    for _ in range(4):
        with store._pool("wcc_runtime").connection() as books:
            assert books.execute("select current_setting('wcc.context', true) as context").fetchone() in (
                {"context": ""},
                {"context": None},
            )


def test_history_is_not_edited_removed_or_emptied_even_by_its_owner(store: Store, world: World) -> None:
    for statement in (
        "update control.audit_event set verb = 'x' where company_id = %(company)s",
        "delete from control.audit_event where company_id = %(company)s",
        "truncate control.audit_event",
    ):
        with psycopg.connect(store.conninfo(OWNER)) as owner:
            owner.execute("select set_config('wcc.context', %s, true)", [store.sign(world.who("clerk"))])
            with pytest.raises(psycopg.errors.RaiseException, match="insert-only"):
                owner.execute(statement, {"company": world.code})


def test_without_its_audit_line_an_approval_does_not_happen(store: Store, world: World) -> None:
    one = waiting(store, world)
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("alter table control.audit_event add constraint full_disk check (sequence < 0) not valid")
    try:
        with pytest.raises((CopilotError, psycopg.Error)):
            doors.decide(store, world, "approver", one["proposal_id"], one["digest"], "approve", "k")
    finally:
        with psycopg.connect(store.conninfo(OWNER)) as owner:
            owner.execute("alter table control.audit_event drop constraint full_disk")
    assert doors.read(store, world, one["proposal_id"])["status"] == "waiting"
    found = effects(store, world.code)
    assert (found.payments, found.wrong) == (0, ())
