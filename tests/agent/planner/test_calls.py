"""What the planner calls is what the catalogue offers."""

from typing import Any

import pytest

from agent.planner import train
from agent.planner.calls.frames import calls
from agent.planner.thinker import _INSTEAD
from agent.planner.understanding import understand
from tests.agent.planner.books import BOOKS, TODAY
from tools.catalogue import by_name

BY_RULE = (
    "If collections fall by 20%, save that as 'slow autumn'",
    "Suppose customers pay 30 days later and keep it under the name 'late customers'",
    "Compare slow autumn with the plan",
    "What changed in the cash forecast since last week?",
    "Group cash forecast",
    "What is the forecast made of?",
    "Put RE-2026-00417 on hold, the goods are damaged",
    "Take the hold off RE-2026-00417",
    "Write off the 12.40 difference on RE-2026-00417",
    "Send Kestrel Foundry a reminder for everything over 60 days",
    "Accept the offer on RE-2026-00417: 1.2% if we pay on 2 July",
)


def _planned() -> dict[str, list[dict[str, Any]]]:
    """Every call that the hand-written examples lead to, and those that rules read."""
    found: dict[str, list[dict[str, Any]]] = {}
    for text in [*(example.text for example in train.written()), *BY_RULE]:
        reading = understand(text, train.TRAINING, train.TODAY, None)
        if reading.kind == "act" and reading.frame:
            for name, args in calls(reading.frame, train.TODAY):
                found.setdefault(name, []).append(args)
    return found


# Changes of master data are wished for in more words than the planner reads: a model, a person's form or the terminal.
FOR_MODELS = {"propose_terms_change", "propose_supplier", "propose_bank_change"}
PLANNED = _planned()


@pytest.mark.parametrize("name", sorted(PLANNED))
def test_every_planned_call_fits_the_tool_it_calls(name: str) -> None:
    tool = by_name().get(name)
    if tool is None:
        assert name in _INSTEAD
        return
    schema: Any = tool.tool_call_schema
    extra = {"proposal_id": "p-1", "line": 1} if name == "change_proposal" else {}
    for args in PLANNED[name]:
        unknown = set(args) - set(schema.model_fields)
        assert unknown == set(), (name, unknown)
        schema.model_validate({**args, **extra})


def test_the_examples_reach_nearly_every_tool() -> None:
    assert set(by_name()) - set(PLANNED) == FOR_MODELS


def test_what_is_open_today_is_not_what_is_due_today() -> None:
    for question, due in (("total open payables today?", None), ("which payables are due today?", "2026-06-30")):
        reading = understand(question, BOOKS, TODAY, None)
        assert reading.frame
        [(tool, args)] = calls(reading.frame, TODAY)
        assert (tool, args.get("due_to")) == ("open_items", due)
