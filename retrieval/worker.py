"""The reading process: `python -m retrieval.worker` reads one job a line and forks a child, with limits, for each.

Files come from strangers. The child has no network, no more memory, time or file size than
allowed, and when it dies it takes nothing with it. The libraries are loaded once, before the first fork.
"""

import base64
import json
import os
import resource
import select
import signal
import socket
import sys
import time
import warnings
from pathlib import Path
from typing import Any, NoReturn

from retrieval.elements import Unreadable
from retrieval.reading import read
from retrieval.settings import RetrievalSettings


def main() -> int:
    """Answer each job with one line of JSON until the input ends."""
    settings = RetrievalSettings()
    for line in sys.stdin:
        job = json.loads(line)
        _preload(job["mime"])
        sys.stdout.write(_run(Path(job["path"]), job["mime"], settings) + "\n")
        sys.stdout.flush()
    return 0


def _preload(mime: str) -> None:
    from retrieval import typeset

    typeset.fonts()
    if mime == "application/pdf":
        import retrieval.loaders.pdf
    elif mime != "application/xml":
        import retrieval.loaders.office

        retrieval.loaders.office.warm_up()


def _run(path: Path, mime: str, settings: RetrievalSettings) -> str:
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        _child(path, mime, settings, into)
    os.close(into)
    answer, in_time = _collect(out, time.monotonic() + settings.parse_seconds + 5)
    os.close(out)
    if not in_time:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if answer.endswith(b"\n"):
        return answer.decode().strip()
    killed = not in_time or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL))
    why = f"reading took longer than {settings.parse_seconds} seconds" if killed else "the reader crashed on this file"
    return json.dumps({"why": why})


def _collect(pipe: int, deadline: float) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        if select.select([pipe], [], [], left)[0]:
            part = os.read(pipe, 1 << 20)
            if not part:
                return b"".join(parts), True
            parts.append(part)
    return b"", False


def _child(path: Path, mime: str, settings: RetrievalSettings, into: int) -> NoReturn:
    """Read the file under limits and leave, whatever happens."""
    try:
        _limit(settings)
        answer = _answer(path, mime, settings)
    except MemoryError:
        answer = {"why": f"reading needs more than {settings.parse_megabytes:,} MB of memory"}
    except BaseException as problem:
        answer = {"why": f"the reader failed: {type(problem).__name__}: {str(problem)[:200]}"}
    with os.fdopen(into, "wb") as pipe:
        pipe.write(json.dumps(answer).encode() + b"\n")
    os._exit(0)


def _limit(settings: RetrievalSettings) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + settings.parse_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    memory = settings.parse_megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (settings.max_expanded_bytes, settings.max_expanded_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    socket.socket.connect = _no_network  # type: ignore[method-assign]
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - what a library prints must not reach the answers


def _no_network(*_: Any) -> NoReturn:
    raise OSError("no network while reading a document")


def _answer(path: Path, mime: str, settings: RetrievalSettings) -> dict[str, Any]:
    warnings.simplefilter("ignore")
    try:
        reading, pages = read(path, mime, settings)
    except Unreadable as problem:
        return {"why": problem.detail}
    return {"reading": reading.as_json(), "pages": base64.b64encode(pages).decode() if pages else None}


if __name__ == "__main__":
    raise SystemExit(main())
