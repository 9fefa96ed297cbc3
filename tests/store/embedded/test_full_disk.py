"""A full disk is said, and costs nothing that was committed."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.store.embedded.processes import ask, embedded, needs_root
from workingcapital.store.database.embedded import attach
from workingcapital.store.database.embedded.locks import lock
from workingcapital.store.database.errors import DiskFull
from workingcapital.store.database.logins import OWNER
from workingcapital.store.database.settings import StoreSettings

pytestmark = needs_root


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Callable[[int], Path]]:
    """Mount a disk of so many megabytes."""
    mounted = []

    def mount(megabytes: int) -> Path:
        disk = folder / "disk"
        disk.mkdir()
        options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(disk)]
        if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
            pytest.skip("this root may not mount (a container without SYS_ADMIN)")
        mounted.append(disk)
        return disk

    yield mount
    for disk in mounted:
        wait_until_unused(disk / "data")
        subprocess.run(["umount", str(disk)], check=True)


def wait_until_unused(data: Path) -> None:
    supervisor = data / "locks/supervisor.lock"
    if supervisor.exists():
        os.close(lock(supervisor, patience=60))


@pytest.mark.parametrize("megabytes", [1, 38, 39])  # full during initdb, at the first login, in the first database
def test_a_disk_too_small_for_the_books_is_said_and_the_next_start_with_room_succeeds(small_disk, megabytes):
    disk = small_disk(megabytes)
    settings = StoreSettings(data_dir=disk / "data", database_url=None)
    with pytest.raises(DiskFull, match="make room"):
        attach(settings)
    subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
    with embedded(settings) as server:
        assert ask(server.conninfo(OWNER), "select 1") == 1
    server.wait_stopped()


def test_a_disk_that_fills_up_loses_nothing_and_goes_on_when_there_is_room(small_disk):
    settings = StoreSettings(data_dir=small_disk(160) / "data", database_url=None)
    server = embedded(settings)
    with psycopg.connect(server.conninfo(OWNER)) as books:
        books.execute("create table paid as select 980.00 as amount")
    ballast = settings.data_dir / "ballast"
    ballast.write_bytes(b"0" * 40_000_000)
    with pytest.raises(psycopg.OperationalError), psycopg.connect(server.conninfo(OWNER)) as books:
        # DiskFull where the table has no room; the server stops where its log has none.
        books.execute("create table much as select repeat(md5(i::text), 40) from generate_series(1, 200000) as i")
    ballast.unlink()
    server.revive()
    assert str(ask(server.conninfo(OWNER), "select amount from paid")) == "980.00"
    server.close()
    server.wait_stopped()
