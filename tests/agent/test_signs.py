"""A figure below nought says so: with its sign, or in a word of direction."""

import pytest

from agent.grounding import ground_text
from tests.agent.test_typed_grounding import made
from workingcapital.facts import Evidence

NET = made("Net exposure in USD", "-5602.00", "money", "exposure.net.v1", currency="USD")
OTHER = made("Net exposure", "254191.93", "money", "exposure.net.v1", currency="USD")
CHANGE = made("Change in DSO", "-2.4", "days", "difference.days.v1")


@pytest.mark.parametrize(
    "text",
    [
        "Net exposure in USD is $5,602.00.",
        "HALDE's net exposure is $254,191.93, and net exposure in USD is $5,602.00.",
        "Net exposure fell; net exposure is $254,191.93 and net exposure in USD $5,602.00.",
        "Change in DSO: 2.4 days.",
    ],
)
def test_a_minus_that_nothing_says_is_not_left_away(text: str) -> None:
    assert ground_text(text, [Evidence(facts=[NET, OTHER, CHANGE])], "en").untied


@pytest.mark.parametrize(
    "text",
    [
        "Net exposure in USD is -5,602.00 USD.", "Net exposure in USD is −$5,602.00.", "Net exposure in USD: USD -5,602.00",
        "Net exposure in USD is negative: $5,602.00.", "DSO fell by 2.4 days.", f"Net exposure in USD is [[{NET.id}]].",
    ],
)  # fmt: skip
def test_a_sign_or_a_word_of_direction_says_it(text: str) -> None:
    assert ground_text(text, [Evidence(facts=[NET, OTHER, CHANGE])], "en").untied == ()
