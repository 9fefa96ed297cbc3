"""Language models over real HTTP: native tool calls, JSON-schema calls, and every way they fail."""

from decimal import Decimal
from typing import Any, Literal

import pytest

from agent.models import connect
from agent.settings import AgentSettings
from tests.agent.endpoint import Reply, calls, cut, endpoint, silent, writes
from tests.agent.scripted import ScriptedThinker, answers, cfo, says
from workingcapital.store.database.connection import Store

BEHIND = "The planner answers."


def settings(base_url: str, tool_calls: Literal["native", "json_schema"], **more: Any) -> AgentSettings:
    return AgentSettings(
        model="scripted-llm",
        tool_calls=tool_calls,
        AGENT_BASE_URL=base_url,
        AGENT_API_KEY="none",
        model_retries=1,
        **{"model_seconds": 5, **more},
    )


def asked(
    store: Store, replies: list[Reply], tool_calls: Literal["native", "json_schema"] = "native", **more: Any
) -> tuple[dict, list[dict]]:
    with endpoint(replies) as (base_url, requests):
        behind = ScriptedThinker([says(BEHIND)] * 5, name="built-in planner")
        made = settings(base_url, tool_calls, **more)
        (answer,) = answers(cfo(store), connect(made), "What is our DSO?", fallback=behind, settings=made)
    return answer, requests


def test_a_native_model_calls_a_tool_and_words_the_answer(sample_store: Store) -> None:
    answer, requests = asked(sample_store, [calls("metric", name="dso"), writes("The DSO is 49.9 days.")])
    assert answer["model"] == "scripted-llm"
    assert answer["facts"][0]["label"] == "DSO"
    assert {tool["function"]["name"] for tool in requests[0]["tools"]} >= {"metric", "propose_payment_run"}
    assert "runtime" not in str(requests[0]["tools"]), "who asks is no argument"
    assert requests[1]["messages"][-1]["role"] == "tool"


def test_a_small_model_is_held_to_a_schema_of_tools(sample_store: Store) -> None:
    answer, requests = asked(
        sample_store,
        [writes({"tool": "metric", "args": {"name": "dso"}}), writes({"answer": "The DSO is shown."})],
        "json_schema",
    )
    assert answer["status"] == "answered"
    assert answer["facts"][0]["label"] == "DSO"
    assert requests[0]["response_format"]["type"] == "json_schema"
    assert "tools" not in requests[0]


def test_a_small_model_that_repeats_its_call_is_asked_for_words(sample_store: Store) -> None:
    again = writes({"tool": "metric", "args": {"name": "dso"}})
    answer, requests = asked(sample_store, [again, again, writes({"answer": "The DSO is shown."})], "json_schema")
    assert answer["answer"] == "The DSO is shown."
    assert answer["facts"][0]["label"] == "DSO"
    (only,) = requests[2]["response_format"]["json_schema"]["schema"]["anyOf"]
    assert only["required"] == ["answer"]


def test_a_figure_the_model_invents_never_reaches_the_asker(sample_store: Store) -> None:
    answer, _ = asked(
        sample_store, [calls("metric", name="dso"), writes("DSO is 12.3 days."), writes("DSO is 12.3 days.")]
    )
    assert "12.3" not in answer["answer"]


@pytest.mark.parametrize("status", [429, 500, 503, 401])
def test_a_provider_that_fails_is_replaced_by_the_planner_with_a_notice(sample_store: Store, status: int) -> None:
    answer, _ = asked(sample_store, [status])
    assert answer["answer"] == BEHIND
    assert answer["model"] == "built-in planner"
    assert any("scripted-llm" in notice for notice in answer["notices"])


@pytest.mark.parametrize("nonsense", [writes("not json"), writes({"tool": 5}), writes({"tool": "metric"})])
def test_a_small_model_that_breaks_the_schema_does_no_harm(sample_store: Store, nonsense: Reply) -> None:
    answer, _ = asked(sample_store, [nonsense], "json_schema")
    assert answer["status"] in ("answered", "incomplete")
    assert answer["facts"] == []


def test_a_model_that_never_stops_calling_tools_runs_into_the_budget(sample_store: Store) -> None:
    answer, requests = asked(sample_store, [calls("metric", name="dso")])
    assert (answer["status"], answer["reason"]) == ("incomplete", "budget")
    assert len(requests) <= 7


@pytest.mark.parametrize("reply", [silent(), cut()])
def test_a_provider_that_hangs_or_breaks_off_is_replaced_in_time(sample_store: Store, reply: Reply) -> None:
    answer, requests = asked(sample_store, [reply], model_seconds=0.5)
    assert (answer["answer"], answer["model"]) == (BEHIND, "built-in planner")
    assert len(requests) <= 2, "tried once more at most"


def test_what_a_turn_used_and_cost_is_part_of_the_answer(sample_store: Store) -> None:
    replies = [calls("metric", name="dso"), writes("The DSO is shown.")]
    prices = {"price_input": Decimal(2), "price_cached": Decimal("0.5"), "price_output": Decimal(10)}
    answer, _ = asked(sample_store, replies, **prices)
    assert answer["usage"] == {
        "input_tokens": 2000,
        "cached_tokens": 800,
        "output_tokens": 20,
        "counted_by": "provider",
        "cost": "0.003000 USD",
    }


def test_a_turn_ends_when_its_tokens_are_spent(sample_store: Store) -> None:
    answer, requests = asked(sample_store, [calls("metric", name="dso")], turn_tokens=1500)
    assert (answer["status"], answer["reason"], len(requests)) == ("incomplete", "budget", 2)


def test_what_every_prompt_begins_with_is_the_same_for_all_that_ask(sample_store: Store) -> None:
    _, requests = asked(sample_store, [writes({"answer": "Hello."})], "json_schema")
    system = requests[0]["messages"][0]["content"]
    assert system.index("Reply with JSON") < system.index("cfo@halden.example")


@pytest.mark.parametrize("tool_calls", ["native", "json_schema"])
def test_a_reply_that_ran_out_of_its_tokens_is_no_answer(
    sample_store: Store, tool_calls: Literal["native", "json_schema"]
) -> None:
    rambling = {**writes({"answer": "Our DSO is about"}), "finish_reason": "length"}
    answer, requests = asked(sample_store, [rambling], tool_calls, reply_tokens=77)
    assert (answer["answer"], answer["model"]) == (BEHIND, "built-in planner")
    assert any("scripted-llm" in notice for notice in answer["notices"])
    assert requests[0]["max_completion_tokens"] == 77
