"""The schema goes up, down and up again, and knows which revision is its newest."""

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from langgraph.checkpoint.postgres.base import MIGRATIONS

from tests.store.small_books import enter_company
from workingcapital.migrations import FOLDER, HEAD
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.embedded import Server
from workingcapital.store.database.logins import OWNER
from workingcapital.store.database.migrating import migrate
from workingcapital.store.people.people import Member, found

SHAPE = """
    select n.nspname, c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname in ('books', 'control', 'agent')
    order by 1, 2, 4
"""
FUNCTIONS = """
    select p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.proacl::text
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('books', 'control', 'agent') order by 1
"""


def shape(conninfo: str) -> list[tuple[object, ...]]:
    with psycopg.connect(conninfo) as owner:
        return owner.execute(SHAPE).fetchall() + owner.execute(FUNCTIONS).fetchall()


def test_the_schema_goes_up_down_and_up_again_to_the_same_shape(server: Server) -> None:
    owner = server.conninfo(OWNER, server.create_database("wcc_test_up_and_down"))
    try:
        migrate(owner)
        once = shape(owner)
        migrate(owner, "base")
        assert shape(owner) == []
        migrate(owner)
        assert shape(owner) == once
    finally:
        server.drop_database("wcc_test_up_and_down")


def test_the_newest_revision_is_the_one_the_program_was_written_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_opening_a_store_twice_migrates_once(store: Store, capfd: pytest.CaptureFixture[str]) -> None:
    store.prepare()
    assert capfd.readouterr() == ("", "")
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        assert owner.execute("select version_num from migration.alembic_version").fetchall() == [(HEAD,)]


def test_langgraphs_tables_are_at_the_version_of_the_installed_library(store: Store) -> None:
    with store.reading(Identity("someone@halden.example", ())) as books:
        newest = books.execute("select max(v) from agent.checkpoint_migrations").fetchone()
    assert newest == {"max": len(MIGRATIONS) - 1}


def enter_notice(store: Store, company: str) -> None:
    """A bank's notice: movements without balances."""
    with store.loading(Identity("operator", (company,))) as books:
        books.execute(
            """insert into bank_statement (company_id, bank_account_id, from_date, to_date, currency)
               select company_id, bank_account_id, '2026-06-29', '2026-06-29', currency from bank_account limit 1"""
        )


def test_sample_people_of_an_older_database_are_known_as_such_and_its_bank_notices_are_gone(
    server: Server, empty_template: str
) -> None:
    older = Store(server, server.create_database("wcc_test_older", empty_template))
    try:
        enter_company(older, "SAMPLE")
        people = [Member("real@acme.example", "Real", ("controller_cfo",))]
        with older.loading(Identity("operator", ("ACME",))) as books:
            books.execute(
                """insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar)
                   values ('ACME', 'Acme', 'EUR', 'DE', 'Europe/Berlin', 'TARGET')"""
            )
            found(books, "ACME", people)
        enter_notice(older, "SAMPLE")
        migrate(older.conninfo(OWNER), "0003")
        migrate(older.conninfo(OWNER))
        with older.reading(Identity("operator", ("ACME", "SAMPLE"))) as books:
            rows = books.execute("select person_id, is_sample from control.person").fetchall()
            notices = books.execute("select count(*) as n from bank_statement").fetchone()
        marked = {row["person_id"]: row["is_sample"] for row in rows}
        assert (marked["cfo@halden.example"], marked["real@acme.example"]) == (True, False)
        assert notices == {"n": 0}  # the oldest schema cannot hold one
    finally:
        older.close_pools()
        server.drop_database("wcc_test_older")
