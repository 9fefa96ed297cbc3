"""Processor time, which says what work costs where the clock says how busy the machine is. Linux."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg


class Processor:
    """Seconds that this process and the server of a connection have worked, since it was made.

    Counted are the server's processes of now, and those that have ended since, parallel workers among them (these to a
    hundredth of a second); so nobody else may use the server meanwhile. Other processes are counted if they are named.
    Raises OSError where the server's processes are not to be seen: on another machine, or without /proc.
    """

    def __init__(self, books: psycopg.Connection[Any], others: Sequence[int] = ()) -> None:
        self._others = [Path("/proc", str(each)) for each in others]
        self._postmaster = Path("/proc", self._stat(Path("/proc", str(books.info.backend_pid)))[1])
        self._server = self._worked()
        self._own = time.process_time()

    def spent(self) -> float:
        """Seconds until now."""
        return sum(self.split())

    def split(self) -> tuple[float, float]:
        """Seconds until now: of this process, and of the server."""
        return time.process_time() - self._own, self._worked() - self._server

    def _worked(self) -> float:
        """Seconds of the server's processes, those that run and those that have ended, and of the others, all threads."""
        apps = sum(int(ticks) for each in self._others for ticks in self._stat(each)[11:13]) / os.sysconf("SC_CLK_TCK")
        ended = sum(int(ticks) for ticks in self._stat(self._postmaster)[13:15]) / os.sysconf("SC_CLK_TCK")
        children = (self._postmaster / "task" / self._postmaster.name / "children").read_text().split()
        return apps + ended + sum(_running(Path("/proc", child)) for child in children)

    @staticmethod
    def _stat(process: Path) -> list[str]:
        """The fields of /proc/PID/stat after the name: the state, the parent, … (see proc(5))."""
        return (process / "stat").read_text().rpartition(")")[2].split()


def _running(process: Path) -> float:
    try:
        return int((process / "schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0  # it has ended since the list was read
