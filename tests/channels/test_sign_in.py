"""Signing in over real HTTP, outside demo mode: every way in, and every way that must not be one."""

import base64
import hashlib
import json
import re
import secrets
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from itertools import count

import httpx
import jwt
import psycopg
import pytest
import uvicorn
from argon2 import PasswordHasher

from channels import tokens
from channels.settings import ChannelSettings
from server import create_app
from tests.controls.authenticator import code_at, now_step
from tests.store.small_books import RUN, enter_bill, enter_company
from workingcapital.controls import passwords
from workingcapital.controls.proposals import RunLine
from workingcapital.store import audit
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.people import api_keys, enrolment, people, second_factor
from workingcapital.store.proposals import proposals

C, PASSWORD = "REAL", "correct horse battery"
CLERK, APPROVER, CFO, CONTROLLER, RELEASER, ADMIN = (
    f"{name}@real.example" for name in ("clerk", "approver", "cfo", "controller", "releaser", "admin")
)
ROLES = {
    CLERK: "ap_clerk",
    APPROVER: "ap_approver",
    CFO: "controller_cfo",
    CONTROLLER: "controller_cfo",
    RELEASER: "treasury_releaser",
    ADMIN: "security_admin",
}
_number = count(1)
SECRETS: dict[str, bytes] = {}


@pytest.fixture(scope="module", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Argon2id with little work, so that twenty wrong passwords do not take ten seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="module")
def url(store: Store, cheap_hashes: None) -> Iterator[str]:
    """A server outside demo mode over one real company whose people enrolled with their one-time codes."""
    enter_company(store, C, sample=False, members=[people.Member(p, p.split("@")[0], (r,)) for p, r in ROLES.items()])
    for person in ROLES:
        device = enrolment.enrol(store, enrolment.invite(store, C, person), PASSWORD)
        SECRETS[person] = base64.b32decode(device.secret + "=" * (-len(device.secret) % 8))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(store, channels=ChannelSettings(demo=False, attempts_per_minute=10_000))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(autouse=True)
def nobody_is_locked(store: Store, url: str) -> None:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("delete from control.attempt")
        owner.execute("update control.totp set last_step = 0, failures = 0, locked_until = null")


@pytest.fixture
def web(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=30) as client:
        yield client


def challenge() -> tuple[str, str]:
    verifier = secrets.token_urlsafe(48)
    return verifier, base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def give_password(web: httpx.Client, person: str, password: str = PASSWORD) -> tuple[httpx.Response, str]:
    verifier, hashed = challenge()
    body = {"person": person, "password": password, "code_challenge": hashed, "code_challenge_method": "S256"}
    return web.post("/v1/auth/challenge", json=body), verifier


def redeem(web: httpx.Client, code: str, verifier: str, **more: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, **more}
    return web.post("/v1/auth/token", data=form)


def signed_in(web: httpx.Client, person: str) -> dict[str, str]:
    response, verifier = give_password(web, person)
    assert response.status_code == 200, response.text
    granted = redeem(web, response.json()["authorization_code"], verifier)
    assert granted.status_code == 200, granted.text
    return granted.json()


def bearer(granted: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {granted['access_token']}"}


def refresh(web: httpx.Client, token: str) -> httpx.Response:
    return web.post("/v1/auth/refresh", json={"refresh_token": token})


def me(web: httpx.Client, headers: dict[str, str]) -> int:
    return web.get("/v1/me", headers=headers).status_code


def code_of(store: Store, person: str) -> str:
    return code_at(now_step(store), SECRETS[person])


def waiting(store: Store) -> dict:
    n = next(_number)
    item = enter_bill(store, C, "100.00", number=f"H-{n}")
    with store.reading(Identity(CLERK, (C,))) as books:
        made = proposals.propose(books, C, [RunLine(item, RUN, RUN)], RUN, "run", "t", 1, f"c{n}")
        return proposals.submit(books, C, made["proposal_id"], made["digest"])


def events(store: Store, limit: int = 5) -> list[dict]:
    with store.reading(Identity(CLERK, (C,))) as books:
        return audit.trail(books, C, limit=limit)


def test_a_password_opens_a_session_and_the_session_a_name(web: httpx.Client, store: Store) -> None:
    granted = signed_in(web, CFO)
    assert (granted["token_type"], granted["expires_in"]) == ("Bearer", 600)
    said = web.get("/v1/me", headers=bearer(granted)).json()
    assert (said["person"], said["demo"], said["companies"][0]["code"]) == (CFO, False, C)
    assert {"verb": "signed_in", "person_id": CFO}.items() <= events(store, 1)[0].items()


def test_without_signing_in_nothing_is_to_be_had(web: httpx.Client) -> None:
    for path in ("/v1/me", "/v1/threads", "/v1/proposals", f"/v1/documents/{uuid.uuid4()}", "/v1/facts/F1"):
        refused = web.get(path)
        assert refused.status_code == 401, path
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert web.get(path, headers={"X-WCC-Person": CFO}).status_code == 401
    assert web.get("/v1/people").json() == {"people": []}
    assert web.post("/v1/chat", json={"message": "DSO?"}).status_code == 401


@pytest.mark.parametrize("person", [CFO, "nobody@real.example", "", "x" * 500, "'; drop table control.person; --"])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(web: httpx.Client, person: str) -> None:
    refused, _ = give_password(web, person, "not the password")
    assert (refused.status_code, refused.json()["title"]) in [
        (401, "This did not sign you in."),
        (422, "What was given cannot be used."),
    ]
    assert "not the password" not in refused.text


def test_five_failures_lock_the_account_even_for_the_right_password(web: httpx.Client, store: Store) -> None:
    for _ in range(5):
        assert give_password(web, APPROVER, "wrong")[0].status_code == 401
    locked, _ = give_password(web, APPROVER)
    assert locked.status_code == 429
    assert 600 < int(locked.headers["retry-after"]) <= 900
    assert [event["verb"] for event in events(store, 2)] == ["locked_out", "sign_in_failed"]
    assert give_password(web, CFO)[0].status_code == 200, "another account is not locked"


def test_twenty_failures_lock_the_address_for_everybody(web: httpx.Client, store: Store) -> None:
    for n in range(20):
        assert give_password(web, f"guess{n}@real.example", "wrong")[0].status_code == 401
    assert give_password(web, CFO)[0].status_code == 429
    assert (events(store, 1)[0]["verb"], events(store, 1)[0]["object_kind"]) == ("locked_out", "address")


def test_a_code_is_redeemed_once_by_whoever_has_its_verifier(web: httpx.Client) -> None:
    given, verifier = give_password(web, CFO)
    code = given.json()["authorization_code"]
    assert redeem(web, code, challenge()[0]).json()["error"] == "invalid_grant"
    granted = redeem(web, code, verifier).json()
    assert me(web, bearer(granted)) == 200
    assert redeem(web, code, verifier).status_code == 400
    assert me(web, bearer(granted)) == 401, "a code that comes twice ends the session it opened"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password", "username": CFO, "password": PASSWORD}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "x"}, "invalid_request"),
        ({"grant_type": "authorization_code", "code": "x", "code_verifier": "y", "scope": "admin"}, "invalid_request"),
        ({}, "unsupported_grant_type"),
    ],
)
def test_the_token_endpoint_knows_one_grant(web: httpx.Client, form: dict[str, str], error: str) -> None:
    refused = web.post("/v1/auth/token", data=form)
    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert PASSWORD not in refused.text


def test_a_field_that_stands_twice_is_refused(web: httpx.Client) -> None:
    body = "grant_type=authorization_code&code=a&code=b&code_verifier=c"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert web.post("/v1/auth/token", content=body, headers=headers).status_code == 400


def test_a_refresh_token_is_good_once_and_a_second_use_ends_the_whole_session(web: httpx.Client, store: Store) -> None:
    first = signed_in(web, CFO)
    second = refresh(web, first["refresh_token"]).json()
    third = refresh(web, second["refresh_token"]).json()
    assert me(web, bearer(third)) == 200
    assert refresh(web, first["refresh_token"]).status_code == 400
    assert me(web, bearer(third)) == 401
    assert refresh(web, third["refresh_token"]).status_code == 400
    assert events(store, 1)[0]["details"]["why"] == "refresh token used twice"


def test_signing_out_ends_access_at_once(web: httpx.Client, store: Store) -> None:
    granted = signed_in(web, CFO)
    other = signed_in(web, CFO)
    assert web.post("/v1/auth/revoke", data={"token": granted["refresh_token"]}).status_code == 200
    assert me(web, bearer(granted)) == 401
    assert me(web, bearer(other)) == 200, "another sign-in goes on"
    assert events(store, 2)[0]["verb"] == "signed_out"
    assert web.post("/v1/auth/revoke", data={"token": "none of ours"}).status_code == 200


@pytest.mark.parametrize(
    "aged", ["seen_at = seen_at - interval '31 minutes'", "begun_at = begun_at - interval '12 hours 1 minute'"]
)
def test_a_session_ends_when_idle_and_at_the_latest_after_twelve_hours(
    web: httpx.Client, store: Store, aged: str
) -> None:
    granted = signed_in(web, CFO)
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute(f"update control.session set {aged}".encode())
    assert me(web, bearer(granted)) == 401
    assert refresh(web, granted["refresh_token"]).json()["error"] == "invalid_grant"


def forged(store: Store, real: str) -> dict[str, str]:
    key = store.access_key()
    claims = jwt.decode(real, options={"verify_signature": False})
    head, body, _ = real.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').decode().rstrip("=")
    return {
        "alg none": f"{none}.{body}.",
        "alg None in capitals": jwt.encode(claims, "", algorithm="none"),
        "another key": jwt.encode(claims, b"k" * 32, algorithm="HS256"),
        "another algorithm": jwt.encode(claims, key * 2, algorithm="HS512"),
        "wrong audience": jwt.encode(claims | {"aud": "somebody else"}, key, algorithm="HS256"),
        "wrong issuer": jwt.encode(claims | {"iss": "https://evil.example"}, key, algorithm="HS256"),
        "expired": jwt.encode(claims | {"exp": int(time.time()) - 1}, key, algorithm="HS256"),
        "without expiry": jwt.encode({k: v for k, v in claims.items() if k != "exp"}, key, algorithm="HS256"),
        "another session": jwt.encode(claims | {"sid": str(uuid.uuid4())}, key, algorithm="HS256"),
        "another person": jwt.encode(claims | {"sub": CONTROLLER}, key, algorithm="HS256"),
        "unsigned": f"{head}.{body}.",
        "cut": real[:-3],
        "no token": "null",
        "the context's own key": jwt.encode(claims, store.server.secrets.context_key(), algorithm="HS256"),
    }


def test_a_token_that_is_not_exactly_ours_opens_nothing(web: httpx.Client, store: Store) -> None:
    granted = signed_in(web, CFO)
    for name, token in forged(store, granted["access_token"]).items():
        refused = web.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert refused.status_code == 401, name
        assert refused.headers["content-type"] == "application/problem+json"
    for header in (
        "Basic Y2ZvOng=",
        "Bearer",
        "",
        f"Token {granted['access_token']}",
        f"Bearer {granted['refresh_token']}",
    ):
        assert me(web, {"Authorization": header}) == 401, header
    assert me(web, bearer(granted)) == 200
    assert tokens.read(store.access_key(), granted["access_token"]).person == CFO


def decide(web: httpx.Client, headers: dict[str, str], one: dict, **more: str) -> httpx.Response:
    body = {"decision": "approve", "digest": one["digest"], **more}
    headers = headers | {"Idempotency-Key": uuid.uuid4().hex}
    return web.post(f"/v1/proposals/{one['proposal_id']}/decision", json=body, headers=headers)


def test_approving_takes_a_code_of_the_last_five_minutes(web: httpx.Client, store: Store) -> None:
    headers, one = bearer(signed_in(web, APPROVER)), waiting(store)
    refused = decide(web, headers, one)
    assert refused.status_code == 401
    assert "insufficient_user_authentication" in refused.headers["www-authenticate"]
    assert decide(web, headers, one, code="000000").status_code == 401
    assert decide(web, headers, one, code=code_of(store, APPROVER)).json()["status"] == "approved"
    assert events(store, 1)[0]["details"]["factor"] == "totp"
    assert decide(web, headers, waiting(store)).status_code == 200, (
        "within five minutes the code need not be given again"
    )
    elsewhere = bearer(signed_in(web, APPROVER))
    assert decide(web, elsewhere, waiting(store)).status_code == 401, "it counts in its own session only"
    replayed = web.post("/v1/auth/step-up", json={"code": code_of(store, APPROVER)}, headers=elsewhere)
    assert (replayed.status_code, "used already" in replayed.json()["detail"]) == (401, True)


def test_releasing_takes_a_code_too(web: httpx.Client, store: Store) -> None:
    one, approver, releaser = waiting(store), bearer(signed_in(web, APPROVER)), bearer(signed_in(web, RELEASER))
    assert decide(web, approver, one, code=code_of(store, APPROVER)).status_code == 200
    address = f"/v1/proposals/{one['proposal_id']}/release"
    assert web.post(address, headers=releaser).status_code == 401
    until = web.post("/v1/auth/step-up", json={"code": code_of(store, RELEASER)}, headers=releaser)
    assert set(until.json()) == {"until"}
    assert web.post(address, headers=releaser).json()["status"] == "released"


def key_of(store: Store, person: str) -> tuple[str, str]:
    admin, cfo = Identity(ADMIN, (C,), "a", "session"), Identity(CFO, (C,), "c", "session")
    key_id = api_keys.request(store, admin, C, person, days=30)
    second_factor.prove(store, cfo, code_of(store, CFO))
    api_keys.approve(store, cfo, C, key_id)
    return key_id, api_keys.collect(store, Identity(person, (C,), "p", "session"), C, key_id)


def test_an_api_key_reads_and_never_approves(web: httpx.Client, store: Store) -> None:
    key_id, key = key_of(store, APPROVER)
    headers, one = {"Authorization": f"Bearer {key}"}, waiting(store)
    assert web.get("/v1/me", headers=headers).json()["person"] == APPROVER
    assert web.get(f"/v1/proposals/{one['proposal_id']}", headers=headers).status_code == 200
    refused = decide(web, headers, one)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/key-may-not-decide")
    assert decide(web, headers, one, code=code_of(store, APPROVER)).status_code == 403
    assert web.post(f"/v1/proposals/{one['proposal_id']}/release", headers=headers).status_code == 403
    declined = web.post(
        f"/v1/proposals/{one['proposal_id']}/decision",
        json={"decision": "decline", "digest": one["digest"], "comment": "no"},
        headers={**headers, "Idempotency-Key": "declined-by-a-key"},
    )
    assert (declined.status_code, declined.json()["type"]) == (403, "/problems/key-may-not-decide")
    with store.reading(Identity(ADMIN, (C,))) as books:
        [used] = [each for each in api_keys.listing(books, C) if each["key_id"] == key_id]
    assert used["state"] == "in_use"
    assert "key_hash" not in used
    api_keys.revoke(store, Identity(ADMIN, (C,), "a", "session"), C, key_id)
    assert me(web, headers) == 401
    for broken in (key[:-1], "wcc.REAL.x.y", "wcc...", "wcc.", f"wcc.OTHER.{key_id}.x"):
        assert me(web, {"Authorization": f"Bearer {broken}"}) == 401


@pytest.mark.parametrize(
    ("login", "statement"),
    [
        ("wcc_decision", "select control.decide('REAL', gen_random_uuid(), '', 'decline', 'x', 'k', null)"),
        ("wcc_decision", "select control.revoke_grant('REAL', 1)"),
        ("wcc_decision", "select control.record_answer('REAL', gen_random_uuid(), 'confirmed', 'x')"),
        ("wcc_decision", "select control.override_finding('REAL', gen_random_uuid(), '', '', '', '', null)"),
        ("wcc_execution", "select control.release('REAL', gen_random_uuid(), null)"),
        ("wcc_execution", "select control.file_written('REAL', gen_random_uuid(), 'run', 'x')"),
    ],
)
def test_with_psql_a_key_opens_no_function_that_decides(store: Store, login: str, statement: str) -> None:
    through_key = Identity(CFO, (C,), "key x", "key")
    with psycopg.connect(store.conninfo(login), autocommit=True) as session:
        session.execute("select set_config('wcc.context', %s, false)", [store.sign(through_key)])
        with pytest.raises(psycopg.Error) as refused:
            session.execute(statement.encode())
    assert refused.value.sqlstate == "WC312"


def test_another_sites_page_gets_nothing_signed_in_or_refreshed(web: httpx.Client) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        refused = web.post("/v1/auth/refresh", headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/foreign-origin")


def test_the_page_keeps_its_refresh_token_where_no_script_reads_it(web: httpx.Client) -> None:
    given, verifier = give_password(web, CFO)
    granted = redeem(web, given.json()["authorization_code"], verifier, keep="cookie")
    assert "refresh_token" not in granted.json()
    cookie = granted.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/v1/auth"))
    assert web.get("/v1/auth/ways").json() == {"demo": False, "signed_in": True}
    again = web.post("/v1/auth/refresh")
    assert me(web, bearer(again.json())) == 200
    assert web.post("/v1/auth/revoke").status_code == 200
    assert web.post("/v1/auth/refresh").status_code == 400
    assert me(web, bearer(again.json())) == 401


def test_an_invitation_is_good_once_and_a_poor_password_does_not_spend_it(web: httpx.Client, store: Store) -> None:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("delete from control.credential where person_id = %s", [CONTROLLER])
    code = enrolment.invite(store, C, CONTROLLER)
    for poor in ("short", "aaaaaaaaaaaaaaaa", "controller-controller"):
        refused = web.post("/v1/auth/enrol", json={"code": code, "password": poor})
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/weak-password")
    enrolled = web.post("/v1/auth/enrol", json={"code": code, "password": PASSWORD})
    assert enrolled.json()["person"] == CONTROLLER
    assert re.fullmatch(r"[A-Z2-7]{32}", enrolled.json()["secret"])
    assert len(enrolled.json()["qr"]) == len(enrolled.json()["qr"][0])
    assert web.post("/v1/auth/enrol", json={"code": code, "password": PASSWORD}).status_code == 403
    assert web.post("/v1/auth/enrol", json={"code": "x", "password": PASSWORD}).status_code == 403


def test_a_reset_takes_two_people_and_ends_what_was_signed_in(web: httpx.Client, store: Store) -> None:
    granted = signed_in(web, RELEASER)
    admin, cfo = Identity(ADMIN, (C,), "a", "session"), Identity(CFO, (C,), "reset", "session")
    reset = enrolment.request_reset(store, admin, C, RELEASER)
    with pytest.raises(Exception, match="authenticator"):
        enrolment.approve_reset(store, cfo, C, reset)
    with pytest.raises(Exception, match="controller or CFO"):
        enrolment.approve_reset(store, admin, C, reset)
    second_factor.prove(store, cfo, code_of(store, CFO))
    device = enrolment.enrol(store, enrolment.approve_reset(store, cfo, C, reset), "another good password")
    SECRETS[RELEASER] = base64.b32decode(device.secret)
    assert me(web, bearer(granted)) == 401
    assert give_password(web, RELEASER)[0].status_code == 401
    assert give_password(web, RELEASER, "another good password")[0].status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422),
        (b'{"decision": "approve", "decision": "decline", "digest": "x"}', 422),
        (b'{"decision": NaN, "digest": "x"}', 422),
        (b'  {"a": {"b": 1, "b": 2}}', 422),
        (b'{"a":' * 10_000, 400),
        (b"[" * 10_000, 400),
        (b'{"decision": "approve", "digest": "' + b"x" * 1_000_001 + b'"}', 413),
        (b'{"decision": "approve", "digest": "x", "role": "controller_cfo"}', 422),
        (json.dumps({"decision": "approve", "digest": "x" * 5000}).encode(), 422),
    ],
)
def test_a_bad_body_is_refused_in_words(web: httpx.Client, body: bytes, status: int) -> None:
    headers = bearer(signed_in(web, APPROVER)) | {"content-type": "application/json", "Idempotency-Key": "k"}
    refused = web.post(f"/v1/proposals/{uuid.uuid4()}/decision", content=body, headers=headers)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in refused.text


def test_no_secret_of_a_sign_in_is_in_the_database_or_in_what_was_recorded(web: httpx.Client, store: Store) -> None:
    granted = signed_in(web, CFO)
    key_id, key = key_of(store, CLERK)
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        tables = owner.execute(
            """select table_schema || '.' || table_name from information_schema.tables
               where table_schema in ('books', 'control') and table_type = 'BASE TABLE'"""
        ).fetchall()
        for (table,) in tables:
            owner.execute(f"alter table {table} no force row level security".encode())
            for (row,) in owner.execute(f"select t::text from {table} t".encode()):
                for value in (PASSWORD, granted["refresh_token"], granted["access_token"], key.split(".")[-1]):
                    assert value not in row, table
        owner.rollback()
    assert key_id in key
