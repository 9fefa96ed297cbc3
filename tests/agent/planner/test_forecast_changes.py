"""What changed in the forecast is asked in many words, and is another question than the forecast itself."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.planner.calls.frames import calls
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY

HERE = Path(__file__).parent
EXAMPLES = yaml.safe_load((HERE / "forecast_changes.yaml").read_text(encoding="utf-8"))
LINES = yaml.safe_load((HERE / "forecast_lines.yaml").read_text(encoding="utf-8"))
GROUP = yaml.safe_load((HERE / "group_forecast.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each["say"])
def test_the_change_of_the_forecast_is_told_by_cause(example: dict[str, Any]) -> None:
    reading = understand(example["say"], BOOKS, TODAY, None)
    assert reading.kind == "act", reading
    assert reading.frame is not None
    assert calls(reading.frame, TODAY) == [
        ("forecast_changes", {"since": example["since"]} if "since" in example else {})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "13-week cash forecast",
        "Where will cash be at the end of week 6?",
        "How accurate was this forecast over the last 13 weeks?",
        "What changed since last month in our DSO?",
        "Liquiditätsvorschau der nächsten Wochen",
        "Wie genau war die Prognose in den letzten 13 Wochen?",
    ],
)
def test_other_questions_stay_what_they_are(text: str) -> None:
    reading = understand(text, BOOKS, TODAY, None)
    assert reading.frame is None or reading.frame.intent != "forecast_changes"


@pytest.mark.parametrize("example", LINES, ids=lambda each: each["say"])
def test_what_the_forecast_is_made_of_is_told_by_line(example: dict[str, Any]) -> None:
    reading = understand(example["say"], BOOKS, TODAY, None)
    assert reading.kind == "act", reading
    assert reading.frame is not None
    assert calls(reading.frame, TODAY) == [("forecast_lines", {"group": True} if example.get("group") else {})]


@pytest.mark.parametrize("example", GROUP, ids=lambda each: each["say"])
def test_the_group_is_one_and_all_companies_are_both(example: dict[str, Any]) -> None:
    reading = understand(example["say"], BOOKS, TODAY, None)
    assert reading.kind == "act", reading
    assert reading.frame is not None
    tools = ["group_cash_forecast", *(["cash_forecast"] if example.get("all") else [])]
    assert [name for name, _ in calls(reading.frame, TODAY)] == tools


@pytest.mark.parametrize(
    "text", ["Cash forecast for HALDE and HALUK", "Group cash forecast if collections fall by 20%"]
)
def test_some_companies_or_a_supposition_are_told_one_by_one(text: str) -> None:
    reading = understand(text, BOOKS, TODAY, None)
    assert reading.frame is not None
    assert [name for name, _ in calls(reading.frame, TODAY)] == ["cash_forecast"]
