"""A real PostgreSQL for every test: migrated once, loaded once, cloned for each module."""

import os
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import settings

from workingcapital.store.database.connection import Store
from workingcapital.store.database.embedded import Server, scratch

_clone = count(1)

# The same examples every time where a red run must mean a fault; new ones at a developer's desk.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None)
settings.load_profile("repeatable" if os.environ.get("CI") else "new")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for the whole run: embedded, in memory where there is room, or the one DATABASE_URL names."""
    with scratch() as running:
        yield running


@pytest.fixture(scope="session")
def empty_template(server: Server) -> Iterator[str]:
    """A migrated database without a row, to be cloned and never used."""
    name = _name("empty")
    server.create_database(name)
    _store(server, name).close_pools()
    yield name
    server.drop_database(name)


@pytest.fixture(scope="session")
def sample_template(server: Server, empty_template: str) -> Iterator[str]:
    """The sample company, loaded once."""
    from workingcapital import sample_company

    name = server.create_database(_name("sample"), empty_template)
    store = _store(server, name)
    sample_company.load(store, progress=None)
    store.close_pools()
    yield name
    server.drop_database(name)


@pytest.fixture(scope="module")
def store(server: Server, empty_template: str) -> Iterator[Store]:
    """An empty, migrated store for this module alone."""
    yield from _cloned(server, empty_template)


@pytest.fixture(scope="module")
def sample_store(server: Server, sample_template: str) -> Iterator[Store]:
    """A store with the sample company for this module alone."""
    yield from _cloned(server, sample_template)


def _cloned(server: Server, template: str) -> Iterator[Store]:
    name = server.create_database(_name("clone"), template)
    store = _store(server, name)
    yield store
    store.close_pools()
    server.drop_database(name)


def _store(server: Server, database: str) -> Store:
    store = Store(server, database)
    store.prepare()
    return store


def _name(what: str) -> str:
    return f"wcc_test_{os.getpid()}_{what}_{next(_clone)}"
