"""The database of the books: our own embedded server, or the one DATABASE_URL names."""

import errno
import os
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from workingcapital.store.bootstrap import bootstrap, give_database
from workingcapital.store.embedded.cluster import prepare, start
from workingcapital.store.embedded.locks import held, lock
from workingcapital.store.embedded.places import PORT, Places, find_places, lock_folder
from workingcapital.store.errors import DiskFull
from workingcapital.store.logins import SUPERUSER, Secrets
from workingcapital.store.settings import StoreSettings


class Server:
    """A PostgreSQL with our logins; a context manager that lets go of it at the end."""

    def __init__(self, admin: str, secrets: Secrets) -> None:
        self._admin = admin
        self.secrets = secrets
        self.database = str(conninfo_to_dict(admin).get("dbname") or "")

    def conninfo(self, login: str, database: str | None = None) -> str:
        """How psycopg connects as one of our logins; holds the password, so never print it."""
        password = self.secrets.password(login)
        return make_conninfo(self._admin, user=login, password=password, dbname=database or self.database)

    def superuser(self, database: str | None = None) -> str:
        """How maintenance connects as the administrator; nothing that answers a question may."""
        return make_conninfo(self._admin, dbname=database or self.database)

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or as a copy of `template`, which nobody may be connected to; return its name."""
        statement = sql.SQL("create database {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" template {} strategy file_copy").format(sql.Identifier(template))
        with psycopg.connect(self.superuser(), autocommit=True) as admin:
            admin.execute(statement)
        with psycopg.connect(self.superuser(name)) as admin:
            give_database(admin)
            admin.execute("create extension if not exists vector")
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database and whoever is connected to it."""
        with psycopg.connect(self.superuser("postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def close(self) -> None:
        """Let go of the server."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class EmbeddedServer(Server):
    """Our own server; it stops when the last process that holds one lets go or dies."""

    def __init__(self, admin: str, secrets: Secrets, places: Places, holding: int) -> None:
        super().__init__(admin, secrets)
        self.places = places
        self._holding: int | None = holding

    def close(self) -> None:
        """Let go of the server; the supervisor stops it when nobody else holds it."""
        if self._holding is not None:
            os.close(self._holding)
            self._holding = None

    def wait_stopped(self, seconds: float = 60) -> None:
        """Wait until the server has stopped after its last user let go."""
        os.close(lock(self.places.locks / "supervisor.lock", seconds))


class ExternalServer(Server):
    """The server DATABASE_URL names."""


def attach(settings: StoreSettings | None = None) -> Server:
    """Start or join the database of the books, with logins and extension in place.

    Raises one of workingcapital.store.errors, which says what to do.
    """
    chosen = settings or StoreSettings()
    secrets = Secrets(chosen.secrets.absolute())
    try:
        if chosen.database_url is not None:
            admin = chosen.database_url.get_secret_value()
            bootstrap(admin, secrets, chosen.reset_logins)
            return ExternalServer(admin, secrets)
        return _attach_embedded(chosen, secrets)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(f"make room on the disk of {chosen.data_dir}, then start again") from error
        raise


def _attach_embedded(settings: StoreSettings, secrets: Secrets) -> EmbeddedServer:
    with held(lock_folder(settings) / "start.lock", settings.start_seconds):
        places = find_places(settings)
        # A server that is stopping keeps this lock until it is gone: then we start it anew.
        holding = lock(places.locks / "users.lock", settings.start_seconds, shared=True)
        try:
            prepare(places, settings, secrets)
            admin = _superuser(places, secrets)
            start(places, settings, admin)
            server = EmbeddedServer(make_conninfo(admin, dbname=settings.database), secrets, places, holding)
            _make_database(admin, settings.database)
            bootstrap(server.superuser(), secrets, reset_logins=True)
        except BaseException:
            os.close(holding)
            raise
    return server


def _superuser(places: Places, secrets: Secrets) -> str:
    password = secrets.password(SUPERUSER)
    return make_conninfo(host=str(places.socket), port=PORT, user=SUPERUSER, password=password, dbname="postgres")


def _make_database(admin: str, name: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
