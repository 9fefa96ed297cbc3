"""Keep one PostgreSQL running while anybody uses it; a script of its own, standard library only.

Each user of the server holds a shared lock on `users.lock`; the kernel drops it when the
process ends, however it ends. This process restarts a server that died, and stops it as
soon as it gets the lock alone, which is when the last user is gone.
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

TICK = 0.2  # seconds between two looks
TRIES = 30  # starts in a row that may fail: on a busy machine the remains of a killed server take seconds to go
SETTLED = 10.0  # seconds after which a start counts as good
STOP_PATIENCE = 60.0  # seconds for the closing checkpoint


def main(order: dict[str, Any]) -> int:
    """Leave a process that supervises until the last user is gone; return when it holds its lock."""
    mine = os.open(order["supervisor_lock"], os.O_RDWR)
    users = os.open(order["users_lock"], os.O_RDWR)
    if not _locked(mine):
        return 0  # another supervisor is at work
    if os.fork():
        return 0
    os.setsid()
    os.umask(0o077)
    _watch(order, users)
    # A waiting starter must find no supervisor once it holds users.lock: release in this order.
    os.close(mine)
    os.close(users)
    return 0


def _locked(handle: int) -> bool:
    for _ in range(100):  # others look at this lock for a moment to see whether we live
        if _try_lock(handle):
            return True
        time.sleep(0.01)
    return False


def _watch(order: dict[str, Any], users: int) -> None:
    failures, started, pid, child = 0, time.monotonic(), running(order["data"]), None
    while True:
        if _try_lock(users):
            return _stop(pid, child)
        if pid is None or not _alive(pid, child):
            failures = failures + 1 if time.monotonic() - started < SETTLED else 1
            if failures > TRIES:
                return None
            child = _start(order)
            pid, started = child.pid, time.monotonic()
        time.sleep(TICK)


def running(data: str) -> int | None:
    """The process id of the server that runs on this data folder, if one does."""
    path = os.path.join(data, "postmaster.pid")
    try:
        with open(path, encoding="ascii") as file:
            pid = int(file.readline())
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return None
    except PermissionError:
        return None
    if _works_in(pid, data):
        return pid
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    return None


def _works_in(pid: int, data: str) -> bool:
    """Whether the process is a server on this folder, and no stranger who was given its number."""
    if not os.path.isdir("/proc/self"):
        return True
    try:
        return os.path.samefile(os.readlink(f"/proc/{pid}/cwd"), data)
    except OSError:
        return False


def _start(order: dict[str, Any]) -> "subprocess.Popen[bytes]":
    running(order["data"])  # removes a pid file whose number now belongs to a stranger
    with open(order["log"], "ab") as log:
        os.fchown(log.fileno(), *order["log_owner"])
        return subprocess.Popen(
            order["command"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=order["environment"],
            start_new_session=True,
            **order["as_user"],
        )


def _alive(pid: int, child: "subprocess.Popen[bytes] | None") -> bool:
    if child is not None:
        return child.poll() is None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _stop(pid: int | None, child: "subprocess.Popen[bytes] | None") -> None:
    if pid is None or not _alive(pid, child):
        return
    os.kill(pid, signal.SIGINT)  # fast shutdown: sessions end, everything is written
    until = time.monotonic() + STOP_PATIENCE
    while _alive(pid, child):
        if time.monotonic() > until:
            os.kill(pid, signal.SIGQUIT)  # immediate: the next start recovers from the log
            until = float("inf")
        time.sleep(0.01)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.stdin.read())))
