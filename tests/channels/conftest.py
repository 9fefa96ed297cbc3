"""A real server over the sample company, reached over real HTTP."""

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn

from server import create_app
from workingcapital.store.database.connection import Store

CFO, ANALYST, MANAGER = "cfo@halden.example", "treasury.analyst@halden.example", "ap.manager@halden.example"
RELEASER, VIEWER, CONTROLLER = (
    "treasury.releaser@halden.example",
    "viewer.uk@halden.example",
    "controller@halden.example",
)


@pytest.fixture(scope="module")
def base_url(sample_store: Store) -> Iterator[str]:
    """The address of a server that runs for this module."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(sample_store), port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def as_person(base_url: str) -> Iterator["People"]:
    """Clients by person."""
    people = People(base_url)
    yield people
    people.close()


class People:
    """One HTTP client a person."""

    def __init__(self, base_url: str) -> None:
        self._base_url, self._clients = base_url, {}

    def __call__(self, person: str) -> httpx.Client:
        if person not in self._clients:
            self._clients[person] = httpx.Client(base_url=self._base_url, headers={"X-WCC-Person": person}, timeout=60)
        return self._clients[person]

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
