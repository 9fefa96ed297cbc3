"""The cluster, which is PostgreSQL's data folder: made once, checked at each start, exchanged by an upgrade."""

import shutil
from pathlib import Path

from workingcapital.store.database.embedded.making import make_cluster
from workingcapital.store.database.embedded.places import Places
from workingcapital.store.database.errors import FolderNotOurs, SecretsUnusable, VersionMismatch
from workingcapital.store.database.logins import SUPERUSER, Secrets
from workingcapital.store.database.settings import StoreSettings

NEXT = "data.next"  # an upgraded cluster, whole, on its way to be `data`


def prepare(places: Places, settings: StoreSettings, secrets: Secrets) -> None:
    """Make the cluster where there is none; refuse one of another major version or whose secret is lost."""
    finish_upgrade(places)
    if not places.data.exists():
        make_cluster(places, settings, secrets)
    major = cluster_major(places)
    if major is None:
        raise FolderNotOurs(f"{places.data} holds something else than a PostgreSQL cluster: move it away")
    if major != places.engine.major:
        raise VersionMismatch(
            f"{places.data} was written by PostgreSQL {major}, the installed one is {places.engine.major}: "
            "run `wcc db upgrade`"
        )
    if not secrets.has(SUPERUSER):
        raise SecretsUnusable(
            f"{secrets.folder / SUPERUSER} is missing but {places.data} exists: restore the secret from a backup, "
            f"or move {places.home} away to begin with empty books"
        )


def cluster_major(places: Places) -> int | None:
    """The major version that wrote the cluster; None where there is none."""
    version = places.data / "PG_VERSION"
    return int(version.read_text().strip()) if version.exists() else None


def finish_upgrade(places: Places) -> Path | None:
    """Put an upgraded cluster in its place, also after a fault in between; where the old one is kept."""
    upgraded = places.home / NEXT
    if not upgraded.exists():
        return None
    kept = None
    if places.data.exists():
        kept = places.home / f"data.{cluster_major(places)}"
        shutil.rmtree(kept, ignore_errors=True)
        places.data.rename(kept)
    upgraded.rename(places.data)
    return kept
