"""A turn from question to kept answer, on real books, with a scripted model."""

import json
from dataclasses import replace

import pytest

from channels.identity import asker_for
from tests.agent.scripted import FAILS, ScriptedThinker, answers, ask_in, call, cfo, first_fact, says, talk
from workingcapital.errors import NotFound
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity


def test_an_answer_carries_its_facts_and_links_them(sample_store: Store) -> None:
    thinker = ScriptedThinker([call("metric", name="dso"), says(lambda brief: f"DSO: {first_fact(brief)}.")])
    (answer,) = answers(cfo(sample_store), thinker, "What is our DSO?")
    assert answer["status"] == "answered"
    fact = answer["facts"][0]
    assert f"(#{fact['id']})" in answer["answer"]
    assert fact["row_ids"] or fact["caveats"]
    assert answer["model"] == "scripted"


def test_an_invented_figure_goes_back_once_and_is_then_withheld(sample_store: Store) -> None:
    thinker = ScriptedThinker(
        [call("metric", name="dso"), says("DSO is 12.3 days."), says("DSO is 12.3 days, really.")]
    )
    (answer,) = answers(cfo(sample_store), thinker, "What is our DSO?")
    assert "12.3" not in answer["answer"]
    assert "withheld" in answer["answer"]
    assert "12.3 in “DSO is 12.3 days.”" in (thinker.briefs[2].feedback or "")
    assert any("withheld" in notice for notice in answer["notices"])


def test_a_figure_under_anothers_label_goes_back_with_what_it_is(sample_store: Store) -> None:
    thinker = ScriptedThinker(
        [
            call("metric", name="dso"),
            says(lambda brief: f"DPO of HALDE is {first_fact(brief)}."),
            says(lambda brief: f"DSO of HALDE is {first_fact(brief)}."),
        ]
    )
    (events,) = talk(cfo(sample_store), thinker, "What is our DSO?")
    assert "that fact is DSO, HALDE, 2026-Q2" in (thinker.briefs[2].feedback or "")
    streamed = "".join(event["data"]["text"] for event in events if event["event"] == "token")
    assert streamed == events[-1]["data"]["answer"]
    assert "DPO" not in streamed


def test_a_model_that_asked_no_tool_is_sent_back_too(sample_store: Store) -> None:
    thinker = ScriptedThinker([says("DSO is 12.3 days."), call("metric", name="dso"), says("I cannot say.")])
    (answer,) = answers(cfo(sample_store), thinker, "What is our DSO?")
    assert "12.3" in (thinker.briefs[1].feedback or "")
    assert answer["answer"] == "I cannot say."


def test_events_come_in_order_and_the_answer_last(sample_store: Store) -> None:
    thinker = ScriptedThinker([call("metric", name="dso"), says(lambda brief: f"DSO: {first_fact(brief)}.")])
    (events,) = talk(cfo(sample_store), thinker, "What is our DSO?")
    names = [event["event"] for event in events]
    assert names[0] == "status"
    assert names[-1] == "answer"
    assert names.index("tool") < names.index("fact") < names.index("token")


def test_a_later_turn_remembers_the_earlier_ones(sample_store: Store) -> None:
    thinker = ScriptedThinker([says("First."), says("Second.")])
    answers(cfo(sample_store), thinker, "What is our DSO?", "And last year?")
    assert [exchange["question"] for exchange in thinker.briefs[1].history] == ["What is our DSO?"]


def test_answers_and_facts_are_kept_with_masked_questions(sample_store: Store) -> None:
    thinker = ScriptedThinker([call("metric", name="dso"), says(lambda brief: f"DSO: {first_fact(brief)}.")])
    asker = cfo(sample_store)
    (answer,) = answers(asker, thinker, "What is our DSO? My account is DE89370400440532013000")
    with asker.books() as books:
        kept = books.execute(
            "select question, body from answer where answer_id = %s", (answer["answer_id"],)
        ).fetchone()
        fact = books.execute("select value from fact where fact_id = %s", (answer["facts"][0]["id"],)).fetchone()
        states = books.execute("select string_agg(c::text, '') as text from agent.checkpoints c").fetchone()
    assert kept is not None
    assert "DE89370400440532013000" not in kept["question"] + json.dumps(kept["body"])
    assert fact is not None
    assert fact["value"] == answer["facts"][0]["value"]
    assert states is not None
    assert "What is our DSO?" in states["text"]
    assert "DE89370400440532013000" not in states["text"]


def test_a_model_that_fails_is_replaced_and_the_answer_says_so(sample_store: Store) -> None:
    broken = ScriptedThinker([FAILS], name="big model")
    behind = ScriptedThinker([says("From the planner.")], name="planner")
    (answer,) = answers(cfo(sample_store), broken, "What is our DSO?", fallback=behind)
    assert answer["answer"] == "From the planner."
    assert "big model" in answer["notices"][0]


def test_a_loop_of_tool_calls_ends_with_the_budget(sample_store: Store) -> None:
    thinker = ScriptedThinker([call("metric", name="dso")] * 50)
    (answer,) = answers(cfo(sample_store), thinker, "What is our DSO?")
    assert (answer["status"], answer["reason"]) == ("incomplete", "budget")


@pytest.mark.parametrize(
    "bad",
    [call("no_such_tool"), call("metric", name="made_up"), call("metric"), call("metric", name="dso", company="HALUK")],
)
def test_a_malformed_call_changes_nothing_and_is_told_to_the_model(sample_store: Store, bad: object) -> None:
    thinker = ScriptedThinker([bad, says("I could not.")])  # type: ignore[list-item]
    (answer,) = answers(cfo(sample_store), thinker, "What is our DSO?")
    assert answer["facts"] == [] or all(fact["company"] == "HALDE" for fact in answer["facts"])
    assert answer["answer"] == "I could not."


def test_another_persons_thread_is_not_found(sample_store: Store) -> None:
    asker = cfo(sample_store)
    thread = answers(asker, ScriptedThinker([says("Hello.")]), "Hello?")[0]["thread_id"]
    other = replace(asker, person="controller@halden.example")
    with pytest.raises(NotFound):
        ask_in(other, ScriptedThinker([says("Hi.")]), thread, "And now?")


def test_a_company_that_is_not_granted_ends_the_turn_before_any_model(sample_store: Store) -> None:
    thinker = ScriptedThinker([says("Here you are.")])
    (answer,) = answers(asker_for(sample_store, "viewer.uk@halden.example"), thinker, "Show me the suppliers of HALDE")
    assert (answer["status"], answer["reason"]) == ("not_permitted", "company_not_granted")
    assert thinker.briefs == []


def test_a_run_is_drafted_sent_by_its_asker_and_waits_for_others(sample_store: Store) -> None:
    analyst = asker_for(sample_store, "treasury.analyst@halden.example")
    thinker = ScriptedThinker(
        [call("propose_payment_run", run_date="2026-07-02", floor="1500000"), says("Here it is.")]
    )
    drafted, sent = answers(analyst, thinker, "Propose Thursday's run keeping 1.5 million", "resume:send")
    assert drafted["proposal"]["status"] == "draft"
    assert sent["proposal"]["status"] == "waiting"
    assert sent["proposal"]["digest"] == drafted["proposal"]["digest"]
    with sample_store.reading(Identity(analyst.person, analyst.companies)) as books:
        paid = books.execute("select count(*) as n from payment where proposal_id is not null").fetchone()
    assert paid == {"n": 0}


def test_a_new_message_instead_of_the_word_sends_nothing(sample_store: Store) -> None:
    analyst = asker_for(sample_store, "treasury.analyst@halden.example")
    thinker = ScriptedThinker(
        [call("propose_payment_run", run_date="2026-07-02", floor="1500000"), says("Here."), says("Hm.")]
    )
    drafted, other = answers(analyst, thinker, "Propose Thursday's run keeping 1.5 million", "What is our DSO?")
    with analyst.books() as books:
        row = books.execute(
            "select status from control.payment_proposal where proposal_id = %s", (drafted["proposal"]["proposal_id"],)
        ).fetchone()
    assert other["proposal"] is None
    assert row == {"status": "draft"}


def test_a_viewer_may_not_propose(sample_store: Store) -> None:
    viewer = asker_for(sample_store, "viewer.uk@halden.example")
    thinker = ScriptedThinker([call("propose_payment_run", run_date="2026-07-02"), says("I could not.")])
    (answer,) = answers(viewer, thinker, "Propose Thursday's run")
    assert answer["proposal"] is None
