"""What a thread keeps: one row, kept with the answer or not at all, in a layout LangGraph's own saver reads and writes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from langgraph.checkpoint.postgres import PostgresSaver
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from agent.state import Brief, Thought
from channels.identity import asker_for
from tests.agent.scripted import ScriptedThinker, answers, ask_in, call, cfo, says
from workingcapital.errors import Conflict
from workingcapital.store.database.connection import Store


def of(thread: str) -> Any:
    return {"configurable": {"thread_id": thread, "checkpoint_ns": ""}}


@pytest.fixture
def admin(sample_store: Store) -> Any:
    with Connection[DictRow].connect(
        sample_store.server.superuser(sample_store.database),
        autocommit=True,
        row_factory=dict_row,
        options="-c search_path=agent,books",
    ) as connection:
        yield connection


def test_a_thread_is_one_row_however_many_turns_it_has(sample_store: Store, admin: Connection[DictRow]) -> None:
    told = answers(cfo(sample_store), ScriptedThinker([says("One."), says("Two."), says("Three.")]), "a?", "b?", "c?")
    rows = admin.execute("select 1 from checkpoints where thread_id = %s", [told[0]["thread_id"]]).fetchall()
    assert (len(told), len(rows)) == (3, 1)


def test_a_thread_of_the_librarys_own_layout_goes_on(sample_store: Store, admin: Connection[DictRow]) -> None:
    asker = cfo(sample_store)
    thread = answers(asker, ScriptedThinker([says("First.")]), "What is our DSO?")[0]["thread_id"]
    saver = PostgresSaver(admin)  # type: ignore[arg-type]
    ours = saver.get_tuple(of(thread))
    assert ours is not None
    assert ours.checkpoint["channel_values"]["history"] == [{"question": "What is our DSO?", "answer": "First."}]
    admin.execute("delete from checkpoints where thread_id = %s", [thread])
    saver.put(of(thread), ours.checkpoint, ours.metadata, ours.checkpoint["channel_versions"])
    blobs = admin.execute("select channel from checkpoint_blobs where thread_id = %s", [thread]).fetchall()
    assert "history" in [blob["channel"] for blob in blobs]
    later = ScriptedThinker([says("Second.")])
    ask_in(asker, later, thread, "And last year?")
    assert [exchange["answer"] for exchange in later.briefs[0].history] == ["First."]


def test_a_turn_overtaken_by_another_keeps_neither_answer_nor_memory(sample_store: Store) -> None:
    asker = cfo(sample_store)
    thread = answers(asker, ScriptedThinker([says("First.")]), "What is our DSO?")[0]["thread_id"]

    def overtaken(brief: Brief) -> Thought:
        with ThreadPoolExecutor(1) as aside:
            aside.submit(ask_in, asker, ScriptedThinker([says("Quicker.")]), thread, "And DPO?").result()
        return Thought(text="Slower.")

    with pytest.raises(Conflict):
        ask_in(asker, ScriptedThinker([overtaken]), thread, "And CCC?")
    with asker.books() as books:
        kept = books.execute(
            "select body ->> 'answer' as said from answer where thread_id = %s order by turn", [thread]
        )
        assert [row["said"] for row in kept] == ["First.", "Quicker."]
    last = ScriptedThinker([says("Last.")])
    ask_in(asker, last, thread, "And now?")
    assert [exchange["answer"] for exchange in last.briefs[0].history] == ["First.", "Quicker."]


def test_a_word_that_could_not_be_carried_out_can_be_given_again(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst = asker_for(sample_store, "treasury.analyst@halden.example")
    thinker = ScriptedThinker([call("propose_payment_run", run_date="2026-07-02", floor="1500000"), says("Here.")])
    (drafted,) = answers(analyst, thinker, "Propose Thursday's run keeping 1.5 million")
    thread = drafted["thread_id"]
    with monkeypatch.context() as broken:
        broken.setattr("workingcapital.store.proposals.proposals.submit", _broken)
        with pytest.raises(Conflict):
            ask_in(analyst, thinker, thread, "resume:send")
    sent = ask_in(analyst, thinker, thread, "resume:send")[-1][-1]["data"]
    assert sent["reason"] == "sent"


def _broken(*_: object) -> None:
    raise Conflict("not now")
