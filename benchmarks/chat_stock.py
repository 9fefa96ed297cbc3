"""The baseline: what a tutorial builds. create_agent, one tool over the same rows, AsyncPostgresSaver; nothing else.

No identity, no row-level security, no receipts, no grounding: its tool reads as a superuser and its model, scripted like
ours, writes whatever it read.
"""

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal

from fastapi import FastAPI
from langchain.agents import create_agent
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import BaseTool, tool
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import AsyncConnection, Connection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel

BALANCES = """
    select b.name, s.opening + coalesce((select sum(l.amount) from bank_line l
           where l.company_id = b.company_id and l.statement_id = s.statement_id and l.booked_on <= '2026-06-30'), 0) as balance
    from bank_account b cross join lateral (
        select statement_id, opening from bank_statement s
        where s.company_id = b.company_id and s.bank_account_id = b.bank_account_id
          and s.from_date <= '2026-06-30' and s.opening is not null
        order by s.from_date desc, s.statement_id desc limit 1) s
    where b.company_id = 'HALDE'
    order by b.bank_account_id
"""
Durability = Literal["sync", "async", "exit"]


class Instant(BaseChatModel):
    """A model that answers at once: the tool first, then its words."""

    @property
    def _llm_type(self) -> str:
        return "instant"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> "Instant":
        """It knows its tool."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        last = messages[-1]
        if isinstance(last, ToolMessage):
            reply = AIMessage(f"Cash: {last.content}")
        else:
            reply = AIMessage("", tool_calls=[{"name": "cash", "args": {}, "id": uuid.uuid4().hex}])
        return ChatResult(generations=[ChatGeneration(message=reply)])


class Message(BaseModel):
    """What its route takes."""

    message: str
    thread_id: str


def prepare_stock(conninfo: str) -> None:
    """The checkpointer's tables, once for all processes."""
    with Connection.connect(
        conninfo, autocommit=True, row_factory=dict_row, options="-c search_path=stock"
    ) as connection:
        connection.execute("create schema if not exists stock")
        PostgresSaver(connection).setup()


def stock_app(conninfo: str, durability: Durability) -> FastAPI:
    """The whole of it over the same database; `durability` is LangGraph's word for when checkpoints are written."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        kwargs = {
            "autocommit": True,
            "prepare_threshold": 0,
            "row_factory": dict_row,
            "options": "-c search_path=stock,books",
        }
        async with AsyncConnectionPool[AsyncConnection[DictRow]](
            conninfo, min_size=1, max_size=8, kwargs=kwargs, open=False
        ) as pool:
            app.state.agent = create_agent(Instant(), [_cash(pool)], checkpointer=AsyncPostgresSaver(pool))
            yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/v1/chat")
    async def chat(body: Message) -> dict[str, Any]:
        found = await app.state.agent.ainvoke(
            {"messages": [{"role": "user", "content": body.message}]},
            {"configurable": {"thread_id": body.thread_id}},
            durability=durability,
        )
        return {"answer": found["messages"][-1].content}

    return app


def _cash(pool: AsyncConnectionPool[AsyncConnection[DictRow]]) -> BaseTool:
    @tool
    async def cash() -> str:
        """Cash in the bank."""
        async with pool.connection() as connection:
            rows = await (await connection.execute(BALANCES)).fetchall()
        return ", ".join(f"{row['name']} {row['balance']}" for row in rows)

    return cash
