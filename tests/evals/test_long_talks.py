"""Twenty turns of one conversation, each with the figure the raw rows give or the status it must have."""

from dataclasses import replace

import pytest
import yaml

from agent.settings import AgentSettings
from evals.cases import FOLDER, Case, Expect
from evals.grading import grade
from evals.session import Books, names_in

TALKS = sorted((FOLDER.parent / "talks").glob("*.yaml"))


@pytest.fixture(scope="module")
def books(server, sample_template, sample_store, oracle):
    return Books(server, sample_template, oracle.data, AgentSettings(model=None), names_in(sample_store))


@pytest.mark.parametrize("path", TALKS, ids=[path.stem for path in TALKS])
def test_every_turn_of_a_long_talk_is_right(path, books, sample_store, oracle):
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    turns = told["turns"]
    assert len(turns) == 20
    person = {"as": told["as"], "group": path.stem, "question": 1}
    whole = Case(id=path.stem, company=told["company"], expect={}, **person)
    talk = books.talk(sample_store, whole, [turn["say"] for turn in turns])
    found = [_wrong(path.stem, told, turn, replace(talk, answers=talk.answers[:number]), oracle, person)
             for number, turn in enumerate(turns, 1)]  # fmt: skip
    assert [each for each in found if each] == []


def _wrong(name, told, turn, talk, oracle, person):
    case = Case(
        id=name, company=turn.get("in", told["company"]), expect=Expect(**turn["expect"]).model_dump(), **person
    )
    verdict = grade(case, talk, oracle)
    last = talk.answers[-1]
    return None if verdict.passed else (turn["say"], verdict.problems, verdict.wrong, last.get("answer", "")[:300])
