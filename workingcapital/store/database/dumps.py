"""pg_dump and pg_restore from the wheel: a file that is whole or not there."""

import os
import subprocess
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from workingcapital.store.database.embedded.engine import Engine, engine, engines
from workingcapital.store.database.errors import FULL, DatabaseUnfit, DiskFull, NotADump

_MAGIC = b"PGDMP"


def write_dump(admin: str, path: Path, tools: Engine | None = None) -> Path:
    """Dump the connection's database to `path` with mode 0600, written beside and renamed.

    `tools` are those of the server that is to read it; the server's own unless said.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            done = _run(tools or _tools_for(admin), "pg_dump", admin, ["--format=custom"], stdout=file.fileno())
            if done.returncode:
                raise _failure("pg_dump", done.stderr, path)
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def read_dump(admin: str, path: Path) -> None:
    """Fill the connection's database, which is empty, from a dump; NotADump when the file is none."""
    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise NotADump(f"{path} was not written by `wcc db dump`")
    except OSError as error:
        raise NotADump(f"{path} cannot be read: {error.strerror}") from error
    done = _run(_tools_for(admin), "pg_restore", admin, ["--exit-on-error", "--single-transaction", str(path)])
    if done.returncode:
        raise _failure("pg_restore", done.stderr, path)


def _tools_for(admin: str) -> Engine:
    """The programs of the server's own version: a newer pg_restore sets what an older server does not know."""
    with psycopg.connect(admin) as connection:
        return engines().get(connection.info.server_version // 10_000) or engine()


def _run(
    tools: Engine, program: str, admin: str, arguments: list[str], stdout: int = subprocess.DEVNULL
) -> "subprocess.CompletedProcess[bytes]":
    # The password goes by the environment: a command line can be read by everybody on the machine.
    parts = conninfo_to_dict(admin)
    password = str(parts.pop("password", ""))
    address = make_conninfo("", **{name: str(value) for name, value in parts.items()})
    command = [tools.program(program), f"--dbname={address}", *arguments]
    environment = {**os.environ, "PGPASSWORD": password, "LC_ALL": "C"}
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, env=environment, check=False)


def _failure(program: str, said: bytes, path: Path) -> DiskFull | DatabaseUnfit | NotADump:
    text = said.decode(errors="replace").strip()
    if FULL in text:
        return DiskFull(f"{program}: make room for {path}, or on the database's disk")
    if "server version mismatch" in text:
        return DatabaseUnfit(f"{program} is older than the server: install a newer wheel. {text}")
    if "row-level security" in text:
        return DatabaseUnfit(f"{program} needs a superuser in DATABASE_URL, who sees every company: {text}")
    return NotADump(f"{program} failed on {path}: {text}")
