"""Dump, restore and upgrade: whole or not at all."""

import stat
from contextlib import closing

import psycopg
import pytest

from tests.store.embedded.processes import ask, embedded
from workingcapital.store.database import maintenance
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.embedded.cluster import NEXT
from workingcapital.store.database.embedded.engine import engines
from workingcapital.store.database.errors import BadAddress, DatabaseUnreachable, NotADump, StoreInUse, VersionMismatch
from workingcapital.store.database.logins import OWNER
from workingcapital.store.database.settings import StoreSettings

BOOKS = """
create schema books;
create table books.bill (company text, amount numeric(18, 4), meaning vector(2));
alter table books.bill enable row level security;
alter table books.bill force row level security;
create policy own on books.bill using (company = current_setting('wcc.company', true));
grant usage on schema books to wcc_runtime;
grant select on books.bill to wcc_runtime;
"""
SCHEMA = """
select string_agg(nspname || '.' || relname || ' ' || relowner::regrole || ' ' || coalesce(relacl::text, '')
                  || relforcerowsecurity, E'\\n' order by nspname, relname)
from pg_class join pg_namespace on pg_namespace.oid = relnamespace where nspname in ('books', 'control', 'agent')
"""
SEEN = "select coalesce(sum(amount), 0)::text from books.bill"


def fill(server) -> None:
    with psycopg.connect(server.conninfo(OWNER)) as books:
        books.execute(BOOKS.encode())
    with psycopg.connect(server.superuser()) as books:
        books.execute("insert into books.bill values ('HALDE', 980.00, '[1,2]'), ('NORDEN', 20.00, '[2,1]')")


def stop(server) -> None:
    server.close()
    server.wait_stopped()


@pytest.fixture
def dumped(settings, tmp_path):
    """A store with books in it, and their dump."""
    with closing(embedded(settings)) as server:
        fill(server)
        yield server, maintenance.dump(tmp_path / "books.dump", settings)
    server.wait_stopped()


def test_a_dump_holds_every_company_and_is_readable_by_us_only(settings, dumped):
    server, file = dumped
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with psycopg.connect(server.superuser()) as books:
        books.execute("delete from books.bill")
    maintenance.restore(file, settings)
    assert ask(server.superuser(), SEEN) == "1000.0000"


def test_the_whole_schema_survives_a_dump_into_another_installation(folder, settings, tmp_path):
    with closing(Store.open(settings)) as first:
        names = ask(first.conninfo(OWNER), SCHEMA)
        maintenance.dump(tmp_path / "books.dump", settings)
    first.server.wait_stopped()
    other = StoreSettings(data_dir=folder / "other", database_url=None, durable=False)
    maintenance.restore(tmp_path / "books.dump", other)
    with closing(Store.open(other)) as second:
        assert ask(second.conninfo(OWNER), SCHEMA) == names
        with second.reading(Identity("reader", ())) as books:
            assert books.execute("select count(*) as seen from books.company").fetchone() == {"seen": 0}
    second.server.wait_stopped()


def test_what_is_restored_keeps_its_owner_and_its_fences(settings, dumped):
    server, file = dumped
    maintenance.restore(file, settings)
    assert ask(server.conninfo("wcc_runtime"), SEEN) == "0", "nobody's company: no rows"
    assert ask(server.superuser(), "select tableowner from pg_tables where tablename = 'bill'") == OWNER
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(server.conninfo("wcc_decision"), SEEN)


def test_a_restore_waits_for_nobody_but_says_that_somebody_is_connected(settings, dumped):
    server, file = dumped
    with psycopg.connect(server.conninfo(OWNER)), pytest.raises(StoreInUse, match="stop whoever"):
        maintenance.restore(file, settings)
    assert ask(server.superuser(), "select count(*) from pg_database where datname like 'wcc%'") == 1


@pytest.mark.parametrize(
    "damage", [lambda dump: dump[: len(dump) // 2], lambda dump: b"PGDMP", lambda dump: b"id;amount\n"]
)
def test_a_file_that_is_no_whole_dump_leaves_the_books_as_they_were(settings, dumped, damage):
    server, file = dumped
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(NotADump):
        maintenance.restore(file, settings)
    assert ask(server.superuser(), SEEN) == "1000.0000"
    assert ask(server.superuser(), "select count(*) from pg_database where datname like 'wcc%'") == 1


def test_a_dump_that_fails_leaves_no_file(settings, tmp_path):
    (settings.secrets / "postgres").write_text("0" * 64)
    nowhere = settings.model_copy(update={"start_seconds": 5.0})
    with pytest.raises(Exception, match="does not open"):
        maintenance.dump(tmp_path / "books.dump", nowhere)
    assert list(tmp_path.iterdir()) == []


def test_the_address_opens_the_books_while_somebody_uses_them(settings, server):
    assert ask(maintenance.url(settings=settings), "select current_user") == OWNER


@pytest.fixture
def old_store(folder) -> StoreSettings:
    """Books written by an older major version of PostgreSQL, stopped."""
    if len(engines()) < 2:
        pytest.skip("the installed wheel carries one major version only")
    old = StoreSettings(data_dir=folder, database_url=None, engine=min(engines()), durable=False)
    with closing(embedded(old)) as server:
        fill(server)
    server.wait_stopped()
    return old.model_copy(update={"engine": None})


def test_an_upgrade_carries_the_books_over_and_keeps_the_old_cluster(old_store):
    with pytest.raises(VersionMismatch):
        embedded(old_store)
    done = maintenance.upgrade(old_store)
    assert (done.before, done.after) == (min(engines()), max(engines()))
    assert (done.kept / "PG_VERSION").read_text().strip() == str(done.before)
    with closing(embedded(old_store)) as server:
        assert ask(server.superuser(), SEEN) == "1000.0000"
        assert ask(server.conninfo("wcc_runtime"), SEEN) == "0"
        assert ask(server.superuser(), "show server_version_num") >= str(done.after * 10_000)
    server.wait_stopped()
    assert maintenance.upgrade(old_store).kept is None, "there is nothing more to do"


def test_an_upgrade_that_is_cut_off_between_two_renames_is_finished_by_the_next_start(old_store):
    maintenance.upgrade(old_store)
    home = old_store.data_dir / "pg"
    with closing(embedded(old_store)) as server:
        pass
    server.wait_stopped()
    (home / "data").rename(home / NEXT)  # the old cluster is aside, the new one not yet in its place
    with closing(embedded(old_store)) as server:
        assert ask(server.superuser(), SEEN) == "1000.0000"
    server.wait_stopped()


def test_an_upgrade_that_fails_leaves_the_old_books(old_store, monkeypatch):
    def fails(*_: object) -> None:
        raise NotADump("torn")

    monkeypatch.setattr("workingcapital.store.database.embedded.upgrading.read_dump", fails)
    with pytest.raises(NotADump):
        maintenance.upgrade(old_store)
    monkeypatch.undo()
    assert maintenance.upgrade(old_store).kept is not None
    with closing(embedded(old_store)) as server:
        assert ask(server.superuser(), SEEN) == "1000.0000"
    server.wait_stopped()


def test_nobody_upgrades_books_that_are_in_use(old_store):
    with (
        closing(embedded(old_store.model_copy(update={"engine": min(engines())}))) as server,
        pytest.raises(StoreInUse, match="then upgrade"),
    ):
        maintenance.upgrade(old_store)
    server.wait_stopped()


def test_a_server_of_somebody_else_is_not_ours_to_upgrade(folder):
    named = StoreSettings(data_dir=folder, database_url="postgresql://localhost/books")
    with pytest.raises(BadAddress, match="administrator"):
        maintenance.upgrade(named)


def test_a_server_that_is_not_there_cannot_be_dumped(folder):
    named = StoreSettings(data_dir=folder, database_url=f"postgresql:///books?host={folder}")
    with pytest.raises(DatabaseUnreachable):
        maintenance.dump(folder / "books.dump", named)
