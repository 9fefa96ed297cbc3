"""Signs so plain that they outweigh the classifier (data/lifts.toml), and requests that must be refused before all."""

import math
import re
from collections.abc import Sequence
from functools import cache

from agent.planner.intents.unsafe import unsafe
from agent.planner.tables import table

WITHOUT_SIGN = 0.1


@cache
def _lifts() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None, float], ...]:
    return tuple(
        (lift["intent"], re.compile(lift["sign"]), re.compile(lift["but"]) if "but" in lift else None, lift["strength"])
        for lift in table("lifts")["lift"]
    )


@cache
def _needs() -> dict[str, re.Pattern[str]]:
    return {each["intent"]: re.compile(each["sign"]) for each in table("lifts")["needs"]}


def _kept(intent: str, folded: str) -> float:
    """What is left of the odds of an intent that must not be decided without its sign."""
    sign = _needs().get(intent)
    return WITHOUT_SIGN if sign and not sign.search(folded) else 1.0


def lifted(folded: str, scores: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The classifier's odds, raised where a plain sign points to an intent; e-fold per unit of strength.

    >>> [name for name, _ in lifted("who approved xnumber?", [("invoice_status", 0.6), ("approval_history", 0.4)])]
    ['approval_history', 'invoice_status']
    """
    strengths: dict[str, float] = {}
    for intent, sign, but, strength in _lifts():
        if strength > strengths.get(intent, 0.0) and sign.search(folded) and not (but and but.search(folded)):
            strengths[intent] = strength
    raised = [(intent, odds * math.exp(strengths.get(intent, 0.0)) * _kept(intent, folded)) for intent, odds in scores]
    total = sum(odds for _, odds in raised)
    return sorted(((intent, odds / total) for intent, odds in raised), key=lambda pair: -pair[1])


def ranked_with_rules(folded: str, scores: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The odds with every rule applied: what must be refused comes first whatever the classifier says."""
    reason = unsafe(folded)
    if reason:
        return [(reason, 1.0), *((intent, 0.0) for intent, _ in lifted(folded, scores) if intent != reason)]
    return lifted(folded, scores)
