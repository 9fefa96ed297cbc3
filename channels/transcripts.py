"""A conversation as a file: JSON with everything, or Markdown to read."""

import json
from typing import Any

from channels.exporting import File
from tools.asker import Asker
from workingcapital.errors import BadInput
from workingcapital.pack.document import as_markdown
from workingcapital.pack.exported import Exported
from workingcapital.store import conversations


def conversation_of(asker: Asker, thread_id: str) -> dict[str, Any]:
    """The asker's own conversation with its turns."""
    with asker.books() as books:
        company = conversations.owned(books, thread_id, asker.person)
        turns = conversations.answers_of(books, company, thread_id)
    return {"thread_id": thread_id, "company": company, "turns": turns}


def transcript(asker: Asker, thread_id: str, format: str) -> File:
    """The whole of it, every answer with its sources."""
    told = conversation_of(asker, thread_id)
    if format == "json":
        content = json.dumps(told, ensure_ascii=False, indent=2, default=str).encode()
        return File(f"conversation-{thread_id[:8]}.json", "application/json", content)
    if format == "md":
        turns = [as_markdown(Exported.of(each["question"], each["answer"])).decode() for each in told["turns"]]
        return File(
            f"conversation-{thread_id[:8]}.md", "text/markdown; charset=utf-8", "\n---\n\n".join(turns).encode()
        )
    raise BadInput(f"there is no format {format!r}: json or md")
