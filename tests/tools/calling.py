"""Tools called the way the graph calls them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool

from tools.asker import Asker
from workingcapital.facts import Evidence, Fact
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.figures import explain

AS_OF = date(2026, 6, 30)
GROUP = ("HALDE", "HALUK", "HALUS")


def asker(store: Store, *focus: str, person: str = "cfo@halden.example", companies: tuple[str, ...] = GROUP) -> Asker:
    roles = {code: frozenset({"controller_cfo"}) for code in companies}
    focus = focus or ("HALDE",)
    return Asker(person, focus[0], companies, focus, roles, AS_OF, "en", "t", 1, store)


def ask(tool: BaseTool, who: Asker, **args: Any) -> Evidence:
    """The evidence of one call; what the model reads is checked to be short JSON with every fact id in it."""
    runtime: ToolRuntime[Asker, Any] = ToolRuntime(
        state={}, context=who, config={}, stream_writer=lambda _: None, tool_call_id="1", store=None
    )
    message = tool.invoke({"name": tool.name, "args": {**args, "runtime": runtime}, "id": "1", "type": "tool_call"})
    evidence = message.artifact
    assert isinstance(evidence, Evidence)
    shown = {cell for table in evidence.tables for row in table.fact_ids[15:] for cell in row}
    for fact in evidence.facts:
        assert fact.id in message.content or fact.id in shown
    return evidence


def explained(store: Store, facts: list[Fact]) -> list[dict[str, Any]]:
    """Every fact explained against the books."""
    with reading(store) as books:
        return [explain(books, Fact.model_validate_json(fact.model_dump_json())) for fact in facts]


@contextmanager
def reading(store: Store) -> Iterator[Books]:
    with asker(store).books() as books:
        yield books


def on(who: Asker, day: str) -> Asker:
    return replace(who, as_of=date.fromisoformat(day))
