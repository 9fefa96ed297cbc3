"""wcc evals: ask every question in its unseen wordings, grade what comes back, and say how many were right."""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

from agent.settings import AgentSettings
from channels.terminal.output import emit, progress
from evals.cases import FOLDER, Case, all_cases, stratified
from evals.expected import Oracle
from evals.grading import grade
from evals.report import Graded, Report, show, write
from evals.session import Books, sample_books
from workingcapital.errors import BadInput
from workingcapital.store.connection import Store

LIVE = 12  # talks a slow local model is asked for
PATIENCE = {
    "model_seconds": 600.0,
    "turn_seconds": 1800.0,
    "model_retries": 0,
}  # what is graded is the answer, not its speed


def main(live: bool, only: str | None, as_json: bool) -> int:
    """Run the evals; 0 when they pass, else 1."""
    settings = AgentSettings().model_copy(update=PATIENCE) if live else AgentSettings(model=None)
    if live and not settings.uses_llm():
        raise BadInput("--live grades the model that AGENT_MODEL and OPENAI_BASE_URL name; none is set")
    cases = [case for case in all_cases() if only is None or case.id.startswith(only) or case.group == only]
    if not cases:
        raise BadInput(f"no case starts with {only!r}")
    report = run(cases, settings, live)
    path = write(report)
    if as_json:
        emit(report.as_json())
    else:
        show(report, path)
    return 0 if report.passes else 1


def run(cases: Sequence[Case], settings: AgentSettings, live: bool = False) -> Report:
    """Load the sample, hold every talk, and report."""
    asked = [(case, wording) for case in cases for wording in case.blind]
    if live:
        asked = [(case, case.blind[0]) for case in stratified(cases, LIVE)]
    with progress("Evals") as step, sample_books(settings, lambda what, share: step(what, share * 0.2)) as books:
        done: list[Graded] = []
        for number, graded in enumerate(held(books, asked), 1):
            done.append(graded)
            step(graded.case.id, 0.2 + 0.8 * number / len(asked))
        data = digest(books, cases)
    return Report(data, books.model, done)


def held(books: Books, asked: Sequence[tuple[Case, tuple[str, ...]]]) -> Iterator[Graded]:
    """The talks one after the other: those that only read share a copy, those that write get one each."""
    oracle = Oracle(books.raw)
    with ExitStack() as shared:
        store: Store | None = None
        for case, wording in asked:
            if case.writes:
                with books.copy() as own:
                    yield _held(books, own, case, wording, oracle)
                continue
            store = store or shared.enter_context(books.copy())
            graded = _held(books, store, case, wording, oracle)
            if graded.talk.before != graded.talk.after:  # spoiled for the others
                shared.close()
                store = None
            yield graded


def _held(books: Books, store: Store, case: Case, wording: tuple[str, ...], oracle: Oracle) -> Graded:
    started = time.perf_counter()
    talk = books.talk(store, case, wording)
    verdict = grade(case, talk, oracle)
    if others := {str(answer["model"]) for answer in talk.answers if answer.get("model")} - {books.model, "rules"}:
        verdict = replace(verdict, problems=(f"answered by {' and '.join(others)}", *verdict.problems))
    return Graded(case, wording, verdict, talk, time.perf_counter() - started)


def digest(books: Books, cases: Sequence[Case]) -> str:
    """Changes with the books and with the cases."""
    body = hashlib.sha256(json.dumps(books.before, sort_keys=True, default=str).encode())
    for table, frame in sorted(books.raw.items()):
        body.update(f"{table} {len(frame)} {frame.columns.tolist()}".encode())
    for path in sorted(FOLDER.glob("*.yaml")):
        body.update(path.read_bytes())
    body.update(",".join(case.id for case in cases).encode())
    return body.hexdigest()[:16]
