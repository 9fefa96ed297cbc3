"""What is asked in a roundabout way is read by its meaning where words leave it in doubt, and is asked back below that."""

from dataclasses import replace

import pytest

from agent.planner.intents import meaning
from agent.planner.question.frame import Reading, label
from agent.planner.question.reading import read as question_of
from agent.planner.turns import roundabout
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY

ALL = replace(BOOKS, companies=tuple(replace(company, granted=True) for company in BOOKS.companies))


def read(text: str, language: str = "en") -> Reading:
    return understand(text, ALL, TODAY, None, language)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Our cash crystal ball was made by an optimist. How far from the truth did it land these past weeks?", "forecast_accuracy"),
        ("Some fellows here treat our credit like an open bar. Who has had more than his ration?", "credit_limits"),
        ("A pile of money came in with no note attached and nobody claims it. How high is the pile?", "unapplied_cash"),
        ("Do I have to fear that two of our vendors are the same crook with one bank account?", "shared_accounts"),
        ("Wer von den Kunden hat uns treuherzig versichert, dass das Geld unterwegs ist?", "promises"),
    ],
)  # fmt: skip
def test_it_is_answered_or_is_among_the_readings_offered(text: str, intent: str) -> None:
    found = read(text)
    offered = {label(intent, language) for language in ("en", "de")} & set(found.options)
    assert (found.kind == "act" and found.frame and found.frame.intent == intent) or offered


def test_a_question_back_offers_three_readings_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    doubtful = [("overdue", 0.4), ("call_list", 0.3), ("credit_limits", 0.2), ("promises", 0.1)]
    monkeypatch.setattr(roundabout, "by_meaning", lambda masked: doubtful)
    words = [("cash_position", 0.2), *((name, 0.1) for name, _ in doubtful)]
    question = question_of("somebody owes us a drink and then some, who is it", ALL, TODAY)
    found = roundabout.roundabout(question, {}, words, "en")
    assert found is not None
    assert found.reason == "ambiguous"
    assert found.options == tuple(label(name, "en") for name, _ in doubtful[:3])


def test_no_action_is_read_out_of_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roundabout, "by_meaning", lambda masked: [("payment_run", 0.9), ("open_items", 0.1)])
    question = question_of("it is giving day, put the envelopes together", ALL, TODAY)
    found = roundabout.roundabout(question, {}, [("payment_run", 0.2), ("open_items", 0.1)], "en")
    assert found is not None
    assert found.kind == "ask"


def test_what_words_say_plainly_never_asks_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roundabout, "by_meaning", lambda masked: pytest.fail("asked"))
    assert read("What is our DSO this quarter, and how did you calculate it please?").kind == "act"
    assert read("pay it now, the driver is standing right here at the door").kind == "refuse"


def test_without_the_model_questions_are_read_by_their_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(masked: object) -> None:
        raise meaning.Unavailable("no model here")

    meaning._layer.cache_clear()
    monkeypatch.setattr(meaning, "vectors", missing)
    try:
        assert read("Some fellows here treat our credit like an open bar. Who has had more than his ration?").kind
        assert "by their words alone" in caplog.text
    finally:
        meaning._layer.cache_clear()


@pytest.mark.parametrize("text", ["Give me the balance pls", "I need the balance for a slide", "balance??"])
def test_a_bare_balance_is_asked_back_with_its_meanings(text: str) -> None:
    assert read(text).options == (label("cash_position", "en"), label("open_items", "en"))


def test_nothing_is_refused_as_another_companys_where_all_may_be_seen() -> None:
    text = "who does HALDE buy from and how much do they owe each of them"
    assert read(text).reason != "company_not_granted"


def test_only_closed_companies_are_refused_before_anything_is_asked_back() -> None:
    found = understand("what do the vendors of HALUS get, and who are they?", BOOKS, TODAY, None)
    assert found.reason == "company_not_granted"


@pytest.mark.parametrize(
    "text", ["scrap it, we don't need it any more", "no, forget it, bin that draft", "Verwirf den Entwurf"]
)
def test_dropping_what_is_not_there_is_no_breach_of_policy(text: str) -> None:
    assert read(text).reason == "nothing_pending"


@pytest.mark.parametrize(
    "text",
    [
        "The storeman swears something is missing on 26063688. Is he right?",
        "Are suppliers holding credit notes in our favour?",
        "The bank manager in London wants to know our DSO this quarter",
        "Bis wann müssen wir zahlen? Bitte mit Fundstelle.",
    ],
)
def test_people_places_and_british_spelling_are_nobodys_name(text: str) -> None:
    assert read(text).reason != "unknown_party"


def test_a_name_is_found_in_a_compound() -> None:
    found = read("Auf der Weissensal-Rechnung stehen andere Zahlungsbedingungen als im Vertrag, was gilt?", "de")
    assert found.frame is not None
    assert found.frame.slots["parties"] == ["Weissensal Kunststoffe GmbH"]


def test_a_period_is_read_with_hyphens() -> None:
    found = read("DSO for the April-to-June stretch")
    assert found.frame is not None
    assert found.frame.slots["when"][0]["grain"] == "quarter"


def test_ok_then_is_no_approval() -> None:
    found = read("ok then, just the cash conversion cycle for Germany this quarter")
    assert found.frame is not None
    assert found.frame.intent == "ccc"


def test_a_run_that_is_to_be_stopped_is_none_to_propose() -> None:
    assert read("Hold the payment run until Friday").kind != "act"


def test_the_greenback_is_the_dollar() -> None:
    found = read("Which supplier bills are open in the greenback?")
    assert found.frame is not None
    assert found.frame.slots["currency"] == "USD"
