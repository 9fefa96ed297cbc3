"""Whom PostgreSQL runs as, and which folders that user can reach.

PostgreSQL refuses to run as root. As root we start it as the owner of the data,
else as `postgres` or `nobody`, whichever the machine has; we never create a user
and never loosen a folder that is not ours.
"""

import contextlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from workingcapital.store.database.errors import FolderClosed

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class SystemUser:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int

    def as_child(self) -> dict[str, object]:
        """Arguments of `subprocess.run` that start a program as this user, in a folder it can be in."""
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "cwd": "/"}


def database_user(wanted: str | None, data_dir: Path) -> SystemUser | None:
    """Whom to run PostgreSQL as; None: as ourselves, since we are not root."""
    if os.geteuid() != 0:
        return None
    if wanted is None and (uid := data_dir.stat().st_uid) != 0:
        with contextlib.suppress(KeyError):  # initdb wants a user with a name
            return _user(pwd.getpwuid(uid))
    for name in (wanted,) if wanted else CANDIDATES:
        with contextlib.suppress(KeyError):
            return _user(pwd.getpwnam(name))
    names = wanted or " or ".join(CANDIDATES)
    raise FolderClosed(f"PostgreSQL does not run as root and there is no user {names}: set STORE_SYSTEM_USER")


def closed_parent(path: Path, user: SystemUser) -> Path | None:
    """The first parent folder that the user cannot pass through, asked of the kernel itself."""
    parents = [parent for parent in reversed(path.absolute().parents) if parent.exists()]
    if _passes(parents[-1], user):
        return None
    return next((parent for parent in parents if not _passes(parent, user)), None)


def _passes(folder: Path, user: SystemUser) -> bool:
    done = subprocess.run(["/usr/bin/test", "-x", str(folder)], **user.as_child(), check=False)  # type: ignore[call-overload]
    return bool(done.returncode == 0)


def _user(entry: pwd.struct_passwd) -> SystemUser:
    return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
