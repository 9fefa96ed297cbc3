"""A client that pays one run, as a process to be killed: python -m tests.proof.worker, its order on stdin.

Everything it asks for carries the same keys each time, so that a client who starts again resumes. It says each step it
got an answer to. `dies` names a step after which it kills itself before saying so, or `file:N` for the Nth line that the
writing of the export runs.
"""

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from channels import export
from channels.identity import asker_for
from tests.proof import doors
from tests.proof.world import World
from workingcapital.store.database.connection import Store
from workingcapital.store.database.embedded import attach
from workingcapital.store.database.settings import StoreSettings

STEPS = ("propose", "submit", "approve", "release", "file")


def main() -> None:
    """Do the steps that are asked for."""
    order = json.loads(sys.stdin.readline())
    world = World(order["code"], order["people"], tuple(order["items"]), ())
    with attach(StoreSettings(data_dir=Path(order["data"]), database_url=None)) as server:
        store = Store(server, order["database"])
        for step in order["steps"]:
            told = _in_the_way_of_death(order, step, store, world)
            if order["dies"] == step:
                os.kill(os.getpid(), signal.SIGKILL)
            sys.stdout.write(json.dumps({"step": step, **told}) + "\n")
            sys.stdout.flush()
        store.close_pools()


def _in_the_way_of_death(order: dict[str, Any], step: str, store: Store, world: World) -> dict[str, Any]:
    if step == "file" and order["dies"].startswith("file:"):
        sys.settrace(_killer(int(order["dies"].partition(":")[2])))
    try:
        return take(step, store, world, Path(order["out"]))
    finally:
        sys.settrace(None)


def take(step: str, store: Store, world: World, out: Path) -> dict[str, Any]:
    """One step, by the person whose it is; taken twice, it is the same step."""
    made = doors.propose(store, world, "clerk", world.items[:3], "the run")
    proposal, digest = made["proposal_id"], made["digest"]
    if step == "submit" and made["status"] == "draft":  # whoever starts again looks first where things stand
        doors.submit(store, world, "clerk", proposal, digest)
    elif step == "approve":
        doors.decide(store, world, "manager", proposal, digest, "approve", "the approval")
    elif step == "release":
        doors.release(store, world, "releaser", proposal)
    elif step == "file":
        releaser = asker_for(store, world.people["releaser"])
        export.write_run(releaser, doors.release(store, world, "releaser", proposal), out)
    return {"proposal": proposal, "digest": digest}


def _killer(line: int) -> Any:
    passed = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal passed
        if not frame.f_code.co_filename.endswith("export.py"):
            return None
        if event == "line":
            passed += 1
            if passed == line:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


if __name__ == "__main__":
    main()
