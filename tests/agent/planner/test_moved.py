"""Why a balance or its days moved is asked of the parts that add up, since the period that was said."""

from typing import Any

import pytest

from agent.planner.calls.frames import calls
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY

MOVED = [
    ("What moved receivables since last quarter?", {"side": "receivable", "compare_to": "2026-Q1"}),
    ("Why did receivables go up?", {"side": "receivable", "compare_to": "previous"}),
    ("Why is our DSO up?", {"side": "receivable", "compare_to": "previous"}),
    ("Warum sind die Verbindlichkeiten gesunken?", {"side": "payable", "compare_to": "previous"}),
    ("Was hat die Forderungen seit Q1 bewegt?", {"side": "receivable", "compare_to": "2026-Q1"}),
]


@pytest.mark.parametrize(("question", "args"), MOVED)
def test_what_moved_is_asked_since_the_period_said(question: str, args: dict[str, Any]) -> None:
    reading = understand(question, BOOKS, TODAY, None)
    assert reading.kind == "act", reading.say
    assert reading.frame
    tool, found = calls(reading.frame, TODAY)[-1]
    assert (tool, found) == ("what_moved", args)


def test_why_the_days_moved_shows_them_against_before() -> None:
    reading = understand("Why did DSO go up?", BOOKS, TODAY, None)
    assert reading.frame
    assert calls(reading.frame, TODAY)[0] == ("metric", {"name": "dso", "compare_to": "previous"})


def test_why_two_methods_differ_is_another_question() -> None:
    reading = understand("Why does the countback DSO differ?", BOOKS, TODAY, None)
    assert reading.frame
    assert reading.frame.intent == "dso_methods"
