"""Every tool a model may call: READ changes nothing, PROPOSE writes a proposal and nothing else."""

from typing import Final

from langchain_core.tools import BaseTool

READ: Final[tuple[BaseTool, ...]] = ()
PROPOSE: Final[tuple[BaseTool, ...]] = ()


def by_name() -> dict[str, BaseTool]:
    """All tools under the name a model calls them by."""
    return {tool.name: tool for tool in (*READ, *PROPOSE)}
