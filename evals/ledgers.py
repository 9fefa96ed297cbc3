"""Agreement with the oracle on ledgers nobody wrote: python -m evals.ledgers [--ledgers 1000] [--seed 7] [--json].

Hypothesis draws each ledger; it is entered, asked for its figures and rolled back. The oracle reads the same rows with
pandas and imports nothing of the business. Prints how many figures were compared, and every one that differs.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from psycopg import Rollback

from evals.drawn import COMPANY, LAST, Drawn, ledgers
from evals.oracle import days, items, treasury
from evals.oracle.frames import Frames
from workingcapital.facts import stated
from workingcapital.metrics.registry import NoData, formula
from workingcapital.periods import quarter_of
from workingcapital.store import kept_sums
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.embedded.scratch import scratch
from workingcapital.store.figures import measure
from workingcapital.store.gathering.balances import from_sums, grouped
from workingcapital.store.items import ItemFilter, ItemSum
from workingcapital.store.loading import bulk

WHO: Final = Identity("oracle@halden.example", (COMPANY,))
_NONE: Final = "not available"
_PERIOD: Final[dict[str, Callable[[Frames, str, tuple[date, date]], Decimal]]] = {
    "dso.end.v1": days.dso,
    "dso.average.v1": days.dso_average,
    "bpdso.v1": days.best_possible_dso,
    "add.v1": days.average_days_delinquent,
    "cei.v1": days.cei,
    "dpo.purchases.v1": days.dpo,
    "turnover.v1": days.turnover,
    "dso.countback.v1": lambda raw, code, period: days.dso_countback(raw, code, period[1]),
}


@dataclass
class Agreement:
    """How many ledgers and figures were compared, by figure, and what differed."""

    ledgers: int = 0
    compared: Counter[str] = field(default_factory=Counter)
    available: Counter[str] = field(default_factory=Counter)
    differ: list[dict[str, Any]] = field(default_factory=list)

    def hold(self, name: str, on: date, ours: str, theirs: str) -> None:
        """Take one figure into account, as both state it."""
        self.compared[name] += 1
        self.available[name] += theirs != _NONE
        if ours != theirs:
            self.differ.append({"ledger": self.ledgers, "figure": name, "day": str(on), "ours": ours, "oracle": theirs})

    def as_json(self) -> dict[str, Any]:
        """What the command prints."""
        whole = sum(self.compared.values())
        return {
            "ledgers": self.ledgers,
            "figures": whole,
            "of_these_available": sum(self.available.values()),
            "agree": whole - len(self.differ),
            "percent": round(100 * (whole - len(self.differ)) / whole, 3) if whole else None,
            "by_figure": dict(self.compared),
            "differ": self.differ[:20],
        }


def compare(store: Store, many: int, start: int) -> Agreement:
    """Draw so many ledgers and hold every figure of each against the oracle's."""
    found = Agreement()

    @seed(start)
    @settings(max_examples=many, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(ledgers())
    def one(drawn: Drawn) -> None:
        found.ledgers += 1
        with store.loading(WHO) as books:
            enter(books, drawn)
            for day in sorted({drawn.day, LAST}):
                for name, ours, theirs in figures(books, drawn.frames(), day):
                    found.hold(name, day, ours, theirs)
            raise Rollback

    one()
    return found


def enter(books: Books, drawn: Drawn) -> None:
    """The rows into the books, parents first; what is open follows by the triggers."""
    bulk.insert_rows(
        books, "company",
        ["company_id", "name", "base_currency", "country", "time_zone", "holiday_calendar"],
        [(COMPANY, "Drawn", "EUR", "DE", "Europe/Berlin", "TARGET")],
    )  # fmt: skip
    rates = [(COMPANY, r["from_currency"], "EUR", r["on_date"], r["rate"], "drawn") for r in drawn.tables["fx_rate"]]
    bulk.insert_rows(
        books, "fx_rate", ["company_id", "from_currency", "to_currency", "on_date", "rate", "source"], rates
    )
    parties = _entered(
        books, "party", "party_id", drawn.tables["party"],
        lambda p: {"code": p["key"], "name": p["name"], "normalised_name": p["name"].lower(), "is_supplier": True,
                   "is_customer": True, "country": p["country"]},
    )  # fmt: skip
    taken = ("number", "side", "kind", "currency", "issue_date", "posting_date", "due_date", "gross", "fx_rate",
             "intercompany", "status")  # fmt: skip
    invoices = _entered(
        books, "invoice", "invoice_id", drawn.tables["invoice"],
        lambda v: {**{name: v[name] for name in taken}, "normalised_number": v["number"],
                   "party_id": parties[v["party_key"]], "net": v["gross"], "open_amount": v["gross"]},
    )  # fmt: skip
    items_ = _entered(
        books, "instalment", "instalment_id", drawn.tables["instalment"],
        lambda i: {"invoice_id": invoices[i["invoice_key"]], "sequence": i["sequence"], "due_date": i["due_date"],
                   "amount": i["amount"], "open_amount": i["amount"]},
    )  # fmt: skip
    settled = ("allocated_on", "amount", "discount_taken", "write_off", "withheld", "reversed_on")
    _entered(
        books, "allocation", "allocation_id", drawn.tables["allocation"],
        lambda a: {"instalment_id": items_[a["instalment_key"]], **{name: a[name] for name in settled}},
    )  # fmt: skip
    _entered(
        books, "dispute", "dispute_id", drawn.tables["dispute"],
        lambda d: {"invoice_id": invoices[d["invoice_key"]], "reason": "price", "opened_on": d["opened_on"],
                   "closed_on": d["closed_on"]},
    )  # fmt: skip


def figures(books: Books, raw: Frames, day: date) -> Iterator[tuple[str, str, str]]:
    """(name, ours, the oracle's) of every figure of a day, each as it is stated."""
    for side in ("receivable", "payable"):
        yield from _of_a_side(books, raw, day, side)
    period = quarter_of(day).until(day)
    for formula_id, expected in _PERIOD.items():
        theirs = _theirs(formula_id, partial(expected, raw, COMPANY, (period.start, period.end)))
        yield formula_id, _ours(books, formula_id, day), theirs
    for currency, net in treasury.exposure(raw, COMPANY, day).items():
        ours = _ours(books, "fx.net_exposure.v1", day, currency=currency)
        yield f"exposure {currency}", ours, stated(net, "money", currency)


def _of_a_side(books: Books, raw: Frames, day: date, side: str) -> Iterator[tuple[str, str, str]]:
    whole = _theirs("open.total.v1", partial(items.balance, raw, COMPANY, day, side))
    yield f"open {side}", _ours(books, "open.total.v1", day, side=side), whole
    which = ItemFilter(side)
    listed = {narrow.column: each.value.total for _, narrow, each in grouped(books, COMPANY, day, which, "column")}
    kept: dict[str, list[ItemSum]] = {}
    for each in kept_sums.sums(books, COMPANY, day, vars(which), "column"):
        kept.setdefault(each.key or "", []).append(ItemSum(*each, rows=()))
    for column, expected in items.ageing(raw, COMPANY, day, side).items():
        said = stated(expected, "money", "EUR")
        yield f"{side} {column}", stated(listed.get(column, Decimal(0)), "money", "EUR"), said
        summed = from_sums(books, COMPANY, day, kept.get(column, []))
        yield f"{side} {column}, kept", stated(summed.value.total, "money", "EUR"), said
    share = _theirs("overdue.share.v1", partial(items.overdue_share, raw, COMPANY, day, side))
    yield f"overdue share {side}", _ours(books, "overdue.share.v1", day, side=side), share


def _ours(books: Books, formula_id: str, day: date, **asked: Any) -> str:
    try:
        return str(measure(books, formula_id, COMPANY, day, **asked).value)
    except NoData:
        return _NONE


def _theirs(formula_id: str, read: Callable[[], Decimal]) -> str:
    try:
        return stated(read(), formula(formula_id).unit, "EUR")
    except (days.NotKnown, ZeroDivisionError, InvalidOperation):
        return _NONE


def _entered(
    books: Books,
    table: str,
    id_column: str,
    rows: list[dict[str, Any]],
    made: Callable[[dict[str, Any]], dict[str, Any]],
) -> dict[str, int]:
    """Rows into a table; key of the ledger → id in the books."""
    if not rows:
        return {}
    cells = [{"company_id": COMPANY, **made(row)} for row in rows]
    ids = bulk.insert_rows(books, table, list(cells[0]), [tuple(each.values()) for each in cells], id_column)
    return {row.get("key", str(number)): ident for number, (row, ident) in enumerate(zip(rows, ids, strict=True))}


def main() -> int:
    """Print the agreement; 1 when a figure differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledgers", type=int, default=1000, help="how many to draw")
    parser.add_argument("--seed", type=int, default=7, help="the same seed draws the same ledgers")
    parser.add_argument("--json", action="store_true")
    given_ = parser.parse_args()
    began = time.perf_counter()
    with scratch() as server, Store(server) as store:
        store.prepare()
        found = compare(store, given_.ledgers, given_.seed)
    said = found.as_json() | {"seconds": round(time.perf_counter() - began)}
    if given_.json:
        print(json.dumps(said, ensure_ascii=False))
    else:
        print(f"ledgers {said['ledgers']}, figures {said['figures']} ({said['of_these_available']} available), "
              f"agree {said['agree']}: {said['percent']}% in {said['seconds']} s")  # fmt: skip
        for each in said["differ"]:
            print("  ", each)
    return 1 if found.differ else 0


if __name__ == "__main__":
    sys.exit(main())
