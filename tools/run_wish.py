"""What the asker wants of a payment run, from words and numbers to a checked wish."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from tools.evidence import decimal_of
from workingcapital.errors import BadInput
from workingcapital.store.planning.timing import Offered

SUREST: Final = Decimal("0.99")  # what 2,000 simulated paths can promise


class NotAnOffer(BadInput):
    """This file holds no offers of suppliers."""


@dataclass(frozen=True)
class Wish:
    """What the asker wants: the run, cash that must stay and how surely, what may leave or be drawn, offers to weigh.

    `sure`: the floor holds with this probability on all days together; None: on the expected path. `by_account`: the
    account that pays keeps its own floor as well. `draw`: at most this much of the credit line; None: it is not drawn.
    """

    run: date
    floor: Decimal | None = None
    budget: Decimal | None = None
    sure: Decimal | None = None
    by_account: bool = False
    draw: Decimal | None = None
    offers: tuple[Offered, ...] = field(default=())
    offers_budget: Decimal | None = None


def wished(run: date, floor: str | None = None, budget: str | None = None, **more: Any) -> Wish:
    """The wish in decimal notation; raises BadInput with what is wrong where.

    >>> wished(date(2026, 7, 2), "1,500,000", sure="95%").sure
    Decimal('0.95')
    """
    least, most = decimal_of(floor, "floor"), decimal_of(budget, "budget")
    draw, offers_budget = (
        decimal_of(more.get("draw"), "draw"),
        decimal_of(more.get("offers_budget"), "budget of offers"),
    )
    for name, amount in (("budget", most), ("draw", draw), ("budget of offers", offers_budget)):
        if amount is not None and amount < 0:
            raise BadInput(f"a {name} of {amount:,f} is below zero")
    return Wish(
        run, least, most, _share(more.get("sure")), bool(more.get("by_account")), draw,
        tuple(more.get("offers") or ()), offers_budget,
    )  # fmt: skip


def percent(share: Decimal) -> str:
    """A ratio in per cent as people write it.

    >>> percent(Decimal("0.950"))
    '95'
    """
    return f"{(share * 100).normalize():f}"


def _share(text: str | None) -> Decimal | None:
    """A probability: "95", "95%" and "0.95" are one."""
    number = decimal_of(text, "certainty")
    if number is None:
        return None
    share = number if number < 1 else number / 100
    if not Decimal("0.5") <= share <= SUREST:
        raise BadInput(f"a certainty of {text} cannot be promised; say 50 to {SUREST * 100:f} per cent")
    return share


def read_offers(path: Path, least_rate: str | None = None) -> tuple[Offered, ...]:
    """The offers of a JSON file, without those that give less than the least rate (per cent a year).

    [{"number": "R-1", "apr": "12", "until": "2026-07-16"}, …]
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        raise NotAnOffer(f"{path.name} cannot be read as JSON: {broken}") from broken
    if not isinstance(document, list):
        raise NotAnOffer(f"{path.name} is no list of offers")
    least = (decimal_of(least_rate, "least rate") or Decimal(0)) / 100
    return tuple(each for place, row in enumerate(document) if (each := _offer(place, row)).rate >= least)


def _offer(place: int, row: Any) -> Offered:
    try:
        if not isinstance(row, Mapping) or set(row) != {"number", "apr", "until"}:
            raise ValueError("it has other keys than number, apr, until")
        offered = Offered(str(row["number"]), Decimal(str(row["apr"])) / 100, date.fromisoformat(row["until"]))
        if not Decimal(0) < offered.rate <= 1:
            raise ValueError(f"an apr of {row['apr']} is not above 0 and up to 100 per cent a year")
    except (TypeError, ValueError, InvalidOperation) as broken:
        raise NotAnOffer(f"offer {place + 1}: {broken}") from broken
    return offered
