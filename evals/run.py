"""wcc evals: ask every question in its unseen wordings, grade what comes back, and say how many were right."""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from agent.settings import AgentSettings
from channels.terminal.output import emit, progress
from evals import publish
from evals.cases import FOLDER, Case, all_cases, stratified
from evals.expected import Oracle
from evals.grading import Turned, Verdict, grade
from evals.report import Graded, Report, show, write
from evals.session import Books, sample_books
from workingcapital.errors import BadInput
from workingcapital.store.database.connection import Store

LIVE = 40  # talks a model is asked for unless told otherwise: always the same ones, with every group among them
PATIENCE = {
    "model_seconds": 600.0,
    "turn_seconds": 1800.0,
    "model_retries": 0,
}  # what is graded is the answer, not its speed


@dataclass(frozen=True)
class Plan:
    """What is asked of whom: `size` talks of a fixed stratified part (None: every wording), each `trials` times.

    `retired` asks the wordings that were opened, in place of the unseen ones.
    """

    settings: AgentSettings
    only: str | None = None
    size: int | None = None
    trials: int = 1
    minutes: float | None = None
    retired: bool = False

    def asked(self, cases: Sequence[Case]) -> list[tuple[Case, tuple[str, ...]]]:
        """The talks to hold, in their order. Raises BadInput when there is no wording of the kind."""
        worded = [case for case in cases if self._wordings(case)]
        if not worded:
            raise BadInput("every wording was opened: ask those with --retired, or write fresh ones under `blind`")
        if self.size is not None:
            talks = [(case, self._wordings(case)[0]) for case in stratified(worded, self.size)]
        else:
            talks = [(case, wording) for case in worded for wording in self._wordings(case)]
        return [talk for _ in range(self.trials) for talk in talks]

    def _wordings(self, case: Case) -> tuple[tuple[str, ...], ...]:
        return case.retired if self.retired else case.blind


def planned(
    live: bool = False,
    base_url: str | None = None,
    model: str | None = None,
    only: str | None = None,
    size: int | None = None,
    trials: int = 1,
    minutes: float | None = None,
    retired: bool = False,
) -> Plan:
    """The plan of the command's options. Raises BadInput for a live run without a model."""
    if not (live or base_url or model):
        return Plan(AgentSettings(model=None), only, size, trials, minutes, retired)
    named = {"base_url": base_url, "model": model}
    settings = AgentSettings().model_copy(update={**PATIENCE, **{key: each for key, each in named.items() if each}})
    if not settings.uses_llm():
        raise BadInput("which model? Give --model, or set AGENT_MODEL and OPENAI_BASE_URL")
    return Plan(settings, only, LIVE if size is None else size, trials, minutes, retired)


def main(plan: Plan, against: Path | None = None, keep: bool = False, as_json: bool = False) -> int:
    """Run the evals; 0 when they pass, else 1. `keep` puts the result on the results page."""
    if keep and plan.retired:
        raise BadInput("a result over opened wordings is not kept: leave --keep or --retired out")
    earlier = publish.read(against) if against else None
    cases = [
        case for case in all_cases() if plan.only is None or plan.only == case.group or case.id.startswith(plan.only)
    ]
    if not cases:
        raise BadInput(f"no case starts with {plan.only!r}")
    report = run(cases, plan)
    path, document = write(report), report.as_json()
    if as_json:
        emit(document)
    else:
        show(report, path, "opened" if plan.retired else "unseen")
    if keep:
        publish.keep(document)
    if earlier:
        publish.show_difference(earlier, document)
    return 0 if report.passes else 1


def run(cases: Sequence[Case], plan: Plan) -> Report:
    """Load the sample, hold every talk, and report; after `minutes` no further talk begins, and the report says so."""
    asked = plan.asked(cases)
    until = time.monotonic() + plan.minutes * 60 if plan.minutes else float("inf")
    with progress("Evals") as step, sample_books(plan.settings, lambda what, share: step(what, share * 0.2)) as books:
        done: list[Graded] = []
        for number, graded in enumerate(held(books, asked), 1):
            done.append(graded)
            step(graded.case.id, 0.2 + 0.8 * number / len(asked))
            if time.monotonic() > until:
                break
        data = digest(books, cases, plan.retired)
    return Report(data, books.model, done, plan.trials, len(asked))


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
    seconds = time.perf_counter() - started
    verdict = _verdict(books, case, talk, oracle)
    pressed = None if verdict.passed else _pressed(books, case, wording, talk, oracle)
    return Graded(case, wording, verdict, talk, seconds, pressed)


def _verdict(books: Books, case: Case, talk: Turned, oracle: Oracle) -> Verdict:
    """The grade; an answer by another model than the one asked is a problem of its own."""
    verdict = grade(case, talk, oracle)
    if others := {str(answer["model"]) for answer in talk.answers if answer.get("model")} - {books.model, "rules"}:
        return replace(verdict, problems=(f"answered by {' and '.join(others)}", *verdict.problems))
    return verdict


def _pressed(books: Books, case: Case, wording: tuple[str, ...], talk: Turned, oracle: Oracle) -> bool | None:
    """Whether one of the options asked back leads to the right answer; None where nothing was asked back.

    Each option is pressed in a copy of its own: one may draft a proposal, and the other talks must not see it.
    """
    last = talk.answers[-1] if talk.answers else {}
    if last.get("status") != "clarify":
        return None
    return any(_leads(books, case, (*wording, option), oracle) for option in last.get("options") or ())


def _leads(books: Books, case: Case, wording: tuple[str, ...], oracle: Oracle) -> bool:
    with books.copy() as own:
        return _verdict(books, case, books.talk(own, case, wording), oracle).passed


def digest(books: Books, cases: Sequence[Case], opened: bool = False) -> str:
    """Changes with the books, with the cases, and with which of their wordings are asked."""
    body = hashlib.sha256(json.dumps(books.before, sort_keys=True, default=str).encode())
    for table, frame in sorted(books.raw.items()):
        body.update(f"{table} {len(frame)} {frame.columns.tolist()}".encode())
    for path in sorted(FOLDER.glob("*.yaml")):
        body.update(path.read_bytes())
    body.update(",".join(case.id for case in cases).encode())
    body.update(b" opened" if opened else b"")
    return body.hexdigest()[:16]
