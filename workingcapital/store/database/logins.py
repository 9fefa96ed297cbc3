"""The logins of the books, and their secrets: one 0600 file each."""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from workingcapital.store.database.errors import SecretsUnusable
from workingcapital.store.database.folders import give_to_owner_of, private_folder

SUPERUSER = "postgres"
OWNER = "wcc_owner"
RUNTIME = "wcc_runtime"
LOADER = "wcc_loader"
DECISION = "wcc_decision"
EXECUTION = "wcc_execution"
IDENTITY = "wcc_identity"
LOGINS = (OWNER, RUNTIME, LOADER, DECISION, EXECUTION, IDENTITY)

CONTEXT_KEY = "context.key"
ACCESS_KEY = "access.key"


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

    def access_key(self) -> bytes:
        """The 32 bytes that sign access tokens."""
        return bytes.fromhex(self._read_or_make(ACCESS_KEY))

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
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, secrets.token_hex(32).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        give_to_owner_of(self.folder, beside)
        try:
            os.link(beside, path)  # of two processes that make it at once, one wins and both read the same
        except FileExistsError:
            pass
        finally:
            beside.unlink()


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
