"""Locks that die with the process that holds them."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workingcapital.store.database.errors import ServerDidNotStart
from workingcapital.store.database.folders import give_to_owner_of


def lock(path: Path, patience: float, shared: bool = False) -> int:
    """Hold the lock until the returned handle is closed; seconds of patience, then ServerDidNotStart."""
    handle = _open(path)
    until = time.monotonic() + patience
    while not _try(handle, shared):
        if time.monotonic() > until:
            os.close(handle)
            raise ServerDidNotStart(f"another process has held {path} for {patience:.0f} seconds")
        time.sleep(0.01)
    return handle


@contextmanager
def held(path: Path, patience: float) -> Iterator[None]:
    """Hold the lock alone for the length of the block."""
    handle = lock(path, patience)
    try:
        yield
    finally:
        os.close(handle)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock at this moment."""
    handle = _open(path)
    try:
        return _try(handle, shared=False)
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    give_to_owner_of(path.parent, path)
    return handle


def _try(handle: int, shared: bool) -> bool:
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
