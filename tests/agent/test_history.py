"""A long conversation is shortened for a model; no figure of what is kept is lost or changed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from agent.history import fitted, shortened
from agent.state import Exchange

words = st.text("abc .!?0123456789,", max_size=60)
exchanges = st.builds(lambda question, answer: Exchange(question=question, answer=answer), words, words)


def figures(text: str) -> list[str]:
    return re.findall(r"\d[\d,.]*\d|\d", text)


def length(text: str) -> int:
    return len(text)


@given(st.lists(exchanges, max_size=8), st.integers(0, 400))
def test_the_newest_turns_are_kept_within_the_budget_with_every_figure(talk: list[Exchange], most: int) -> None:
    kept = fitted(talk, most, length)
    newest = talk[len(talk) - len(kept) :]
    for before, after in zip(newest, kept, strict=True):
        assert figures(before["answer"]) == figures(after["answer"])
    note = len(f"({len(talk)} earlier turns left out)\n")
    assert sum(len(each["question"]) + len(each["answer"]) for each in kept) <= most + note


@given(exchanges)
def test_shortening_twice_is_shortening_once(exchange: Exchange) -> None:
    assert shortened(shortened(exchange)) == shortened(exchange)
