"""The whole way of a question, on one screen.

listen ─► think ─► use_tools ─► think … ─► ground ─► (draft proposal? confirm ─► send) ─► END
   └────────────────── "send it" with a draft pending ──────────────────────────► send
   └── "from now on …" ── remember ──► ground
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from agent.nodes.confirm import confirm, send
from agent.nodes.ground import ground
from agent.nodes.listen import listen
from agent.nodes.remember import remember
from agent.nodes.think import ThinkNode
from agent.nodes.use_tools import use_tools
from agent.settings import AgentSettings
from agent.state import Talk, Thinker
from tools.asker import Asker

Graph = CompiledStateGraph[Talk, Asker, Talk, Talk]


def build_graph(
    thinker: Thinker,
    fallback: Thinker,
    checkpointer: BaseCheckpointSaver[Any] | None,
    settings: AgentSettings,
) -> Graph:
    """Wire the nodes; everything the graph needs is handed to it."""
    graph = StateGraph(Talk, context_schema=Asker)
    think = ThinkNode(thinker, fallback, settings)
    graph.add_node("listen", Then(listen, after_listening), destinations=("think", "remember", "ground", "send"))
    graph.add_node("remember", remember)
    graph.add_node("think", Then(think, after_thinking), destinations=("use_tools", "ground"))
    graph.add_node("use_tools", use_tools)
    graph.add_node("ground", Then(ground, after_grounding), destinations=("think", "confirm", END))
    graph.add_node("confirm", confirm)
    graph.add_node("send", send)

    graph.add_edge(START, "listen")
    graph.add_edge("remember", "ground")
    graph.add_edge("use_tools", "think")
    graph.add_edge("confirm", "send")
    graph.add_edge("send", END)
    return graph.compile(checkpointer=checkpointer)


@dataclass(frozen=True)
class Then:
    """A node with the way on from the state it leaves: a conditional edge would have that state read once more."""

    node: Callable[[Talk, Runtime[Asker]], Awaitable[Talk]]
    way_on: Callable[[Talk], str]

    async def __call__(self, state: Talk, runtime: Runtime[Asker]) -> Command[str]:
        """Do the node's work, then go on."""
        update = await self.node(state, runtime)
        return Command(update=update, goto=self.way_on({**state, **update}))


def after_listening(state: Talk) -> str:
    """A refusal needs no model; what the asker wants remembered and their "send it" need none either."""
    if state.get("draft"):
        return "ground"
    if state.get("wish"):
        return "remember"
    return "send" if state.get("decision") else "think"


def after_thinking(state: Talk) -> str:
    """Tools while the thinker asks for them, then the answer."""
    return "ground" if state.get("draft") else "use_tools"


def after_grounding(state: Talk) -> str:
    """Back once when a figure could not be tied; to the asker when a proposal was drafted."""
    if not state.get("answer"):
        return "think"
    return "confirm" if state.get("pending") and state["answer"].get("proposal") else END
