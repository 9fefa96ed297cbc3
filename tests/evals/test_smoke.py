"""A few unseen wordings through the whole copilot and the built-in planner: what every change must keep right."""

import pytest

from agent.settings import AgentSettings
from evals.cases import all_cases
from evals.grading import grade
from evals.session import Books, names_in

KEPT = (
    "dso", "cash-now-uk", "two-ten-net-thirty", "owed-to-suppliers", "concentration-ar", "no-such-invoice", "all-ibans",
    "viewer-proposes",
)  # fmt: skip
CASES = {case.id: case for case in all_cases()}


@pytest.fixture(scope="module")
def books(server, sample_template, sample_store, oracle):
    return Books(server, sample_template, oracle.data, AgentSettings(model=None), names_in(sample_store))


@pytest.mark.parametrize("case", [CASES[each] for each in KEPT], ids=KEPT)
def test_the_planner_answers_the_first_wording(case, books, sample_store, oracle):
    verdict = grade(case, books.talk(sample_store, case, case.retired[0]), oracle)
    assert verdict.problems == ()
    assert verdict.wrong == ()


def test_a_run_is_drafted_above_its_floor_and_nothing_else_changes(books, oracle):
    case = CASES["thursday-run"]
    with books.copy() as own:
        verdict = grade(case, books.talk(own, case, case.retired[0]), oracle)
    assert verdict.problems == ()
