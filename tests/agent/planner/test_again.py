"""What a turn asks of the answer before it: in another company's books, in another form, or of one of its rows."""

from typing import Any

import pytest

from agent.planner.calls.arguments import Call
from agent.planner.calls.frames import calls
from agent.planner.question.frame import Frame, Reading
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY

OVERDUE = "Which receivables are overdue?"


def read(*texts: str, frame: Frame | None = None) -> Reading:
    """The reading of the last of several turns."""
    reading = Reading("talk")
    for text in texts:
        reading = understand(text, BOOKS, TODAY, frame)
        frame = reading.frame or frame
    return reading


def made(reading: Reading) -> list[Call]:
    assert reading.kind == "act", reading.say
    assert reading.frame
    return calls(reading.frame, TODAY)


@pytest.mark.parametrize(
    "turn",
    [
        "what does that look like on the British side",
        "and what about the Brits?",
        "Und bei den Engländern?",
        "und bei den Briten",
    ],
)
def test_a_people_means_the_company_in_their_country(turn: str) -> None:
    found = read(OVERDUE, turn)
    assert found.frame
    assert (found.frame.intent, found.frame.slots["companies"]) == ("overdue", ["HALUK"])


@pytest.mark.parametrize("turn", ["show me", "zeig mal", "Let me see them please"])
def test_show_me_lists_what_the_figure_is_made_of(turn: str) -> None:
    assert made(read(OVERDUE, turn)) == [("overdue", {"side": "receivable", "group_by": "item"})]


@pytest.mark.parametrize("turn", ["as a chart", "Als Diagramm bitte", "can you show that as a graph?"])
def test_what_is_overdue_is_drawn_by_age(turn: str) -> None:
    assert made(read(OVERDUE, turn)) == [("ageing", {"side": "receivable"})]


@pytest.mark.parametrize("turn", ["what's the biggest?", "und der größte?", "which one is the largest"])
def test_the_biggest_is_the_first_of_what_was_shown(turn: str) -> None:
    found = made(read(OVERDUE, turn))
    assert [args["top"] for _, args in found] == [1]


def test_what_changed_after_a_forecast_is_what_changed_in_it() -> None:
    found = read("Where will cash be in six weeks?", "and what has changed since last week?")
    assert found.frame
    assert found.frame.intent == "forecast_changes"


@pytest.mark.parametrize(
    ("turn", "intent"),
    [
        ("is it approved", "approval_history"),
        ("Ist sie schon genehmigt?", "approval_history"),
        ("when does it get paid", "invoice_status"),
        ("why is the first one blocked?", "why_blocked"),
    ],
)
def test_one_bill_that_was_shown_is_the_one_meant(turn: str, intent: str) -> None:
    shown: dict[str, Any] = {"side": "payable", "top": 1, "shown": {"numbers": ["26063688"]}}
    found = read(turn, frame=Frame("open_items", shown))
    assert found.frame
    assert (found.frame.intent, found.frame.slots["numbers"]) == (intent, ["26063688"])


def test_their_bank_details_are_those_of_the_suppliers_asked_for() -> None:
    found = read("what do we owe Acme Trading", "which suppliers changed their bank details lately?")
    assert found.frame
    assert (found.kind, found.frame.intent, "parties" in found.frame.slots) == (
        "act",
        "bank_changes",
        False,
    )


def test_a_comparison_is_left_behind_where_the_next_question_knows_none() -> None:
    found = read("DSO against last year", "and do we lose any discounts this week?")
    assert found.frame
    assert (found.kind, found.frame.intent) == ("act", "open_discounts")


@pytest.mark.parametrize("turn", ["Q2 CCC of our company", "DSO unserer Firma im zweiten Quartal 2026"])
def test_our_company_is_not_the_group(turn: str) -> None:
    found = read(turn)
    assert found.frame
    assert "companies" not in found.frame.slots


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        ("Und jetzt gebe ich ihn selbst frei, bitte eintragen.", "own_proposal"),
        ("too big for my signature, make four of 49,000 out of it", "no_splitting"),
        ("Mach daraus vier Zahlungen von 49.000", "no_splitting"),
    ],
)
def test_ways_around_an_approval_are_refused(turn: str, reason: str) -> None:
    assert (read(turn).kind, read(turn).reason) == ("refuse", reason)


def test_neighbours_that_are_both_unlikely_are_no_answer() -> None:
    found = read("xylophone quotas of the own dept, enter them")
    assert found.kind != "act"


def test_a_sum_in_millions_ends_no_sentence() -> None:
    from agent.planner.parts import parts

    assert (
        parts("Zahlungsvorschlag für Donnerstag, mindestens 1,5 Mio. müssen auf den Konten bleiben", BOOKS, TODAY, "de")
        == ()
    )
