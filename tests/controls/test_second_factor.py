"""Second factors and the single-use tokens made from them, on the real database."""

import hashlib
import hmac
import uuid
from itertools import count

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.controls.authenticator import SECRET, code_at, forget_codes, give_device, now_step
from tests.store.small_books import APPROVER, CLERK, RELEASER, RUN, enter_bill, enter_company, enter_supplier
from workingcapital.controls.proposals import RunLine
from workingcapital.controls.refusals import (
    BadDecisionToken,
    ConfirmationNeeded,
    KeyMayNotDecide,
    LockedOut,
    NotEnrolled,
    WrongCode,
)
from workingcapital.store import audit
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.people import second_factor
from workingcapital.store.proposals import proposals

C = "NORTH"
REAL, FINAL = Identity(APPROVER, (C,), "session-1", "session"), Identity(RELEASER, (C,), "session-2", "session")
_number = count(1)


@pytest.fixture(scope="module", autouse=True)
def people_with_devices(store: Store) -> None:
    enter_company(store, C)
    for person in (APPROVER, RELEASER):
        give_device(store, person)


@pytest.fixture(autouse=True)
def no_code_given_yet(store: Store) -> None:
    for person in (APPROVER, RELEASER):
        forget_codes(store, person)


def waiting(store: Store) -> dict:
    n = next(_number)
    item = enter_bill(store, C, "100.00", number=f"S-{n}", party=enter_supplier(store, C, f"S{n}x"))
    with store.reading(Identity(CLERK, (C,))) as books:
        made = proposals.propose(books, C, [RunLine(item, RUN, RUN)], RUN, "run", "t", 1, f"c{n}")
        return proposals.submit(books, C, made["proposal_id"], made["digest"])


def approve(store: Store, one: dict, who: Identity = REAL) -> dict:
    return proposals.decide(store, who, one["proposal_id"], one["digest"], "approve", None, f"k{next(_number)}")


def last_event(store: Store) -> dict:
    with store.reading(Identity(CLERK, (C,))) as books:
        return audit.trail(books, C, limit=1)[0]


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_hashes_as_everybody_does(store: Store, text: bytes) -> None:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        row = owner.execute("select control.sha1(%s), control.hmac_sha1(%s, %s)", [text, text[:64], text]).fetchone()
    assert row == (hashlib.sha1(text).digest(), hmac.new(text[:64], text, hashlib.sha1).digest())


# RFC 6238, appendix B: eight digits there, the last six here.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(store: Store, seconds: int, code: str) -> None:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        row = owner.execute("select control.totp_code(%s, %s)", [b"12345678901234567890", seconds // 30]).fetchone()
    assert row == (code,)
    assert code_at(seconds // 30, b"12345678901234567890") == code


def test_a_real_person_approves_and_releases_with_a_code_and_the_record_says_so(store: Store) -> None:
    one = waiting(store)
    with pytest.raises(ConfirmationNeeded):
        approve(store, one)
    step = now_step(store)
    second_factor.prove(store, REAL, code_at(step))
    assert approve(store, one)["status"] == "approved"
    assert last_event(store)["details"]["factor"] == "totp"
    with pytest.raises(ConfirmationNeeded):
        proposals.release(store, FINAL, C, one["proposal_id"])
    second_factor.prove(store, FINAL, code_at(step))
    assert proposals.release(store, FINAL, C, one["proposal_id"])["status"] == "released"
    assert (last_event(store)["verb"], last_event(store)["details"]["factor"]) == ("released", "totp")


def test_a_sample_person_needs_no_code_and_the_record_says_demo(store: Store) -> None:
    enter_company(store, "DEMO")
    item = enter_bill(store, "DEMO", "100.00", number="D-1")
    with store.reading(Identity(CLERK, ("DEMO",))) as books:
        made = proposals.propose(books, "DEMO", [RunLine(item, RUN, RUN)], RUN, "run", "t", 1, "d")
        proposals.submit(books, "DEMO", made["proposal_id"], made["digest"])
    manager = Identity("manager@halden.example", ("DEMO",))
    proposals.decide(store, manager, made["proposal_id"], made["digest"], "approve", None, "d")
    with store.reading(manager) as books:
        assert audit.trail(books, "DEMO", limit=1)[0]["details"]["factor"] == "demo"


def test_a_real_person_cannot_pass_for_a_sample_person_of_another_company(store: Store) -> None:
    enter_company(store, "REAL", sample=False)
    with store.deciding(Identity(APPROVER, ("REAL", C))) as books:
        assert second_factor.decision_token(books, "REAL", "proposal", uuid.uuid4(), "0" * 64, "approve") is None


def test_a_code_is_good_once_and_for_one_sign_in(store: Store) -> None:
    one, step = waiting(store), now_step(store)
    second_factor.prove(store, REAL, code_at(step))
    with pytest.raises(WrongCode, match="used already"):
        second_factor.prove(store, REAL, code_at(step))
    with pytest.raises(WrongCode, match="used already"):
        second_factor.prove(store, REAL, code_at(step - 1))
    with pytest.raises(ConfirmationNeeded):
        approve(store, one, Identity(APPROVER, (C,), "another session", "session"))


def test_a_code_of_long_ago_or_of_somebody_else_is_wrong(store: Store) -> None:
    step = now_step(store)
    for code in (code_at(step - 3), code_at(step, SECRET[::-1]), "", "12345", "x" * 1000, "'; drop table"):
        forget_codes(store, APPROVER)
        with pytest.raises(WrongCode):
            second_factor.prove(store, REAL, code)
    assert last_event(store)["verb"] == "second_factor_failed"
    with pytest.raises(NotEnrolled):
        second_factor.prove(store, Identity(CLERK, (C,), "s", "session"), code_at(step))


def test_five_wrong_codes_lock_the_factor_even_for_the_right_one(store: Store) -> None:
    for _ in range(5):
        with pytest.raises(WrongCode):
            second_factor.prove(store, REAL, "000000x")
    assert last_event(store)["verb"] == "locked_out"
    with pytest.raises(LockedOut) as locked:
        second_factor.prove(store, REAL, code_at(now_step(store)))
    assert 600 < locked.value.seconds <= 900


def test_five_minutes_after_the_code_it_confirms_nothing(store: Store) -> None:
    one = waiting(store)
    second_factor.prove(store, REAL, code_at(now_step(store)))
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("update control.second_factor set proven_at = proven_at - interval '301 seconds'")
    with pytest.raises(ConfirmationNeeded):
        approve(store, one)


def test_an_api_key_gets_no_token_even_with_a_fresh_factor(store: Store) -> None:
    one = waiting(store)
    second_factor.prove(store, REAL, code_at(now_step(store)))
    with pytest.raises(KeyMayNotDecide):
        approve(store, one, Identity(APPROVER, (C,), "session-1", "key"))


def test_no_token_is_made_for_a_key_whichever_login_asks(store: Store) -> None:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        spoken = store.sign(Identity(APPROVER, (C,), "session-1", "key"))
        owner.execute("select set_config('wcc.context', %s, true)", [spoken])
        with pytest.raises(psycopg.Error) as refused:
            owner.execute("select control.issue_decision_token(%s, 'proposal', 'x', repeat('0', 64), 'approve')", [C])
    assert refused.value.sqlstate == "WC312"


CHANGED = [
    {"object": str(uuid.uuid4())},
    {"digest": "f" * 64},
    {"verb": "release"},
    {"kind": "grant"},
    {"who": FINAL},
    {"who": Identity(APPROVER, (C,), "session-9", "session")},
]


@pytest.mark.parametrize("changed", CHANGED, ids=lambda c: next(iter(c)))
def test_a_token_is_good_for_what_it_was_made_for_and_nothing_else(store: Store, changed: dict) -> None:
    second_factor.prove(store, REAL, code_at(now_step(store)))
    asked = {"kind": "proposal", "object": str(uuid.uuid4()), "digest": "0" * 64, "verb": "approve"}
    with store.deciding(REAL) as books:
        token = second_factor.decision_token(books, C, asked["kind"], asked["object"], asked["digest"], asked["verb"])
    spent = asked | changed
    assert spend(store, token, spent) == "WC313"
    assert spend(store, token, asked) == "totp"
    assert spend(store, token, asked) == "WC313", "a token is spent once"


def spend(store: Store, token: str | None, asked: dict) -> str:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, true)", [store.sign(asked.get("who", REAL))])
        try:
            row = owner.execute(
                "select control.use_decision_token(%s, %s, %s, %s, %s, %s)",
                [C, asked["kind"], asked["object"], asked["digest"], asked["verb"], token],
            ).fetchone()
        except psycopg.Error as error:
            return error.sqlstate or ""
    assert row is not None
    return str(row[0])


def test_no_approval_and_no_release_can_be_written_without_its_token(store: Store) -> None:
    one = waiting(store)
    forged = """insert into control.decision (company_id, proposal_id, person_id, verb, digest, token_hash)
                values (%s, %s, %s, 'approve', repeat('0', 64), %s)"""
    for token, error in ((None, psycopg.errors.CheckViolation), ("1" * 64, psycopg.errors.ForeignKeyViolation)):
        with psycopg.connect(store.conninfo(OWNER)) as owner:
            owner.execute("select set_config('wcc.context', %s, true)", [store.sign(REAL)])
            with pytest.raises(error):
                owner.execute(forged.encode(), [C, one["proposal_id"], APPROVER, token])
            owner.rollback()


def test_a_made_up_token_is_refused_and_the_refusal_is_on_record(store: Store) -> None:
    one = waiting(store)
    with store.deciding(REAL) as books:
        row = books.execute(
            "select control.decide(%s, %s, %s, 'approve', null, 'made-up', %s) as said",
            [C, one["proposal_id"], one["digest"], "made up"],
        ).fetchone()
    assert row is not None
    assert row["said"]["code"] == "WC313"
    assert last_event(store)["verb"] == "refused"
    assert BadDecisionToken.title() == "This confirmation is used, out of date or for something else."
