"""What is supposed of payments is asked of the forecast, as it was said."""

from typing import Any

import pytest

from agent.planner.calls.frames import calls
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY

SUPPOSED = [
    ("What if customers pay two weeks later?", {"customers_later_days": 14}),
    ("what if customers pay two weeks late", {"customers_later_days": 14}),
    ("what happens if collections fall by 30%", {"collections_percent": -30}),
    ("cash forecast with 20% lower collections", {"collections_percent": -20}),
    ("What if collections are 10% better?", {"collections_percent": 10}),
    ("Und wenn ein Fünftel weniger eingeht?", {"collections_percent": -20}),
    (
        "What if Friday & Sons pays 30 days later?",
        {"customers_later_days": 30, "customer": "Friday & Sons Ltd"},
    ),
    (
        "Was passiert, wenn Friday & Sons 30 Tage später zahlt?",
        {"customers_later_days": 30, "customer": "Friday & Sons Ltd"},
    ),
    ("What if we pay suppliers 14 days later?", {"bills_later_days": 14}),
    ("Wie sieht die Kasse aus, wenn die Kunden 10 Tage schneller zahlen?", {"customers_later_days": -10}),
    (
        "Can we still keep 2 million if customers pay 10 days later?",
        {"customers_later_days": 10, "floor": "2000000"},
    ),
]


@pytest.mark.parametrize(("question", "supposed"), SUPPOSED)
def test_what_is_supposed_reaches_the_forecast(question: str, supposed: dict[str, Any]) -> None:
    reading = understand(question, BOOKS, TODAY, None)
    assert reading.kind == "act", (reading.kind, reading.say)
    assert reading.frame
    [(tool, args)] = calls(reading.frame, TODAY)
    assert tool == "cash_forecast"
    assert {name: value for name, value in args.items() if value is not None} == supposed


@pytest.mark.parametrize(
    "question",
    [
        "What if we move our suppliers from net 30 to net 45?",
        "Thornbury offers 1.5% if we pay 20 days earlier",
        "Which customers pay more than 10 days late?",
        "Is 2/10 net 30 worth it if we pay on day 45?",
    ],
)
def test_a_rate_or_terms_are_no_matter_of_the_forecast(question: str) -> None:
    reading = understand(question, BOOKS, TODAY, None)
    assert reading.frame
    assert "supposed" not in reading.frame.slots or reading.frame.intent != "cash_forecast"


def test_a_rate_the_forecast_has_no_use_for_is_asked_back() -> None:
    assert understand("cash forecast at 5%", BOOKS, TODAY, None).kind == "ask"
