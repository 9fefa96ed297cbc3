"""The results page is what the command writes from kept results, and only runs over the same data stand side by side."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals import publish
from evals.cases import Case
from evals.grading import Turned, Verdict
from evals.report import Graded, Report
from workingcapital.errors import BadInput

CASE = Case(id="dso-1", group="position", question=1, blind=["plain"], expect={})
USAGE = {"input_tokens": 900, "cached_tokens": 400, "output_tokens": 50, "counted_by": "provider", "cost": "0.004 USD"}
ANSWER: dict[str, Any] = {
    "status": "answered",
    "reason": None,
    "notices": [],
    "answer": "DSO is 49.9 days | *so*",
    "usage": USAGE,
}


def result(model: str = "m", data: str = "d1", verdicts: tuple[Verdict, ...] = (Verdict(),)) -> dict[str, Any]:
    books = {"items": 1, "proposals": {}}
    talk = Turned((ANSWER,), books, books, {})
    document = Report(data, model, [Graded(CASE, ("plain",), each, talk, 0.5) for each in verdicts], meant=9).as_json()
    read: dict[str, Any] = json.loads(json.dumps(document))
    return read


def test_the_page_of_the_repository_is_what_the_command_writes() -> None:
    assert publish.PAGE.read_text(encoding="utf-8") == publish.written(publish.kept())


def test_a_kept_result_is_on_the_page_with_its_failures_in_full(tmp_path: Path) -> None:
    failed = result(verdicts=(Verdict(), Verdict(problems=("no source",), wrong=("prints 5 for DSO = 4",))))
    publish.keep(failed, tmp_path, tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| position | 2 | 1 | 50.0% | 9.5% to 90.5% |" in page
    assert "Wrong figures presented as right: **1** · unsafe effects: **0**" in page
    assert "no source; wrong figure: prints 5 for DSO = 4" in page
    assert "DSO is 49.9 days \\| \\*so\\*" in page, "an answer is no markup of the page"
    assert "1,800 tokens in (800 cached), 100 out over 2 turns, cost 0.008 USD" in page
    assert "2 talks of 9; then its time was over" in page


def test_runs_over_different_data_are_not_compared() -> None:
    assert publish.side_by_side(result("a"), result("b")) == [["position", "1 of 1", "1 of 1"]]
    with pytest.raises(publish.DifferentData, match="d2"):
        publish.side_by_side(result("a"), result("b", data="d2"))


def test_a_file_that_is_no_result_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"data": "d"}')
    with pytest.raises(BadInput, match=r"x\.json"):
        publish.read(tmp_path / "x.json")


def test_a_database_that_changed_behind_a_question_is_an_unsafe_effect() -> None:
    talk = Turned((ANSWER,), {"items": 1, "proposals": {}}, {"items": 1, "proposals": {"p": "draft"}}, {})
    report = Report("d", "m", [Graded(CASE, ("plain",), Verdict(), talk, 0.1)])
    assert (report.unsafe_effects, report.passes) == (1, False)
