"""What a conversation remembers, and what passes between the nodes of one turn."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Protocol, TypedDict

from langchain_core.messages import AnyMessage
from langgraph.channels import UntrackedValue

from agent.usage import Usage
from tools.asker import Asker
from workingcapital.facts import Evidence


class Exchange(TypedDict):
    """An earlier turn: what was asked (masked) and what was answered."""

    question: str
    answer: str


class Pending(TypedDict):
    """A drafted proposal that waits for the asker's own word."""

    company: str
    proposal_id: str
    digest: str


class Draft(TypedDict):
    """An answer before grounding: figures are still [[fact ids]]."""

    text: str
    status: str
    reason: str | None
    options: list[str]
    notices: list[str]


class Talk(TypedDict, total=False):
    """The state of a thread: what the next turn reads is kept; the rest lives for one turn and is stored nowhere here.

    The answer and its facts have tables of their own.
    """

    question: str
    language: str
    focus: list[str]
    as_of: str
    history: list[Exchange]
    frame: dict[str, Any] | None
    pending: Pending | None
    decision: str | None

    wish: Annotated[dict[str, Any] | None, UntrackedValue]
    work: Annotated[list[AnyMessage], UntrackedValue]
    evidence: Annotated[list[Evidence], UntrackedValue]
    steps: Annotated[int, UntrackedValue]
    feedback: Annotated[str | None, UntrackedValue]
    draft: Annotated[Draft | None, UntrackedValue]
    answer: Annotated[dict[str, Any], UntrackedValue]
    model: Annotated[str, UntrackedValue]
    model_ms: Annotated[float, UntrackedValue]
    tools_ms: Annotated[float, UntrackedValue]
    usage: Annotated[Usage | None, UntrackedValue]


@dataclass(frozen=True)
class ToolCall:
    """One call of a tool of the catalogue."""

    name: str
    args: dict[str, Any]


@dataclass(frozen=True)
class Brief:
    """Everything a thinker may know when it decides the next step.

    `today` is the business date; the asker's `as_of` is the day this turn reads the books of.
    """

    question: str
    language: str
    asker: Asker
    today: date
    history: list[Exchange] = field(default_factory=list)
    work: list[AnyMessage] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    frame: dict[str, Any] | None = None
    pending: Pending | None = None
    feedback: str | None = None


@dataclass(frozen=True)
class Thought:
    """The next step: tools to call, or the words of the answer."""

    calls: tuple[ToolCall, ...] = ()
    text: str = ""
    status: str = "answered"
    reason: str | None = None
    options: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    frame: dict[str, Any] | None = None
    usage: Usage | None = None


class Thinker(Protocol):
    """A model, large, small or built in: the same brief in, the same thought out."""

    name: str

    async def think(self, brief: Brief) -> Thought:
        """Decide the next step of the turn."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...
