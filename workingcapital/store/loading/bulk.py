"""Many rows at once into a table under row-level security: COPY into a staging table, then INSERT … SELECT."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, LiteralString

from psycopg import Copy, sql

from workingcapital.store.database.connection import Books

encoded = json.JSONEncoder(ensure_ascii=False, default=str).encode
_quoted = json.encoder.encode_basestring
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class _Names(dict[str, str]):
    """Names of JSON as they stand before their value: those of a file's columns, again and again."""

    def __missing__(self, name: str) -> str:
        written = self[name] = _quoted(name) + ": "
        return written


_NAMES = _Names()


def encoded_row(row: Mapping[str, Any]) -> str:
    """What `encoded` writes, faster where all values are texts, as in the row of a text file.

    >>> encoded_row({"Name": "Zoë", "Nr": "7"}) == encoded({"Name": "Zoë", "Nr": "7"}), encoded_row({"further": [1]})
    (True, '{"further": [1]}')
    """
    try:
        return "{" + ", ".join([_NAMES[name] + _quoted(text) for name, text in row.items()]) + "}"
    except TypeError:  # a value that is no text
        return encoded(row)


@lru_cache(maxsize=100)
def encoded_text(text: str) -> str:
    """A text as JSON writes it, for the few that are written again and again: the names of files."""
    return _quoted(text)


def columns_of(books: Books, table: str) -> list[str]:
    """The columns of a table of the books that can be written."""
    rows = books.execute(
        """select attname as name from pg_attribute
           where attrelid = ('books.' || %(table)s)::regclass
             and attnum > 0 and not attisdropped and attgenerated = ''""",
        {"table": table},
    ).fetchall()
    return [row["name"] for row in rows]


def insert_rows(
    books: Books, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], id_column: str | None = None
) -> list[int]:
    """Insert rows in their order and return the ids they got; rows already there are an error."""
    _stage(books, table, columns, rows)
    target, names = sql.Identifier("books", table), _names(columns)
    insert = sql.SQL("insert into {} ({}) select {} from stage order by stage_order").format(target, names, names)
    if id_column is None:
        books.execute(insert)
        return []
    returned = books.execute(insert + sql.SQL(" returning {} as id").format(sql.Identifier(id_column))).fetchall()
    return [row["id"] for row in returned]


def insert_missing(books: Books, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert the rows that are not there yet: for data that companies share."""
    _stage(books, table, columns, rows)
    target, names = sql.Identifier("books", table), _names(columns)
    books.execute(
        sql.SQL("insert into {} ({}) select {} from stage order by stage_order on conflict do nothing").format(
            target, names, names
        )
    )


def analyze(books: Books, staged: LiteralString) -> None:
    """Let the planner know a staging table (and, in brackets, columns of it): 3,000 rows tell what it asks."""
    books.execute("set local default_statistics_target = 10")
    books.execute(f"analyze {staged}")
    books.execute("set local default_statistics_target to default")


def sample_is_loaded(books: Books) -> bool:
    """Whether a sample company has been loaded into this database before."""
    found = books.execute("select 1 from load where source_system = 'sample' and undone_at is null limit 1").fetchone()
    return found is not None


def update_load(books: Books, company: str, load_id: int, inserted: int) -> None:
    """Note how many rows a load brought."""
    books.execute(
        "update load set rows_read = %(n)s, inserted = %(n)s where company_id = %(company)s and load_id = %(load)s",
        {"n": inserted, "company": company, "load": load_id},
    )


def _stage(books: Books, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = _names(columns)
    books.execute("drop table if exists stage")
    books.execute(
        sql.SQL("create temporary table stage on commit drop as select {} from {} with no data").format(
            names, sql.Identifier("books", table)
        )
    )
    books.execute("alter table stage add column stage_order integer generated always as identity")
    with books.cursor() as cursor, cursor.copy(sql.SQL("copy stage ({}) from stdin").format(names)) as out:
        write_rows(out, rows)


def write_rows(out: Copy, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows in COPY's text format, some hundreds at a time: each write waits for the socket once."""
    write_lines(out, map(copy_line, rows))


def write_lines(out: Copy, lines: Iterable[str]) -> None:
    """The same for lines that are in COPY's text format already."""
    lines = iter(lines)
    while some := "".join(islice(lines, 500)):
        out.write(some)


def copy_line(row: Sequence[Any]) -> str:
    """A row in COPY's text format.

    >>> copy_line(("a", None, 1, True)), copy_line(("a\\tb", None))
    ('a\\t\\\\N\\t1\\tt\\n', 'a\\\\tb\\t\\\\N\\n')
    """
    line = "\t".join(["\\N" if v is None else v if v.__class__ is str else _text(v) for v in row])
    if line.count("\\") != row.count(None) or line.count("\t") >= len(row) or "\n" in line or "\r" in line:
        line = "\t".join([_text(value) for value in row])  # a text holds what COPY would read as something else
    return line + "\n"


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _text(value: Any) -> str:
    """A value in COPY's text format, faster than adapting each cell: a tuple is an array, list and dict JSON."""
    if value is None:
        return "\\N"
    write = _WRITERS.get(type(value))
    return write(value) if write else str(value)


def _array(values: Iterable[Any]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _json(value: Mapping[str, Any] | list[Any]) -> str:
    return _escaped(encoded(value))


def _escaped(text: str) -> str:
    """Most texts hold nothing that COPY reads as something else: a tab or a line end is not printable."""
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _escaped,
    bool: lambda truth: "t" if truth else "f",
    tuple: _array,
    list: _json,
    dict: _json,
}
