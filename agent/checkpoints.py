"""What LangGraph keeps of a conversation, within our own transactions.

A turn reads what its thread keeps where it is counted, and writes it where its answer is kept: both or neither. So the saver
itself touches no database. It hands the graph what the turn has brought along and takes what the graph wants kept.
"""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from workingcapital.store.threads import Kept, Write


@dataclass
class Memory:
    """What a thread kept when its turn began, and what it is to keep when the turn has ended."""

    before: Kept | None
    checkpoint: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)

    def now(self) -> Kept:
        """What is to be kept; before the graph has come to an end that is nothing."""
        if not self.checkpoint:
            raise RuntimeError("the turn has not ended: the graph has handed over no checkpoint")
        return Kept(self.checkpoint, self.metadata, self.writes)


MEMORY: ContextVar[Memory] = ContextVar("memory")


class TurnSaver(BaseCheckpointSaver[str]):
    """A saver for `durability="exit"`: one checkpoint read and one taken, of the turn that runs in this context."""

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """What the thread kept when the turn began."""
        before = MEMORY.get().before
        if before is None:
            return None
        configurable = {**config["configurable"], "checkpoint_ns": "", "checkpoint_id": before.checkpoint["id"]}
        values = {name: self.serde.loads_typed((kind, value)) for name, kind, value in before.blobs}
        checkpoint: Any = {**before.checkpoint, "channel_values": {**values, **before.checkpoint["channel_values"]}}
        writes = [
            (each.task_id, each.channel, self.serde.loads_typed((each.type, each.blob))) for each in before.writes
        ]
        metadata: Any = before.metadata
        return CheckpointTuple({"configurable": configurable}, checkpoint, metadata, None, writes)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Take what is to be kept."""
        memory = MEMORY.get()
        memory.checkpoint, memory.metadata = {**checkpoint}, {**metadata}
        return {"configurable": {**config["configurable"], "checkpoint_id": checkpoint["id"]}}

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Take what a task has written that paused."""
        for place, (channel, value) in enumerate(writes):
            kind, blob = self.serde.dumps_typed(value)
            idx = WRITES_IDX_MAP.get(channel, place)
            MEMORY.get().writes.append(Write(task_id, task_path, idx, channel, kind, blob))

    def get_next_version(self, current: str | None, channel: None) -> str:
        """Versions as the library's own savers for PostgreSQL count them: text that sorts by number."""
        return f"{int(current.split('.')[0]) + 1 if current else 1:032}"
