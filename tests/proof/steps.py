"""python -m tests.proof.steps --steps 10000: the state machine, wide; prints what got through, which must be nothing."""

import argparse
import json
import sys
import time
import traceback
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.desk import Desk, desk
from tests.proof.machine import Everybody, a_neighbour
from workingcapital.store.database.connection import Store
from workingcapital.store.database.embedded import scratch

PER_RUN = 40
MUST_BE_ZERO = ("unapproved effects", "double payments", "rows of another company", "unaudited effects")


def walk(at: Desk, steps: int, seed: int, told: Counter[str], shrink: bool = False) -> None:
    """At least that many steps over fresh companies; raises at the first that must not be."""
    machine = type("Seeded", (Everybody,), {"desk": at, "told": told, "neighbour": a_neighbour(at)})
    run = 0
    while told["steps"] < steps:
        chosen = settings(
            max_examples=max(1, min(10, (steps - told["steps"]) // PER_RUN)),
            stateful_step_count=PER_RUN,
            deadline=None,
            database=None,
            derandomize=False,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        )
        seeded(seed + run)(machine)
        run_state_machine_as_test(machine, settings=chosen)
        run += 1


def main(argv: list[str] | None = None) -> int:
    """Walk and print the counts; 1 when something got through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--shrink", action="store_true", help="make a failure short; takes minutes")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    started, failure = time.monotonic(), ""
    told: Counter[str] = Counter()
    with scratch() as server:
        name = server.create_database("wcc_steps")
        store = Store(server, name)
        store.prepare()
        try:
            with desk(store) as at:
                walk(at, asked.steps, asked.seed, told, asked.shrink)
        except Exception as found:
            failure = "".join(traceback.format_exception(found, limit=-6)) + "\n".join(getattr(found, "__notes__", []))
        finally:
            store.close_pools()
    report: dict[str, Any] = {"steps": told["steps"], "seed": asked.seed, "seconds": round(time.monotonic() - started)}
    report |= {name: told[name] for name in (*MUST_BE_ZERO, "proposals", "changes carried out", "payments")} | {
        "failure": failure
    }
    sys.stdout.write((json.dumps(report) if asked.json else "\n".join(f"{k}: {v}" for k, v in report.items())) + "\n")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
