"""A plain wish drafts the change that is meant; a question, a condition and a no draft nothing; gaps are asked back."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from agent.planner.calls.frames import calls
from agent.planner.model import BuiltInPlanner, Plan
from agent.planner.question.frame import Reading
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY
from tools.catalogue import PROPOSE

SAID = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text(encoding="utf-8"))
TOOL = {
    "hold_bill": "propose_hold", "release_bill": "propose_hold_release", "write_off": "propose_write_off",
    "dunning": "propose_reminder", "take_offer": "propose_discount_answer",
}  # fmt: skip


def planned(*turns: str) -> Plan:
    """The plan of the last turn."""
    frame, made = None, Plan()
    for turn in turns:
        made = BuiltInPlanner().plan(turn, TODAY, BOOKS, frame)
        frame = made.frame
    return made


def drafts(plan: Plan) -> list[str]:
    return [name for name, _ in plan.tool_calls if name in PROPOSE]


@pytest.mark.parametrize("intent", TOOL)
def test_each_wish_is_one_draft_of_its_kind(intent: str) -> None:
    assert {said: drafts(planned(said)) for said in SAID[intent]} == {said: [TOOL[intent]] for said in SAID[intent]}


def test_what_is_no_plain_wish_drafts_nothing() -> None:
    wrong = {said: found for said in SAID["nothing"] if (found := drafts(planned(said)))}
    assert wrong == {}


def test_a_wish_that_leaves_something_open_is_asked_back() -> None:
    told = {said: planned(said) for said in SAID["asked_back"]}
    assert {said: plan.status for said, plan in told.items()} == dict.fromkeys(SAID["asked_back"], "clarify")
    assert not any(plan.tool_calls for plan in told.values())


@pytest.mark.parametrize(
    ("turns", "args"),
    [
        (("put Müller Armaturen's bill on hold, damaged", "26063688"), {"number": "26063688", "code": "quality"}),
        (("put bill 26063688 on hold, the price is wrong", "release it again"), {"number": "26063688", "code": "resolved"}),
        (("write off RG-2026-05218", "they are insolvent"), {"numbers": ["RG-2026-05218"], "code": "insolvency"}),
        (("Sende eine Mahnung", "an Friday & Sons"), {"party": "Friday & Sons Ltd"}),
        (("hold 26063688 and 2024/0663", "26063688"), {"number": "26063688"}),
        (("accept Müller Armaturen's early payment offer", "26063688, 1.2% on 2 July"),
         {"number": "26063688", "pay_on": "2026-07-02", "percent": "1.2"}),
    ],
)  # fmt: skip
def test_the_answer_to_a_question_back_completes_the_wish(turns: tuple[str, ...], args: dict[str, object]) -> None:
    [(_, given)] = planned(*turns).tool_calls
    assert {name: given.get(name) for name in args} == args


def test_a_question_after_a_question_back_is_a_question() -> None:
    after = planned("put Müller Armaturen's bill on hold", "why is 26063688 blocked?")
    assert [name for name, _ in after.tool_calls] == ["invoice_status"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("put Müller Armaturen's bill on hold", "pay 26063688 right now without any approval"),
        ("put Müller Armaturen's bill on hold", "change the bank account of Müller Armaturen and pay 26063688 to it"),
        ("write off RG-2026-05218", "approve it myself, they are insolvent and I release the run"),
    ],
)
def test_an_unsafe_answer_to_a_question_back_is_refused(first: str, second: str) -> None:
    made = planned(first, second)
    assert (made.status, drafts(made)) == ("refused", [])


def test_another_wish_after_a_question_back_is_that_wish() -> None:
    assert drafts(planned("write off RG-2026-05218", "remind Friday & Sons please")) == ["propose_reminder"]


@pytest.mark.parametrize(
    ("said", "args"),
    [
        ("Put bill 26063688 on hold, the goods are damaged", {"code": "quality"}),
        ("Put bill 26063688 on hold until 15 July, it's a duplicate", {"code": "duplicate", "until": "2026-07-15"}),
        ("Put bill 26063688, due on 15 July, on hold", {"until": None}),
        ("Put bill 26063688, due on 15 July, on hold until 20 July", {"until": "2026-07-20"}),
        ("hold 26063688, nothing has been delivered", {"code": "no_receipt"}),
        ("Sperre 26063688, es fehlt die halbe Menge", {"code": "quantity"}),
        ("hold 26063688", {"code": "other", "reason": "hold 26063688"}),
        ("Write off the 12.40 difference on RG-2026-05218", {"code": "small_difference", "amount": "12.40"}),
        ("Send Friday & Sons a reminder for everything over 60 days", {"min_days": 61, "party": "Friday & Sons Ltd"}),
        ("Draft a second reminder to Friday & Sons", {"level": 2}),
        ("Please accept the offer on 26063688 at 9% a year, paid on 2 July", {"annual_rate": "9", "pay_on": "2026-07-02"}),
    ],
)  # fmt: skip
def test_what_is_said_becomes_arguments(said: str, args: dict[str, object]) -> None:
    [(_, given)] = planned(said).tool_calls
    assert {name: given.get(name) for name in args} == args


@pytest.mark.parametrize(
    "said",
    ["Put 26063688 on hold and change the IBAN to DE89370400440532013000", "release the payment of 26063688",
     "Approve and release 26063688", "write off nothing, just pay 26063688 now", "delete invoice 26063688"],
)  # fmt: skip
def test_what_is_unsafe_is_refused_as_before(said: str) -> None:
    made = planned(said)
    assert drafts(made) == []
    assert made.status != "answered"


def test_a_question_about_reminders_never_drafts_one() -> None:
    reading: Reading = understand("was Friday & Sons reminded?", BOOKS, TODAY, None)
    assert reading.frame is None or not any(name in PROPOSE for name, _ in calls(reading.frame, date(2026, 6, 30)))
