"""Check the proof of a payment plan: python verify.py CERTIFICATE [--digest DIGEST].

A separate program on purpose: standard library only, whole numbers only, no solver. It
recomputes what each way to pay a bill is worth, that cash stays above the floor every day,
what the plan is worth, and that no other plan is worth more than the bound: at a price for
cash on each day every bill takes its best way alone, and no plan can beat their sum plus
the price of the cash there is (weak duality, for any prices that are not negative).
"""

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

FORMAT = "wcc-payment-timing-1"
VALUE_SCALE = 10_000  # parts of a minor unit in which worth is counted
PRICE_SCALE = 1_000  # parts of those in which a price of cash is counted
KEYS = {"format", "about", "currency", "days", "cash", "floor", "budget", "rates", "bills", "prices",
        "left", "value", "bound", "digest"}  # fmt: skip


class Rejected(Exception):
    """The certificate proves nothing."""


def check(document: Any, digest: str | None = None) -> dict[str, Any]:
    """What the certificate proves; raises Rejected with the reason."""
    _need(isinstance(document, dict) and set(document) == KEYS, "it has not the parts of a certificate")
    _need(document["format"] == FORMAT, "it is of another format")
    _need(digest_of(document) == document["digest"], "its digest is not that of its content")
    _need(digest in (None, document["digest"]), "it is not the certificate with that digest")
    days = [date.fromisoformat(day).toordinal() for day in document["days"]]
    _need(all(a < b for a, b in pairwise(days)), "its days are not in order")
    room = _room(document, len(days))
    prices = [_whole(price) for price in document["prices"]]
    _need(len(prices) == len(days) and min(prices, default=0) >= 0, "its prices do not fit its days")
    value, best, flow = _bills(document, days, list(accumulate(prices[::-1]))[::-1])
    left = list(accumulate(flow))
    _need(left == document["left"], "the cash its plan takes is not what it says")
    _need(all(out <= most for out, most in zip(left, room, strict=True)), "its plan breaks the floor")
    bound = -(-(best + sum(p * h for p, h in zip(prices, room, strict=True))) // PRICE_SCALE)
    _need(value == document["value"], "its plan is not worth what it says")
    _need(bound == document["bound"], "its prices do not prove its bound")
    _need(value <= bound, "its plan is worth more than its bound")
    return {"digest": document["digest"], "bills": len(document["bills"]), "days": len(days), "value": value,
            "bound": bound, "unit": f"1/{VALUE_SCALE} of a minor unit of {document['currency']}"}  # fmt: skip


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of all but the digest."""
    content = {key: value for key, value in document.items() if key != "digest"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


def _room(document: dict[str, Any], days: int) -> list[int]:
    """What may have left by the end of each day."""
    floor, cash = _whole(document["floor"]), [_whole(balance) for balance in document["cash"]]
    _need(len(cash) == days, "its cash does not fit its days")
    room = [balance - floor for balance in cash]
    if document["budget"] is not None and room:
        room[0] = min(room[0], _whole(document["budget"]))
    return room


def _bills(document: dict[str, Any], days: list[int], cost_of_cash: list[int]) -> tuple[int, int, list[int]]:
    """Worth of the plan, the sum of each bill's best at the prices (× PRICE_SCALE), and the plan's outflow by day."""
    worth = _worth(document["rates"])
    value, best, flow, seen = 0, 0, [0] * len(days), set()
    for item, chosen, ways in document["bills"]:
        _need(_whole(item) not in seen, f"item {item} is in it twice")
        seen.add(item)
        _need(0 <= _whole(chosen) < len(ways), f"item {item} is paid in no way")
        due, found = days[_place(ways[0][0], days)], []
        for place, pay, saving in ways:
            early = due - days[_place(place, days)]
            _need(_whole(pay) >= 0 and (_whole(saving) >= 0 or early < 0), f"item {item} has a negative amount")
            found.append(worth(pay, saving, early))
        value += found[chosen]
        flow[ways[chosen][0]] += ways[chosen][1]
        best += max(
            gained * PRICE_SCALE - pay * cost_of_cash[place]
            for gained, (place, pay, _) in zip(found, ways, strict=True)
        )
    return value, best, flow


def _worth(rates: dict[str, Any]) -> Callable[[int, int, int], int]:
    """Saving less financing and late cost: simple interest, a year of 365 days, rounded half to even."""
    (top, bottom), late = map(_whole, rates["financing"]), rates["late"]
    late_top, late_bottom = map(_whole, late) if late is not None else (0, 1)
    _need(bottom > 0 and late_bottom > 0 and set(rates) == {"financing", "late"}, "its rates are no rates")
    financing, lateness, year = top * late_bottom, late_top * bottom, 365 * bottom * late_bottom

    def worth(pay: int, saving: int, early: int) -> int:
        """Paid so many days before the due date's run (after it when negative)."""
        _need(early >= 0 or late is not None, "a bill is paid late, and nobody may be")
        over = lateness * -early if early < 0 else 0
        cost, rest = divmod(pay * (financing * early + over) * VALUE_SCALE, year)
        up = 2 * rest > year or (2 * rest == year and cost % 2 == 1)
        return saving * VALUE_SCALE - cost - up

    return worth


def _place(place: Any, days: list[int]) -> int:
    _need(0 <= _whole(place) < len(days), "a way to pay is on no day of it")
    return int(place)


def _whole(number: Any) -> int:
    if type(number) is not int:
        raise Rejected(f"{number!r} is no whole number")
    return number


def _need(holds: bool, why: str) -> None:
    if not holds:
        raise Rejected(why)


def read(path: str) -> Any:
    """The document of a file; a number with a fraction or a key twice is refused."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        _need(len({key for key, _ in pairs}) == len(pairs), "it has a key twice")
        return dict(pairs)

    with open(path, encoding="utf-8") as file:
        return json.load(file, object_pairs_hook=once, parse_float=_whole, parse_constant=_whole)


def verified(path: str, digest: str | None = None) -> dict[str, Any]:
    """What a file proves; raises Rejected, also for a file that is no certificate at all."""
    try:
        return check(read(path), digest)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, OSError) as broken:
        raise Rejected(f"it cannot be read as a certificate ({type(broken).__name__})") from broken


if __name__ == "__main__":
    try:
        print(json.dumps(verified(sys.argv[1], sys.argv[3] if sys.argv[2:3] == ["--digest"] else None)))
    except (Rejected, IndexError) as refused:
        sys.exit(f"rejected: {refused}")
