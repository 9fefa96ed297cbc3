"""Who starts the server, who joins it, and when it stops."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from tests.store.embedded.processes import User, ask, embedded
from workingcapital.store.database.embedded.locks import is_free, lock
from workingcapital.store.database.logins import OWNER
from workingcapital.store.database.settings import CHECKOUT, StoreSettings

STARTED = "select pg_postmaster_start_time()::text"


def postmaster(settings) -> int:
    return int((settings.data_dir / "pg/data/postmaster.pid").read_text().splitlines()[0])


def supervisor(settings) -> int:
    """The process that was started from our supervisor's file and holds this store's lock."""
    wanted = (settings.data_dir / "locks/supervisor.lock").stat().st_ino
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and "supervisor.py" in command(entry):
            held = [os.stat(link).st_ino for link in (entry / "fd").iterdir() if link.exists()]
            if wanted in held:
                return int(entry.name)
    raise AssertionError("no supervisor")


def command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


def wait_until(condition, seconds=30.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def stopped(settings) -> bool:
    return is_free(settings.data_dir / "locks/supervisor.lock")


def answers(server) -> bool:
    try:
        ask(server.conninfo(OWNER), "select 1")
    except psycopg.OperationalError:
        return False
    return True


def test_a_second_process_joins_the_running_server(server, another):
    before = ask(server.conninfo(OWNER), STARTED)
    another().wait_attached()
    assert ask(server.conninfo(OWNER), STARTED) == before


def test_the_server_stops_with_its_last_user(settings, another):
    server = embedded(settings)
    user = another().wait_attached()
    server.close()
    time.sleep(0.5)
    assert not stopped(settings), "another process still uses it"
    user.leave()
    wait_until(lambda: stopped(settings))
    assert not (settings.data_dir / "pg/data/postmaster.pid").exists()


def test_the_server_stops_when_its_only_user_is_killed(settings, another):
    another().wait_attached().kill()
    wait_until(lambda: stopped(settings))
    assert not (settings.data_dir / "pg/data/postmaster.pid").exists()


def test_a_killed_user_leaves_the_server_to_the_others(server, another):
    before = ask(server.conninfo(OWNER), STARTED)
    another().wait_attached().kill()
    time.sleep(0.5)
    assert ask(server.conninfo(OWNER), STARTED) == before


def test_a_killed_server_comes_back_with_what_was_committed(settings, server):
    with psycopg.connect(server.conninfo(OWNER)) as books:
        books.execute("create table paid as select 980.00 as amount")
    killed = postmaster(settings)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{killed}").exists())
    wait_until(lambda: answers(server))
    assert str(ask(server.conninfo(OWNER), "select amount from paid")) == "980.00"
    assert postmaster(settings) != killed


def test_when_everything_is_killed_at_once_the_next_start_recovers(settings, another):
    user = another().wait_attached()
    server = embedded(settings)
    with psycopg.connect(server.conninfo(OWNER)) as books:
        books.execute("create table paid as select 980.00 as amount")
    for process in (supervisor(settings), postmaster(settings)):
        os.kill(process, signal.SIGKILL)
    user.kill()
    os.close(server._holding)
    with embedded(settings) as again:
        assert str(ask(again.conninfo(OWNER), "select amount from paid")) == "980.00"
    again.wait_stopped()


def test_a_server_whose_supervisor_was_killed_gets_another_and_still_stops(settings, another):
    first = another().wait_attached()
    pid = postmaster(settings)
    os.kill(supervisor(settings), signal.SIGKILL)
    wait_until(lambda: stopped(settings))
    second = another().wait_attached()
    assert postmaster(settings) == pid, "the running server was adopted"
    first.leave()
    second.leave()
    wait_until(lambda: stopped(settings))
    assert not Path(f"/proc/{pid}").exists()


def test_the_last_user_stops_the_server_even_when_the_supervisor_was_killed(settings):
    server = embedded(settings)
    pid = postmaster(settings)
    os.kill(supervisor(settings), signal.SIGKILL)
    wait_until(lambda: stopped(settings))
    server.close()
    wait_until(lambda: not Path(f"/proc/{pid}").exists())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_server_can_be_revived_after_its_supervisor_gave_up(settings, server):
    for process in (supervisor(settings), postmaster(settings)):
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: not answers(server))
    server.revive()
    assert answers(server)


def test_a_supervisor_that_is_about_to_die_does_not_keep_the_server_from_starting(settings, server):
    for process in (supervisor(settings), postmaster(settings)):
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: not answers(server) and stopped(settings))
    dying = lock(settings.data_dir / "locks/supervisor.lock", patience=5)
    end = threading.Timer(0.5, os.close, [dying])
    end.start()
    server.revive()
    end.join()
    assert answers(server)


def test_a_pid_file_whose_number_belongs_to_a_stranger_is_no_obstacle(settings):
    as_database_user = {}
    if os.geteuid() == 0:
        as_database_user = {"user": (settings.data_dir / "pg/data").stat().st_uid}
    stranger = subprocess.Popen(["sleep", "60"], **as_database_user)
    try:
        (settings.data_dir / "pg/data/postmaster.pid").write_text(f"{stranger.pid}\n")
        with embedded(settings) as server:
            assert answers(server)
        server.wait_stopped()
        assert stranger.poll() is None, "the stranger was left alone"
    finally:
        stranger.kill()
        stranger.wait()


def test_six_processes_that_start_at_once_in_an_empty_folder_share_one_server(folder, settings):
    empty = settings.model_copy(update={"data_dir": folder / "empty", "durable": False})
    users = [User(empty) for _ in range(6)]
    for user in users:
        user.wait_attached()
    running = [
        entry.name
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and f"-D\0{folder}/empty/pg/data\0" in command(entry)
    ]
    assert running == [str(postmaster(empty))]
    for user in users:
        user.leave()
    wait_until(lambda: stopped(empty))


@pytest.mark.parametrize("moment", [0.2, 0.5, 0.8, 1.1])
def test_a_first_start_killed_at_any_moment_does_not_hinder_the_next(folder, moment):
    settings = StoreSettings(data_dir=folder, database_url=None, durable=False)
    user = User(settings)
    time.sleep(moment)
    user.kill()
    with embedded(settings) as server:
        assert answers(server)
    server.wait_stopped()


def test_a_warm_start_takes_less_than_a_second(settings):
    assert min(seconds_to_start(settings) for _ in range(3)) < 1.0


def seconds_to_start(settings) -> float:
    started = time.monotonic()
    with embedded(settings) as server:
        seconds = time.monotonic() - started
    server.wait_stopped()
    return seconds


def test_the_supervisor_needs_nothing_but_the_standard_library():
    script = CHECKOUT / "workingcapital/store/database/embedded/supervisor.py"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(script)!r}, run_name='looked at')"],
        check=False,
    )
    assert done.returncode == 0
