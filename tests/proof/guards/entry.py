"""The list of guards, as data: what holds a guarantee up, how it is taken away, and the tests that must then fail.

One file for each guarantee. An entry takes its guard away in one of three ways:

    function + take_out [+ put]   in the live definition of a SQL function, in a database of the run's own
    sql                           statements, run as the owner in that database
    file + take_out [+ put]       in a copy of the checkout

`take_out` stands exactly once where it is taken out, or the entry is out of date, which is a failure too.
"""

from pathlib import Path
from typing import Any

import psycopg
import yaml
from pydantic import BaseModel, ConfigDict, model_validator

FOLDER = Path(__file__).parent


class Guard(BaseModel):
    """One guard of one guarantee."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    guarantee: str
    guard: str
    tests: tuple[str, ...]
    only: str = ""  # pytest's -k
    function: str | None = None
    sql: str | None = None
    file: str | None = None
    take_out: str = ""
    put: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> "Guard":
        if sum(way is not None for way in (self.function, self.sql, self.file)) != 1:
            raise ValueError("a guard is taken away by function, sql or file")
        return self

    @property
    def in_database(self) -> bool:
        """Whether it is taken away in the database."""
        return self.file is None


class OutOfDate(Exception):
    """The entry no longer fits the code: mend it."""


def guards(only: str = "") -> list[Guard]:
    """Every guard, in the order of the guarantees; those whose name or guarantee holds `only`."""
    found: list[Guard] = []
    for path in sorted(FOLDER.glob("G*.yaml"), key=lambda path: int(path.stem[1:])):
        entries: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [Guard(guarantee=path.stem, **entry) for entry in entries]
    return [one for one in found if only in (one.guarantee, "") or only in one.guard]


def take_away(owner: "psycopg.Connection[Any]", guard: Guard) -> None:
    """Take the guard out of this database."""
    if guard.sql is not None:
        owner.execute(guard.sql.encode())
        return
    found = owner.execute(
        """select pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
           where n.nspname || '.' || p.proname = %s""",
        [guard.function],
    ).fetchall()
    texts = [str(text) for (text,) in found]
    fitting = [text for text in texts if guard.take_out in text]
    if len(fitting) != 1 or fitting[0].count(guard.take_out) != 1:
        raise OutOfDate(f"{guard.function} does not hold once: {guard.take_out!r}")
    owner.execute(fitting[0].replace(guard.take_out, guard.put).encode())


def patched(text: str, guard: Guard) -> str:
    """The file without the guard."""
    if text.count(guard.take_out) != 1:
        raise OutOfDate(f"{guard.file} does not hold once: {guard.take_out!r}")
    return text.replace(guard.take_out, guard.put)
