"""The cases can be asked and graded: they parse, cover what they must, and the oracle knows every expected value."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from evals.cases import Case, all_cases, read_once, stratified
from evals.run import main, planned
from workingcapital.errors import BadInput

CASES = all_cases()
GERMAN = {
    "wie", "wir", "und", "der", "die", "das", "bitte", "ich", "uns", "was", "ist", "wo", "wer", "im", "den", "für",
    "letztes", "von", "mit", "bei", "alle", "nach",
}  # fmt: skip


def test_there_are_enough_cases_in_every_group():
    sizes = {group: sum(case.group == group for case in CASES) for group in {case.group for case in CASES}}
    assert len(CASES) >= 80
    assert all(size >= 10 for size in sizes.values())
    assert set(sizes) == {
        "position", "timing", "payables", "receivables", "documents", "conversation", "unanswerable", "unsafe",
    }  # fmt: skip


def test_every_question_of_the_agreed_list_is_asked():
    assert {case.question for case in CASES} == set(range(1, 66))


@pytest.mark.parametrize("kind", ["blind", "retired"])
def test_a_fifth_of_the_wordings_or_more_is_german(kind):
    wordings = [" ".join(turns).lower().split() for case in CASES for turns in getattr(case, kind)]
    german = [words for words in wordings if GERMAN & set(words) or any(set("äöüß") & set(word) for word in words)]
    assert len(german) >= len(wordings) / 5


def test_nearly_every_case_is_worded_twice_or_more():
    assert sum(len(case.retired) < 2 for case in CASES) <= 2
    unseen = [len(case.blind) for case in CASES]
    assert not any(unseen) or sum(each < 2 for each in unseen) <= 2, "a set is whole, or was opened and is gone"


def test_a_key_that_stands_twice_is_refused_since_its_first_wordings_would_be_lost():
    with pytest.raises(ValueError, match="retired_oblique stands twice, in line 2"):
        read_once("- retired_oblique: [a]\n  retired_oblique: [b]")


def test_no_wording_that_was_opened_counts_as_unseen():
    opened = {turns for case in CASES for turns in case.retired}
    assert len(opened) > 500
    assert not opened & {turns for case in CASES for turns in case.blind}


def test_opened_wordings_are_asked_only_where_that_is_said_and_never_kept():
    case = Case(id="x", group="g", question=1, retired=["seen"], retired_oblique=["seen, roundabout"], expect={})
    plan = planned(retired=True)
    assert [wording for _, wording in plan.asked([case])] == [("seen",), ("seen, roundabout",)]
    assert case.group_of(("seen, roundabout",)) == "oblique"
    with pytest.raises(BadInput, match="was opened"):
        planned().asked([case])
    with pytest.raises(BadInput, match="not kept"):
        main(plan, keep=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_oracle_knows_what_is_expected(case, oracle):
    for expect in case.expect:
        for figure in expect.figures:
            values = () if figure.shown else oracle.value(figure, figure.company or case.company)
            assert all(isinstance(value.amount, Decimal) for value in values)
            assert values or figure.about
        for wanted in (expect.rows, expect.listed, expect.amounts):
            assert wanted is None or len(oracle.ask(wanted, case.company)) > 0


def test_a_case_with_a_word_nobody_knows_is_refused():
    with pytest.raises(ValidationError):
        Case(id="x", group="g", question=1, blind=["How?"], expect={"figurs": []})


def test_a_small_part_has_every_group_in_it_and_is_always_the_same():
    part = stratified(CASES, 12)
    assert len(part) == 12
    assert {case.group for case in part} == {case.group for case in CASES}
    assert part == stratified(all_cases(), 12)
