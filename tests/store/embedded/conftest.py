"""Stores in folders that may lose everything."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.embedded.processes import User, embedded
from workingcapital.store.database.embedded import EmbeddedServer
from workingcapital.store.database.embedded.scratch import scratch_folder
from workingcapital.store.database.settings import StoreSettings


@pytest.fixture
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


@pytest.fixture
def settings(folder: Path, made_store: Path) -> StoreSettings:
    """Settings of a copy of that store."""
    subprocess.run(["cp", "-a", f"{made_store}/.", str(folder)], check=True)
    return StoreSettings(data_dir=folder, database_url=None)


@pytest.fixture
def server(settings: StoreSettings) -> Iterator[EmbeddedServer]:
    """Such a store, running."""
    with closing(embedded(settings)) as running:
        yield running
    running.wait_stopped()


@pytest.fixture
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
