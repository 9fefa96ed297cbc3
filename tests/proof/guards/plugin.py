"""A pytest plugin that takes one guard out of every database the run migrates: -p tests.proof.guards.plugin."""

import os

import psycopg

from tests.proof.guards.entry import Guard, take_away
from workingcapital.store.database import migrating

REMOVED = "PROOF_GUARD"


def pytest_configure() -> None:
    """Hook onto the migration."""
    guard = Guard.model_validate_json(os.environ[REMOVED])
    migrate = migrating.migrate

    def and_take_away(conninfo_owner: str, revision: str = "head") -> None:
        migrate(conninfo_owner, revision)
        with psycopg.connect(conninfo_owner) as owner:
            take_away(owner, guard)

    migrating.migrate = and_take_away
