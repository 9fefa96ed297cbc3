"""Proposals as people ask about them: which wait, and a draft changed before it is sent."""

from dataclasses import replace
from datetime import date
from typing import Any, Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, for_each_company, table
from tools.reply import reply
from workingcapital.controls.proposals import RunLine, needs_in_words
from workingcapital.errors import BadInput, Conflict, NotFound
from workingcapital.facts import Evidence, Fact, nothing
from workingcapital.metrics.registry import fact
from workingcapital.store import proposals
from workingcapital.store.companies import Company, company, holidays
from workingcapital.store.connection import Books
from workingcapital.timing.candidates import Raster


class NoSuchLine(NotFound):
    """The proposal has no such line."""


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
    line: int,
    action: Literal["drop", "move"],
    to: date | None = None,
) -> tuple[str, Evidence]:
    """Change a drafted payment run before it is sent: drop a line, or move it to a later run. Makes a new draft.

    Args:
        proposal_id: the draft's id
        line: the number of the line, from 1
        action: drop takes it out, move debits it on a later day
        to: the day it is moved to
    """
    asker = runtime.context
    with asker.books() as books:
        old = proposals.get(books, proposals.company_of(asker, proposal_id), proposal_id)
        if old["status"] != "draft":
            raise NotADraft(f"this proposal is {old['status']}: take it back first, then propose anew")
        lines = _changed(books, old, line, action, to)
        proposals.recall(books, old["company"], proposal_id, old["digest"])
        beside = {
            "lines": {str(each["item_id"]): {"reason": each["reason"], "yield": each["yield"]} for each in old["lines"]}
        }
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
            beside,
        )
    return reply(_told(made, replace(asker, focus=(made["company"],))))


def _changed(books: Books, old: dict[str, Any], line: int, action: str, to: date | None) -> list[RunLine]:
    kept = [each for each in old["lines"] if each["line"] != line]
    if len(kept) == len(old["lines"]):
        raise NoSuchLine(f"it has lines 1 to {len(old['lines'])}")
    lines = [_line(each) for each in kept]
    if action == "move":
        if to is None:
            raise BadInput("moving a line needs the day it moves to")
        if to < date.fromisoformat(old["run_date"]):
            raise BadInput(f"The run is on {old['run_date']}: a line can move to that day or later")
        moved = next(each for each in old["lines"] if each["line"] == line)
        ours = company(books, old["company"])
        runs = Raster((to,), ours.rail, holidays(books, ours.calendar))
        lines.append(RunLine(moved["item_id"], to, runs.counts_on(to, "credit")))
    return lines


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


def _told(made: dict[str, Any], asker: Asker) -> Evidence:
    total = _total(made, asker)
    rows: list[list[Cell]] = [
        [each["party"], each["number"], each["debit_date"], each["pay_amount"]] for each in made["lines"]
    ]
    shown = table(f"Run of {made['run_date']}, changed", ["Supplier", "Bill", "Debit", "Pays"], rows)
    return evidence([total], shown, rows, proposal=made, say=f"The draft is changed; its total is now [[{total.id}]].")
