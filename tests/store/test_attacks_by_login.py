"""An hour with psql and a login of the service: what widens a login is refused, what shadows a name changes nothing."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.store.small_books import ANN, enter_company, psql
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import LOADER, LOGINS, OWNER

SERVICE = [login for login in LOGINS if login != OWNER]

WIDENING = [
    "alter role {login} bypassrls",
    "alter role {login} superuser",
    "alter role {other} password 'mine'",
    "grant {other} to {login}",
    "set role wcc_owner",
    "set role wcc_execution; set role wcc_decision",
    "set session_replication_role = replica",
    "set session_preload_libraries = 'mine'",
    "alter system set log_statement = 'all'",
    "alter database {database} set row_security = off",
    "reassign owned by wcc_owner to {login}",
    "drop owned by wcc_owner",
    "create schema mine",
    "create function public.f() returns int language sql as 'select 1'",
    "create function books.f() returns int language sql as 'select 1'",
    "create operator public.= (function = texteq, leftarg = text, rightarg = text)",
    "create cast (text as date) with inout as implicit",
    "create foreign data wrapper mine",
    "create language mine handler plpgsql_call_handler",
    "create event trigger mine on ddl_command_start execute function suppress_redundant_updates_trigger()",
    "create publication mine for all tables",
    "create rule mine as on select to books.party do instead select 1",
    "create trigger mine before insert on books.payment execute function suppress_redundant_updates_trigger()",
    "create policy mine on books.party using (true)",
    "alter function control.verified_context() reset search_path",
    "alter table books.party owner to {login}",
    "begin; lock table control.audit_head in access exclusive mode",
    "copy (select 1) to program 'id'",
    "copy (select 1) to '/tmp/mine'",
    "copy control.context_key to stdout",
    "load '$libdir/plpgsql_mine'",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/tmp/mine')",
    "select pg_read_binary_file('/etc/passwd')",
    "select pg_ls_dir('/')",
    "select pg_reload_conf()",
    "select pg_create_physical_replication_slot('mine')",
    "select passwd from pg_shadow",
    "select rolpassword from pg_authid",
    "select lomacl from pg_largeobject_metadata, pg_largeobject",
    "select set_config('row_security', 'off', false); table books.party",
]  # fmt: skip
REFUSED = psycopg.errors.InsufficientPrivilege  # what is not there, or not shipped, would prove nothing


@pytest.fixture(scope="module", autouse=True)
def two_companies(store: Store) -> None:
    for company in ("NORTH", "SOUTH"):
        enter_company(store, company)


@pytest.fixture(scope="module", params=SERVICE)
def session(request: pytest.FixtureRequest, store: Store) -> "Iterator[psycopg.Connection[Any]]":
    """A login's own connection, speaking as a person of one company."""
    with psql(store, request.param) as opened:
        opened.execute("select set_config('wcc.context', %s, false)", [store.sign(Identity(ANN, ("NORTH",)))])
        opened.commit()
        yield opened


@pytest.mark.parametrize("attack", WIDENING)
def test_no_login_widens_itself(session: "psycopg.Connection[Any]", store: Store, attack: str) -> None:
    login = session.info.user
    other = "wcc_decision" if login != "wcc_decision" else "wcc_execution"
    said = attack.format(login=login, other=other, database=store.database)
    with pytest.raises(psycopg.Error) as refused:
        session.execute(said.encode())
    session.rollback()
    assert isinstance(refused.value, REFUSED), refused.value


@pytest.mark.parametrize("login", [login for login in SERVICE if login != LOADER])
def test_only_the_loader_has_a_place_for_things_of_its_own(store: Store, login: str) -> None:
    with psql(store, login) as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute("create temporary table company (company_id text)")


SHADOWS = """
    create temporary table context_key (key_id text, inner_block bytea, outer_block bytea, retired_at timestamptz);
    create temporary table company (company_id text);
    create function pg_temp.granted_companies() returns text[] language sql as $$ select array['NORTH', 'SOUTH'] $$;
    create function pg_temp.verified_context() returns jsonb language sql as $$ select '{"companies": ["SOUTH"]}'::jsonb $$;
    create function pg_temp.sha256(bytea) returns bytea language sql as $$ select ''::bytea $$;
    create function pg_temp.yes(text, text) returns boolean language sql as $$ select true $$;
    create operator pg_temp.= (function = pg_temp.yes, leftarg = text, rightarg = text);
    set search_path = pg_temp, control, books, pg_catalog;
"""


def test_what_shadows_our_names_shows_no_other_company(store: Store) -> None:
    with psql(store, LOADER) as own:
        own.execute("select set_config('wcc.context', %s, false)", [store.sign(Identity(ANN, ("NORTH",)))])
        own.execute(SHADOWS)
        assert own.execute("select pg_temp.granted_companies()").fetchone() == (["NORTH", "SOUTH"],)
        assert own.execute("select control.granted_companies()").fetchone() == (["NORTH"],)
        for table in ("company", "party"):
            seen = own.execute(f"select distinct company_id from books.{table}".encode()).fetchall()
            assert seen == [("NORTH",)], table
        assert own.execute("select * from books.items_as_of('SOUTH', '2026-06-30', 'payable')").fetchall() == []


def test_a_plan_made_under_one_persons_context_serves_the_next_one_only_their_own(store: Store) -> None:
    with psql(store, "wcc_runtime") as own:
        own.execute("set plan_cache_mode = force_generic_plan")
        own.execute("prepare mine as select distinct company_id from books.party")
        for company in ("NORTH", "SOUTH", "NORTH"):
            own.execute("select set_config('wcc.context', %s, false)", [store.sign(Identity(ANN, (company,)))])
            assert own.execute("execute mine").fetchall() == [(company,)]
        own.execute("declare held cursor with hold for select company_id from books.party where company_id = 'SOUTH'")
        assert own.execute("fetch all from held").fetchall() == []
