"""Where an embedded server's files are: cluster, socket, log, locks."""

import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from workingcapital.store.database.embedded.engine import REACHABLE, Engine, engine, reachable_engine
from workingcapital.store.database.embedded.sockets import socket_folder
from workingcapital.store.database.embedded.users import SystemUser, closed_parent, database_user
from workingcapital.store.database.errors import FolderClosed
from workingcapital.store.database.folders import folder_of, give_to_owner_of, private_folder
from workingcapital.store.database.settings import StoreSettings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Places:
    """The folders and files of one embedded server.

    `home` belongs to us, `data` and `socket` to the database's user: as root we never work
    in a folder where another user could lay us a link.
    """

    home: Path
    socket: Path
    locks: Path
    user: SystemUser | None
    engine: Engine
    cluster: str = "data"

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / self.cluster

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "server.log"

    @property
    def start_lock(self) -> Path:
        """Held alone by whoever is starting or changing the server."""
        return self.locks / "start.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by everybody who uses the server."""
        return self.locks / "users.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the one supervisor for as long as it lives."""
        return self.locks / "supervisor.lock"

    def database_folder(self, folder: Path) -> Path:
        """Make a folder that only the database's user may look into."""
        if self.user:
            return folder_of(self.user.uid, self.user.gid, folder)
        return folder_of(os.geteuid(), os.getegid(), folder)


def lock_folder(settings: StoreSettings) -> Path:
    """The folder of the locks, made at first use, in a base that others may pass through but not list."""
    return private_folder(private_folder(settings.data_dir.absolute(), 0o711) / "locks")


def find_places(settings: StoreSettings) -> Places:
    """Decide where everything is and make the folders; every refusal says which folder and what to do.

    The caller holds the start lock.
    """
    locks = lock_folder(settings)
    user = database_user(settings.system_user, locks.parent)
    chosen = reachable_engine(engine(settings.engine), user)
    home = _home(locks.parent, user, settings.data_dir_is_default)
    return Places(home, socket_folder(settings, home, user), locks, user, chosen)


def _home(base: Path, user: SystemUser | None, may_move: bool) -> Path:
    home = base / "pg"
    if home.is_symlink():  # an earlier start chose a place elsewhere, below
        home = home.readlink()
    closed = closed_parent(home / "data", user) if user else None
    if closed is None or user is None:
        return private_folder(home, 0o711)
    if may_move and not home.exists():
        return _elsewhere(home, closed, user)
    raise FolderClosed(
        f"{closed} is closed to {user.name}, who runs the database because PostgreSQL does not run as root. "
        f"Set STORE_DATA_DIR to a folder that user can reach, for example {REACHABLE}/wcc"
        + (f", after moving {home} there" if home.exists() else "")
    )


def _elsewhere(home: Path, closed: Path, user: SystemUser) -> Path:
    chosen = REACHABLE / f"wcc-{secrets.token_hex(5)}"
    if not os.access(REACHABLE, os.W_OK) or closed_parent(chosen, user):
        raise FolderClosed(f"{closed} and {REACHABLE} are both closed to {user.name}: set STORE_DATA_DIR")
    home.symlink_to(chosen)
    give_to_owner_of(home.parent, home)
    logger.warning("%s is closed to %s, who runs the database: its data is in %s", closed, user.name, chosen)
    return private_folder(chosen, 0o711)
