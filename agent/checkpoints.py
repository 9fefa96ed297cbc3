"""Where conversations are kept: LangGraph's checkpoints in PostgreSQL, as the runtime login."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from workingcapital.store.connection import Store


@asynccontextmanager
async def checkpoints(store: Store, max_size: int = 8) -> AsyncIterator[AsyncPostgresSaver]:
    """A saver over a small pool; the tables were made by the migrations."""
    pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
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
