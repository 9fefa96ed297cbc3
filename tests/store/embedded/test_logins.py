"""Nobody gets in without the secret of a login, and the secrets stay with us."""

import stat

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.store.embedded.processes import ask, embedded
from workingcapital.store.database.errors import SecretsUnusable
from workingcapital.store.database.logins import LOGINS, SUPERUSER, Secrets

EVERY = (SUPERUSER, *LOGINS)


@pytest.mark.parametrize("login", EVERY)
def test_each_login_opens_with_its_own_secret_only(server, login):
    assert ask(server.conninfo(login), "select current_user") == login
    others = "wcc_owner" if login != "wcc_owner" else "wcc_runtime"
    for wrong in ("", "postgres", server.secrets.password(others)):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(make_conninfo(server.conninfo(login), password=wrong), passfile="/nonexistent")


def test_scram_is_the_only_way_in(server, settings):
    rules = [line for line in (settings.data_dir / "pg/data/pg_hba.conf").read_text().splitlines() if line[:1] != "#"]
    assert rules == ["local all all scram-sha-256"]
    kinds = "select bool_and(auth_method = 'scram-sha-256' and type = 'local') from pg_hba_file_rules"
    assert ask(server.superuser(), kinds) is True
    kept = "select bool_and(rolpassword like 'SCRAM-SHA-256$%') from pg_authid where rolcanlogin"
    assert ask(server.superuser(), kept) is True


def test_the_network_finds_nobody_at_home(server):
    assert ask(server.superuser(), "show listen_addresses") == ""
    assert stat.S_IMODE(server.places.socket.stat().st_mode) == 0o700


def test_no_login_of_ours_can_overrule_the_database(server):
    powers = """select string_agg(rolname, ', ') from pg_roles where rolname like 'wcc%'
                and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)"""
    assert ask(server.superuser(), powers) is None


@pytest.mark.parametrize(("login", "may"), [("wcc_loader", True), ("wcc_runtime", False), ("wcc_execution", False)])
def test_only_the_loader_may_make_staging_tables(server, login, may):
    assert ask(server.conninfo(login), "select has_database_privilege(current_database(), 'temporary')") is may


def test_a_stranger_among_the_logins_may_not_enter_the_books(server):
    with psycopg.connect(server.superuser(), autocommit=True) as admin:
        admin.execute("create role stranger login password 'known'")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(make_conninfo(server.superuser(), user="stranger", password="known"))


def test_the_secrets_are_different_and_readable_by_us_only(server):
    files = [server.secrets.folder / login for login in EVERY]
    assert len({file.read_text() for file in files}) == len(EVERY)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(server.secrets.folder.stat().st_mode) == 0o700


def test_the_secrets_outlive_a_restart(settings):
    with embedded(settings) as first:
        before = {login: first.secrets.password(login) for login in EVERY}
    first.wait_stopped()
    with embedded(settings) as second:
        assert {login: second.secrets.password(login) for login in EVERY} == before
    second.wait_stopped()


def test_the_key_of_contexts_has_256_bits_and_stays(folder):
    key = Secrets(folder / "secrets").context_key()
    assert len(key) == 32
    assert Secrets(folder / "secrets").context_key() == key


def test_a_secret_that_others_can_read_is_refused(server):
    (server.secrets.folder / "wcc_owner").chmod(0o644)
    with pytest.raises(SecretsUnusable, match="chmod 600"):
        server.conninfo("wcc_owner")


def test_a_lost_secret_of_the_administrator_is_said_before_anything_starts(settings):
    (settings.secrets / SUPERUSER).unlink()
    with pytest.raises(SecretsUnusable, match="restore the secret from a backup"):
        embedded(settings)


def test_a_wrong_secret_of_the_administrator_is_said(settings):
    (settings.secrets / SUPERUSER).write_text("0" * 64)
    with pytest.raises(SecretsUnusable, match="does not open"):
        embedded(settings)


def test_a_lost_secret_of_a_login_is_made_anew(settings):
    (settings.secrets / "wcc_runtime").unlink()
    with embedded(settings) as server:
        assert ask(server.conninfo("wcc_runtime"), "select 1") == 1
    server.wait_stopped()


def test_the_log_holds_no_password(server):
    log = server.places.log.read_text()
    assert not [login for login in EVERY if server.secrets.password(login) in log]
    assert stat.S_IMODE(server.places.log.stat().st_mode) == 0o600
