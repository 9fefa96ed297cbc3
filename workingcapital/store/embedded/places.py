"""Where an embedded server's files are: cluster, socket, log, locks."""

import hashlib
import logging
import os
import secrets
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from workingcapital.store.embedded.engine import REACHABLE, Engine, engine, reachable_engine
from workingcapital.store.embedded.users import SystemUser, closed_parent, database_user
from workingcapital.store.errors import FolderClosed, FolderNotOurs, SocketPathTooLong
from workingcapital.store.logins import private_folder
from workingcapital.store.settings import StoreSettings

PORT = 5432  # names the socket file; nothing listens on the network
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET = 107 if sys.platform == "linux" else 103  # bytes of sun_path, less its closing NUL

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Places:
    """The folders and files of one embedded server."""

    home: Path
    socket: Path
    locks: Path
    user: SystemUser | None
    engine: Engine

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "server.log"

    def own_folder(self, folder: Path) -> Path:
        """Make the folder with mode 0700 for the database's user; refuse one that is somebody else's."""
        uid = self.user.uid if self.user else os.geteuid()
        try:
            folder.mkdir(mode=0o700)
            if self.user:
                os.chown(folder, self.user.uid, self.user.gid)
        except FileExistsError:
            pass
        except PermissionError as error:
            raise FolderNotOurs(f"cannot make {folder}: set STORE_DATA_DIR to a folder of yours") from error
        state = folder.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != uid:
            raise FolderNotOurs(f"{folder} belongs to user id {state.st_uid}, not {uid}: move it away")
        return folder


def lock_folder(settings: StoreSettings) -> Path:
    """The folder of the locks, made at first use."""
    return private_folder(_base(settings.data_dir.absolute()) / "locks")


def find_places(settings: StoreSettings) -> Places:
    """Decide where everything is and make the folders; every refusal says which folder and what to do."""
    locks = lock_folder(settings)
    base = locks.parent
    user = database_user(settings.system_user, base)
    home = _home(base, user, settings.data_dir_is_default)
    chosen = reachable_engine(engine(settings.engine), user)
    places = Places(home, _socket_folder(settings, home, user), locks, user, chosen)
    places.own_folder(home)
    places.own_folder(places.socket)
    return places


def _base(base: Path) -> Path:
    """The folder of data, locks and secrets; made so that others may pass through it, but not look."""
    try:
        base.parent.mkdir(parents=True, exist_ok=True)
        base.mkdir(mode=0o711, exist_ok=True)
        writable = os.access(base, os.W_OK | os.X_OK)
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise FolderNotOurs(
            f"cannot make {base} ({error.strerror}): set STORE_DATA_DIR to a folder of yours"
        ) from error
    if not writable:
        raise FolderNotOurs(f"{base} belongs to user id {base.stat().st_uid}: set STORE_DATA_DIR to a folder of yours")
    return base


def _home(base: Path, user: SystemUser | None, may_move: bool) -> Path:
    home = base / "pg"
    if home.is_symlink():  # moved by an earlier start, below
        home = home.readlink()
    closed = closed_parent(home / "data", user) if user else None
    if closed is None or closed == home:
        return home
    if not may_move or home.exists():
        raise FolderClosed(
            f"{closed} is closed to {user.name if user else ''}, who runs the database because PostgreSQL does not run "
            f"as root. Set STORE_DATA_DIR to a folder that user can reach, for example {REACHABLE}/wcc"
        )
    return _move_home(home, closed, user)


def _move_home(home: Path, closed: Path, user: SystemUser | None) -> Path:
    elsewhere = REACHABLE / f"wcc-{secrets.token_hex(5)}"
    if not os.access(REACHABLE, os.W_OK):
        raise FolderClosed(f"{closed} and {REACHABLE} are both closed: set STORE_DATA_DIR")
    home.symlink_to(elsewhere)
    name = user.name if user else ""
    logger.warning("%s is closed to %s, who runs the database: its data is in %s", closed, name, elsewhere)
    return elsewhere


def _socket_folder(settings: StoreSettings, home: Path, user: SystemUser | None) -> Path:
    name = "wcc-" + hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    roots = [Path(runtime)] if runtime and user is None and os.access(runtime, os.W_OK) else []
    choices = [home / "socket", *(root / name for root in (*roots, Path(tempfile.gettempdir())))]
    if settings.socket_dir:
        choices = [settings.socket_dir.absolute()]
    for choice in choices:
        if len(os.fsencode(choice / SOCKET_NAME)) <= LONGEST_SOCKET:
            return choice
    raise SocketPathTooLong(
        f"{choices[-1] / SOCKET_NAME} has more than {LONGEST_SOCKET} bytes: set STORE_SOCKET_DIR to a shorter folder"
    )
