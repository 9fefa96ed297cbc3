"""A server for tests and benchmarks that may lose everything: in memory where the machine has room for it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workingcapital.store.database.embedded.locks import held, is_free
from workingcapital.store.database.embedded.server import EmbeddedServer, Server, attach
from workingcapital.store.database.settings import StoreSettings

_PREFIX = "wcc-scratch-"
_ALIVE = "alive.lock"  # held by the process that uses the folder
_MEMORY = Path("/dev/shm")
_ROOM = 1_000_000_000  # bytes


@contextmanager
def scratch(in_memory: bool = True, **settings: Any) -> Iterator[Server]:
    """A fresh embedded server, removed at the end; with DATABASE_URL, that server and secrets of our own."""
    with scratch_folder(in_memory) as folder:
        server = attach(StoreSettings(**{"data_dir": folder, "durable": False, "reset_logins": True, **settings}))
        try:
            yield server
        finally:
            server.close()
            if isinstance(server, EmbeddedServer):
                server.wait_stopped()


@contextmanager
def scratch_folder(in_memory: bool = True) -> Iterator[Path]:
    """A new folder that the database's user can pass through, removed at the end."""
    parent = _MEMORY if in_memory and _has_room(_MEMORY) else Path(tempfile.gettempdir())
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    folder.chmod(0o711)
    with held(folder / _ALIVE, patience=10):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= _ROOM


def _sweep(parent: Path) -> None:
    """Remove what a test run that was killed left behind."""
    for folder in parent.glob(f"{_PREFIX}*"):
        alive = folder / _ALIVE
        if os.access(alive, os.W_OK) and all(is_free(lock) for lock in (alive, *folder.glob("locks/*.lock"))):
            shutil.rmtree(folder, ignore_errors=True)
