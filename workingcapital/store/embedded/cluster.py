"""Make the cluster once, and start the server on it."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from workingcapital.store.embedded import supervisor
from workingcapital.store.embedded.locks import is_free
from workingcapital.store.embedded.places import Places
from workingcapital.store.embedded.sockets import PORT
from workingcapital.store.errors import (
    DiskFull,
    FolderNotOurs,
    SecretsUnusable,
    ServerDidNotStart,
    VersionMismatch,
)
from workingcapital.store.logins import SUPERUSER, Secrets
from workingcapital.store.settings import StoreSettings

_FULL = "No space left on device"
_LONGEST_LOG = 5_000_000  # bytes
_SCRAM_ONLY = "# Only the socket is open, and every login proves its password.\nlocal all all scram-sha-256\n"


def prepare(places: Places, settings: StoreSettings, secrets: Secrets) -> None:
    """Make the cluster where there is none; refuse one of another major version or whose secret is lost."""
    version = places.data / "PG_VERSION"
    if not version.exists():
        if places.data.exists():
            raise FolderNotOurs(f"{places.data} holds something else than a PostgreSQL cluster: move it away")
        _initdb(places, settings, secrets)
    major = int(version.read_text().strip())
    if major != places.engine.major:
        raise VersionMismatch(
            f"{places.data} was written by PostgreSQL {major}, the installed one is {places.engine.major}: "
            "run `wcc db upgrade`"
        )
    if not secrets.has(SUPERUSER):
        raise SecretsUnusable(
            f"{secrets.folder / SUPERUSER} is missing but {places.data} exists: restore the secret from a backup, "
            f"or move {places.home} away to begin with empty books"
        )


def start(places: Places, settings: StoreSettings, admin: str) -> None:
    """See that a supervisor is at work and the server accepts logins; the caller holds the start lock."""
    supervise(places, settings)
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
        if given_up:
            break
        time.sleep(0.01)
    raise did_not_start(places, problem)


def supervise(places: Places, settings: StoreSettings) -> None:
    """Start a supervisor where none lives; it takes over a server that runs."""
    if not is_free(places.supervisor_lock):
        return
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


def did_not_start(places: Places, problem: str) -> DiskFull | ServerDidNotStart:
    """The refusal that fits the last lines of the server's log."""
    lines = places.log.read_text(errors="replace").splitlines()[-8:] if places.log.exists() else []
    if any(_FULL in line for line in lines):
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
        "fsync": "on" if settings.durable else "off",
        "full_page_writes": "on" if settings.durable else "off",
        "synchronous_commit": "on" if settings.durable else "off",
    }
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
        "environment": _environment(),
        "as_user": {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {},
    }


def _initdb(places: Places, settings: StoreSettings, secrets: Secrets) -> None:
    beside = places.home / "data.new"  # renamed when whole: a start that is killed leaves no half cluster
    shutil.rmtree(beside, ignore_errors=True)
    password = places.home / "password.new"
    try:
        places.database_folder(beside)
        _write_for(places, password, secrets.password(SUPERUSER))
        command = [places.engine.program("initdb"), "-D", str(beside), "-U", SUPERUSER, f"--pwfile={password}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions", *_locale(places.engine.major)]
        command += [] if settings.durable else ["--no-sync"]
        child = places.user.as_child() if places.user else {}
        done = subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False, **child)  # type: ignore[call-overload]
        if done.returncode:
            if _FULL in done.stdout + done.stderr:
                raise DiskFull(f"make room on the disk of {places.home}, then start again")
            raise ServerDidNotStart(f"initdb failed: {done.stderr.strip()}")
        _write_for(places, beside / "pg_hba.conf", _SCRAM_ONLY)
        beside.rename(places.data)
    finally:
        password.unlink(missing_ok=True)


def _locale(major: int) -> list[str]:
    # The order of text must not change with the C library of the machine.
    return ["--locale-provider=builtin", "--locale=C.UTF-8"] if major >= 17 else ["--locale=C"]


def _write_for(places: Places, path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        if places.user:
            os.fchown(file.fileno(), places.user.uid, places.user.gid)


def _environment() -> dict[str, str]:
    # PG… variables of the person at the keyboard must not steer our server.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def _trim(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LONGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
