"""Where conversations are kept: LangGraph's checkpoints in PostgreSQL, as the runtime login, in the asker's name.

The library knows no asker, so the one who speaks is a context variable: what a task starts runs in its name, and the
database shows it the threads of that person alone.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from tools.asker import Asker
from workingcapital.store.database.connection import Store

SPEAKER: ContextVar[Asker | None] = ContextVar("speaker", default=None)

Connection = AsyncConnection[DictRow]


class _InTheirName(AsyncConnectionPool[Connection]):
    """Connections that carry the signed context of whoever speaks; without one they see no thread at all."""

    @asynccontextmanager
    async def connection(self, timeout: float | None = None) -> AsyncIterator[Connection]:
        """A connection for one step of the saver."""
        asker = SPEAKER.get()
        token = asker.store.sign(asker.identity) if asker else ""
        async with (
            super().connection(timeout) as connection,
            connection.pipeline(),
        ):  # who speaks goes out with the step
            await connection.execute("select set_config('wcc.context', %s, false)", [token])
            yield connection


@asynccontextmanager
async def checkpoints(store: Store, max_size: int = 8) -> AsyncIterator[AsyncPostgresSaver]:
    """A saver over a small pool; the tables were made by the migrations."""
    pool = _InTheirName(
        store.conninfo("wcc_runtime"),
        min_size=1,
        max_size=max_size,
        open=False,
        kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row, "options": "-c search_path=agent"},
    )
    await pool.open()
    try:
        yield AsyncPostgresSaver(pool)
    finally:
        await pool.close()
