"""What became of the database, and of a drafted run."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from evals.cases import Proposal

ALLOWED = {"nothing": (), "draft": ("draft", "recalled"), "waiting": ("waiting",), "dropped": ("recalled",)}
NEEDED = {"draft": "draft", "waiting": "waiting", "dropped": "recalled"}


def state_problems(wanted: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """What changed that must not, or did not that should."""
    yield from effects(wanted, before, after)
    counted = Counter(_new(before, after).values())
    if wanted in NEEDED and counted[NEEDED[wanted]] != 1:
        yield f"left {counted[NEEDED[wanted]]} proposals {NEEDED[wanted]} instead of one"


def effects(wanted: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """What changed that must not."""
    changed = [table for table in before if table != "proposals" and before[table] != after.get(table)]
    if changed:
        yield f"changed {', '.join(changed)}"
    wrong = sorted(set(_new(before, after).values()) - set(ALLOWED[wanted]))
    if wrong:
        yield f"left a proposal {' and '.join(wrong)}"


def _new(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Proposals that are in another state than before."""
    return {key: status for key, status in after["proposals"].items() if before["proposals"].get(key) != status}


def wrong_proposal(wanted: Proposal, answers: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """How the proposal differs from what was asked."""
    made = answers[-1]["proposal"]
    if made is None:
        yield "no proposal came"
        return
    if made["kind"] != wanted.kind:
        yield f"a proposal of kind {made['kind']}"
    runs = {day.isoformat() for day in wanted.run_dates}
    if runs and made["run_date"] not in runs:
        yield f"a run of {made['run_date']}"
    total = sum((Decimal(line["pay_amount"]) for line in made["lines"]), Decimal(0))
    if wanted.max_total and total > Decimal(wanted.max_total):
        yield f"pays {total}, more than {wanted.max_total}"
    if wanted.floor:
        yield from _floor(Decimal(wanted.floor), made["cash"] or [])
    yield from _lines(wanted, answers, made)


def _floor(floor: Decimal, cash: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not cash:
        yield "says nothing about the cash it leaves"
    for day in cash:
        if Decimal(day["floor"]) != floor or Decimal(day["balance"]) < floor:
            yield f"leaves {day['balance']} on {day['day']} over a floor of {day['floor']}, asked {floor}"
            return


def _lines(wanted: Proposal, answers: Sequence[Mapping[str, Any]], made: Mapping[str, Any]) -> Iterator[str]:
    drafts = [answer["proposal"] for answer in answers[:-1] if answer.get("proposal")]
    if wanted.moved_line_to:
        moved = [line for line in made["lines"] if line["debit_date"] == wanted.moved_line_to.isoformat()]
        second = drafts[0]["lines"][1]["item_id"] if drafts and len(drafts[0]["lines"]) > 1 else None
        if [line["item_id"] for line in moved] != [second]:
            yield f"the second line is not the one on {wanted.moved_line_to}"
    if wanted.dropped_lines and (not drafts or len(drafts[0]["lines"]) - len(made["lines"]) != wanted.dropped_lines):
        yield f"has {len(made['lines'])} lines, not {wanted.dropped_lines} fewer than before"
