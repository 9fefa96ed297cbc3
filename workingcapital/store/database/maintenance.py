"""Dump, restore and upgrade the books; behind `wcc db dump | restore | upgrade | url`."""

import secrets
from pathlib import Path

import psycopg
from psycopg import sql

from workingcapital.store.database.dumps import read_dump, write_dump
from workingcapital.store.database.embedded.server import MAINTENANCE, Server, attach
from workingcapital.store.database.embedded.upgrading import Upgrade, carry_over
from workingcapital.store.database.errors import BadAddress, StoreInUse
from workingcapital.store.database.logins import OWNER
from workingcapital.store.database.settings import StoreSettings


def url(login: str = OWNER, settings: StoreSettings | None = None) -> str:
    """The postgresql:// address for one of our logins; it opens while somebody uses the store."""
    with attach(settings) as server:
        return server.url(login)


def dump(path: Path, settings: StoreSettings | None = None) -> Path:
    """Write the whole database to `path`, readable by us only; it is there whole or not at all."""
    with attach(settings) as server:
        return write_dump(server.superuser(), path)


def restore(path: Path, settings: StoreSettings | None = None) -> None:
    """Replace the database by a dump, whole or not at all; StoreInUse while anybody else is connected."""
    with attach(settings) as server:
        new = server.create_database(f"{server.database}_{secrets.token_hex(4)}")
        try:
            read_dump(server.superuser(new), path)
            _swap(server, new)
        finally:
            server.drop_database(new)


def upgrade(settings: StoreSettings | None = None) -> Upgrade:
    """Carry the embedded cluster over to the installed major version; StoreInUse while anybody uses it."""
    chosen = settings or StoreSettings()
    if chosen.database_url is not None:
        raise BadAddress("DATABASE_URL names the database: its administrator upgrades it")
    done = carry_over(chosen)
    with attach(chosen) as server, psycopg.connect(server.superuser()) as admin:
        admin.execute("alter extension vector update")
    return done


def _swap(server: Server, new: str) -> None:
    """Give `new` the database's name in one transaction; the old one gets the name of `new`."""
    here, aside = sql.Identifier(server.database), sql.Identifier(f"{new}_old")
    with psycopg.connect(server.superuser(MAINTENANCE)) as admin:
        try:
            admin.execute(sql.SQL("alter database {} rename to {}").format(here, aside))
            admin.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(new), here))
            admin.execute(sql.SQL("alter database {} rename to {}").format(aside, sql.Identifier(new)))
        except psycopg.errors.ObjectInUse as error:
            raise StoreInUse("stop whoever uses the books (`wcc serve`), then restore") from error
