"""A neighbour answers where the intent cannot honour what was said (data/reroutes.toml)."""

import re
from functools import cache

from agent.planner.question.frame import Frame
from agent.planner.tables import table


def rerouted(frame: Frame, masked: str) -> Frame:
    """The frame under the neighbour's name, or as it is.

    >>> rerouted(Frame("overdue_share", {"parties": ["Acme"]}), "how much of xparty's is overdue").intent
    'overdue'
    """
    for rule in table("reroutes")["to"]:
        if frame.intent not in rule["intents"] or not frame.slots.get(rule["has"]):
            continue
        if "sign" in rule and not _pattern(rule["sign"]).search(masked):
            continue
        if "unless" in rule and _pattern(rule["unless"]).search(masked):
            continue
        return Frame(rule["then"], frame.slots)
    return frame


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
