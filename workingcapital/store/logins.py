"""The logins of the books, and their secrets: one 0600 file each."""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from workingcapital.store.errors import FolderNotOurs, SecretsUnusable

SUPERUSER = "postgres"
OWNER = "wcc_owner"
RUNTIME = "wcc_runtime"
LOADER = "wcc_loader"
DECISION = "wcc_decision"
EXECUTION = "wcc_execution"
LOGINS = (OWNER, RUNTIME, LOADER, DECISION, EXECUTION)

CONTEXT_KEY = "context.key"


@dataclass(frozen=True)
class Secrets:
    """The folder that keeps one secret per login, and the key that signs contexts."""

    folder: Path

    def password(self, login: str) -> str:
        """The login's password, made at first use."""
        return self._read_or_make(login)

    def context_key(self) -> bytes:
        """The 32 bytes that sign who is asking."""
        return bytes.fromhex(self._read_or_make(CONTEXT_KEY))

    def has(self, login: str) -> bool:
        """Whether the login's secret exists already."""
        return (self.folder / login).exists()

    def _read_or_make(self, name: str) -> str:
        path = self.folder / name
        if not path.exists():
            self._make(path)
        return _read(path)

    def _make(self, path: Path) -> None:
        private_folder(self.folder)
        owner = self.folder.stat()
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, secrets.token_hex(32).encode())
            os.fsync(handle)
            if owner.st_uid != os.geteuid():
                os.fchown(handle, owner.st_uid, owner.st_gid)
        finally:
            os.close(handle)
        try:
            os.link(beside, path)  # of two processes that make it at once, one wins and both read the same
        except FileExistsError:
            pass
        finally:
            beside.unlink()


def private_folder(folder: Path) -> Path:
    """Make a folder of mode 0700 where there is none; as root, for the owner of its parent."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except PermissionError as error:
            raise FolderNotOurs(f"cannot write in {folder.parent}: set STORE_DATA_DIR to a folder of yours") from error
        parent = folder.parent.stat()
        if os.geteuid() == 0 and parent.st_uid != 0:
            os.chown(folder, parent.st_uid, parent.st_gid)
    if os.geteuid() not in (0, folder.stat().st_uid):
        raise FolderNotOurs(f"{folder} belongs to user id {folder.stat().st_uid}: set STORE_DATA_DIR to one of yours")
    return folder


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="ascii").strip()
    except PermissionError as error:
        raise SecretsUnusable(f"{path} cannot be read by this user") from error
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise SecretsUnusable(f"{path} can be read by others (mode {mode:o}): run chmod 600 on it")
    if not text:
        raise SecretsUnusable(f"{path} is empty: restore it from a backup")
    return text
