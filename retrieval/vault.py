"""Where the bytes of documents lie: by their hash, never by the name somebody gave them."""

import hashlib
import os
from pathlib import Path
from typing import Protocol

from workingcapital.errors import NotFound


class Vault(Protocol):
    """A store of bytes by key: a folder today, an object store elsewhere."""

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes; writing the same key again changes nothing."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes; raises NotFound."""
        ...


class FolderVault:
    """Bytes in a folder of the server, readable by its user only."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes) -> None:
        """Write beside and rename, so that a half-written file is never read."""
        target = self._path(key)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
        partial.write_bytes(data)
        partial.chmod(0o600)
        partial.replace(target)

    def get(self, key: str) -> bytes:
        """The bytes; raises NotFound."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as problem:
            raise NotFound("the file of this document is no longer there") from problem

    def _path(self, key: str) -> Path:
        company, name = key.split("/")
        if not company.isidentifier() or not name.replace(".", "").isalnum():
            raise NotFound("no such file")
        return self._root / company / name[:2] / name


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def storage_key(company: str, sha256: str) -> str:
    """Key of the original file."""
    return f"{company}/{sha256}"


def pages_key(company: str, sha256: str) -> str:
    """Key of the pages laid out for a file that has none of its own."""
    return f"{company}/{sha256}.pages"
