"""The morning, a board note and the age of the books, asked for in words and answered by the planner."""

from datetime import date
from decimal import Decimal

import pytest

from evals.oracle import days
from evals.oracle.frames import Frames, frames
from tests.channels.conftest import CFO, CONTROLLER, People
from tests.channels.test_api import ask
from workingcapital import sample_company
from workingcapital.periods import Period


@pytest.fixture(scope="module")
def raw() -> Frames:
    return frames(sample_company.generate())


def test_a_board_note_holds_the_oracles_figures_and_is_taken_away_with_its_sources(
    as_person: People, raw: Frames
) -> None:
    answer = ask(as_person(CFO), "Write me a board note on working capital")
    assert answer["status"] == "answered"
    quarter = Period.parse("2026-Q2", date(2026, 6, 30))
    for label, oracle in (("DSO", days.dso), ("Cash conversion cycle", days.ccc)):
        said = next(each for each in answer["facts"] if each["label"] == label and each["period"] == "2026-Q2")
        assert abs(Decimal(said["value"]) - oracle(raw, "HALDE", (quarter.start, quarter.end))) <= Decimal("0.05")
        assert f"(#{said['id']})" in answer["answer"]
    note = as_person(CFO).get(f"/v1/answers/{answer['answer_id']}/export", params={"format": "md"}).text
    assert note.startswith("# Write me a board note on working capital")
    assert "[^1]: Cash conversion cycle, HALDE:" in note
    assert "Next:" not in note


@pytest.mark.parametrize("question", ["What needs my attention today?", "Was steht heute an?"])
def test_the_morning_is_told_on_asking(as_person: People, question: str) -> None:
    answer = ask(as_person(CONTROLLER), question)
    brief = as_person(CONTROLLER).get("/v1/brief").json()
    assert answer["status"] == "answered"
    assert {each["id"] for each in brief["facts"]} <= {each["id"] for each in answer["facts"]}


@pytest.mark.parametrize("question", ["How old is our data?", "Wie alt sind unsere Daten?"])
def test_how_old_the_books_are_is_told_on_asking(as_person: People, question: str) -> None:
    answer = ask(as_person(CFO), question)
    assert answer["status"] == "answered"
    assert [(each["formula"], each["value"]) for each in answer["facts"]] == [("feed.age.v1", "0.0")]
