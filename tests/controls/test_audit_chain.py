"""Whoever changes history shows, even as the owner of the tables."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.refusals import BadJson
from channels.terminal.auditing import kept_heads
from tests.store.small_books import ANN, enter_company
from workingcapital.store import audit
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER

C = "NORTH"
ASKER = Identity(ANN, (C,))


@pytest.fixture(scope="module", autouse=True)
def a_company(store: Store) -> None:
    enter_company(store, C)
    for n in range(6):
        with store.reading(ASKER) as books:
            audit.note(books, C, "configured", "person", f"p{n}", {"n": n, "text": 'Ünï"\\ \n\t–漢'})


def report(store: Store, kept: dict[str, Any] | None = None) -> dict[str, Any]:
    with store.reading(ASKER) as books:
        return audit.verify(books, C, kept)


@contextmanager
def history_changed(store: Store, *statements: str) -> Iterator[None]:
    """As the owner, with the guard off; put back afterwards."""
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, true)", [store.sign(ASKER)])
        owner.execute("create table control.kept as select * from control.audit_event")
        owner.execute("create table control.kept_head as select * from control.audit_head")
        owner.execute("alter table control.audit_event disable trigger user")
        for statement in statements:
            owner.execute(statement.encode())
    try:
        yield
    finally:
        with psycopg.connect(store.conninfo(OWNER)) as owner:
            owner.execute("select set_config('wcc.context', %s, true)", [store.sign(ASKER)])
            owner.execute("delete from control.audit_event")
            owner.execute("insert into control.audit_event select * from control.kept")
            owner.execute("delete from control.audit_head")
            owner.execute("insert into control.audit_head select * from control.kept_head")
            owner.execute("alter table control.audit_event enable trigger user")
            owner.execute("drop table control.kept, control.kept_head")


def test_an_untouched_chain_is_whole(store: Store) -> None:
    found = report(store)
    assert (found["whole"], found["broken"]) == (True, [])
    assert found["events"] == 7


@pytest.mark.parametrize(
    ("statement", "sequence", "what"),
    [
        ("update control.audit_event set person_id = 'x' where sequence = 3", 3, "edited"),
        ("update control.audit_event set details = '{}' where sequence = 3", 3, "edited"),
        ("update control.audit_event set at = at + interval '1 microsecond' where sequence = 3", 3, "edited"),
        ("update control.audit_event set hash = repeat('a', 64) where sequence = 3", 3, "edited"),
        ("delete from control.audit_event where sequence = 3", 3, "removed"),
        ("delete from control.audit_event where sequence = 7", 7, "removed"),
        ("delete from control.audit_event where sequence = 1", 1, "removed"),
        ("delete from control.audit_event", 7, "removed"),
    ],
)
def test_an_event_that_was_changed_or_removed_is_named(store: Store, statement: str, sequence: int, what: str) -> None:
    with history_changed(store, statement):
        broken = report(store)["broken"]
    assert {"sequence": sequence, "what": what} in broken
    assert report(store)["whole"]


def test_two_events_that_changed_places_are_named(store: Store) -> None:
    swap = """update control.audit_event set sequence = case sequence when 3 then 104 else 103 end
              where sequence in (3, 4)"""
    back = "update control.audit_event set sequence = sequence - 100 where sequence > 100"
    with history_changed(store, swap, back):
        assert {found["sequence"] for found in report(store)["broken"]} >= {3, 4}


def test_an_edited_event_with_a_fitting_hash_breaks_the_next_one(store: Store) -> None:
    forged = """update control.audit_event e set person_id = 'x' where sequence = 3"""
    rehash = """update control.audit_event e set hash = encode(sha256(convert_to(control.audit_text(e), 'UTF8')), 'hex')
                where sequence = 3"""
    with history_changed(store, forged, rehash):
        assert [found["sequence"] for found in report(store)["broken"]] == [4]


def test_a_chain_rewritten_to_its_end_no_longer_leads_to_the_head_kept_outside(store: Store) -> None:
    with store.reading(ASKER) as books:
        kept = audit.head(books, C)
    cut = "delete from control.audit_event where sequence = 7"
    head = """update control.audit_head set sequence = 6,
                     hash = (select hash from control.audit_event where sequence = 6)"""
    with history_changed(store, cut, head):
        assert report(store)["whole"]
        assert report(store, kept)["broken"] == [{"sequence": 7, "what": "removed"}]


def test_a_chain_written_anew_from_its_first_event_on_is_not_the_one_whose_head_was_kept(store: Store) -> None:
    with store.reading(ASKER) as books:
        kept = audit.head(books, C)
    anew = """do $$ declare one control.audit_event; previous char(64) := repeat('0', 64); begin
                for one in select * from control.audit_event where company_id = 'NORTH' order by sequence loop
                  one.person_id := 'somebody else'; one.previous := previous;
                  one.hash := encode(sha256(convert_to(control.audit_text(one), 'UTF8')), 'hex');
                  update control.audit_event e set person_id = one.person_id, previous = one.previous, hash = one.hash
                  where e.company_id = one.company_id and e.sequence = one.sequence;
                  previous := one.hash;
                end loop;
                update control.audit_head set hash = previous where company_id = 'NORTH'; end $$"""
    with history_changed(store, anew):
        assert report(store)["whole"]
        assert report(store, kept)["broken"] == [{"sequence": 7, "what": "not the event whose hash was kept outside"}]


@pytest.mark.parametrize(
    "change",
    [
        "update control.audit_event set verb = 'x'",
        "delete from control.audit_event",
        "truncate control.audit_event",
    ],
)
def test_even_the_owner_must_first_take_the_guard_away(store: Store, change: str) -> None:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, true)", [store.sign(ASKER)])
        with pytest.raises(psycopg.errors.RaiseException, match="insert-only"):
            owner.execute(change.encode())


@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_python_and_postgres_hash_any_text_alike(store: Store, text: str) -> None:
    with store.reading(ASKER) as books:
        audit.note(books, C, "configured", "setting", text, {"value": text})
        row = books.execute(
            """select *, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, details::text as details
               from control.audit_event where company_id = %s order by sequence desc limit 1""",
            [C],
        ).fetchone()
    assert row is not None
    assert audit.event_hash(row) == row["hash"]


def test_a_file_of_heads_is_read_back_and_anything_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "heads.json"
    file.write_text(json.dumps({"heads": [{"company": C, "sequence": 3, "hash": "a" * 64}]}))
    assert kept_heads(file) == {C: {"sequence": 3, "hash": "a" * 64}}
    for text in ("", "[]", '{"heads": [{"company": "X"}]}', '{"heads": 3}'):
        file.write_text(text)
        with pytest.raises(BadJson):
            kept_heads(file)
