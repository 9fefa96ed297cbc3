"""python -m tests.proof.crashes --runs 200: kill the client or PostgreSQL at a seeded point, and look at what is left.

A point lies between any two statements of the schema's functions (tests/proof/points.py), after a commit that nobody
was told of, or between any two lines of the writing of the export. After each kill: whatever was answered is there
(lost 0), the client starts again with the same keys, and in the end there is one proposal, one payment a line, one
file and one event for each step (doubled 0).
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.proof.effects import effects
from tests.proof.points import GATE, put_points
from tests.proof.worker import STEPS, take
from tests.proof.world import World, found_world
from workingcapital.store.database.connection import Store
from workingcapital.store.database.embedded import EmbeddedServer, attach
from workingcapital.store.database.embedded.scratch import scratch_folder
from workingcapital.store.database.logins import OWNER
from workingcapital.store.database.settings import CHECKOUT, StoreSettings

IN_DATABASE = STEPS[:-1]
LINES = 14  # of channels/export.py that writing a run of one line passes, at least
KINDS = ("app", "app", "postgres", "postgres", "unacknowledged", "file")
EVENTS = {"propose": "proposed", "submit": "submitted", "approve": "approved", "release": "released"}
STANDS = {"propose": "draft", "submit": "waiting", "approve": "approved", "release": "released", "file": "sent"}


@dataclass
class Crashed:
    """One kill and what was found wrong after it."""

    who: str
    where: str
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


@dataclass
class Yard:
    """A durable server of its own with points in its functions."""

    folder: Path
    store: Store
    points: dict[str, int] = field(default_factory=dict)
    companies: int = 0

    def admin(self, database: str | None = None) -> "psycopg.Connection[Any]":
        """The administrator's connection, as soon as the server is up again."""
        until, patience = time.monotonic() + 90, time.monotonic() + 5
        while True:
            try:
                return psycopg.connect(self.store.server.superuser(database or self.store.database), autocommit=True)
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                if time.monotonic() > patience:  # thirty kills within seconds of each other: its supervisor gave up
                    self.store.server.revive()
                time.sleep(0.05)

    def new_company(self) -> World:
        """A company for one run."""
        self.companies += 1
        return found_world(self.store, f"CRASH{self.companies}")


@contextmanager
def yard() -> Iterator[Yard]:
    """Start it, count the points of each step once, and remove it at the end."""
    with scratch_folder() as folder:
        server = attach(StoreSettings(data_dir=folder, database_url=None))
        assert isinstance(server, EmbeddedServer)
        store = Store(server)
        try:
            store.prepare()
            with psycopg.connect(store.conninfo(OWNER)) as owner:
                put_points(owner)
            opened = Yard(folder, store)
            _count_points(opened)
            yield opened
        finally:
            store.close_pools()
            server.close()
            server.wait_stopped()


def _count_points(at: Yard) -> None:
    world = at.new_company()
    with at.admin() as admin, tempfile.TemporaryDirectory() as out:
        for step in IN_DATABASE:
            before = _passed(admin)
            take(step, at.store, world, Path(out))
            again = _passed(admin)
            take("propose", at.store, world, Path(out))
            at.points[step] = again - before - (_passed(admin) - again if step != "propose" else 0)


def _passed(admin: "psycopg.Connection[Any]") -> int:
    row = admin.execute("select last_value from control.crash_points").fetchone()
    assert row is not None
    return int(row[0])


def crash(at: Yard, chance: random.Random, kind: str | None = None) -> Crashed:
    """One seeded kill."""
    kind = kind or chance.choice(KINDS)
    step = "file" if kind == "file" else chance.choice(IN_DATABASE)
    world = at.new_company()
    with tempfile.TemporaryDirectory() as out:
        for earlier in STEPS[: STEPS.index(step)]:
            take(earlier, at.store, world, Path(out))
        if kind == "file":
            line = chance.randint(1, LINES)
            done = Crashed("app", f"{step} line {line}")
            _dies_by_itself(at, world, out, step, f"file:{line}")
        elif kind == "unacknowledged":
            done = Crashed("app", f"{step} after its commit")
            _dies_by_itself(at, world, out, step, step)
        else:
            point = chance.randint(1, at.points[step])
            done = Crashed(kind, f"{step} point {point} of {at.points[step]}")
            _killed_at(at, world, out, step, point, kind)
        _look(at, world, done, step, Path(out), at_once=True)
        for each in STEPS:  # the client starts again, with the same keys
            take(each, at.store, world, Path(out))
        _look(at, world, done, "file", Path(out), at_once=False)
    return done


def _worker(at: Yard, world: World, out: str, step: str, dies: str = "") -> "subprocess.Popen[str]":
    order = {
        "data": str(at.folder), "database": at.store.database, "code": world.code, "people": dict(world.people),
        "items": world.items, "out": out, "dies": dies, "steps": STEPS[STEPS.index(step) :],
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.proof.worker"], cwd=CHECKOUT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()
    return process


def _dies_by_itself(at: Yard, world: World, out: str, step: str, dies: str) -> None:
    process = _worker(at, world, out, step, dies)
    said, trouble = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, f"it was not killed: {said} {trouble[-2000:]}"


def _killed_at(at: Yard, world: World, out: str, step: str, point: int, who: str) -> None:
    """Hold the chosen point's gate, wait until the step stands before it, and kill."""
    with at.admin() as gate:
        gate.execute("select pg_advisory_lock(%s)", [GATE])
        gate.execute("update control.crash set chosen = %s", [point])
        process = _worker(at, world, out, step)
        _wait_at_gate(gate, process)
        if who == "app":
            process.kill()
        else:
            _kill_postgres(at)
            process.kill()
        process.communicate(timeout=60)
    at.store.close_pools()
    with at.admin() as admin:
        admin.execute("update control.crash set chosen = 0")
        _wait_alone(admin)


def _wait_at_gate(gate: "psycopg.Connection[Any]", process: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + 60
    waiting = "select count(*) from pg_locks where locktype = 'advisory' and objid = %s and not granted"
    while True:
        row = gate.execute(waiting, [GATE]).fetchone()
        if row is not None and row[0] > 0:
            return
        if process.poll() is not None or time.monotonic() > until:
            raise AssertionError(f"the step never came to its point: {process.communicate()}")
        time.sleep(0.005)


def _wait_alone(admin: "psycopg.Connection[Any]") -> None:
    """The sessions of a dead client end when they notice; until then they may still be at work."""
    until = time.monotonic() + 60
    others = "select count(*) from pg_stat_activity where pid <> pg_backend_pid() and usename like 'wcc%%'"
    while (row := admin.execute(others).fetchone()) is not None and row[0] > 0 and time.monotonic() < until:
        time.sleep(0.01)


def _kill_postgres(at: Yard) -> None:
    assert isinstance(at.store.server, EmbeddedServer)
    pid_file = at.store.server.places.data / "postmaster.pid"
    os.kill(int(pid_file.read_text().split("\n", 1)[0]), signal.SIGKILL)


def _look(at: Yard, world: World, done: Crashed, step: str, out: Path, at_once: bool) -> None:
    """What is there against what was answered, and nothing of it twice."""
    found = effects(at.store, world.code)
    done.doubled += [*found.doubled, *found.unapproved, *found.unaudited]
    with at.admin() as admin:
        rows = admin.execute(
            "select status, digest from control.payment_proposal where company_id = %s", [world.code]
        ).fetchall()
        verbs = [
            verb
            for (verb,) in admin.execute(
                "select verb from control.audit_event where company_id = %s and object_kind = 'proposal'", [world.code]
            ).fetchall()
        ]
    done.doubled += ["proposals"] if len(rows) > 1 else []
    done.doubled += [verb for verb in EVENTS.values() if verbs.count(verb) > 1]
    answered = STEPS[: STEPS.index(step) + (0 if at_once else 1)]
    if answered:
        reached = [STANDS[each] for each in STEPS]
        lowest = reached.index(STANDS[answered[-1]])
        if not rows or reached.index(rows[0][0]) < lowest:
            done.lost.append(f"{answered[-1]}: {rows}")
        done.lost += [f"event of {each}" for each in answered if each in EVENTS and EVENTS[each] not in verbs]
    files = sorted(path.name for path in out.glob("*.csv"))
    done.doubled += ["files"] if len(files) > 1 else []
    if not at_once:
        done.lost += ["the file"] if not files else []
        done.lost += ["a payment"] if found.payments != 3 else []


def main(argv: list[str] | None = None) -> int:
    """Crash so often and print the count; 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    chance, started = random.Random(asked.seed), time.monotonic()
    with yard() as at:
        done = [crash(at, chance) for _ in range(asked.runs)]
        points = at.points
    report = {
        "runs": len(done),
        "of the client": sum(one.who == "app" for one in done),
        "of PostgreSQL": sum(one.who == "postgres" for one in done),
        "points": points,
        "lost": sum(bool(one.lost) for one in done),
        "doubled": sum(bool(one.doubled) for one in done),
        "wrong": [f"{one.who} at {one.where}: {one.lost + one.doubled}" for one in done if one.lost or one.doubled],
        "seconds": round(time.monotonic() - started),
    }
    sys.stdout.write((json.dumps(report) if asked.json else "\n".join(f"{k}: {v}" for k, v in report.items())) + "\n")
    return 1 if report["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
