"""python -m tests.proof.guards.table: take each guard away in turn and show which tests miss it.

A guard that no test misses, and an entry that no longer fits the code, is a failure. So is a test of the list that is
red with every guard in place.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.proof.guards.entry import Guard, OutOfDate, guards, patched
from tests.proof.guards.plugin import REMOVED

CHECKOUT = Path(__file__).resolve().parents[3]
LINKED = (".venv", ".cache", "web/dist", "web/node_modules")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?)(?:\[| - |$)", re.MULTILINE)
ENOUGH = 5  # failures after which the guard is missed enough


@dataclass(frozen=True)
class Missed:
    """What happened without a guard."""

    guard: Guard
    by: tuple[str, ...]
    problem: str = ""


def without(guard: Guard) -> Missed:
    """Run the guard's tests without it."""
    try:
        if guard.in_database:
            return _judged(guard, _pytest(CHECKOUT, guard, "-p", "tests.proof.guards.plugin"))
        with copy_without(guard) as copy:
            return _judged(guard, _pytest(copy, guard))
    except OutOfDate as stale:
        return Missed(guard, (), str(stale))


@contextmanager
def copy_without(guard: Guard) -> Iterator[Path]:
    """A copy of the checkout in which one file lacks the guard."""
    assert guard.file is not None
    with tempfile.TemporaryDirectory(prefix="wcc-guard-") as folder:
        copy = Path(folder)
        kept = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=True).stdout
        for name in filter(None, kept.decode().split("\0")):
            if (CHECKOUT / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(CHECKOUT / name, copy / name)
        for name in LINKED:
            if (CHECKOUT / name).exists():
                (copy / name).symlink_to((CHECKOUT / name).resolve())
        changed = copy / guard.file
        changed.write_text(patched(changed.read_text(encoding="utf-8"), guard), encoding="utf-8")
        yield copy


def _pytest(where: Path, guard: Guard, *more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n0", f"--maxfail={ENOUGH}", *more]
    command += ["-k", guard.only] if guard.only else []
    environment = {**os.environ, REMOVED: guard.model_dump_json(), "CI": "true"}
    return subprocess.run(
        [*command, *guard.tests], cwd=where, env=environment, capture_output=True, text=True, timeout=900
    )


def _judged(guard: Guard, run: "subprocess.CompletedProcess[str]") -> Missed:
    """Only failed tests count: a run that could not start proves nothing."""
    by = tuple(dict.fromkeys(FAILED.findall(run.stdout)))
    if run.returncode == 1 and by and not all("ERROR" in line for line in _told(run)):
        return Missed(guard, by)
    tail = (run.stdout + run.stderr)[-600:]
    return Missed(guard, (), "" if run.returncode == 0 else f"pytest ended with {run.returncode}: {tail}")


def _told(run: "subprocess.CompletedProcess[str]") -> list[str]:
    return [line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]


def untouched(chosen: Sequence[Guard]) -> str:
    """Every test of the list with every guard in place: what is red there says nothing about guards."""
    files = sorted({test for guard in chosen for test in guard.tests})
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    return "" if run.returncode == 0 else run.stdout[-2000:]


def main(argv: list[str] | None = None) -> int:
    """Print the table; 1 when a guard is not missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a guarantee such as G1, or a part of a guard's name")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--quick", action="store_true", help="without first running the tests with every guard in place"
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    chosen = guards(asked.only)
    if not asked.quick and (red := untouched(chosen)):
        sys.stdout.write(f"red with every guard in place:\n{red}\n")
        return 1
    rows: list[Missed] = []
    with ThreadPoolExecutor(asked.jobs) as pool:
        for missed in pool.map(without, chosen):
            rows.append(missed)
            if not asked.json:
                sys.stdout.write(line(missed) + "\n")
                sys.stdout.flush()
    unmissed = [missed for missed in rows if not missed.by]
    if asked.json:
        sys.stdout.write(
            json.dumps({"guards": len(rows), "not_missed": len(unmissed), "rows": [shown(m) for m in rows]}) + "\n"
        )
    else:
        sys.stdout.write(f"{len(rows)} guards taken away, {len(unmissed)} that no test misses\n")
    return 1 if unmissed else 0


def line(missed: Missed) -> str:
    """One row of the table."""
    guard = missed.guard
    if not missed.by:
        return f"{guard.guarantee:<4} {guard.guard}: NO TEST MISSES IT {missed.problem}"
    names = ", ".join(name.rpartition("::")[2] for name in missed.by)
    return f"{guard.guarantee:<4} {guard.guard} → {names}"


def shown(missed: Missed) -> dict[str, Any]:
    """The same as data."""
    return {
        "guarantee": missed.guard.guarantee,
        "guard": missed.guard.guard,
        "missed_by": missed.by,
        "problem": missed.problem,
    }


if __name__ == "__main__":
    sys.exit(main())
