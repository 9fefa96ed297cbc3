"""Run the plain SQL files of a migration."""

import re
from collections.abc import Iterable
from pathlib import Path

import psycopg
from alembic import op


def connection() -> "psycopg.Connection[tuple[object, ...]]":
    """The psycopg connection under Alembic's."""
    driver = op.get_bind().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def run_files(folder: Path, schema: str) -> None:
    """Run every .sql file of the folder in the order of its name, creating in `schema`."""
    run((file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql"))), schema)


def drop_functions(folder: Path) -> None:
    """Drop every function that the folder's files create, whatever its arguments."""
    text = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.sql"))
    driver = connection()
    found = driver.execute(
        """select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
           where n.nspname || '.' || p.proname = any (%s)""",
        [re.findall(r"create (?:or replace )?function ([a-z_]+\.[a-z_0-9]+)", text)],
    ).fetchall()
    for (signature,) in found:
        driver.execute(f"drop function {signature} cascade".encode())


def restore_functions(file: Path, *names: str, schema: str = "control") -> None:
    """Create functions again as an earlier migration's file has them; one that stands is replaced."""
    text = file.read_text(encoding="utf-8").replace("create function", "create or replace function")
    found = [
        re.findall(rf"create (?:or replace )?function {schema}\.{name}\(.*?\$\$(?:;|\s*\Z)", text, re.DOTALL)
        for name in names
    ]
    run((script for [script] in found), schema)


def run(scripts: Iterable[str], schema: str) -> None:
    """Run scripts with `schema` first on the path; public holds pgvector's types."""
    driver = connection()
    driver.execute(f"set local search_path = {schema}, public".encode())
    for script in scripts:
        driver.execute(script.encode())
