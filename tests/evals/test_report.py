"""When a report passes: ordinary and oblique wordings each by their own bar, and never with a wrong figure."""

import pytest

from evals.cases import Case
from evals.grading import Turned, Verdict
from evals.report import Graded, Report

CASE = Case(id="x", group="g", question=1, blind=["plain"], oblique=["roundabout"], expect={})
NOTHING_SAID = Turned((), {}, {}, {})
RIGHT, FAILED = Verdict(), Verdict(problems=("no answer came",))


def graded(wording: str, verdict: Verdict, times: int) -> list[Graded]:
    return [Graded(CASE, (wording,), verdict, NOTHING_SAID, 0.1)] * times


@pytest.mark.parametrize(
    ("ordinary", "oblique", "passes"), [(95, 7, True), (94, 10, False), (100, 6, False), (95, 10, True)]
)
def test_each_kind_of_wording_has_its_own_bar(ordinary: int, oblique: int, passes: bool) -> None:
    talks = graded("plain", RIGHT, ordinary) + graded("plain", FAILED, 100 - ordinary)
    talks += graded("roundabout", RIGHT, oblique) + graded("roundabout", FAILED, 10 - oblique)
    assert Report("d", "m", talks).passes is passes


def test_one_wrong_figure_is_too_many() -> None:
    talks = graded("plain", RIGHT, 999) + graded("plain", Verdict(wrong=("prints 5 for DSO = 4",)), 1)
    assert Report("d", "m", talks).passes is False


def test_a_question_back_counts_beside_the_right_ones_where_an_option_led_to_the_right_answer() -> None:
    talks = [Graded(CASE, ("plain",), FAILED, NOTHING_SAID, 0.1, pressed) for pressed in (True, False, None)]
    groups = Report("d", "m", [*talks, *graded("plain", RIGHT, 1)]).groups()
    assert (groups["g"]["passed"], groups["g"]["with_one_question_back"]) == (1, 2)
