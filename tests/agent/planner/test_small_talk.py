"""What people say around and about an answer: greetings, "of that", "in total", "what's driving that", "forget it"."""

import pytest

from agent.planner.question.frame import Frame, Reading
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY


def read(*texts: str, frame: Frame | None = None) -> Reading:
    """The reading of the last of several turns."""
    reading = Reading("talk")
    for text in texts:
        reading = understand(text, BOOKS, TODAY, frame)
        frame = reading.frame or frame
    return reading


def asked(*texts: str, frame: Frame | None = None) -> Frame:
    reading = read(*texts, frame=frame)
    assert reading.kind == "act", (texts, reading.kind, reading.say)
    assert reading.frame
    return reading.frame


@pytest.mark.parametrize(
    "turn",
    ["good morning, how do we look today?", "Danke, wie sieht's heute aus?", "How are things looking right now?"],
)
def test_how_we_stand_is_the_morning_brief(turn: str) -> None:
    assert asked("What is our DSO?", turn).intent == "morning_brief"


def test_thanks_before_a_question_do_not_tie_it_to_the_answer_before() -> None:
    found = asked("What does the contract with Weissensal say?", "thanks, what is our DSO?")
    assert (found.intent, "parties" in found.slots) == ("dso", False)


@pytest.mark.parametrize("turn", ["how much of that is over 60 days", "wie viel davon ist über 60 Tage?"])
def test_part_of_that_is_part_of_what_was_shown(turn: str) -> None:
    late = Frame("overdue", {"parties": ["Müller Armaturen AG"]})
    found = asked(turn, frame=late)
    assert (found.slots["parties"], found.slots["lengths"]) == (["Müller Armaturen AG"], [[60, True, False]])


def test_which_of_these_keeps_whose_they_are() -> None:
    found = asked("What do we owe Müller Armaturen?", "which of these are due this week?")
    assert (found.intent, found.slots["parties"]) == ("open_items", ["Müller Armaturen AG"])


def test_what_is_owed_to_another_party_keeps_no_lateness() -> None:
    late = Frame("overdue", {"parties": ["Müller Armaturen AG"], "lengths": [[60, True, False]]})
    found = asked("and what do we owe Weissensal?", frame=late)
    assert (found.intent, "lengths" in found.slots) == ("open_items", False)


@pytest.mark.parametrize("turn", ["what are they worth in total", "insgesamt?", "what is the total?"])
def test_in_total_is_the_answer_before(turn: str) -> None:
    assert asked("Which discounts expire this week?", turn).intent == "open_discounts"


@pytest.mark.parametrize("turn", ["what's driving that", "woran liegt das?", "why did it change?"])
def test_what_drives_a_change_is_its_bridge(turn: str) -> None:
    found = asked("DSO against last quarter", turn)
    assert (found.intent, found.slots["metrics"]) == ("what_moved", ["dso"])


@pytest.mark.parametrize("turn", ["what happens to our floor if they don't", "Und wenn die Kunden gar nicht zahlen?"])
def test_a_supposition_nobody_can_compute_is_asked_back(turn: str) -> None:
    reading = read("How is our cash in six weeks?", turn)
    assert (reading.kind, reading.reason) == ("ask", "not_narrowed_by_that")


@pytest.mark.parametrize("turn", ["no forget it", "ach nein, lass mal", "scrap it, we don't need it any more"])
def test_what_is_taken_back_is_neither_refused_nor_guessed_at(turn: str) -> None:
    assert read("Put 26063688 on hold, goods damaged", turn).reason == "never_mind"


def test_which_customers_after_a_forecast_is_no_narrower_forecast() -> None:
    reading = read("How is our cash in six weeks?", "Which customers are the worst?")
    assert reading.frame
    assert reading.frame.intent != "cash_forecast"


def test_all_that_is_on_hold_is_not_the_one_bill_before() -> None:
    found = asked("Why is 26063688 blocked?", "which bills are on hold right now")
    assert (found.intent, "numbers" in found.slots) == ("why_blocked", False)


def test_why_the_first_one_is_about_the_first_row_shown() -> None:
    held = Frame("why_blocked", {"shown": {"numbers": ["26063688", "2024/0663"]}})
    found = asked("why the first one", frame=held)
    assert (found.intent, found.slots["numbers"]) == ("why_blocked", ["26063688"])


def test_a_metric_in_days_is_claimed_without_the_word_days() -> None:
    assert asked("our dso is 38, right?").slots["claimed"] == {"lengths": [["38", "day"]]}


@pytest.mark.parametrize(
    ("question", "intent", "slot", "value"),
    [
        (
            "1% off if we settle inside 10 days, otherwise the full amount falls due on day 60: what yearly rate is that?",
            "term_economics",
            "terms",
            ["1/10 n60"],
        ),
        ("DSO im zweiten Quartal für alle Konzerngesellschaften", "dso", "companies", ["*"]),
    ],
)
def test_what_was_once_passed_over_is_read(question: str, intent: str, slot: str, value: list[str]) -> None:
    found = asked(question)
    assert (found.intent, found.slots[slot]) == (intent, value)


def test_a_feast_of_this_year_may_be_over() -> None:
    found = asked("The due date was Easter Monday this year: when did the transfer have to leave?")
    assert found.slots["when"][0]["first"] == "2026-04-06"
