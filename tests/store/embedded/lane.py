"""Run tests as somebody does who brings a database: `python -m tests.store.embedded.lane tests/store`.

The database is PostgreSQL of the oldest major version that the wheel carries, given by DATABASE_URL.
"""

import os
import subprocess
import sys

from tests.store.embedded.processes import embedded
from workingcapital.store.database.embedded.engine import engines
from workingcapital.store.database.embedded.scratch import scratch_folder
from workingcapital.store.database.settings import StoreSettings


def main(arguments: list[str]) -> int:
    """Start that server, run pytest against it; its exit code."""
    with scratch_folder() as folder:
        settings = StoreSettings(data_dir=folder, database_url=None, engine=min(engines()), durable=False)
        with embedded(settings) as server:
            environment = {**os.environ, "DATABASE_URL": server.url("postgres")}
            done = subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment, check=False)
        server.wait_stopped()
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
