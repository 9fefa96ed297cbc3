"""Real servers in real processes, in folders that may lose everything."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from workingcapital.store.embedded import EmbeddedServer, attach
from workingcapital.store.embedded.scratch import scratch_folder
from workingcapital.store.settings import CHECKOUT, StoreSettings

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it mounts, or acts as another user")

PROGRAM = """
import sys
from workingcapital.store.embedded import attach
from workingcapital.store.settings import StoreSettings
with attach(StoreSettings.model_validate_json(sys.argv[1]).model_copy(update={"database_url": None})):
    print("attached", flush=True)
    sys.stdin.readline()
"""


class User:
    """Another process that uses the store."""

    def __init__(self, settings: StoreSettings) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, settings.model_dump_json(exclude={"database_url"})],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=CHECKOUT,
            text=True,
        )

    def wait_attached(self) -> "User":
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "attached\n"
        return self

    def leave(self) -> None:
        """End as a program ends that has done its work."""
        self.process.communicate("\n", timeout=60)

    def kill(self) -> None:
        """End as by kill -9."""
        self.process.kill()
        self.process.communicate(timeout=60)


@pytest.fixture()
def folder() -> Iterator[Path]:
    """An empty folder in memory."""
    with scratch_folder() as made:
        yield made


@pytest.fixture(scope="session")
def made_store() -> Iterator[Path]:
    """A store that was started once and stopped again: what the second start of a day finds."""
    with scratch_folder() as made:
        server = embedded(StoreSettings(data_dir=made, database_url=None))
        server.close()
        server.wait_stopped()
        yield made


@pytest.fixture()
def settings(folder: Path, made_store: Path) -> StoreSettings:
    """Settings of a copy of that store."""
    subprocess.run(["cp", "-a", f"{made_store}/.", str(folder)], check=True)
    return StoreSettings(data_dir=folder, database_url=None)


@pytest.fixture()
def server(settings: StoreSettings) -> Iterator[EmbeddedServer]:
    """Such a store, running."""
    with closing(embedded(settings)) as running:
        yield running
    running.wait_stopped()


@pytest.fixture()
def another(settings: StoreSettings) -> Iterator[Callable[[], User]]:
    """Make another process that uses the same store."""
    users: list[User] = []

    def make() -> User:
        users.append(User(settings))
        return users[-1]

    yield make
    for user in users:
        if user.process.poll() is None:
            user.kill()


def embedded(settings: StoreSettings) -> EmbeddedServer:
    """Attach to a server of our own."""
    server = attach(settings)
    assert isinstance(server, EmbeddedServer)
    return server


def ask(conninfo: str, question: str) -> object:
    """The one value that a query returns."""
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]
