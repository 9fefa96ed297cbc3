"""How long an approval takes when sixteen people approve at once, over runs that share their bills: wcc bench approve.

The bound is 50 ms and sixteen syncs of this disk, measured in the same run: approvals of one company take turns at the end
of its audit chain, and each turn ends with a sync. Every approval is a whole `proposals.decide`, with its second factor, the
body built again and its payments scheduled; of two runs that share a bill the second is found stale. Afterwards the chain is
verified and no bill may be paid twice. `cpu_ms` is the processor time of one decision, of the database and of this process:
times sixteen over the cores of the machine, it is what no order of locks can better.
"""

import math
import os
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

from benchmarks.approve_books import ADMIN, APPROVERS, CLERK, C, found, overlapping
from benchmarks.timing import machine
from workingcapital.controls.refusals import StaleProposal
from workingcapital.store import audit
from workingcapital.store.database.connection import Store
from workingcapital.store.database.embedded import scratch
from workingcapital.store.proposals import proposals

ALLOWED_MS: Final = 50.0
LINES: Final = 10
PARALLEL: Final = (1, 4, 16)


def measure(quick: bool = False) -> dict[str, Any]:
    """The document of the benchmark; quick: fewer runs, one size."""
    sizes = (64,) if quick else (100, 300, 900)
    with scratch(in_memory=False, durable=True) as server:
        server.create_database("wcc_approve")
        store = Store(server, "wcc_approve", pool_size=20)
        store.prepare()
        found(store)
        approved(store, overlapping(store, 8 * max(PARALLEL), LINES), max(PARALLEL))  # opens and warms the connections
        results = [measured(store, sizes[0], parallel) for parallel in PARALLEL]
        results += [measured(store, size, 16) for size in sizes[1:]]
        results.append({"audit": verified(store), "paid_twice": paid_twice(store)})
        store.close_pools()
    if not quick:
        results.append(growth(results))
    return {"name": "approve", "machine": machine(), "results": results}


def measured(store: Store, runs: int, parallel: int) -> dict[str, Any]:
    """So many runs, approved by so many people at once; raises when an approval was neither given nor stale."""
    waiting = overlapping(store, runs, LINES)
    before = sync_ms()
    worked = cpu_seconds(store)
    spent, outcomes, seconds = approved(store, waiting, parallel)
    cpu = (cpu_seconds(store) - worked) * 1000 / runs
    sync = statistics.median([before, sync_ms()])
    p95 = percentile(spent, 95)
    bound = ALLOWED_MS + parallel * sync
    return {
        "approvers": parallel, "runs": runs, "events_before": events(store) - sum(outcomes.values()), **outcomes,
        "per_second": round(len(spent) / seconds, 1), "p50_ms": percentile(spent, 50), "p95_ms": p95,
        "cpu_ms": round(cpu, 1), "sync_ms": round(sync, 3), "bound_ms": round(bound, 1), "holds": p95 < bound,
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def approved(
    store: Store, waiting: Sequence[tuple[str, str]], parallel: int
) -> tuple[list[float], Counter[str], float]:
    """Milliseconds of each decision, what came of them, and the seconds of all together."""
    queue: SimpleQueue[tuple[str, str]] = SimpleQueue()
    for each in waiting:
        queue.put(each)
    spent: list[float] = []
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(parallel + 1)

    def work(place: int) -> None:
        start.wait()
        while True:
            try:
                proposal, digest = queue.get_nowait()
            except Empty:
                return
            begun = time.perf_counter()
            try:
                outcome = proposals.decide(store, APPROVERS[place], proposal, digest, "approve", None, proposal)[
                    "status"
                ]
            except StaleProposal:
                outcome = "stale"
            spent.append((time.perf_counter() - begun) * 1000)
            outcomes[outcome] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(parallel)]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return spent, outcomes, time.perf_counter() - begun


def cpu_seconds(store: Store) -> float:
    """Processor time of this process and of the database's own, which hold their connections all the while."""
    with store.reading(ADMIN) as books:
        pids = [row["pid"] for row in books.execute("select pid from pg_stat_activity").fetchall()]
    ticks = 0
    for pid in pids:
        with suppress(FileNotFoundError):  # a worker that has ended since
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])  # utime and stime of proc(5), counted behind the name
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def sync_ms(times: int = 100) -> float:
    """What writing a page and syncing it takes on the disk that the database lies on, at the median."""
    spent = []
    with tempfile.NamedTemporaryFile(dir=Path(tempfile.gettempdir())) as file:
        for _ in range(times):
            begun = time.perf_counter()
            os.pwrite(file.fileno(), b"\0" * 8192, 0)
            os.fdatasync(file.fileno())
            spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that so many per cent do not exceed.

    >>> percentile([4.0, 1.0, 3.0, 2.0], 50)
    2.0
    """
    return round(sorted(values)[math.ceil(len(values) * percent / 100) - 1], 1)


def growth(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """By which power the median of sixteen grows with the runs that were sent before: 0 is flat, 1 linear."""
    sixteen = [each for each in results if each.get("approvers") == 16]
    first, last = sixteen[0], sixteen[-1]
    power = math.log(last["p50_ms"] / first["p50_ms"]) / math.log(last["events_before"] / first["events_before"])
    return {"growth_with_earlier_runs": round(power, 2)}


def events(store: Store) -> int:
    """How many events the company's chain holds."""
    with store.reading(CLERK) as books:
        return int(audit.head(books, C)["sequence"])


def verified(store: Store) -> str:
    """Whether the chain is whole."""
    with store.reading(CLERK) as books:
        return "whole" if audit.verify(books, C)["whole"] else "broken"


def paid_twice(store: Store) -> int:
    """Items with more than one live payment."""
    with store.reading(ADMIN) as books:
        row = books.execute(
            """select count(*) as n from (select instalment_id from control.execution_item
               where company_id = %s and live group by 1 having count(*) > 1) twice""",
            [C],
        ).fetchone()
    assert row is not None
    return int(row["n"])
