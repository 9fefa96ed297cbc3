""" "A, B against the quarter before": B is the change of A, and A is of the day it has changed to."""

from datetime import date

import pytest

from agent.grounding import ground_text
from tests.agent.test_typed_grounding import made
from workingcapital.facts import Evidence

NOW = made("DSO", "49.9", "days", "metric.dso.v1", as_of=date(2026, 6, 30))
BEFORE = made("DSO", "51.8", "days", "metric.dso.v1", as_of=date(2026, 3, 31))
CHANGE = made("Change in DSO", "-1.9", "days", "difference.days.v1", as_of=date(2026, 6, 30))
FLOOR = made("Cash floor", "2000000.00", "money", "forecast.floor.v1")
OVERDUE = made("Overdue receivables", "806026.77", "money", "ageing.overdue.v1")


def untied(text: str, language: str) -> tuple[str, ...]:
    return ground_text(text, [Evidence(facts=[NOW, BEFORE, CHANGE, FLOOR, OVERDUE])], language).untied


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"DSO of HALDE is [[{NOW.id}]], [[{BEFORE.id}]] against the quarter before.", "en"),
        ("DSO of HALDE is 49.9 days, 51.8 days against the quarter before.", "en"),
        (f"DSO von HALDE: [[{NOW.id}]], [[{BEFORE.id}]] gegenüber dem Vorquartal.", "de"),
        ("DSO von HALDE: 49,9 Tage, 51,8 Tage gegenüber dem Vorquartal.", "de"),
        (f"DSO of HALDE is [[{BEFORE.id}]], [[{CHANGE.id}]] against the quarter before.", "en"),
        ("DSO von HALDE: 51,8 Tage, −1,9 Tage gegenüber dem Vorquartal.", "de"),
        (f"Die Untergrenze beträgt [[{OVERDUE.id}]].", "de"),
    ],
)
def test_a_figure_in_the_place_of_another_is_withheld(text: str, language: str) -> None:
    assert untied(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"DSO of HALDE is [[{NOW.id}]], [[{CHANGE.id}]] against the quarter before.", "en"),
        ("DSO of HALDE is 49.9 days, −1.9 days against the quarter before.", "en"),
        ("DSO von HALDE: 49,9 Tage, −1,9 Tage gegenüber dem Vorquartal.", "de"),
        (f"DSO of HALDE is [[{NOW.id}]] against [[{BEFORE.id}]] the quarter before.", "en"),
        (f"Die Untergrenze beträgt [[{FLOOR.id}]].", "de"),
    ],
)
def test_a_figure_in_its_own_place_passes(text: str, language: str) -> None:
    assert untied(text, language) == ()
