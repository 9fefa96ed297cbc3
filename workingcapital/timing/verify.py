"""Check the proof of a payment plan: python verify.py CERTIFICATE [--digest DIGEST].

A separate program on purpose: standard library, whole numbers, no solver. It recomputes what each way to pay a
bill is worth, that every limit (floor, accounts, budgets) holds every day with the credit line drawn no more than
it must be, what the plan is worth, and that no plan is worth more than the bound: at a price for cash in each limit
on each day every bill takes its best way alone and the line is drawn where cash is dearer than it; no plan beats
their sum plus the price of what there is (weak duality, for any prices that are not negative).
"""

import hashlib
import json
import sys
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

FORMAT = "wcc-payment-timing-2"
VALUE_SCALE = 10_000  # parts of a minor unit in which worth is counted
PRICE_SCALE = 1_000  # parts of those in which a price of cash is counted
KEYS = {"format", "about", "currency", "days", "limits", "line", "rates", "bills", "prices",
        "left", "value", "bound", "digest"}  # fmt: skip


class Rejected(Exception):
    """The certificate proves nothing."""


def check(document: Any, digest: str | None = None) -> dict[str, Any]:
    """What the certificate proves; raises Rejected with the reason."""
    _need(isinstance(document, dict) and document.get("format") == FORMAT, "it is of another format")
    _need(set(document) == KEYS, "it has not the parts of a certificate")
    _need(digest_of(document) == document["digest"], "its digest is not that of its content")
    _need(digest in (None, document["digest"]), "it is not the certificate with that digest")
    days = [date.fromisoformat(day).toordinal() for day in document["days"]]
    _need(all(a < b for a, b in pairwise(days)), "its days are not in order")
    limits, line, n, rates = document["limits"], document["line"], len(days), _rates(document["rates"], days)
    room, prices = [_room(limit, n) for limit in limits], [[_whole(p) for p in each] for each in document["prices"]]
    _need([len(each) for each in prices] == [n] * len(room), "its prices do not fit its limits")
    _need(all(p == 0 or (p > 0 and r is not None) for ps, rs in zip(prices, room, strict=True)
              for p, r in zip(ps, rs, strict=True)), "a price of it is negative or prices no limit")  # fmt: skip
    value, best, left = _bills(document, rates, [list(accumulate(each[::-1]))[::-1] for each in prices])
    _need(left == document["left"], "the cash its plan takes is not what it says")
    lifts, per, dear = line["lifts"] if line else [], 365 * rates["per"], rates["line"]
    _need(all(0 <= _whole(k) < len(room) for k in lifts) and bool(line) == bool(dear), "its line fits no limit")
    cost = gain = 0
    for t in range(n):
        over = [0 if (most := rs[t]) is None else out[t] - most for rs, out in zip(room, left, strict=True)]
        drawn = max(0, *(over[k] for k in lifts), 0)
        _need(all(o <= (drawn if k in lifts else 0) for k, o in enumerate(over)), f"its plan breaks a limit on day {t}")
        if line:
            _need(drawn <= _whole(line["most"][t]), f"its plan draws more than the line has on day {t}")
            cost += drawn * dear[t] * VALUE_SCALE
            price = sum(prices[k][t] for k in lifts) * per
            gain += line["most"][t] * max(0, price - dear[t] * VALUE_SCALE * PRICE_SCALE)
    value += -cost // per
    total = best + sum(p * (r or 0) for ps, rs in zip(prices, room, strict=True) for p, r in zip(ps, rs, strict=True))
    bound = -(-(total * per + gain) // (PRICE_SCALE * per))
    _need(value == document["value"], "its plan is not worth what it says")
    _need(bound == document["bound"], "its prices do not prove its bound")
    _need(value <= bound, "its plan is worth more than its bound")
    unit, names = f"1/{VALUE_SCALE} of a minor unit of {document['currency']}", [limit["name"] for limit in limits]
    return {"digest": document["digest"], "bills": len(document["bills"]), "days": n, "limits": names,
            "value": value, "bound": bound, "unit": unit}  # fmt: skip


def digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of all but the digest."""
    content = {key: value for key, value in document.items() if key != "digest"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii")).hexdigest()


def _room(limit: dict[str, Any], days: int) -> list[int | None]:
    """What may have left by the end of each day; None where nothing is limited."""
    floor, cash, reserve = _whole(limit["floor"]), limit["cash"], limit["reserve"] or [0] * days
    _need(len(cash) == days and len(set(limit["kinds"])) == len(limit["kinds"]), "a limit fits no days")
    return [None if c is None else _whole(c) - floor - _whole(r) for c, r in zip(cash, reserve, strict=True)]


def _rates(rates: dict[str, Any], days: list[int]) -> dict[str, Any]:
    """Yearly rates a day as whole numbers over `per`, added up from the first day; the line's above financing, a day each."""
    per, lasts = _whole(rates["per"]), [b - a for a, b in pairwise(days)] + [1]
    _need(per > 0 and set(rates) == {"per", "financing", "late", "line"}, "its rates are no rates")
    own, late, line = (rates[key] and [_whole(r) * d for r, d in zip(rates[key], lasts, strict=True)]
                       for key in ("financing", "late", "line"))  # fmt: skip
    above = line and [max(0, r - mine) for r, mine in zip(line, own, strict=True)]
    return {"per": per, "line": above, "financing": [0, *accumulate(own)], "late": late and [0, *accumulate(late)]}


def _bills(document: dict[str, Any], rates: dict[str, Any], cost: list[list[int]]) -> tuple[int, int, list[list[int]]]:
    """Worth of the plan, the sum of each bill's best at the prices (× PRICE_SCALE), and what has left by limit and day."""
    n, kinds = len(document["days"]), [limit["kinds"] for limit in document["limits"]]
    every, own, late = max(map(max, kinds)) + 1, rates["financing"], rates["late"]
    counted = [[k for k, some in enumerate(kinds) if kind in some] for kind in range(every)]
    price = [[sum(cost[k][t] for k in limits) for t in range(n)] for limits in counted]
    value, best, flow, seen, year = 0, 0, [[0] * n for _ in price], set(), 365 * rates["per"]
    for item, chosen, ways in document["bills"]:
        _need(_whole(item) not in seen, f"item {item} is in it twice")
        _need(0 <= _whole(chosen) < len(ways), f"item {item} is paid in no way")
        seen.add(item)
        due, found, top = ways[0][0], [], []
        for place, pay, saving, kind in ways:
            _need(0 <= _whole(place) < n, f"item {item} has a way on no day of it")
            _need(0 <= _whole(kind) < every and counted[kind] != [], f"item {item} leaves where nothing limits it")
            _need(_whole(pay) >= 0 and (_whole(saving) >= 0 or place > due), f"item {item} has a negative amount")
            _need(place <= due or late is not None, "a bill is paid late, and nobody may be")
            years = own[due] - own[place] + (late[place] - late[due] if place > due else 0)
            paid, rest = divmod(pay * years * VALUE_SCALE, year)  # rounded half to even
            found.append(saving * VALUE_SCALE - paid - (2 * rest > year or (2 * rest == year and paid % 2 == 1)))
            top.append(found[-1] * PRICE_SCALE - pay * price[kind][place])
        value, best = value + found[chosen], best + max(top)
        flow[ways[chosen][3]][ways[chosen][0]] += ways[chosen][1]
    left = [list(accumulate(sum(flow[kind][t] for kind in some) for t in range(n))) for some in kinds]
    return value, best, left


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
