"""One key, one effect: a request's answer is kept under its idempotency key, in the transaction of what it did."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from psycopg.types.json import Jsonb

from workingcapital.store.database.connection import Books


def once(
    books: Books, company: str, key: str | None, asked: Mapping[str, Any], work: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """The work's answer; with a key that was used for the same request before, the answer it had then.

    Raises KeyReused where the key came with another request, InFlight while the first is under way.
    Without a key the work is done each time.
    """
    if key is None:
        return work()
    request = hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()
    row = books.execute("select control.earlier_answer(%s, %s, %s) as answer", [company, key, request]).fetchone()
    if row is not None and row["answer"] is not None:
        return dict(row["answer"])
    answer = work()
    books.execute("select control.remember_answer(%s, %s, %s, %s)", [company, key, request, Jsonb(answer)])
    return answer
