"""Every tool a model may call: READ changes nothing, PROPOSE writes a proposal and nothing else."""

from typing import Final

from langchain_core.tools import BaseTool

from tools import metrics, open_items

READ: Final[tuple[BaseTool, ...]] = (
    open_items.open_items,
    open_items.ageing,
    open_items.overdue,
    open_items.unused_credits,
    metrics.metric,
    metrics.explain_difference,
)
PROPOSE: Final[tuple[BaseTool, ...]] = ()


def by_name() -> dict[str, BaseTool]:
    """All tools under the name a model calls them by."""
    return {tool.name: tool for tool in (*READ, *PROPOSE)}
