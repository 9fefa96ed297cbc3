"""The folder of the socket: beside the data, or somewhere short when that path is too long."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

from workingcapital.store.database.embedded.users import SystemUser, closed_parent
from workingcapital.store.database.errors import FolderClosed, SocketPathTooLong
from workingcapital.store.database.folders import folder_of, private_folder
from workingcapital.store.database.settings import StoreSettings

PORT = 5432  # names the socket file; nothing listens on the network
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST = 107 if sys.platform == "linux" else 103  # bytes of sun_path, less its closing NUL


def socket_folder(settings: StoreSettings, home: Path, user: SystemUser | None) -> Path:
    """The folder of the socket, made for the database's user with mode 0700; SocketPathTooLong, FolderClosed."""
    owner = (user.uid, user.gid) if user else (os.geteuid(), os.getegid())
    if settings.socket_dir is not None:
        wanted = settings.socket_dir.absolute()
        _refuse_long(wanted)
        private_folder(wanted.parent, 0o711)
        return _reachable(folder_of(*owner, wanted), user)
    beside = home / "socket"
    if _fits(beside):
        return folder_of(*owner, beside)
    # The link tells every later process where the first one put it, whatever its environment says.
    if not beside.is_symlink():
        beside.symlink_to(_elsewhere(home, user))
    return _reachable(folder_of(*owner, beside.readlink()), user)


def _elsewhere(home: Path, user: SystemUser | None) -> Path:
    name = "wcc-" + hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    roots = [Path(runtime)] if runtime and user is None and os.access(runtime, os.W_OK) else []
    for root in (*roots, Path(tempfile.gettempdir()), Path("/tmp")):
        if _fits(root / name) and (user is None or closed_parent(root / name, user) is None):
            return root / name
    _refuse_long(home / "socket")
    raise AssertionError("a path that fits is used")


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST


def _refuse_long(folder: Path) -> None:
    if not _fits(folder):
        raise SocketPathTooLong(
            f"{folder / SOCKET_NAME} has more than {LONGEST} bytes: set STORE_SOCKET_DIR to a shorter folder"
        )


def _reachable(folder: Path, user: SystemUser | None) -> Path:
    closed = closed_parent(folder / SOCKET_NAME, user) if user else None
    if closed is not None and user is not None:
        raise FolderClosed(f"{closed} is closed to {user.name}, who runs the database: set STORE_SOCKET_DIR")
    return folder
