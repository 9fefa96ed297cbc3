"""Start the server on its cluster, by way of a supervisor that outlives us."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from workingcapital.store.database.embedded import supervisor
from workingcapital.store.database.embedded.engine import environment
from workingcapital.store.database.embedded.locks import is_free
from workingcapital.store.database.embedded.places import Places
from workingcapital.store.database.embedded.sockets import PORT
from workingcapital.store.database.errors import FULL, DiskFull, SecretsUnusable, ServerDidNotStart
from workingcapital.store.database.logins import SUPERUSER
from workingcapital.store.database.settings import StoreSettings

_NO_ROOM = 1_000_000  # bytes
_LONGEST_LOG = 5_000_000  # bytes


def start(places: Places, settings: StoreSettings, admin: str) -> None:
    """See that a supervisor is at work and the server accepts logins; the caller holds the start lock."""
    ours = supervise(places, settings)
    until = time.monotonic() + settings.start_seconds
    problem = ""
    while time.monotonic() < until:
        given_up = is_free(places.supervisor_lock)
        try:
            psycopg.connect(admin, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            problem = str(error)
            if "password authentication failed" in problem:
                raise SecretsUnusable(f"the secret of {SUPERUSER} does not open {places.data}: {problem}") from error
        if given_up and not ours and FULL not in problem:  # the one that held the lock was about to die
            ours = supervise(places, settings)
        elif given_up or FULL in problem:
            break
        time.sleep(0.01)
    raise did_not_start(places, problem)


def supervise(places: Places, settings: StoreSettings) -> bool:
    """Start a supervisor where none lives, and say whether we did; it takes over a server that runs."""
    if not is_free(places.supervisor_lock):
        return False
    _trim(places.log)
    order = json.dumps(_order(places, settings))
    # It forks and the child stays: nothing of ours waits for it, and no pipe of ours stays open in it.
    subprocess.run(
        [sys.executable, "-I", "-S", supervisor.__file__],
        input=order.encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        check=True,
    )
    return True


def did_not_start(places: Places, problem: str) -> DiskFull | ServerDidNotStart:
    """The refusal that fits the last lines of the server's log."""
    lines = places.log.read_text(errors="replace").splitlines()[-8:] if places.log.exists() else []
    # A log on a full disk may miss the line that says so.
    if any(FULL in line for line in (problem, *lines)) or shutil.disk_usage(places.home).free < _NO_ROOM:
        return DiskFull(f"make room on the disk of {places.home}, then start again")
    return ServerDidNotStart("\n".join([problem, f"The end of {places.log}:", *lines]))


def _order(places: Places, settings: StoreSettings) -> dict[str, object]:
    options = {
        "listen_addresses": "",
        "port": PORT,
        "unix_socket_directories": str(places.socket),
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "shared_buffers": settings.shared_buffers,
        "max_connections": settings.max_connections,
        "timezone": "UTC",
        "log_checkpoints": "off",
    }
    if not settings.durable:
        # Shared memory in the data folder is gone with it, also after kill -9.
        options |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        options |= {"dynamic_shared_memory_type": "mmap"}
    command = [places.engine.program("postgres"), "-D", str(places.data)]
    command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    user, owner = places.user, places.home.stat()
    return {
        "command": command,
        "data": str(places.data),
        "log": str(places.log),
        "log_owner": [owner.st_uid, owner.st_gid],
        "users_lock": str(places.users_lock),
        "supervisor_lock": str(places.supervisor_lock),
        "environment": environment(),
        "as_user": {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {},
    }


def _trim(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LONGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
