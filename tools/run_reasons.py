"""Why each line is in a payment run, why a bill is not, and where the run stands. Reads; changes nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, evidence, link, table
from tools.reply import reply
from tools.run_lines import NoSuchLine, Said, lines_meant, named_in
from workingcapital.controls.proposals import joined, needs_in_words, role_in_words
from workingcapital.facts import Evidence, Fact, Table, nothing
from workingcapital.metrics.registry import fact
from workingcapital.store.database.connection import Books
from workingcapital.store.proposals import proposals

_COLUMNS: Final = ("Line", "Supplier", "Bill", "Debit", "Pays", "Why")
_LEFT_SHOWN: Final = 5


@tool(response_format="content_and_artifact", parse_docstring=True)
def explain_proposal(
    runtime: ToolRuntime[Asker], proposal_id: str | None = None, line: int | str | list[int | str] | None = None
) -> tuple[str, Evidence]:
    """Why lines are in a payment run, why a bill is not in it, who approved it. Changes nothing.

    Args:
        proposal_id: the run's id; the company's newest run if left out
        line: one line of it: its number from 1, -1 for the last, or a bill's number, or a supplier, or several of these; all if left out
    """
    asker = runtime.context
    with asker.books() as books:
        found = _run(books, asker, proposal_id)
    if found is None:
        codes = joined(list(asker.focus), asker.language)
        return reply(nothing("no_data", "no_proposals", f"There are no payment runs of {codes} yet."))
    return reply(_of_run(found, asker.as_of) if line is None else _of_line(found, line, asker.as_of))


def _run(books: Books, asker: Asker, proposal_id: str | None) -> dict[str, Any] | None:
    """The run of this id, or the newest of the companies asked about."""
    if proposal_id is not None:
        return proposals.get(books, proposals.company_of(asker, proposal_id), proposal_id)
    newest = next((each for each in proposals.listing(books, asker.focus) if each["kind"] == "payment_run"), None)
    return newest and proposals.get(books, newest["company"], newest["proposal_id"])


def _of_run(run: Mapping[str, Any], as_of: date) -> Evidence:
    lines = run["lines"]
    if not lines:
        return nothing("no_data", "no_lines", f"{run['title']} of {run['company']} pays no bills: it has no lines.")
    total = pays(run, lines, as_of)
    count = fact(
        "run.lines.v1", {"items": [each["item_id"] for each in lines]}, company=run["company"], as_of=as_of,
        row_ids=total.row_ids, period=total.period,
    )  # fmt: skip
    rows = [line_row(run, each, as_of) for each in lines]
    say = f"Run of {run['run_date']} for {run['company']}: {link(count)} bills, {link(total)}. {_standing(run)}"
    return evidence([total, count], lines_table(run, rows), rows, say=say)


def _of_line(run: Mapping[str, Any], said: Said, as_of: date) -> Evidence:
    try:
        meant = lines_meant(run["lines"], said)
    except NoSuchLine as missing:
        return _not_in_it(run, said, missing)
    rows = [line_row(run, each, as_of) for each in meant]
    words = [
        f"Line {each['line']}, {each['number']} of {each['party']}, {link(row[4])}: {each['reason'] or 'no reason was kept'}."
        for each, row in zip(meant[:_LEFT_SHOWN], rows, strict=False)
        if isinstance(row[4], Fact)
    ]
    together = [pays(run, meant, as_of, meant[0]["party"])] if len(meant) > 1 else []
    if together:
        words.insert(0, f"{meant[0]['party']} has {len(meant)} lines in it, together {link(together[0])}.")
    return evidence(together, lines_table(run, rows), rows, say=" ".join(filter(None, [*words, _left_out(run, said)])))


def _not_in_it(run: Mapping[str, Any], said: Said, missing: NoSuchLine) -> Evidence:
    """A bill or a supplier that is not in the run: the reason it was left out for, where one is known."""
    if told := _left_out(run, said):
        return nothing("answered", "left_out", told)
    if str(said).lstrip("-").isdigit() and len(str(said)) < 5:
        return nothing(
            "clarify", "no_such_line", f"{missing.title()} {missing.detail[:1].upper()}{missing.detail[1:]}."
        )
    return nothing(
        "no_data", "not_in_it", f"Nothing of {said} is in it, and no bill of it was open when it was planned."
    )


def _left_out(run: Mapping[str, Any], said: Said) -> str:
    """Bills of that number or supplier that are not in the run, and why; empty where there are none."""
    left = named_in(run["left_out"] or (), said)
    told = [f"{each['number']} of {each['party']} is not in it: {each['why']}." for each in left[:_LEFT_SHOWN]]
    more = [f"{len(left) - _LEFT_SHOWN} more of its bills are not in it either."] if len(left) > _LEFT_SHOWN else []
    return " ".join([*told, *more])


def _standing(run: Mapping[str, Any]) -> str:
    """Where the run stands: what it waits for, or who decided what."""
    who = run["proposed_by_name"] or run["proposed_by"]
    if run["status"] == "draft":
        needs = f" It needs the approval of {needs_in_words(run)}." if run["needs"] else ""
        return f"It is a draft by {who}: nothing is sent and nothing is paid.{needs}"
    decided = [_decided(each) for each in run["decisions"]]
    waits = [f"Still needed: {needs_in_words(run)}."] if run["status"] == "waiting" else []
    return " ".join([f"It was proposed by {who} and is {run['status']}.", *decided, *waits])


def _decided(each: Mapping[str, Any]) -> str:
    verb = {"approve": "Approved", "decline": "Declined"}[each["decision"]]
    return f"{verb} by {each['name'] or each['person']}, {role_in_words(each['role'])}, on {str(each['at'])[:10]}."


def lines_table(run: Mapping[str, Any], rows: Sequence[Sequence[Cell]], title: str = "") -> Table:
    """Lines of a run as people look at them, each with its reason."""
    return table(title or f"Run of {run['run_date']}, {run['company']}", _COLUMNS, rows)


def line_row(run: Mapping[str, Any], each: Mapping[str, Any], as_of: date) -> list[Cell]:
    """One line of a run under the columns of lines_table(); what it pays is a Fact."""
    amount = pays(run, [each], as_of, each["party"], f"Pays {each['number']}")
    return [each["line"], each["party"], each["number"], date.fromisoformat(each["debit_date"]), amount, each["reason"]]


def pays(
    run: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    as_of: date,
    party: str | None = None,
    label: str | None = None,
) -> Fact:
    """What these lines of a run pay together, in the run's currency."""
    return fact(
        "run.total.v1", {"amounts": [each["pay_amount"] for each in lines]}, company=run["company"], as_of=as_of,
        currency=run["currency"], label=label, party=party, period=f"run of {run['run_date']}",
        row_ids=tuple(f"instalment:{each['item_id']}" for each in lines),
    )  # fmt: skip
