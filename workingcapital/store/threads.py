"""What a thread of the agent keeps from one turn to the next, in the tables that LangGraph's saver has for it.

One row a thread, written anew by each turn. Values that are no plain text or number stand in that row as JSON too, and not
in a table of their own as the library would have them; it reads them there all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from workingcapital.errors import Conflict
from workingcapital.store.database.connection import Books


class TurnOvertaken(Conflict):
    """Another turn of this conversation ended while this one ran."""


class Write(NamedTuple):
    """What a task had written when the graph paused."""

    task_id: str
    task_path: str
    idx: int
    channel: str
    type: str
    blob: bytes


@dataclass(frozen=True)
class Kept:
    """A checkpoint with what was written after it; `blobs` are values of threads that an earlier release kept."""

    checkpoint: dict[str, Any]
    metadata: dict[str, Any]
    writes: Sequence[Write] = ()
    blobs: Sequence[tuple[str, str, bytes]] = ()  # channel, type, value


def kept(books: Books, thread: str) -> Kept | None:
    """What the asker's thread keeps; None for a thread without an answer, and for anybody else's."""
    row = books.execute(
        """
        select k.checkpoint, k.metadata, not k.checkpoint -> 'channel_values' ? 'history' as in_blobs,
               exists (select from agent.checkpoint_writes w
                       where w.thread_id = k.thread_id and w.checkpoint_ns = ''
                         and w.checkpoint_id = k.checkpoint_id) as paused
        from agent.checkpoints k where k.thread_id = %s and k.checkpoint_ns = ''
        order by k.checkpoint_id desc limit 1
        """,
        (thread,),
    ).fetchone()
    if row is None:
        return None
    found: dict[str, Any] = row["checkpoint"]
    writes = _writes(books, thread, found["id"]) if row["paused"] else []
    return Kept(found, row["metadata"], writes, _blobs(books, thread, found["id"]) if row["in_blobs"] else ())


def keep(books: Books, thread: str, before: Kept | None, now: Kept) -> None:
    """Put what the thread keeps now in the place of what it kept before. Raises TurnOvertaken."""
    placed = {"thread": thread, "id": now.checkpoint["id"], "before": before.checkpoint["id"] if before else None}
    done = books.execute(
        _INSTEAD if before else _FIRST,
        {**placed, "checkpoint": Jsonb(now.checkpoint), "metadata": Jsonb(now.metadata)},
    )
    if done.rowcount != 1:
        raise TurnOvertaken("ask again; what was answered meanwhile is in the conversation")
    if before and before.writes:
        books.execute(
            """delete from agent.checkpoint_writes
               where thread_id = %(thread)s and checkpoint_ns = '' and checkpoint_id = %(before)s""",
            placed,
        )
    if now.writes:
        books.cursor().executemany(
            """
            insert into agent.checkpoint_writes
                   (thread_id, checkpoint_id, task_id, task_path, idx, channel, type, blob)
            values (%(thread)s, %(id)s, %(task_id)s, %(task_path)s, %(idx)s, %(channel)s, %(type)s, %(blob)s)
            """,
            [{**placed, **write._asdict()} for write in now.writes],
        )


_FIRST = """
    insert into agent.checkpoints (thread_id, checkpoint_id, checkpoint, metadata)
    values (%(thread)s, %(id)s, %(checkpoint)s, %(metadata)s) on conflict do nothing
"""
_INSTEAD = """
    update agent.checkpoints
    set checkpoint_id = %(id)s, parent_checkpoint_id = null, checkpoint = %(checkpoint)s, metadata = %(metadata)s
    where thread_id = %(thread)s and checkpoint_ns = '' and checkpoint_id = %(before)s
"""


def _writes(books: Books, thread: str, checkpoint_id: str) -> list[Write]:
    rows = books.execute(
        """
        select task_id, task_path, idx, channel, type, blob from agent.checkpoint_writes
        where thread_id = %s and checkpoint_ns = '' and checkpoint_id = %s order by task_id, idx
        """,
        (thread, checkpoint_id),
    ).fetchall()
    return [Write(**row) for row in rows]


def _blobs(books: Books, thread: str, checkpoint_id: str) -> list[tuple[str, str, bytes]]:
    rows = books.execute(
        """
        select b.channel, b.type, b.blob
        from agent.checkpoints k join agent.checkpoint_blobs b using (thread_id, checkpoint_ns)
        where k.thread_id = %s and k.checkpoint_ns = '' and k.checkpoint_id = %s and b.type <> 'empty'
          and b.version = k.checkpoint -> 'channel_versions' ->> b.channel
        """,
        (thread, checkpoint_id),
    ).fetchall()
    return [(row["channel"], row["type"], row["blob"]) for row in rows]
