"""Proposals as people ask about them: which wait, and a draft changed before it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, link, table
from tools.reply import reply
from tools.run_lines import Line, lines_meant
from tools.run_planning import next_run
from tools.run_reasons import line_row, lines_table, pays
from workingcapital.controls.proposals import RunLine, needs_in_words
from workingcapital.errors import BadInput, Conflict
from workingcapital.facts import Evidence, Fact, nothing
from workingcapital.metrics.registry import fact
from workingcapital.store.companies import Company, company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.proposals import proposals
from workingcapital.timing.candidates import Raster
from workingcapital.timing.reasons import day_words

_DROPPED: Final = "taken out at the proposer's word"


class NotADraft(Conflict):
    """Only a draft is changed."""


@tool(response_format="content_and_artifact", parse_docstring=True)
def list_proposals(
    runtime: ToolRuntime[Asker],
    status: Literal["draft", "waiting", "approved", "declined", "expired", "stale", "recalled", "released"]
    | None = None,
) -> tuple[str, Evidence]:
    """Proposals of every kind: which wait for whom, what was approved, declined or released.

    Args:
        status: only proposals in this state; all if left out
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        found = proposals.listing(books, (ours.code,), status)
        if not found:
            state = f"{status} " if status else ""
            return nothing("no_data", "no_proposals", f"There are no {state}proposals of {ours.code}.")
        rows = [_row(each, asker) for each in found[:20]]
        count = fact(
            "run.lines.v1", {"items": list(range(len(found)))}, company=ours.code, as_of=asker.as_of, label="Proposals"
        )
        shown = table(f"Proposals, {ours.code}", ["Proposal", "State", "Total", "Proposed by", "Still needed"], rows)
        return evidence([count], shown, rows)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def change_proposal(
    runtime: ToolRuntime[Asker],
    proposal_id: str,
    line: int | str | list[int | str],
    action: Literal["drop", "move"],
    to: date | None = None,
) -> tuple[str, Evidence]:
    """Change a drafted payment run before it is sent: drop lines, or move them to a later run. Makes a new draft.

    Only on the asker's plain wish; to say why a line is in it, use explain_proposal.

    Args:
        proposal_id: the draft's id
        line: its number from 1, -1 for the last, or a bill's number, or a supplier for all of its lines, or several of these
        action: drop takes it out, move debits it on a later day
        to: the day it is moved to; the company's next run after this one if left out
    """
    asker = runtime.context
    with asker.books() as books:
        old = proposals.get(books, proposals.company_of(asker, proposal_id), proposal_id)
        if old["status"] != "draft":
            raise NotADraft(f"this proposal is {old['status']}: take it back first, then propose anew")
        meant = lines_meant(old["lines"], line)
        moved_to = _moved_to(books, old, to) if action == "move" else None
        lines = _changed(books, old, {each["line"] for each in meant}, moved_to)
        proposals.recall(books, old["company"], proposal_id, old["digest"])
        call = runtime.tool_call_id or ""
        made = proposals.propose(
            books,
            old["company"],
            lines,
            date.fromisoformat(old["run_date"]),
            old.get("reason") or "payment run",
            asker.thread_id or call,
            asker.turn,
            call,
            _beside(old, meant, moved_to),
        )
    return reply(_told(made, meant, moved_to, replace(asker, focus=(made["company"],))))


def _moved_to(books: Books, old: dict[str, Any], to: date | None) -> date:
    """The day lines move to: the one said, no earlier than the run; else the run after it."""
    run = date.fromisoformat(old["run_date"])
    if to is None:
        return next_run(books, old["company"], run)
    if to < run:
        raise BadInput(f"The run is on {old['run_date']}: a line can move to that day or later")
    return to


def _changed(books: Books, old: dict[str, Any], places: set[int], moved_to: date | None) -> list[RunLine]:
    """The lines of the new draft, in their order."""
    if moved_to is None:
        kept = [_line(each) for each in old["lines"] if each["line"] not in places]
        if not kept:
            raise BadInput("Nothing would be left of the run: withdraw the draft instead")
        return kept
    ours = company(books, old["company"])
    in_time = Raster((moved_to,), ours.rail, holidays(books, ours)).counts_on(moved_to, "credit")
    return [
        RunLine(each["item_id"], moved_to, in_time) if each["line"] in places else _line(each) for each in old["lines"]
    ]


def _beside(old: dict[str, Any], meant: Sequence[Line], moved_to: date | None) -> dict[str, Any]:
    """The plan's reasons for the lines that stay, the proposer's for those that were changed."""
    reasons = {str(each["item_id"]): {"reason": each["reason"], "yield": each["yield"]} for each in old["lines"]}
    if moved_to is not None:
        moved = f"debited {day_words(moved_to)}: moved at the proposer's word"
        return {
            "lines": reasons | {str(each["item_id"]): {"reason": moved, "yield": None} for each in meant},
            "left_out": old["left_out"],
        }
    dropped = [
        {"item_id": each["item_id"], "number": each["number"], "party": each["party"], "why": _DROPPED}
        for each in meant
    ]
    return {"lines": reasons, "left_out": [*(old["left_out"] or ()), *dropped]}


def _line(each: dict[str, Any]) -> RunLine:
    return RunLine(each["item_id"], date.fromisoformat(each["debit_date"]), date.fromisoformat(each["in_time_date"]))


def _row(each: dict[str, Any], asker: Asker) -> list[Cell]:
    return [
        each["title"],
        each["status"],
        _total(each, asker) if each["total"] is not None else "",
        each["proposed_by"],
        needs_in_words(each, asker.language),
    ]


def _total(each: dict[str, Any], asker: Asker) -> Fact:
    return fact(
        "run.total.v1",
        {"amounts": [each["total"]]},
        company=each["company"],
        as_of=asker.as_of,
        currency=each["currency"],
        period=f"run of {each['run_date']}",
    )


def _told(made: dict[str, Any], meant: Sequence[Line], moved_to: date | None, asker: Asker) -> Evidence:
    """What was done to which lines, and what the draft comes to now."""
    total = pays(made, made["lines"], asker.as_of)
    rows = [line_row(made, each, asker.as_of) for each in made["lines"]]
    shown = lines_table(made, rows, f"Run of {made['run_date']}, changed")
    done = "Taken out" if moved_to is None else f"Moved to {moved_to}"
    told = " ".join(f"{done}: {each['number']} of {each['party']}." for each in meant)
    say = f"{told} The draft's total is now {link(total)}."
    return evidence([total], shown, rows, proposal=made, say=say)
