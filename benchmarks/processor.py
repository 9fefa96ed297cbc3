"""Processor time, which says what work costs where the clock says how busy the machine is."""

import os
import time
from pathlib import Path

from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity


def processor_seconds(store: Store, who: Identity) -> float | None:
    """What this process and its database have used so far; null where the database's processes are not to be seen."""
    with store.loading(who) as books:
        backend = books.info.backend_pid
    try:
        server = _fields(Path(f"/proc/{backend}/stat"))[1]
        return time.process_time() + sum(_used(each, server) for each in Path("/proc").glob("[0-9]*/stat"))
    except OSError:
        return None


def _used(process: Path, server: str) -> float:
    """Seconds of a process of that server, and of the server itself those of its children that have ended."""
    try:
        fields = _fields(process)
    except OSError:
        return 0.0  # it has ended
    mine = process.parent.name == server
    ticks = sum(int(fields[at]) for at in ((11, 12, 13, 14) if mine else (11, 12)))
    return ticks / os.sysconf("SC_CLK_TCK") if mine or fields[1] == server else 0.0


def _fields(process: Path) -> list[str]:
    """What stands behind the name in /proc/PID/stat: state, parent, and so on (proc(5))."""
    return process.read_text().rpartition(")")[2].split()
