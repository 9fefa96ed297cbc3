"""Grants and delegations take a second factor, and the review names who could pay themselves."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from tests.controls.authenticator import code_at, forget_codes, give_device, now_step
from tests.store.small_books import ADMIN, ANN, APPROVER, CFO, CLERK, CONTROLLER, MANAGER, RELEASER, enter_company
from workingcapital.controls.refusals import ConfirmationNeeded, MayNotGrant, ToxicRoles
from workingcapital.errors import BadInput, CopilotError
from workingcapital.store import audit
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.people import access, people, second_factor
from workingcapital.store.people.people import Member

C = "NORTH"
SOON = datetime.now(UTC) + timedelta(days=10)
REAL_CFO = Identity(CFO, (C,), "session", "session")


def who(person: str) -> Identity:
    return Identity(person, (C,))


@pytest.fixture(scope="module", autouse=True)
def a_company(store: Store) -> None:
    enter_company(store, C)
    give_device(store, CFO)


@pytest.fixture(autouse=True)
def no_code_given_yet(store: Store) -> None:
    forget_codes(store, CFO)


def test_a_grant_takes_effect_with_the_approvers_code_and_the_record_says_so(store: Store) -> None:
    with store.reading(who(ADMIN)) as books:
        [grant] = people.request_grant(books, C, Member("nele@halden.example", "Nele", ("viewer",)))
    with pytest.raises(ConfirmationNeeded), store.deciding(REAL_CFO) as books:
        people.approve_grant(books, C, grant)
    second_factor.prove(store, REAL_CFO, code_at(now_step(store)))
    with store.deciding(REAL_CFO) as books:
        people.approve_grant(books, C, grant)
    with store.reading(who(CLERK)) as books:
        assert audit.trail(books, C, limit=1)[0]["details"] == {
            "person": "nele@halden.example", "role": "viewer", "factor": "totp"
        }  # fmt: skip
    assert people.grants_of(store, "nele@halden.example") == {C: frozenset({"viewer"})}


def test_a_delegation_is_given_by_its_holder_and_approved_by_a_third(store: Store) -> None:
    with store.reading(who(MANAGER)) as books:
        made = access.delegate(books, C, APPROVER, "ap_manager", Decimal("100000"), SOON)
    for person in (MANAGER, APPROVER, CLERK, ADMIN):
        with pytest.raises(MayNotGrant):
            access.approve_delegation(store, who(person), C, made)
    access.approve_delegation(store, who(CONTROLLER), C, made)
    assert people.grants_of(store, APPROVER)[C] == {"ap_approver", "ap_manager"}
    access.end_delegation(store, who(MANAGER), C, made)
    assert people.grants_of(store, APPROVER)[C] == {"ap_approver"}


@pytest.mark.parametrize(
    ("by", "to", "role", "limit", "until", "error"),
    [
        (CLERK, APPROVER, "ap_manager", "1", SOON, MayNotGrant),
        (MANAGER, CLERK, "ap_manager", "1", SOON, ToxicRoles),
        (MANAGER, RELEASER, "ap_manager", "1", SOON, ToxicRoles),
        (MANAGER, APPROVER, "ap_manager", "0", SOON, BadInput),
        (MANAGER, APPROVER, "ap_manager", "1", SOON - timedelta(days=20), BadInput),
        (MANAGER, APPROVER, "ap_manager", "1", SOON + timedelta(days=200), BadInput),
        (MANAGER, MANAGER, "ap_manager", "1", SOON, CopilotError),
        (MANAGER, "nobody@halden.example", "ap_manager", "1", SOON, CopilotError),
    ],
)
def test_a_delegation_that_must_not_be_is_refused(
    store: Store, by: str, to: str, role: str, limit: str, until: datetime, error: type[Exception]
) -> None:
    with pytest.raises(error), store.reading(who(by)) as books:
        access.delegate(books, C, to, role, Decimal(limit), until)


def test_the_review_finds_nobody_who_could_pay_themselves_until_the_guard_is_off(store: Store) -> None:
    with store.reading(who(CLERK)) as books:
        assert access.review(books, C)["findings"] == []
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, true)", [store.sign(Identity(ANN, (C,)))])
        owner.execute("alter table control.role_grant disable trigger refuse_toxic_roles")
        owner.execute(
            """insert into control.role_grant (company_id, person_id, role, requested_by, approved_by, approved_at)
               values (%s, %s, 'treasury_releaser', 'a', 'b', now())""",
            [C, MANAGER],
        )
        owner.execute("alter table control.role_grant enable trigger refuse_toxic_roles")
    with store.reading(who(CLERK)) as books:
        findings = access.review(books, C)["findings"]
    assert [found["person"] for found in findings] == [MANAGER]
    assert "approve and release a payment" in findings[0]["why"]


def test_the_review_names_sample_people_in_a_real_company(store: Store) -> None:
    enter_company(store, "ACME", sample=False, members=[Member(CLERK, "Clara", ("ap_clerk",))])
    with store.reading(Identity(CLERK, ("ACME",))) as books:
        findings = access.review(books, "ACME")["findings"]
    assert findings == [{"person": CLERK, "why": "is a sample person, who decides without a second factor"}]
