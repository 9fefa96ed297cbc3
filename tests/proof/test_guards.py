"""The list of guards fits the code; `make guards` takes each of them away and shows which tests miss it."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.proof.guards.entry import Guard, guards, patched, take_away
from workingcapital.store.database.connection import Store
from workingcapital.store.database.logins import OWNER

CHECKOUT = Path(__file__).resolve().parents[2]


def name(guard: Guard) -> str:
    return f"{guard.guarantee} {guard.guard}"


def test_every_guarantee_has_its_guards() -> None:
    assert {guard.guarantee for guard in guards()} == {f"G{n}" for n in range(1, 13)}


def schema(owner: "psycopg.Connection[Any]") -> list[Any]:
    """What a guard in the database can consist of: functions, policies, triggers, constraints, indexes and rights."""
    return owner.execute(
        """select 'function', p.oid::text, pg_get_functiondef(p.oid), p.proacl::text
             from pg_proc p
             where p.prokind = 'f' and p.pronamespace in (select oid from pg_namespace where nspname !~ '^(pg_|information)')
           union all select 'policy', oid::text, pg_get_expr(polqual, polrelid),
                            pg_get_expr(polwithcheck, polrelid) || polroles::text from pg_policy
           union all select 'trigger', oid::text, tgenabled::text, null from pg_trigger
           union all select 'constraint', oid::text, pg_get_constraintdef(oid), null from pg_constraint
           union all select 'index', indexrelid::text, indisunique::text, null from pg_index
           union all select 'relation', oid::text, relrowsecurity::text || relforcerowsecurity::text, relacl::text from pg_class
           union all select 'column', attrelid::text || attnum, attnotnull::text, attacl::text from pg_attribute
           union all select 'schema', oid::text, nspacl::text, null from pg_namespace
           union all select 'login', oid::text, rolsuper::text || rolbypassrls::text, null from pg_roles
           union all select 'member', oid::text, roleid::text || member::text, null from pg_auth_members
           order by 1, 2"""
    ).fetchall()


@pytest.mark.parametrize("guard", [guard for guard in guards() if guard.in_database], ids=name)
def test_a_guard_in_the_database_can_be_taken_away(guard: Guard, store: Store) -> None:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        before = schema(owner)
        take_away(owner, guard)
        assert schema(owner) != before
        owner.rollback()
    assert all((CHECKOUT / test).exists() for test in guard.tests)


@pytest.mark.parametrize("guard", [guard for guard in guards() if not guard.in_database], ids=name)
def test_a_guard_in_a_file_can_be_taken_away(guard: Guard) -> None:
    assert guard.file is not None
    text = (CHECKOUT / guard.file).read_text(encoding="utf-8")
    assert patched(text, guard) != text
    assert all((CHECKOUT / test).exists() for test in guard.tests)
