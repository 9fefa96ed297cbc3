"""How Alembic reaches the database: the connection is handed in, never configured here."""

from alembic import context
from sqlalchemy import Connection

from workingcapital.migrations import VERSION_SCHEMA


def run(connection: Connection) -> None:
    """Run what the command asks for, in one transaction."""
    connection.exec_driver_sql(f"create schema if not exists {VERSION_SCHEMA}")
    context.configure(connection=connection, version_table_schema=VERSION_SCHEMA, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
