"""Bring a database's schema up to date, and give it the key that proves who asks."""

import hashlib
from collections.abc import Callable
from typing import Any

import psycopg

from workingcapital.migrations import FOLDER, HEAD, VERSION_SCHEMA
from workingcapital.store.database.reference import enter_reference

_LOCK = 0x57434D49  # "WCMI": any number will do, as long as every process takes the same


def prepare(conninfo_owner: str, key: bytes) -> None:
    """Migrate when behind; let the database verify contexts signed with `key`; enter what is public."""
    with psycopg.connect(conninfo_owner) as owner:
        behind = not is_current(owner)
    if behind:
        migrate(conninfo_owner)
    with psycopg.connect(conninfo_owner) as owner:
        register_key(owner, key)
        _let_loader_stage(owner)
        enter_reference(owner)


def is_current(owner: "psycopg.Connection[Any]") -> bool:
    """Whether the schema is the one this program was written for."""
    found = owner.execute("select to_regclass(%s)", [f"{VERSION_SCHEMA}.alembic_version"]).fetchone()
    if found is None or found[0] is None:
        return False
    row = owner.execute(f"select version_num from {VERSION_SCHEMA}.alembic_version".encode()).fetchone()
    return row is not None and row[0] == HEAD


def migrate(conninfo_owner: str, revision: str = "head") -> None:
    """Run the migrations up or down to `revision`; several processes take turns."""
    with psycopg.connect(conninfo_owner, autocommit=True) as guard:
        guard.execute("select pg_advisory_lock(%s)", [_LOCK])
        if revision == "head" and is_current(guard):
            return
        _run(conninfo_owner, revision)


def register_key(owner: "psycopg.Connection[Any]", key: bytes) -> None:
    """Let the database verify contexts signed with `key`, and no older ones."""
    key_id, inner, outer = key_blocks(key)
    owner.execute(
        """insert into control.context_key (key_id, inner_block, outer_block) values (%s, %s, %s)
           on conflict (key_id) do update set retired_at = null where context_key.retired_at is not null""",
        [key_id, inner, outer],
    )
    owner.execute(
        "update control.context_key set retired_at = now() where key_id <> %s and retired_at is null", [key_id]
    )


def key_blocks(key: bytes) -> tuple[str, bytes, bytes]:
    """The key's public name and its two padded HMAC blocks (RFC 2104, block of 64 bytes)."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    name = hashlib.sha256(b"key id" + key).hexdigest()[:12]
    return name, bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def _let_loader_stage(owner: "psycopg.Connection[Any]") -> None:
    # COPY does not work on a table with row-level security: rows go through a temporary one. This right
    # belongs to the database and not to its content, so that a copy of the database comes without it.
    owner.execute(
        """do $$ begin
             if not has_database_privilege('wcc_loader', current_database(), 'temporary') then
               execute format('grant temporary on database %I to wcc_loader', current_database());
             end if;
           end $$"""
    )


def _run(conninfo: str, revision: str) -> None:
    # Alembic and SQLAlchemy take half a second to import: only when there is something to do.
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo), poolclass=NullPool)
    verb: Callable[[Config, str], None] = command.upgrade if _is_up(revision) else command.downgrade
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        verb(config, revision)


def _is_up(revision: str) -> bool:
    return revision == "head" or revision.startswith("+")
