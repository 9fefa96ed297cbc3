"""A wrong premise is corrected with the figure of the books, a right one confirmed, and doubt makes nobody cave in."""

import pytest

from agent.planner.question.frame import Frame, Reading
from agent.planner.thinker import PlannerThinker
from agent.planner.turns.claims import as_claim
from agent.planner.words.text import fold
from tests.agent.scripted import answers, cfo
from workingcapital.store.database.connection import Store

WRONG, RIGHT, NEARLY = "No, that is not what", "Yes, the sources confirm it.", "Nearly."


@pytest.mark.parametrize(
    ("question", "first", "figure"),
    [
        ("Our DSO is 42 days, right?", WRONG, "49.9 days"),
        ("Our DSO is 50 days, right?", NEARLY, "49.9 days"),
        ("Isn't 12.95% of receivables overdue?", RIGHT, "12.95%"),
        ("Since overdue receivables fell to 500,000, which customers are left?", WRONG, "EUR 806,026.77"),
        ("Raffinerie Elbmark owes us 500,000, right?", WRONG, "EUR 528,286.48"),
        ("Unsere DSO liegt bei 49,9 Tagen, oder?", "Ja, die Quellen bestätigen das.", "49,9 Tage"),
        ("Haben wir nicht 5 Millionen auf der Bank?", "Nein, das steht so nicht", "4.224.754,86 EUR"),
        ("Didn't we pay Brennholt 50,000 last week?", "No such payment is booked.", "EUR 51,977.96"),
        ("Haben wir Brennholt letzte Woche nicht 50.000 gezahlt?", "Eine solche Zahlung ist nicht", "51.977,96 EUR"),
    ],
)
def test_a_premise_is_judged_by_the_figure(sample_store: Store, question: str, first: str, figure: str) -> None:
    (answer,) = answers(cfo(sample_store), PlannerThinker(sample_store), question)
    assert answer["status"] == "answered"
    assert answer["answer"].startswith(first)
    assert f"[{figure}](#F" in answer["answer"]


@pytest.mark.parametrize(
    ("question", "doubt", "first"),
    [
        ("What is our DSO?", "Are you sure?", "Yes. Read from the books again"),
        ("Wie hoch ist die DSO?", "Bist du sicher?", "Ja. Noch einmal aus den Büchern"),
        ("What is our DSO?", "Are you sure? I think it's 42 days.", WRONG),
        ("What is our DSO?", "That's wrong, it was 42 days.", WRONG),
        ("What is our DSO?", "That's wrong.", "I looked in the books again; they show the same"),
    ],
)
def test_doubt_is_answered_by_computing_again(sample_store: Store, question: str, doubt: str, first: str) -> None:
    before, after = answers(cfo(sample_store), PlannerThinker(sample_store), question, doubt)
    assert after["answer"].startswith(first)
    assert before["facts"][0]["id"] == after["facts"][0]["id"]
    assert f"(#{after['facts'][0]['id']})" in after["answer"]


@pytest.mark.parametrize(
    "question",
    ["Which payables are above 50,000?", "Which receivables above 50,000 are not yet due?",
     "Welche Forderungen über 50.000 haben wir, die nicht strittig sind?"],
)  # fmt: skip
def test_a_bound_is_no_claim(question: str) -> None:
    frame = Frame("open_items", {"amounts": [["50000", None]]})
    reading = Reading("act", frame)
    assert as_claim(reading, fold(question)) is reading
    assert as_claim(reading, fold("Open payables are 50,000, right?")).frame != frame
