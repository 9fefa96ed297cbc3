"""Make a cluster: initdb as the database's user, scram for every login."""

import os
import shutil
import subprocess
from pathlib import Path
from secrets import token_hex

from workingcapital.store.database.embedded.engine import environment
from workingcapital.store.database.embedded.places import Places
from workingcapital.store.database.errors import FULL, DiskFull, ServerDidNotStart
from workingcapital.store.database.logins import SUPERUSER, Secrets
from workingcapital.store.database.settings import StoreSettings

_SCRAM_ONLY = "# Only the socket is open, and every login proves its password.\nlocal all all scram-sha-256\n"


def make_cluster(places: Places, settings: StoreSettings, secrets: Secrets) -> None:
    """Make the cluster whole or not at all; DiskFull, ServerDidNotStart."""
    # Renamed when whole, so that a start that is killed leaves no half cluster. Its initdb may live on for a
    # moment and clean up after itself: a name of our own keeps it away from ours.
    for left in places.home.glob("new-*"):
        shutil.rmtree(left, ignore_errors=True)
    beside = places.home / f"new-{token_hex(4)}"
    password = places.home / "password.new"
    try:
        places.database_folder(beside)
        _write_for(places, password, secrets.password(SUPERUSER))
        _initdb(places, settings, beside, password)
        _write_for(places, beside / "pg_hba.conf", _SCRAM_ONLY)
        beside.rename(places.data)
    finally:
        password.unlink(missing_ok=True)


def _initdb(places: Places, settings: StoreSettings, folder: Path, password: Path) -> None:
    command = [places.engine.program("initdb"), "-D", str(folder), "-U", SUPERUSER, f"--pwfile={password}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions", *_locale(places.engine.major)]
    command += [] if settings.durable else ["--no-sync"]
    user = places.user.as_child() if places.user else {}
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False, **user)  # type: ignore[call-overload]
    if done.returncode:
        if FULL in done.stdout + done.stderr:
            raise DiskFull(f"make room on the disk of {places.home}, then start again")
        raise ServerDidNotStart(f"initdb failed: {done.stderr.strip()}")


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
