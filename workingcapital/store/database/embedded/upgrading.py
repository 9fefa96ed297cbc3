"""Carry the embedded cluster over to another major version: dump with the old engine, load with the new."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from workingcapital.store.database.dumps import read_dump, write_dump
from workingcapital.store.database.embedded.cluster import NEXT, cluster_major, finish_upgrade
from workingcapital.store.database.embedded.engine import engine, reachable_engine
from workingcapital.store.database.embedded.locks import held, is_free
from workingcapital.store.database.embedded.places import Places, find_places, lock_folder
from workingcapital.store.database.embedded.server import EmbeddedServer, join
from workingcapital.store.database.errors import StoreInUse
from workingcapital.store.database.logins import Secrets
from workingcapital.store.database.settings import StoreSettings


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade did; `kept` is the old cluster, to be removed when all is well."""

    before: int
    after: int
    kept: Path | None


def carry_over(settings: StoreSettings) -> Upgrade:
    """Upgrade the cluster when it is older than the engine; StoreInUse while anybody uses it."""
    with held(lock_folder(settings) / "start.lock", settings.start_seconds):
        places = find_places(settings)
        finish_upgrade(places)
        after = places.engine.major
        before = cluster_major(places) or after
        if before == after:
            return Upgrade(before, after, None)
        if not is_free(places.users_lock):
            raise StoreInUse("stop whoever uses the books (`wcc serve`), then upgrade")
        _copy(places, before, settings)
        return Upgrade(before, after, finish_upgrade(places))


def _copy(places: Places, before: int, settings: StoreSettings) -> None:
    file = places.home / "upgrade.dump"
    old = replace(places, engine=reachable_engine(engine(before), places.user))
    with _running(old, settings) as server:
        write_dump(server.superuser(), file, places.engine)
    new = replace(places, cluster=f"{NEXT}.partial")
    shutil.rmtree(new.data, ignore_errors=True)
    with _running(new, settings) as server:
        read_dump(server.superuser(), file)
    file.unlink()
    new.data.rename(places.home / NEXT)  # from here on it is whole: a start after a fault goes on with it


@contextmanager
def _running(places: Places, settings: StoreSettings) -> Iterator[EmbeddedServer]:
    server = join(places, settings, Secrets(settings.secrets.absolute()))
    try:
        yield server
    finally:
        server.close()
        server.wait_stopped()
