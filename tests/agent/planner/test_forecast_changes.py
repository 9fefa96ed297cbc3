"""What changed in the forecast is asked in many words, and is another question than the forecast itself."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.planner.frames import calls
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY

EXAMPLES = yaml.safe_load(Path(__file__).with_suffix("").with_name("forecast_changes.yaml").read_text(encoding="utf-8"))


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


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("Group cash forecast", ["group_cash_forecast"]),
        ("When does the group first go under 5 million?", ["group_cash_forecast"]),
        ("consolidated cash forecast", ["group_cash_forecast"]),
        ("Konzernweite Liquiditätsvorschau", ["group_cash_forecast"]),
        ("Wo steht die Liquidität des Konzerns in 13 Wochen?", ["group_cash_forecast"]),
        ("Cash forecast for all companies", ["group_cash_forecast", "cash_forecast"]),
        ("Cash forecast for HALDE and HALUK", ["cash_forecast"]),
        ("Group cash forecast if collections fall by 20%", ["cash_forecast"]),
    ],
)
def test_the_group_is_one_and_all_companies_are_both(text: str, tools: list[str]) -> None:
    reading = understand(text, BOOKS, TODAY, None)
    assert reading.kind == "act", reading
    assert reading.frame is not None
    assert [name for name, _ in calls(reading.frame, TODAY)] == tools
