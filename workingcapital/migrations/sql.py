"""Run the plain SQL files of a migration."""

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


def run(scripts: Iterable[str], schema: str) -> None:
    """Run scripts with `schema` first on the path; public holds pgvector's types."""
    driver = connection()
    driver.execute(f"set local search_path = {schema}, public".encode())
    for script in scripts:
        driver.execute(script.encode())
