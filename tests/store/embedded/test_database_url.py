"""DATABASE_URL replaces the embedded server: any PostgreSQL 16+ with pgvector, ours playing the stranger here."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.store.embedded.processes import ask, embedded
from workingcapital.store.database import maintenance
from workingcapital.store.database.bootstrap import checked_conninfo
from workingcapital.store.database.embedded import EmbeddedServer, ExternalServer, attach
from workingcapital.store.database.embedded.engine import engines
from workingcapital.store.database.embedded.scratch import scratch_folder
from workingcapital.store.database.errors import BadAddress, DatabaseUnfit, DatabaseUnreachable, LoginTaken
from workingcapital.store.database.logins import LOGINS
from workingcapital.store.database.settings import StoreSettings


@pytest.fixture(scope="module", params=sorted(engines()))
def stranger(request: pytest.FixtureRequest) -> Iterator[EmbeddedServer]:
    """A server of each major version that the wheel carries."""
    with scratch_folder() as folder:
        settings = StoreSettings(data_dir=folder, database_url=None, engine=request.param, durable=False)
        with embedded(settings) as server:
            clear(server)
            yield server
        server.wait_stopped()


@pytest.fixture
def address(stranger: EmbeddedServer) -> Iterator[str]:
    """A server as its administrator gives it to us: none of our logins, one empty database."""
    with psycopg.connect(stranger.superuser("postgres"), autocommit=True) as admin:
        admin.execute("create database firm")
    yield stranger.url("postgres", "firm")
    clear(stranger)


def clear(server: EmbeddedServer) -> None:
    with psycopg.connect(server.superuser("postgres"), autocommit=True) as admin:
        for database in ("wcc", "firm", "copy"):
            admin.execute(f"drop database if exists {database} with (force)".encode())
        for login in ("clerk", "helper", *LOGINS):
            admin.execute(f"drop role if exists {login}".encode())


def at(folder: Path, url: str, **more: object) -> StoreSettings:
    return StoreSettings(data_dir=folder, database_url=url, **more)


def test_the_same_logins_are_made_there_with_secrets_of_ours(folder, address):
    with attach(at(folder, address)) as server:
        assert isinstance(server, ExternalServer)
        for login in LOGINS:
            assert (
                ask(server.conninfo(login), "select current_user || ' in ' || current_database()") == f"{login} in firm"
            )
        assert ask(server.conninfo("wcc_owner"), "select '[1,2]'::vector <-> '[1,3]'") == 1
    assert not (folder / "pg").exists(), "nothing of our own was started"


def test_the_environment_is_enough_to_choose_it(folder, address, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", address.replace("postgresql://", "postgresql+psycopg://"))
    monkeypatch.setenv("STORE_DATA_DIR", str(folder))
    with attach() as server:
        assert ask(server.conninfo("wcc_runtime"), "select current_database()") == "firm"


def test_databases_are_made_copied_and_dropped_there_too(folder, address):
    with attach(at(folder, address)) as server:
        with psycopg.connect(server.conninfo("wcc_owner")) as books:
            books.execute("create table bill as select 980.00 as amount")
        server.create_database("copy", template="firm")
        assert str(ask(server.conninfo("wcc_owner", "copy"), "select amount from bill")) == "980.00"
        assert ask(server.conninfo("wcc_runtime", "copy"), "select current_user") == "wcc_runtime"
        server.drop_database("copy")
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            ask(server.conninfo("wcc_owner", "copy"), "select 1")


def test_dump_and_restore_work_there_too(folder, address):
    settings = at(folder, address)
    with attach(settings) as server, psycopg.connect(server.conninfo("wcc_owner")) as books:
        books.execute("create table bill as select 980.00 as amount")
    maintenance.dump(folder / "books.dump", settings)
    with psycopg.connect(server.conninfo("wcc_owner")) as books:
        books.execute("drop table bill")
    maintenance.restore(folder / "books.dump", settings)
    assert str(ask(server.conninfo("wcc_owner"), "select amount from bill")) == "980.00"


def test_another_installation_does_not_take_over_the_logins_unless_told_to(folder, address):
    first = attach(at(folder / "first", address))
    with pytest.raises(LoginTaken, match="STORE_SECRETS_DIR"):
        attach(at(folder / "second", address))
    shared = attach(at(folder / "third", address, secrets_dir=folder / "first/secrets"))
    assert shared.conninfo("wcc_owner") == first.conninfo("wcc_owner")
    second = attach(at(folder / "second", address, reset_logins=True))
    assert ask(second.conninfo("wcc_owner"), "select 1") == 1
    with pytest.raises(psycopg.OperationalError):
        ask(first.conninfo("wcc_owner"), "select 1")


def test_an_administrator_who_is_no_superuser_is_enough(folder, stranger, address):
    with psycopg.connect(stranger.superuser("firm"), autocommit=True) as admin:
        admin.execute("create role helper login createrole createdb password 'known'")
        admin.execute("alter database firm owner to helper")
        admin.execute("create extension vector")
    with attach(at(folder, address_of(stranger, "helper"))) as server:
        assert ask(server.conninfo("wcc_owner"), "select current_user") == "wcc_owner"


def test_a_login_that_may_create_no_roles_is_refused_with_the_reason(folder, stranger, address):
    with psycopg.connect(stranger.superuser("firm"), autocommit=True) as admin:
        admin.execute("create role clerk login password 'known'")
    with pytest.raises(DatabaseUnfit, match="may create roles"):
        attach(at(folder, address_of(stranger, "clerk")))


def test_a_login_of_ours_with_more_power_than_ours_is_refused(folder, stranger, address):
    with psycopg.connect(stranger.superuser("firm"), autocommit=True) as admin:
        admin.execute("create role wcc_runtime login bypassrls password 'known'")
    with pytest.raises(LoginTaken, match="bypasses row-level security"):
        attach(at(folder, address, reset_logins=True))


def address_of(server: EmbeddedServer, login: str) -> str:
    (server.secrets.folder / login).write_text("known")
    (server.secrets.folder / login).chmod(0o600)
    return server.url(login, "firm")


def test_a_wrong_password_is_said_without_showing_it(folder, stranger, address):
    wrong = address.replace(stranger.secrets.password("postgres"), "hunter2")
    with pytest.raises(DatabaseUnreachable, match="does not let us in") as refusal:
        attach(at(folder, wrong))
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize("url", ["http://books", "postgresql://localhost", "=="])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(BadAddress, match="DATABASE_URL"):
        checked_conninfo(url)
