"""The door to the reading process: hands it a file, gets a reading or a reason."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from retrieval.elements import Reading, Unreadable
from retrieval.settings import ROOT, RetrievalSettings

# What the reading process may know of its surroundings: no secrets, no addresses.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


class Sandbox:
    """A reading process for as long as the block lasts."""

    def __init__(self, settings: RetrievalSettings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process and self._process.stdin and self._process.stdout:
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.kill()
            self._process.wait()
        self._process = None

    def read(self, path: Path, mime: str) -> tuple[Reading, bytes | None]:
        """The reading and, for files without pages of their own, pages as PDF; raises Unreadable."""
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise Unreadable("the reading process has no pipes")
        process.stdin.write(json.dumps({"path": str(path.resolve()), "mime": mime}) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            self.__exit__(None, None, None)
            raise Unreadable("the reading process ended on this file")
        answer = json.loads(line)
        if "why" in answer:
            raise Unreadable(answer["why"])
        pages = base64.b64decode(answer["pages"]) if answer["pages"] else None
        return Reading.from_json(answer["reading"]), pages

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            ours = {f"RETRIEVAL_{name.upper()}": str(getattr(self._settings, name)) for name in _LIMITS}
            environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
            environment |= ours | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "retrieval.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True, env=environment, cwd=ROOT,
            )  # fmt: skip
        return self._process


_LIMITS = (
    "assets_dir",
    "max_file_bytes",
    "max_expanded_bytes",
    "max_pages",
    "max_characters",
    "parse_seconds",
    "parse_megabytes",
)
