"""The command line as a newcomer meets it: an empty data folder, real processes."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workingcapital.store.database.embedded import attach
from workingcapital.store.database.settings import StoreSettings

ROOT = Path(__file__).resolve().parents[2]


class Terminal:
    """Runs ./wcc over one data folder."""

    def __init__(self, folder: Path) -> None:
        data = {"STORE_DATA_DIR": str(folder), "RETRIEVAL_DOCUMENTS_DIR": str(folder / "documents"), "COLUMNS": "120"}
        self.environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | data

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command; nothing is said about how it ends."""
        return subprocess.run(
            ["./wcc", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300
        )

    def json(self, *arguments: str, status: int = 0) -> Any:
        """One command with --json: stdout is one document."""
        ran = self.run(*arguments, "--json")
        assert ran.returncode == status, ran.stdout + ran.stderr
        return json.loads(ran.stdout)


@pytest.fixture(scope="session")
def terminal() -> Iterator[Terminal]:
    """A fresh installation; its first command loads the sample company. The server is kept running between commands.

    Not under pytest's own folder: as root the database runs as another user, whom that folder is closed to.
    """
    with tempfile.TemporaryDirectory(prefix="wcc-installation-") as home:
        folder = Path(home)
        folder.chmod(0o755)
        yield from _installed(folder)


def _installed(folder: Path) -> Iterator[Terminal]:
    with attach(StoreSettings(data_dir=folder)):
        terminal = Terminal(folder)
        first = terminal.run("metrics", "dso")
        assert first.returncode == 0, first.stderr
        yield terminal
