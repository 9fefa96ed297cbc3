"""The proof of a plan, for anybody to check: problem, plan, prices of cash, bound, digest. See verify.py for the checks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import lcm
from pathlib import Path
from typing import Any

from workingcapital.timing.verify import FORMAT, check, digest_of

# Place of its day, what leaves, what it saves (of a late one: less its fixed sum), its kind; minor units.
Way = tuple[int, int, int, int]


@dataclass(frozen=True)
class Limit:
    """Something that what has left must not exceed: cash less floor and reserve by day, for ways of some kinds.

    `cash` None: nothing is limited on that day. `reserve`: cash kept because receipts are uncertain.
    """

    name: str
    kinds: Sequence[int]
    cash: Sequence[int | None]
    floor: int = 0
    reserve: Sequence[int] | None = None


@dataclass(frozen=True)
class Drawable:
    """A credit line: the most that may be drawn by day, and the places of the limits that it lifts."""

    most: Sequence[int]
    lifts: Sequence[int]


@dataclass(frozen=True)
class Problem:
    """What a plan answers, in minor units; rates a year, one a day.

    `late` None: nobody is paid after the due date's run. Each bill's first way is its due date's run.
    """

    about: str
    currency: str
    days: Sequence[date]
    limits: Sequence[Limit]
    financing: Sequence[Decimal]
    late: Sequence[Decimal] | None
    items: Sequence[int]
    ways: Sequence[Sequence[Way]]
    line: Drawable | None = None
    line_rate: Sequence[Decimal] | None = None

    def rates(self) -> dict[str, Any]:
        """The rates as whole numbers over one denominator."""
        given = {"financing": self.financing, "late": self.late, "line": self.line_rate}
        exact = {name: None if each is None else [Fraction(rate) for rate in each] for name, each in given.items()}
        per = lcm(*(rate.denominator for each in exact.values() for rate in each or ()))
        whole = {name: None if each is None else [int(rate * per) for rate in each] for name, each in exact.items()}
        return {"per": per} | whole


@dataclass(frozen=True)
class Proof:
    """A plan and what proves it: the way chosen for each bill, prices by limit and day, value, bound."""

    chosen: Sequence[int]
    prices: Sequence[Sequence[int]]
    value: int
    bound: int


def certificate(problem: Problem, proof: Proof) -> dict[str, Any]:
    """The certificate of a plan that keeps its limits; checked before it is given away, raises Rejected."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "about": problem.about,
        "currency": problem.currency,
        "days": [day.isoformat() for day in problem.days],
        "limits": [_limit(limit) for limit in problem.limits],
        "line": problem.line and {"most": list(problem.line.most), "lifts": list(problem.line.lifts)},
        "rates": problem.rates(),
        "bills": [
            [item, choice, [list(way) for way in ways]]
            for item, choice, ways in zip(problem.items, proof.chosen, problem.ways, strict=True)
        ],
        "prices": [list(each) for each in proof.prices],
        "left": _left(problem, proof.chosen),
        "value": proof.value,
        "bound": proof.bound,
    }
    document["digest"] = digest_of(document)
    check(document)
    return document


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "name": limit.name,
        "kinds": list(limit.kinds),
        "cash": list(limit.cash),
        "floor": limit.floor,
        "reserve": limit.reserve and list(limit.reserve),
    }


def _left(problem: Problem, chosen: Sequence[int]) -> list[list[int]]:
    """By limit, what has left by the end of each day."""
    flows = [[0] * len(problem.days) for _ in problem.limits]
    for ways, choice in zip(problem.ways, chosen, strict=True):
        place, pay, _, kind = ways[choice]
        for flow, limit in zip(flows, problem.limits, strict=True):
            flow[place] += pay if kind in limit.kinds else 0
    return [list(accumulate(flow)) for flow in flows]


def written(document: dict[str, Any], path: Path) -> Path:
    """The certificate as a file of canonical JSON."""
    path.write_text(json.dumps(document, sort_keys=True, separators=(",", ":")) + "\n", encoding="ascii")
    return path
