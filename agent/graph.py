"""The whole way of a question, on one screen.

listen ─► think ─► use_tools ─► think … ─► ground ─► (draft proposal? confirm ─► send) ─► END
   └────────────────── "send it" with a draft pending ──────────────────────────► send
   └── "from now on …" ── remember ──► ground
"""

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

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
    graph.add_node("listen", listen)
    graph.add_node("remember", remember)
    graph.add_node("think", ThinkNode(thinker, fallback, settings))
    graph.add_node("use_tools", use_tools)
    graph.add_node("ground", ground)
    graph.add_node("confirm", confirm)
    graph.add_node("send", send)

    graph.add_edge(START, "listen")
    graph.add_conditional_edges("listen", after_listening, ["think", "remember", "ground", "send"])
    graph.add_edge("remember", "ground")
    graph.add_conditional_edges("think", after_thinking, ["use_tools", "ground"])
    graph.add_edge("use_tools", "think")
    graph.add_conditional_edges("ground", after_grounding, ["think", "confirm", END])
    graph.add_edge("confirm", "send")
    graph.add_edge("send", END)
    return graph.compile(checkpointer=checkpointer)


async def after_listening(state: Talk) -> str:
    """A refusal needs no model; what the asker wants remembered and their "send it" need none either."""
    if state.get("draft"):
        return "ground"
    if state.get("wish"):
        return "remember"
    return "send" if state.get("decision") else "think"


async def after_thinking(state: Talk) -> str:
    """Tools while the thinker asks for them, then the answer."""
    return "ground" if state.get("draft") else "use_tools"


async def after_grounding(state: Talk) -> str:
    """Back once when a figure could not be tied; to the asker when a proposal was drafted."""
    if not state.get("answer"):
        return "think"
    return "confirm" if state.get("pending") and state["answer"].get("proposal") else END
