"""Grants take two people, and no one person holds two roles that undo each other."""

import psycopg
import pytest

from tests.store.small_books import ADMIN, ANN, APPROVER, CFO, CLERK, CONTROLLER, MEMBERS, VIEWER, enter_company
from workingcapital.controls.refusals import AlreadyDecided, MayNotGrant, ToxicRoles
from workingcapital.errors import BadInput, Conflict, NotFound, UnknownCompany
from workingcapital.store import founding
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.people import people
from workingcapital.store.people.people import Member

C = "NORTH"


@pytest.fixture(scope="module", autouse=True)
def a_company(store: Store) -> None:
    enter_company(store, C)


def requested(store: Store, member: Member, by: str = ADMIN) -> int:
    with store.reading(Identity(by, (C,))) as books:
        [grant] = people.request_grant(books, C, member)
    return grant


def approve(store: Store, grant: int, by: str) -> None:
    with store.deciding(Identity(by, (C,))) as books:
        people.approve_grant(books, C, grant)


def test_a_person_holds_what_was_granted_and_security_reads_no_books(store: Store) -> None:
    assert people.grants_of(store, CLERK) == {C: frozenset({"ap_clerk"})}
    assert people.grants_of(store, ADMIN) == {}
    assert people.grants_of(store, "stranger@halden.example") == {}
    assert people.name_of(store, CLERK) == "Clara Clerk"
    with pytest.raises(NotFound):
        people.name_of(store, "stranger@halden.example")


def test_a_grant_takes_effect_when_a_second_person_approves_it(store: Store) -> None:
    new = Member("new@halden.example", "Nele New", ("viewer",))
    grant = requested(store, new)
    assert people.grants_of(store, new.person) == {}
    approve(store, grant, CFO)
    assert people.grants_of(store, new.person) == {C: frozenset({"viewer"})}
    with pytest.raises(AlreadyDecided):
        approve(store, grant, CONTROLLER)
    with store.deciding(Identity(ADMIN, (C,))) as books:
        people.revoke_grant(books, C, grant)
    assert people.grants_of(store, new.person) == {}


@pytest.mark.parametrize("person", [CLERK, VIEWER, CFO, "stranger@halden.example"])
def test_only_a_security_admin_requests_a_grant(store: Store, person: str) -> None:
    with pytest.raises(MayNotGrant):
        requested(store, Member("x@halden.example", "X", ("viewer",)), by=person)


def test_nobody_requests_for_themselves_or_approves_their_own(store: Store) -> None:
    with pytest.raises(MayNotGrant):
        requested(store, Member(ADMIN, "Adam", ("security_admin",)))
    grant = requested(store, Member(CFO, "Carl", ("auditor",)))
    for person in (CFO, ADMIN, CLERK, VIEWER):
        with pytest.raises(MayNotGrant):
            approve(store, grant, person)
    approve(store, grant, CONTROLLER)


TOXIC = [
    (CLERK, "ap_approver"),
    (CLERK, "ap_manager"),
    (CLERK, "controller_cfo"),
    (CLERK, "vendor_maintainer"),
    (CLERK, "treasury_releaser"),
    (APPROVER, "vendor_verifier"),
    (APPROVER, "treasury_releaser"),
    (APPROVER, "treasury_analyst"),
    (CFO, "treasury_releaser"),
    (CFO, "security_admin"),
    (VIEWER, "security_admin"),
]


@pytest.mark.parametrize(("person", "role"), TOXIC)
def test_a_toxic_pair_is_refused_at_the_request(store: Store, person: str, role: str) -> None:
    with pytest.raises(ToxicRoles):
        requested(store, Member(person, "X", (role,)))


@pytest.mark.parametrize(("person", "role"), TOXIC)
def test_a_toxic_pair_is_refused_by_the_table_and_over_a_delegation(store: Store, person: str, role: str) -> None:
    grant = """insert into control.role_grant (company_id, person_id, role, requested_by, approved_by, approved_at)
               values (%s, %s, %s, 'a', 'b', now())"""
    delegation = """insert into control.delegation (company_id, to_person, role, from_person, limit_amount, valid_to)
                    values (%s, %s, %s, 'manager@halden.example', 1, now() + interval '1 day')"""
    for statement in (grant, delegation):
        with psycopg.connect(store.conninfo(OWNER)) as owner:
            owner.execute("select set_config('wcc.context', %s, true)", [store.sign(Identity(ANN, (C,)))])
            with pytest.raises(psycopg.Error) as refused:
                owner.execute(statement.encode(), [C, person, role])
            owner.rollback()
        assert refused.value.sqlstate == "WC306"


def test_two_grants_that_are_toxic_only_together_are_not_both_requested(store: Store) -> None:
    requested(store, Member("both@halden.example", "Bo", ("vendor_maintainer",)))
    with pytest.raises(ToxicRoles):
        requested(store, Member("both@halden.example", "Bo", ("vendor_verifier",)))


def test_a_company_that_has_its_two_people_is_not_founded_again(store: Store) -> None:
    with pytest.raises(MayNotGrant):
        founding.add_person(store, "late@halden.example", "Late", C, ["controller_cfo"])


def test_a_new_company_is_founded_person_by_person_until_two_can_grant(store: Store) -> None:
    jo = ["jo@acme.example"]
    added = founding.add_company(store, "ACME", "Acme Ltd", "GBP", "GB", "Europe/London", "GB", "6.5", jo)
    assert added["people"] == ["jo@acme.example"]
    founding.add_person(store, "pat@acme.example", "Pat", "ACME", ["ap_clerk"])
    founding.add_person(store, "sec@acme.example", "Sec", "ACME", ["security_admin"])
    with pytest.raises(MayNotGrant):
        founding.add_person(store, "sam@acme.example", "Sam", "ACME", ["ap_manager"])
    assert people.grants_of(store, "pat@acme.example") == {"ACME": frozenset({"ap_clerk"})}
    with store.reading(Identity("jo@acme.example", ("ACME",))) as books:
        assert [one["person_id"] for one in people.colleagues(books, "ACME")] == [
            "jo@acme.example",
            "pat@acme.example",
            "sec@acme.example",
        ]
        [acme] = founding.companies_of(books)
        assert (acme["code"], acme["currency"]) == ("ACME", "GBP")
        assert people.policy(books, "ACME").currency == "GBP"


def test_a_company_is_named_once_and_properly(store: Store) -> None:
    with pytest.raises(Conflict):
        founding.add_company(store, C, "again")
    for code, currency, country, rate in [
        ("x", "EUR", "DE", None),
        ("A'; DROP", "EUR", "DE", None),
        ("GOOD", "eur", "DE", None),
        ("GOOD", "EUR", "D", None),
        ("GOOD", "EUR", "DE", "much"),
        ("GOOD", "EUR", "DE", "NaN"),
        ("GOOD", "EUR", "DE", "-1"),
    ]:
        with pytest.raises(BadInput):
            founding.add_company(store, code, code, currency, country, borrowing_rate=rate)
    with pytest.raises(UnknownCompany):
        founding.add_person(store, "a@b.example", "A", "NOWHERE", ["viewer"])


def test_an_unknown_role_or_a_name_that_is_no_address_is_refused(store: Store) -> None:
    founding.add_company(store, "OPEN", "Open")
    for person, role in (("a@b.example", "emperor"), ("no address", "viewer")):
        with pytest.raises(BadInput):
            founding.add_person(store, person, "A", "OPEN", [role])


def test_a_person_sees_colleagues_and_nobody_else(store: Store) -> None:
    founding.add_company(store, "LONE", "Lone", controllers=["hermit@lone.example"])
    with store.reading(Identity("hermit@lone.example", ("LONE",))) as books:
        rows = books.execute("select person_id from control.person").fetchall()
        assert rows == [{"person_id": "hermit@lone.example"}]
        assert books.execute("select * from control.role_grant where company_id = 'NORTH'").fetchall() == []
    with store.reading(Identity(CLERK, (C,))) as books:
        seen = {row["person_id"] for row in books.execute("select person_id from control.person").fetchall()}
    assert {member.person for member in MEMBERS} <= seen
    assert "hermit@lone.example" not in seen
