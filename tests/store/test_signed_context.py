"""A context that this server did not sign, or signed too long ago, opens nothing."""

import base64
import json

import psycopg
import pytest

from tests.store.small_books import ANN, enter_company, psql
from workingcapital.controls.refusals import BadContext
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity, sign
from workingcapital.store.database.logins import OWNER
from workingcapital.store.database.migrating import register_key

REFUSED = "WC308"


@pytest.fixture(scope="module", autouse=True)
def a_company(store: Store) -> None:
    enter_company(store, "NORTH")
    enter_company(store, "SOUTH")


def seen_with(store: Store, token: str) -> list[str]:
    with psql(store, "wcc_runtime") as session:
        session.execute("select set_config('wcc.context', %s, false)", [token])
        return [row[0] for row in session.execute("select company_id from books.company order by 1").fetchall()]  # type: ignore[misc]


def refusal_of(store: Store, token: str) -> str | None:
    with pytest.raises(psycopg.Error) as refused:
        seen_with(store, token)
    return refused.value.sqlstate


def changed(token: str, **values: object) -> str:
    version, key, payload, signature = token.split(".")
    body = json.loads(base64.b64decode(payload)) | values
    return ".".join([version, key, base64.b64encode(json.dumps(body).encode()).decode(), signature])


def test_a_signed_context_opens_its_companies(store: Store) -> None:
    assert seen_with(store, store.sign(Identity(ANN, ("NORTH",)))) == ["NORTH"]
    assert seen_with(store, store.sign(Identity(ANN, ("NORTH", "SOUTH")))) == ["NORTH", "SOUTH"]


@pytest.mark.parametrize(
    "tampering",
    [
        {"companies": ["NORTH", "SOUTH"]},
        {"person": "cfo@halden.example"},
        {"expires": 9_999_999_999},
        {"nonce": "00"},
    ],
    ids=str,
)
def test_a_context_changed_after_signing_is_refused(store: Store, tampering: dict[str, object]) -> None:
    assert refusal_of(store, changed(store.sign(Identity(ANN, ("NORTH",))), **tampering)) == REFUSED


def test_an_expired_context_is_refused_and_not_answered_with_nothing(store: Store) -> None:
    assert refusal_of(store, store.sign(Identity(ANN, ("NORTH",)), seconds=-2)) == REFUSED


def test_a_context_signed_with_another_key_is_refused(store: Store) -> None:
    assert refusal_of(store, sign(Identity(ANN, ("NORTH",)), b"another key of thirty-two bytes!")) == REFUSED


def test_a_foreign_signature_under_our_key_id_is_refused(store: Store) -> None:
    ours, theirs = store.sign(Identity(ANN, ("NORTH",))), sign(Identity(ANN, ("NORTH",)), b"x" * 32)
    forged = ".".join([*ours.split(".")[:3], theirs.split(".")[3]])
    assert refusal_of(store, forged) == REFUSED


@pytest.mark.parametrize("token", ["x", "v1", "v1..", "v1.a.b.c.d", "'; drop table books.invoice; --", "a" * 10_000])
def test_what_is_no_context_at_all_is_refused(store: Store, token: str) -> None:
    assert refusal_of(store, token) == REFUSED


def test_dropping_a_part_of_the_context_is_refused(store: Store) -> None:
    parts = store.sign(Identity(ANN, ("NORTH",))).split(".")
    for left_out in range(4):
        assert refusal_of(store, ".".join(p for i, p in enumerate(parts) if i != left_out)) == REFUSED


def test_a_retired_key_opens_nothing_any_more(store: Store) -> None:
    old = store.sign(Identity(ANN, ("NORTH",)))
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        register_key(owner, b"the next key of thirty-two bytes")
    try:
        assert refusal_of(store, old) == REFUSED
        with pytest.raises(BadContext), store.reading(Identity(ANN, ("NORTH",))) as books:
            books.execute("select * from company")
        assert seen_with(store, sign(Identity(ANN, ("NORTH",)), b"the next key of thirty-two bytes")) == ["NORTH"]
    finally:
        store.prepare()
    assert seen_with(store, old) == ["NORTH"]


def test_names_in_other_scripts_and_quotes_travel_unharmed(store: Store) -> None:
    who = Identity("o'brïen–漢字@halden.example", ("NORTH",))
    with store.reading(who) as books:
        assert books.execute("select control.current_person() as person").fetchone() == {"person": who.person}


def test_the_context_is_verified_once_for_a_query_and_not_once_for_a_row(store: Store) -> None:
    with psycopg.connect(store.conninfo("wcc_runtime")) as session:
        session.execute("select set_config('wcc.context', %s, true)", [store.sign(Identity(ANN, ("NORTH",)))])
        plan = session.execute("explain (analyze, timing off) select * from books.party").fetchall()
    text = "\n".join(line for (line,) in plan)
    assert "InitPlan" in text
    assert "granted_companies" not in text.split("InitPlan")[0].replace("ANY ((InitPlan", "")
