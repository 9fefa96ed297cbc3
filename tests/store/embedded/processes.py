"""Processes that use a store, and the two questions every test asks."""

import os
import subprocess
import sys

import psycopg
import pytest

from workingcapital.store.database.embedded import EmbeddedServer, attach
from workingcapital.store.database.settings import CHECKOUT, StoreSettings

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it mounts, or acts as another user")

PROGRAM = """
import sys
from workingcapital.store.database.embedded import attach
from workingcapital.store.database.settings import StoreSettings
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
