"""A connection that its server has ended is not handed out, and one in use is not asked whether it lives."""

from collections.abc import Iterator

import pytest
from psycopg_pool import ConnectionPool

from tests.store.small_books import psql
from workingcapital.store.database import connection
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity

NOBODY = Identity("", ())


@pytest.fixture
def alone(store: Store) -> Iterator[Store]:
    """The same books over one connection."""
    one = Store(store.server, store.database, pool_size=1)
    yield one
    one.close_pools()


def backend(store: Store) -> int:
    with store.reading(NOBODY) as books:
        row = books.execute("select pg_backend_pid() as pid").fetchone()
    assert row is not None
    return int(row["pid"])


def test_a_connection_that_its_server_ended_is_replaced(alone: Store) -> None:
    first = backend(alone)
    with psql(alone, "wcc_runtime") as session:
        session.execute("select pg_terminate_backend(%s, 5000)", [first])
    assert backend(alone) != first


def test_a_connection_is_asked_only_after_it_rested(alone: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(asked.append))
    backend(alone)
    asked.clear()
    backend(alone)
    assert asked == []
    monkeypatch.setattr(connection, "_TRUSTED_SECONDS", -1.0)
    backend(alone)
    assert len(asked) == 1
