"""The database of the books: our own embedded server, or the one DATABASE_URL names."""

import errno
import os
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from workingcapital.store.database.bootstrap import bootstrap, checked_conninfo, give_database
from workingcapital.store.database.embedded.cluster import prepare
from workingcapital.store.database.embedded.locks import held, lock
from workingcapital.store.database.embedded.places import Places, find_places, lock_folder
from workingcapital.store.database.embedded.sockets import PORT
from workingcapital.store.database.embedded.starting import start, supervise
from workingcapital.store.database.errors import DiskFull
from workingcapital.store.database.logins import OWNER, SUPERUSER, Secrets
from workingcapital.store.database.settings import StoreSettings

MAINTENANCE = "postgres"  # the database to be in while another is made or dropped


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

    def url(self, login: str = OWNER, database: str | None = None) -> str:
        """The same as `conninfo`, as a postgresql:// address."""
        parts = conninfo_to_dict(self.conninfo(login, database))
        user, password, name = (quote(str(parts.pop(key)), safe="") for key in ("user", "password", "dbname"))
        return f"postgresql://{user}:{password}@/{name}?{urlencode(parts)}"

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
        elsewhere = MAINTENANCE if name == self.database else self.database
        with psycopg.connect(self.superuser(elsewhere), autocommit=True) as admin:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def close(self) -> None:
        """Let go of the server."""

    def revive(self) -> None:
        """See that the server is up again after a fault; nothing to do for a server that is not ours."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class EmbeddedServer(Server):
    """Our own server; it stops when the last process that holds one lets go or dies."""

    def __init__(self, admin: str, secrets: Secrets, places: Places, settings: StoreSettings, holding: int) -> None:
        super().__init__(admin, secrets)
        self.places = places
        self._settings = settings
        self._holding: int | None = holding

    def close(self) -> None:
        """Let go of the server; its supervisor stops it when nobody else holds it."""
        if self._holding is None:
            return
        os.close(self._holding)
        self._holding = None
        supervise(self.places, self._settings)  # where a fault took the supervisor, a new one does its duty

    def revive(self) -> None:
        """Start the server again where its supervisor has given up, on a full disk say."""
        with held(self.places.start_lock, self._settings.start_seconds):
            start(self.places, self._settings, self.superuser(MAINTENANCE))

    def wait_stopped(self, seconds: float = 60) -> None:
        """Wait until the server has stopped after its last user let go."""
        os.close(lock(self.places.supervisor_lock, seconds))


class ExternalServer(Server):
    """The server DATABASE_URL names."""


def attach(settings: StoreSettings | None = None) -> Server:
    """Start or join the database of the books, with logins and extension in place.

    Raises one of workingcapital.store.database.errors, which says what to do.
    """
    chosen = settings or StoreSettings()
    secrets = Secrets(chosen.secrets.absolute())
    if chosen.database_url is not None:
        admin = checked_conninfo(chosen.database_url.get_secret_value())
        bootstrap(admin, secrets, chosen.reset_logins)
        return ExternalServer(admin, secrets)
    try:
        with held(lock_folder(chosen) / "start.lock", chosen.start_seconds):
            return join(find_places(chosen), chosen, secrets)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(f"make room on the disk of {chosen.data_dir}, then start again") from error
        raise


def join(places: Places, settings: StoreSettings, secrets: Secrets) -> EmbeddedServer:
    """Start or join the server of these places; the caller holds their start lock."""
    # A server that is stopping keeps this lock until it is gone: then we start it anew.
    holding = lock(places.users_lock, settings.start_seconds, shared=True)
    try:
        prepare(places, settings, secrets)
        admin = _superuser(places, secrets)
        start(places, settings, admin)
        _make_database(admin, settings.database)
        admin = make_conninfo(admin, dbname=settings.database)
        bootstrap(admin, secrets, reset_logins=True)
        return EmbeddedServer(admin, secrets, places, settings, holding)
    except psycopg.errors.DiskFull as error:
        os.close(holding)
        raise DiskFull(f"make room on the disk of {places.home}, then start again") from error
    except BaseException:
        os.close(holding)
        raise


def _superuser(places: Places, secrets: Secrets) -> str:
    password = secrets.password(SUPERUSER)
    return make_conninfo(host=str(places.socket), port=PORT, user=SUPERUSER, password=password, dbname=MAINTENANCE)


def _make_database(admin: str, name: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
