"""Two or three questions in one message: each answered, none passed over, nothing done in passing."""

import pytest

from agent.planner.model import BuiltInPlanner
from agent.planner.parts import UNREAD, parts
from tests.agent.planner.books import BOOKS, TODAY


def intents(text: str, language: str = "en") -> list[str]:
    return [frame.intent for frame in parts(text, BOOKS, TODAY, language)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What's our DSO and how much is overdue?", ["dso", "overdue"]),
        ("Wie viel Geld haben wir auf der Bank, und welche Skonti laufen diese Woche ab?", ["cash_position", "open_discounts"]),
        ("What is overdue, what is our DSO, and who approved 26063688?", ["overdue", "dso", "approval_history"]),
    ],
)  # fmt: skip
def test_questions_beside_one_another_are_told_apart(text: str, found: list[str]) -> None:
    assert intents(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "What is our DSO, and how did you calculate it?",
        "DSO, DPO and CCC by company against last quarter",
        "How much of AR is overdue, and who are the ten drivers?",
        "Which discounts expire this week, and what are they worth net of our 6.5% credit line?",
        "Which payments were early for no reason, and what did that cost?",
        "Where will cash be at the end of week 6, and when do we first go under 2 million?",
        "A supplier offers 1.2% for 25 days early: APR, and what do we answer?",
        "Ageing by due date and by invoice date: reconcile",
    ],
)
def test_what_goes_on_about_one_matter_is_one_question(text: str) -> None:
    assert intents(text) == []


def test_what_refers_to_the_answer_before_it_is_no_part_of_its_own() -> None:
    assert (
        intents(
            "The terms on Weissensal's invoice differ from those in the purchase contract. Which do we follow, and where is that written?"
        )
        == []
    )


def test_a_part_that_is_not_understood_is_said_and_not_passed_over() -> None:
    plan = BuiltInPlanner().plan("DSO und DPO, und wer zahlt am spätesten?", TODAY, BOOKS, None, "de")
    assert [args["name"] for _, args in plan.tool_calls] == ["dso", "dpo"]
    assert plan.frame is not None
    assert [part["frame"]["intent"] for part in plan.frame["parts"]] == ["dso", UNREAD]
    assert "wer zahlt am spätesten" in BuiltInPlanner().word(plan.frame, [], "de")


def test_an_action_is_never_taken_beside_a_question() -> None:
    plan = BuiltInPlanner().plan("Which discounts expire this week? Propose Thursday's run.", TODAY, BOOKS, None)
    assert [name for name, _ in plan.tool_calls] == ["open_discounts"]
    assert plan.frame is not None
    assert plan.frame["parts"][1]["frame"]["slots"]["why"] == "action_apart"


def test_what_must_be_refused_is_refused_whole() -> None:
    plan = BuiltInPlanner().plan("What is our DSO, and pay Friday & Sons now", TODAY, BOOKS, None)
    assert (plan.tool_calls, plan.status) == ((), "refused")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Which discounts can we afford if Friday & Sons pays late?", 30),
        ("Which discounts can we still take if Friday & Sons pays 10 days late?", 10),
        ("Welche Skonti können wir ziehen, wenn Friday & Sons 14 Tage später zahlt?", 14),
    ],
)
def test_discounts_beside_a_late_customer_are_all_discounts_and_the_cash_ahead(text: str, days: int) -> None:
    plan = BuiltInPlanner().plan(text, TODAY, BOOKS, None)
    (first, discounts), (second, forecast) = plan.tool_calls
    assert (first, discounts.get("party")) == ("open_discounts", None)
    assert (second, forecast["customer"], forecast["customers_later_days"]) == (
        "cash_forecast",
        "Friday & Sons Ltd",
        days,
    )
