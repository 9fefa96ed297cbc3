"""A point between any two statements of the schema's functions, at which a test may stop the world.

In a database of its own, every PL/pgSQL function of `control` gets a call of control.crash_point() after each of its
statements. The point whose turn it is waits for a lock that the test holds, so that the test can kill whom it wants.
New functions are covered as they come: nothing here knows their names.
"""

import re
from typing import Final

import psycopg

GATE: Final = 0x57434350  # the advisory lock at which the chosen point waits

_POINT = f"""
create table control.crash (chosen integer not null);
insert into control.crash values (0);
create sequence control.crash_points;
create function control.crash_point() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    passed constant integer := coalesce(nullif(current_setting('wcc.points', true), ''), '0')::integer + 1;
begin
    perform set_config('wcc.points', passed::text, true), nextval('control.crash_points');
    if passed = (select chosen from control.crash) then
        perform pg_advisory_lock_shared({GATE});
        perform pg_advisory_unlock_shared({GATE});
    end if;
    return false;
end $$;
grant execute on function control.crash_point() to public;
"""
_FUNCTIONS = """
    select p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as text
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
    where n.nspname = 'control' and l.lanname = 'plpgsql' and p.prorettype <> 'trigger'::regtype
      and p.proname not in ('crash_point', 'verified_context', 'protect_tables') and p.provolatile = 'v'
"""


def put_points(owner: "psycopg.Connection[tuple[object, ...]]") -> dict[str, int]:
    """Put a point after every statement; how many each function has."""
    owner.execute(_POINT.encode())
    found = {}
    for name, text in owner.execute(_FUNCTIONS.encode()).fetchall():
        pointed, number = with_points(str(text))
        owner.execute(pointed.encode())
        found[str(name)] = number
    return found


def with_points(definition: str) -> tuple[str, int]:
    """The function with a point after each statement of its body, and their number.

    >>> with_points("as $function$ begin perform f(';'); if a then b := (1); end if; end $function$")[1]
    3
    """
    head, quote, rest = re.split(r"(\$function\$)", definition, maxsplit=1)
    body, _, tail = rest.rpartition("$function$")
    start = re.search(r"\bbegin\b", body, re.IGNORECASE)
    assert start is not None, definition
    made, number, depth = [body[: start.end()]], 0, 0
    for token in _TOKEN.findall(body[start.end() :]):
        made.append(token)
        depth += (token == "(") - (token == ")")
        if token == ";" and depth == 0:
            made.append(_CALL)
            number += 1
    return head + quote + "".join(made) + "$function$" + tail, number


# An expression, because PERFORM would set FOUND, which the function may be about to read.
_CALL: Final = " if control.crash_point() then end if;"
_TOKEN: Final = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|[();]|[^();'\-/]+|[-/]", re.DOTALL)
