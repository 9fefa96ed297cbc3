"""A question that goes on asks the books the same as the whole question in one sentence would."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.planner.calls.arguments import Call
from agent.planner.calls.frames import calls
from agent.planner.question.frame import Frame, Reading
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY


def turns(*texts: str) -> Reading:
    """The reading of the last of several turns."""
    frame: Frame | None = None
    reading = Reading("talk")
    for text in texts:
        reading = understand(text, BOOKS, TODAY, frame)
        frame = reading.frame or frame
    return reading


def asks(*texts: str) -> tuple[list[Call], Any]:
    """What the last turn asks the books, and of which companies."""
    reading = turns(*texts)
    assert reading.kind == "act", (texts, reading.kind, reading.say)
    assert reading.frame
    kept = [(name, {k: v for k, v in args.items() if k != "reason"}) for name, args in calls(reading.frame, TODAY)]
    return kept, (reading.frame.slots.get("companies"), reading.frame.slots.get("as_of"))


# First turn, what is said then, and both in one sentence.
ONE_SENTENCE = [
    # another period
    ("What is our DSO?", "and last year?", "What was our DSO in 2025?"),
    ("DSO in Q2 2026?", "and last year?", "DSO in Q2 2025?"),
    ("What is our DSO?", "and in Q1?", "DSO in Q1 2026?"),
    ("What is our DSO?", "same three months of 2025", "DSO in Q2 2025?"),
    ("What's DPO standing at for the current quarter?", "What was it one quarter earlier?", "DPO in Q1 2026?"),
    ("DPO in Q1 2026", "and a quarter earlier?", "DPO in Q4 2025"),
    ("DPO in Q1 2026", "the quarter before that one?", "DPO in Q4 2025"),
    ("DSO in May 2026?", "and a year earlier?", "DSO in May 2025?"),
    ("DSO in May 2026?", "the month before?", "DSO in April 2026?"),
    ("DSO in Q3 2025?", "and the quarter after that?", "DSO in Q4 2025?"),
    ("DSO in 2025?", "make it the first half of 2026", "DSO in the first half of 2026"),
    ("Wie hoch war die DSO im zweiten Quartal 2026?", "Im Vergleich dazu das gleiche Quartal 2025?", "DSO im Q2 2025?"),
    ("Wie hoch ist die DPO?", "und das Quartal davor?", "DPO im ersten Quartal 2026?"),
    ("DPO in Q1 2026?", "und ein Jahr zuvor?", "DPO in Q1 2025?"),
    ("What is our DSO?", "compared to last quarter", "DSO against last quarter"),
    ("What did we pay in June?", "and in May?", "What did we pay in May?"),
    ("What did we pay in June 2026?", "a month earlier?", "What did we pay in May 2026?"),
    ("Which discounts expire this week?", "and next week?", "Which discounts expire next week?"),
    ("Our DPO now?", "and three months earlier?", "DPO in Q1 2026?"),
    ("DPO aktuell?", "Und im Quartal davor?", "DPO in Q1 2026?"),
    ("DSO in Q2 2026?", "vor einem jahr?", "DSO in Q2 2025?"),
    ("DSO in Q2 2026?", "two years earlier", "DSO in Q2 2024?"),
    ("Please show DSO for Q2", "Compare with the year before", "Please show DSO for Q2 compared with Q2 2025"),
    # another day
    ("How much of AR is overdue?", "and as of 31 March?", "How much of AR was overdue as of 31 March 2026?"),
    # another company
    ("DSO of all companies", "only the German company", "DSO of HALDE"),
    ("DSO of all companies", "I only care about the German entity here", "DSO of HALDE"),
    ("DSO of all companies", "drop the rest, keep Germany", "DSO of HALDE"),
    ("DSO of all companies", "leave only the German one", "DSO of HALDE"),
    ("DSO aller Gesellschaften", "Nur die deutsche bitte", "DSO von HALDE"),
    ("How much of AR is overdue?", "OK, what about our UK subsidiary?", "How much of HALUK's AR is overdue?"),
    ("Wie viel der Forderungen ist überfällig?", "und für UK?", "Wie viel der Forderungen der HALUK ist überfällig?"),
    ("DSO of all companies", "leave out the others, Germany is enough", "DSO of HALDE"),
    ("What share of our receivables is overdue?", "same for the UK please", "What share of HALUK's receivables is overdue?"),
    # another party
    ("What do we owe Friday & Sons?", "And Müller Armaturen?", "What do we owe Müller Armaturen?"),
    ("What do we owe Friday & Sons?", "same thing for Müller Armaturen", "What do we owe Müller Armaturen?"),
    ("How are we doing with Friday & Sons?", "what do they owe us?", "What does Friday & Sons owe us?"),
    ("How are we doing with Friday & Sons?", "and what do we owe them?", "What do we owe Friday & Sons?"),
    # a filter, a size, an order
    ("overdue receivables by customer", "only those over 60 days", "overdue receivables by customer over 60 days"),
    ("overdue receivables by customer", "just the top 3", "top 3 overdue receivables by customer"),
    ("Überfällige Forderungen nach Kunde", "nur die über 60 Tage", "Überfällige Forderungen nach Kunde über 60 Tage"),
    ("open payables", "only above 10k", "open payables above 10k"),
    ("open payables", "below 5,000 only", "open payables below 5,000"),
    ("open payables above 10k", "no, below 5,000", "open payables below 5,000"),
    ("open receivables", "only the disputed ones", "disputed open receivables"),
    ("open payables", "now by country", "open payables by country"),
    ("open payables by country", "group it by month", "open payables by month"),
    ("AR ageing", "and by invoice date?", "AR ageing by invoice date"),
    # another metric, another method
    ("DSO in Q1 2026", "and DPO?", "DPO in Q1 2026"),
    ("DSO in Q1 2026", "Right, give me the DPO as well", "DPO in Q1 2026"),
    ("DSO in Q1 2026", "by countback then", "DSO by countback in Q1 2026"),
    ("DSO in Q1 2026", "per Countback bitte", "DSO by countback in Q1 2026"),
    # the side corrected
    ("open receivables by month", "no, payables", "open payables by month"),
    ("How are we doing with Friday & Sons?", "no, I meant the supplier", "What do we owe Friday & Sons?"),
    # rates, sums, days
    ("Is 2/10 net 30 worth it at 8%?", "and at 5%?", "Is 2/10 net 30 worth it at 5%?"),
    ("Is 2/10 net 30 worth it at 8%?", "and if we paid on day 45?", "Is 2/10 net 30 worth it at 8% if we pay on day 45?"),
    (
        "Terms are 2/10 net 30. With credit at 8%, do we take the discount?",
        "Suppose we'd otherwise only pay them after 60 days, what then?",
        "Is 2/10 net 30 worth it at 8% if we pay after 60 days?",
    ),
    ("Is 2/10 net 30 worth it at 8%?", "we actually settle on day 60, does that change it?",
     "Is 2/10 net 30 worth it at 8% if we pay on day 60?"),
    ("Propose Thursday's run keeping 1.5 million", "with 2 million instead", "Propose Thursday's run keeping 2 million"),
    ("Propose Thursday's run", "keep 2 million", "Propose Thursday's run keeping 2 million"),
    # the rows behind it
    ("How much of AR is overdue?", "which invoices are those?", "overdue receivables by invoice"),
    ("How much of AR is overdue?", "show me the rows", "overdue receivables by invoice"),
    ("How much of AR is overdue?", "Welche Rechnungen sind das?", "overdue receivables by invoice"),
    ("How much of AR is overdue?", "who are they?", "overdue receivables by customer"),
    ("open receivables by customer", "list them one by one", "open receivables by invoice"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "then", "whole"), ONE_SENTENCE)
def test_going_on_asks_what_the_whole_sentence_asks(first: str, then: str, whole: str) -> None:
    assert asks(first, then) == asks(whole)


def test_what_the_answer_showed_can_be_pointed_at() -> None:
    shown = {"parties": ["Friday & Sons Ltd", "Müller Armaturen AG"]}
    listed = Frame("call_list", {"shown": shown})
    for said in ("the second one", "and the second?", "der zweite"):
        frame = understand(said, BOOKS, TODAY, listed).frame
        assert frame, said
        assert (frame.intent, frame.slots["parties"]) == ("party_position", ["Müller Armaturen AG"]), said
    numbers = Frame("open_items", {"shown": {"numbers": ["RG-2026-05218", "26063688"]}})
    frame = understand("the last one", BOOKS, TODAY, numbers).frame
    assert frame
    assert (frame.intent, frame.slots["numbers"]) == ("invoice_status", ["26063688"])


@pytest.mark.parametrize(
    ("texts", "tool", "arguments"),
    [
        (("Status of 26063688", "why is it blocked?"), "invoice_status", {"number": "26063688"}),
        (("Status of 26063688", "who approved it?"), "approval_history", {"number": "26063688"}),
        (("How are we doing with Friday & Sons?", "their overdue invoices"), "overdue", {"party": "Friday & Sons Ltd"}),
        (("How are we doing with Friday & Sons?", "what does their contract say about discounts?"),
         "search_documents", {"party": "Friday & Sons Ltd"}),
    ],
)  # fmt: skip
def test_a_pronoun_means_whom_or_what_was_spoken_of(
    texts: tuple[str, ...], tool: str, arguments: dict[str, Any]
) -> None:
    (found, *_), _where = asks(*texts)
    assert found[0] == tool
    assert arguments.items() <= found[1].items()


@pytest.mark.parametrize("said", ["2", "the second one", "the second", "credit limits", "option two", "das zweite"])
def test_an_option_is_chosen_by_place_or_by_its_words(said: str) -> None:
    asked = turns("What is our exposure?")
    assert asked.kind == "ask"
    assert asked.options[1] == "Credit limit use"
    assert asks("What is our exposure?", said)[0] == [("credit_limit_use", {})]


@pytest.mark.parametrize(
    "said", ["Logistics", "the logistics one", "1", "the first", "Acme Logistics Ltd", "I meant Acme Logistics"]
)
def test_a_party_is_chosen_by_place_or_by_part_of_its_name(said: str) -> None:
    assert turns("How are we doing with Acme?").kind == "ask"
    (found, *_), _where = asks("How are we doing with Acme?", said)
    assert found == ("party_position", {"name": "Acme Logistics Ltd"})


def test_a_turn_that_leaves_the_question_open_does_not_lose_it() -> None:
    again = turns("How are we doing with Acme?", "and last year?")
    assert again.kind == "ask"
    assert set(again.options) == {"Acme Trading GmbH", "Acme Logistics Ltd"}
    (found, *_), (_, day) = asks("How are we doing with Acme?", "and last year?", "the trading one")
    assert found == ("party_position", {"name": "Acme Trading GmbH"})
    assert day == "2025-12-31"


def test_a_new_question_instead_of_an_answer_is_answered() -> None:
    assert asks("What is our exposure?", "How much of AR is overdue?") == asks("How much of AR is overdue?")


@pytest.mark.parametrize("said", ["Are you sure?", "really?", "Bist du sicher?"])
def test_a_doubted_figure_is_computed_again_the_same_way(said: str) -> None:
    assert asks("DSO in Q1 2026?", said) == asks("DSO in Q1 2026?")


def test_nobody_unknown_is_dropped_from_what_goes_on() -> None:
    reading = turns("What do we owe Friday & Sons?", "and Zebulon Widgets?")
    assert reading.kind != "act", calls(reading.frame, TODAY) if reading.frame else None


EDITS = {
    "group_by": [
        ("by customer", "group it by customer"),
        ("by month", "now by month"),
        ("by country", "by country then"),
    ],
    "top": [("top 3", "only the top 3"), ("top 7", "top 7 please")],
    "lengths": [("over 30 days", "only those over 30 days"), ("over 90 days", "over 90 days only")],
    "companies": [("of HALUK", "only HALUK"), ("of HALDE", "just the German company")],
    "parties": [("Friday & Sons", "and for Friday & Sons?"), ("Müller Armaturen", "same for Müller Armaturen")],
    "as_of": [("as of 31 March 2026", "as of 31 March 2026"), ("as of 31 May 2026", "and as of 31 May?")],
}


@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 2)), max_size=6))
def test_any_row_of_edits_asks_what_one_sentence_with_the_last_of_each_would(edits: list[tuple[str, int]]) -> None:
    said = ["Show the overdue receivables"]
    last: dict[str, str] = {}
    for kind, pick in edits:
        whole, edit = EDITS[kind][pick % len(EDITS[kind])]
        said.append(edit)
        last[kind] = whole
    order = ("top", "group_by", "lengths", "companies", "as_of", "parties")
    last["parties"] = f"with {last['parties']}" if "parties" in last else ""
    sentence = "Show the overdue receivables " + " ".join(last[kind] for kind in order if kind in last)
    assert asks(*said) == asks(sentence), (said, sentence)


PERIODS = [
    ("a quarter earlier", -3), ("and a year earlier?", -12), ("a quarter later", 3), ("the quarter before that", -3),
    ("ein Jahr zuvor?", -12), ("und das Quartal danach?", 3),
]  # fmt: skip


@given(st.lists(st.sampled_from(PERIODS), min_size=1, max_size=5), st.integers(0, 7))
def test_steps_in_time_add_up(steps: list[tuple[str, int]], start: int) -> None:
    index = start + 2024 * 4
    first = f"DSO in Q{index % 4 + 1} {index // 4}"
    there = index + sum(months for _, months in steps) // 3
    assert asks(first, *(words for words, _ in steps)) == asks(f"DSO in Q{there % 4 + 1} {there // 4}")


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("the second payment should rather go on Tuesday", "2026-07-07"),
        ("change number two to Friday", "2026-07-03"),
        ("verschieb die zweite Zahlung auf Dienstag", "2026-07-07"),
        ("Second payment on the list: reschedule it to Tuesday 7 July, please", "2026-07-07"),
        ("take out line 2", None),
    ],
)
def test_a_line_of_a_draft_is_changed_and_no_other_run_is_proposed(said: str, to: str | None) -> None:
    expected = {"line": 2, "action": "move" if to else "drop"} | ({"to": to} if to else {})
    assert asks("Propose Thursday's run with at least 1.5 million left", said)[0] == [("change_proposal", expected)]


def test_why_two_methods_differ_is_the_step_between_them() -> None:
    (found, *_), _where = asks("DSO in Q1 2026?", "by countback then", "why do they differ?")
    assert found == ("explain_difference", {"first": "dso", "second": "dso_countback", "period": "2026-Q1"})


# What stood before, and another question of its own in few words: it asks what it would ask alone.
OF_ITS_OWN = [
    ("What is our DSO?", "what do we owe Friday & Sons?"),
    ("How did DSO develop?", "what's our cash going to be end of August"),
    ("What is our DPO?", "which bills should we pay thursday"),
    ("What is overdue at Acme?", "how is cash in 6 weeks"),
    ("What is overdue at Acme?", "what are payables due next week"),
    ("How much did we pay Brennholt this year?", "who owes us the most"),
    ("Propose Thursday's run", "how much do suppliers get next week"),
    ("Wie hoch ist die DSO?", "was schulden wir Friday & Sons?"),
    ("Wie hoch ist die DPO?", "wie viel geld haben wir ende august"),
    ("Was ist bei Acme überfällig?", "was ist auf der bank"),
]


@pytest.mark.parametrize(("before", "question"), OF_ITS_OWN)
def test_a_question_of_its_own_is_answered_whatever_was_said_before(before: str, question: str) -> None:
    assert asks(before, question) == asks(question)


def test_cash_of_another_month_is_no_month_of_the_metric_before() -> None:
    [(tool, _)], _ = asks("What is our DPO?", "what about cash next month")
    assert tool == "cash_forecast"


def test_another_sum_instead_of_the_run_offered_proposes_that_run() -> None:
    """ "keep 1.5 million" after "no plan keeps this floor: propose one keeping 1782480 EUR?"."""
    offered = ("Propose the run of 2026-07-02 keeping 1782480 EUR",)
    frame = Frame("payment_run", {"side": "payable"}, asked="question", offered=offered)
    for said, floor in (("keep 1.5 million", "1500000"), ("the first one", "1782480"), (offered[0], "1782480")):
        reading = understand(said, BOOKS, TODAY, frame)
        assert reading.kind == "act", said
        assert reading.frame
        [(tool, args)] = calls(reading.frame, TODAY)
        assert (tool, args["floor"]) == ("propose_payment_run", floor), said


def test_what_cannot_go_on_from_the_answer_before_is_asked_by_itself() -> None:
    before, question = "How concentrated are our customers?", "when will we be below 2 million"
    assert asks(before, question) == asks(question)
    assert (
        asks("How likely is it that they pay?", "what if Friday & Sons pays 20 days later")[0][0][0] == "cash_forecast"
    )


def test_some_of_what_was_shown_are_of_the_same_period() -> None:
    assert asks("Which discounts expire this week?", "which one is worth most") == asks(
        "Which discounts expire this week?"
    )


TERMS_CHANGED = [
    ("Is 2/10 net 30 worth it at 8%?", "and net 60?", {"terms": "2/10 n60", "rate": "8"}),
    ("Is 2/10 net 30 worth it at 8%?", "what if they gave us 3%?", {"terms": "3/10 n30", "rate": "8"}),
    ("Is 2/10 net 30 worth it at 8%?", "and at 9%?", {"terms": "2/10 n30", "rate": "9"}),
    ("Lohnen sich 2/10 netto 30 bei 8 %?", "Und wenn das Ziel 60 Tage wäre?", {"terms": "2/10 n60", "rate": "8"}),
]


@pytest.mark.parametrize(("first", "then", "args"), TERMS_CHANGED)
def test_a_part_of_the_terms_is_changed_and_the_rest_stays(first: str, then: str, args: dict[str, str]) -> None:
    [(tool, found)], _ = asks(first, then)
    assert (tool, found) == ("term_economics", args)
