"""The proof of a plan, for anybody to check: problem, plan, prices of cash, bound, digest. See verify.py for the checks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

from workingcapital.timing.verify import FORMAT, check, digest_of

Way = tuple[
    int, int, int
]  # place of its day, what leaves, what it saves (of a late one: less its fixed sum): minor units


@dataclass(frozen=True)
class Problem:
    """What a plan answers: cash at the end of each day before these bills, floor and budget in minor units, rates a year.

    `late` None: nobody is paid after the due date's run. Each bill's first way is its due date's run.
    """

    about: str
    currency: str
    days: Sequence[date]
    cash: Sequence[int]
    floor: int
    budget: int | None
    financing: Decimal
    late: Decimal | None
    items: Sequence[int]
    ways: Sequence[Sequence[Way]]


def certificate(
    problem: Problem, chosen: Sequence[int], prices: Sequence[int], value: int, bound: int
) -> dict[str, Any]:
    """The certificate of a plan that keeps its floor; checked before it is given away, raises Rejected."""
    flow = [0] * len(problem.days)
    for ways, choice in zip(problem.ways, chosen, strict=True):
        place, pay, _ = ways[choice]
        flow[place] += pay
    document: dict[str, Any] = {
        "format": FORMAT,
        "about": problem.about,
        "currency": problem.currency,
        "days": [day.isoformat() for day in problem.days],
        "cash": list(problem.cash),
        "floor": problem.floor,
        "budget": problem.budget,
        "rates": {
            "financing": list(problem.financing.as_integer_ratio()),
            "late": None if problem.late is None else list(problem.late.as_integer_ratio()),
        },
        "bills": [
            [item, choice, [list(way) for way in ways]]
            for item, choice, ways in zip(problem.items, chosen, problem.ways, strict=True)
        ],
        "prices": list(prices),
        "left": list(accumulate(flow)),
        "value": value,
        "bound": bound,
    }
    document["digest"] = digest_of(document)
    check(document)
    return document


def written(document: dict[str, Any], path: Path) -> Path:
    """The certificate as a file of canonical JSON."""
    path.write_text(json.dumps(document, sort_keys=True, separators=(",", ":")) + "\n", encoding="ascii")
    return path
