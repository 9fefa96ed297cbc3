"""Processor time of a question: what a machine that others keep busy does not change much. Linux."""

import os
import time
from pathlib import Path
from typing import Any

import psycopg


class Processor:
    """Milliseconds that this process and the server of a connection have worked, since it was made.

    Counted are the connection's own server process and every process of that server that has ended since, its parallel
    workers among them (to a hundredth of a second); so nobody else may use the server meanwhile.
    """

    def __init__(self, books: psycopg.Connection[Any]) -> None:
        self._backend = Path("/proc", str(books.info.backend_pid))
        self._postmaster = Path("/proc", self._stat(self._backend)[1])
        self._begun = self._now()

    def spent(self) -> float:
        """Milliseconds until now."""
        return self._now() - self._begun

    def _now(self) -> float:
        ended = sum(int(ticks) for ticks in self._stat(self._postmaster)[13:15]) / os.sysconf("SC_CLK_TCK")
        running = int((self._backend / "schedstat").read_text().split()[0]) / 1e9
        return (time.process_time() + running + ended) * 1000

    @staticmethod
    def _stat(process: Path) -> list[str]:
        """The fields of /proc/PID/stat after the name: the state, the parent, … (see proc(5))."""
        return (process / "stat").read_text().rpartition(")")[2].split()
