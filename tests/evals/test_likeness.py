"""What is graded was not learnt: no blind wording is one of the planner's examples in other clothes."""

from pathlib import Path

import pytest

from evals.cases import all_cases
from evals.likeness import alike, examples_in, masked

EXAMPLES = Path(__file__).parents[2] / "agent" / "planner" / "data"


@pytest.fixture(scope="module")
def names(oracle):
    parties = oracle.data["party"]["name"]
    words = {word for name in parties for word in (name, name.split()[0]) if len(word) > 3}
    return sorted(words, key=len, reverse=True)


def test_no_blind_wording_is_nearly_an_example(names):
    graded = [turns[-1] for case in all_cases() for turns in case.blind]
    examples = examples_in(EXAMPLES)
    assert len(examples) > 1000
    assert list(alike(graded, examples, names)) == []


@pytest.mark.parametrize(
    "wording",
    [
        "What do we still owe Tiefenried today?",
        "what do we still owe Brennholt today",
        "What do we still owe {party} today??",
        "what do we still ow Brennholt today",
    ],
)
def test_another_name_or_a_typing_error_does_not_make_it_new(wording, names):
    found = list(alike([wording], ["What do we still owe {party} today?"], names))
    assert [example for _, example, _ in found] == ["What do we still owe {party} today?"]


def test_another_number_does_not_make_it_new():
    assert masked("Status of invoice 26054234?") == masked("status of invoice RE-2026-00017")


def test_another_way_to_ask_is_new(names):
    assert not list(alike(["How much is Tiefenried waiting for from us?"], ["What do we owe {party}?"], names))
