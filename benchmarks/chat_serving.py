"""An app served for a benchmark as `wcc serve` serves one: in processes of their own, side by side on one socket."""

import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from channels.serving import settled


@contextmanager
def serving(make: Callable[[], FastAPI], workers: int = 1) -> Iterator[tuple[str, list[int]]]:
    """The address of what `make` makes, in so many processes, and their ids.

    Nothing of this process's may be connected when it begins.
    """
    fork = multiprocessing.get_context("fork")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        processes = [fork.Process(target=_serve, args=(make, listening)) for _ in range(workers)]
        for process in processes:
            process.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            httpx.get(url, timeout=60)  # waits in the socket until somebody serves it
            time.sleep(1 if workers > 1 else 0)  # the others are a moment behind
            yield url, [process.pid for process in processes if process.pid]
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.join()


def _serve(make: Callable[[], FastAPI], listening: socket.socket) -> None:
    config = uvicorn.Config(settled(make()), log_level="error", ws="none")
    uvicorn.Server(config).run(sockets=[listening])
