"""Over a draft of a payment run a question shows it and a plain wish changes it, never the other way round."""

from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.planner.calls.frames import calls
from agent.planner.question.frame import Reading
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY
from tools.catalogue import WRITES

RUN = "Propose Thursday's run keeping at least 1.5 million"
WHICH = ("the first line", "the second one", "line 3", "number 2", "the last one", "Friday & Sons", "26063688")
WELCHE = ("die erste Zeile", "Zeile 3", "die letzte Position", "Friday & Sons", "26063688")
ASKED = (
    "why is {} in there?", "why {}?", "what is {}?", "who is {}?", "is {} due on Thursday?", "when is {} due?",
    "does {} go out on Friday?", "how much is {}?", "what about {}", "{}: why?", "tell me why {} is in there",
    "why isn't {} in the run?", "what if we drop {}?", "should we move {} to Tuesday?", "did you drop {}?",
    "why would I pay {} now?", "explain {}", "show me {}", "I don't understand why {} is in the run", "{}?",
    "what happens if {} is paid on Tuesday?", "has {} been approved?", "was {} in the last run?", "{} please",
)  # fmt: skip
GEFRAGT = (
    "warum ist {} drin?", "was ist mit {}?", "wer ist {}?", "wann wird {} abgebucht?", "ist {} dabei?", "erklär mir {}",
    "wie viel ist {}?", "wieso {}?", "was wäre, wenn wir {} streichen?", "soll {} am Freitag raus?", "zeig mir {}",
    "Ich verstehe nicht, warum {} drin ist", "wird {} am Donnerstag bezahlt?",
)  # fmt: skip
AFTER_ANY = (
    "are you sure?", "why?", "how did you calculate that?", "that is wrong", "you said it keeps 2 million", "and why is that?",
    "which bills are in it?", "which invoices are those?", "what is in it?", "how many bills are in there?", "is that right?",
    "who has to approve it?", "is 1.5 million kept?", "wirklich?", "warum?", "stimmt das?", "welche Rechnungen sind das?",
    "Bist du sicher?", "who is our second biggest customer?", "what do we owe Friday & Sons?", "what is our DSO?",
    "when does it go out?", "what happens to cash by Friday?", "which of these are overdue?", "and the last one?",
)  # fmt: skip
QUESTIONS = (
    *(asked.format(each) for asked, each in product(ASKED, WHICH)),
    *(asked.format(each) for asked, each in product(GEFRAGT, WELCHE)),
    *AFTER_ANY,
)
CHANGES = (
    ("take out line 2", {"line": 2, "action": "drop"}),
    ("drop the last one", {"line": -1, "action": "drop"}),
    ("drop lines 2 and 5", {"line": [2, 5], "action": "drop"}),
    ("the first two out please", {"line": [1, 2], "action": "drop"}),
    ("without Friday & Sons please", {"line": "Friday & Sons Ltd", "action": "drop"}),
    ("26063688 doesn't belong in the proposal, remove it", {"line": "26063688", "action": "drop"}),
    ("drop line 2 from Thursday's run", {"line": 2, "action": "drop"}),
    ("Nimm die dritte Zeile raus", {"line": 3, "action": "drop"}),
    ("postpone line 3", {"line": 3, "action": "move"}),
    ("leave line 5 for the following run", {"line": 5, "action": "move"}),
    ("can line 3 wait for the next run?", {"line": 3, "action": "move"}),
    ("can number two be paid on Friday 3 July?", {"line": 2, "action": "move", "to": "2026-07-03"}),
    ("what about moving the second to Tuesday?", {"line": 2, "action": "move", "to": "2026-07-07"}),
    ("Zeile 2 lieber am Freitag", {"line": 2, "action": "move", "to": "2026-07-03"}),
)


@cache
def said_after(*turns: str) -> Reading:
    """The reading of the last turn."""
    before = said_after(*turns[:-1]).frame if len(turns) > 1 else None
    reading = understand(turns[-1], BOOKS, TODAY, before)
    return reading if reading.frame else replace(reading, frame=before)


def written_by(reading: Reading) -> list[str]:
    """The tools of what a turn leads to that write."""
    planned = calls(reading.frame, TODAY) if reading.kind == "act" and reading.frame else []
    return [name for name, _ in planned if name in WRITES]


def test_no_question_over_a_draft_changes_it_or_proposes_anew() -> None:
    wrong = {said: found for said in QUESTIONS if (found := written_by(said_after(RUN, said)))}
    assert wrong == {}


@settings(max_examples=25)
@given(st.lists(st.sampled_from(QUESTIONS), min_size=2, max_size=5), st.sampled_from(CHANGES))
def test_a_row_of_questions_after_a_change_leaves_it_at_that_change(
    rest: list[str], change: tuple[str, object]
) -> None:
    for until in range(1, len(rest) + 1):
        assert written_by(said_after(RUN, change[0], *rest[:until])) == [], rest[:until]


@pytest.mark.parametrize(("said", "expected"), CHANGES)
def test_a_plain_wish_changes_the_lines_it_names(said: str, expected: dict[str, object]) -> None:
    reading = said_after(RUN, said)
    assert reading.frame, reading
    assert [(name, {k: v for k, v in args.items() if v is not None}) for name, args in calls(reading.frame, TODAY)] == [
        ("change_proposal", expected)
    ]


@pytest.mark.parametrize(
    "said",
    ["drop everything but line 2", "change line 2", "pay Friday & Sons a week later in this run", "move the third"],
)
def test_a_wish_that_leaves_the_change_open_is_asked_back(said: str) -> None:
    reading = said_after(RUN, said)
    assert (reading.kind, reading.reason) == ("ask", "change_unclear")


def test_the_day_that_was_asked_for_completes_the_change_and_no_other_turn_repeats_it() -> None:
    moved = said_after(RUN, "move the third", "to Tuesday")
    assert moved.frame
    assert calls(moved.frame, TODAY)[0][1] == {"line": 3, "action": "move", "to": "2026-07-07"}
    assert written_by(said_after(RUN, "move the third to Tuesday", "and on Friday?")) == []


@pytest.mark.parametrize("doubt", ["are you sure?", "how did you calculate that?", "why?", "that is wrong"])
def test_doubt_about_a_saved_scenario_computes_it_again_and_saves_nothing(doubt: str) -> None:
    reading = said_after("If collections fall by 20%, save that as 'slow autumn'", doubt)
    assert reading.frame
    assert [name for name, _ in calls(reading.frame, TODAY)] == ["cash_forecast"]
