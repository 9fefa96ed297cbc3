"""A small seeded run of `make grounding`: swaps of the planner's right answers are caught, right answers pass."""

from evals.grounding import judge
from evals.right_answers import right_answers
from evals.swaps import SWAPPERS, swaps_of
from workingcapital.store.database.connection import Store

QUESTIONS, SWAPS = 60, 400


def test_every_swap_is_caught_and_what_is_right_passes(sample_store: Store) -> None:
    rights = right_answers(sample_store, QUESTIONS)
    outcome = judge(rights, swaps_of(rights, SWAPS, seed=7))
    assert {right.language for right in rights} == {"en", "de"}
    assert {swap.kind for swap, _ in outcome.swaps} == set(SWAPPERS)
    assert [(swap.what, swap.text) for swap in outcome.missed] == []
    assert [(right.question, untied) for right, untied in outcome.withheld] == []
    assert outcome.passes()
