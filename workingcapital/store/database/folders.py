"""Folders that only the right user may look into.

What root makes in somebody's folder belongs to that somebody, so that they can go on without root.
"""

import os
import stat
from pathlib import Path

from workingcapital.store.database.errors import FolderNotOurs

_ADVICE = "set STORE_DATA_DIR to a folder of yours"


def private_folder(folder: Path, mode: int = 0o700) -> Path:
    """Make the folder where there is none; refuse one that we cannot write, FolderNotOurs."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not folder.is_dir():
            folder.mkdir(mode=mode, exist_ok=True)
            os.chmod(folder, mode)  # whatever the umask
            give_to_owner_of(folder.parent, folder)
        state, writable = folder.stat(), os.access(folder, os.W_OK | os.X_OK)
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise FolderNotOurs(f"cannot use {folder} ({error.strerror}): {_ADVICE}") from error
    if os.geteuid() not in (0, state.st_uid) or not writable:
        raise FolderNotOurs(f"{folder} belongs to user id {state.st_uid}: {_ADVICE}")
    return folder


def folder_of(uid: int, gid: int, folder: Path) -> Path:
    """Make the folder with mode 0700 for that user; refuse a link, and one that is somebody else's."""
    try:
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, uid, gid)
    except FileExistsError:
        pass
    except OSError as error:
        raise FolderNotOurs(f"cannot make {folder} ({error.strerror})") from error
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != uid:
        raise FolderNotOurs(f"{folder} belongs to user id {state.st_uid}, not {uid}: move it away")
    if stat.S_IMODE(state.st_mode) & 0o077:
        raise FolderNotOurs(f"{folder} is open to others: run chmod 700 on it")
    return folder


def give_to_owner_of(folder: Path, path: Path) -> None:
    """As root, hand what we made to the owner of the folder it is in."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
