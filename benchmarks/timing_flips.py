"""Whether flip points are where they are said to be: python -m benchmarks.timing_flips [--lines 500].

For each line of random runs the rate, the floor and the days of late receipts at which its advice is said to stay and to
change are stated anew and solved by a fresh plan, just before and just after.
"""

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from workingcapital.calendar import run_days
from workingcapital.timing.candidates import Bill, Costs, Raster, Step
from workingcapital.timing.curves import flat
from workingcapital.timing.flips import Flip, flips, with_late_receipts
from workingcapital.timing.question import Question
from workingcapital.timing.run import plan

FIRST, LAST = date(2026, 7, 2), date(2026, 8, 20)
RATE = Decimal("0.065")


@dataclass
class Checked:
    """How many flips were solved again, how many differ on either side, and the slowest search of one run (processor seconds)."""

    lines: int = 0
    flips: int = 0
    wrong_before: int = 0
    wrong_after: int = 0
    slowest: float = 0.0

    def add(self, other: "Checked") -> None:
        """Count another run's as well."""
        self.lines += other.lines
        self.flips += other.flips
        self.wrong_before += other.wrong_before
        self.wrong_after += other.wrong_after
        self.slowest = max(self.slowest, other.slowest)


def drawn(seed: int) -> Question:
    """A random run of 25 bills whose cash is scarce until receipts come in."""
    random = np.random.default_rng(seed)
    raster = Raster(tuple(run_days(FIRST, LAST, {2, 4}, frozenset())), "sepa", frozenset())
    bills = []
    for item in range(25):
        amount = Decimal(int(random.integers(500, 20_000)))
        percent = Decimal(int(random.integers(0, 4)))
        pay_by = FIRST + timedelta(days=int(random.integers(1, 15)))
        steps = (Step(pay_by, percent, amount * percent / 100, Decimal(0), "credit"),) if percent else ()
        due = pay_by + timedelta(days=int(random.integers(7, 30)))
        bills.append(Bill(item, f"R-{item}", f"S-{item}", due, amount, "EUR", steps=steps))
    days = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 8)]
    total = int(sum(bill.open_amount for bill in bills)) * 100
    receipts = {day: int(random.integers(0, total // 20)) for day in days if day.weekday() < 5}
    cash, balance = {}, total * 2 // 5
    for day in days:
        balance += receipts.get(day, 0)
        cash[day] = balance
    return Question(bills, raster, Costs(flat(RATE)), cash, 0, "EUR", receipts={"customers": receipts})


def checked_lines(seed: int) -> Checked:
    """The flips of one random run's lines, each end solved again."""
    question = drawn(seed)
    made = plan(question)
    if made.shortage:
        return Checked()
    items = [bill.item_id for bill, _ in made.on(FIRST)]
    begun = time.process_time()
    found = flips(question, made, items)
    told = Checked(lines=len(items), slowest=time.process_time() - begun)
    now = {bill.item_id: chosen.debit for bill, chosen in made.chosen}
    for kind, by_item in (("rate", found.rate), ("floor", found.floor), ("late", found.late["customers"])):
        for item, flip in by_item.items():
            told.flips += 1
            told.wrong_before += advice(question, kind, flip.stays, item) != now[item]
            told.wrong_after += advice(question, kind, flip.changes, item) == now[item]
    return told


def advice(question: Question, kind: str, at: Decimal, item: int) -> date | None:
    """The run a fresh plan advises for a line at that rate, floor or delay; None where no plan keeps the floor."""
    if kind == "rate":
        asked = replace(question, costs=Costs(flat(at)))
    elif kind == "floor":
        asked = replace(question, floor=int(at))
    else:
        asked = with_late_receipts(question, "customers", int(at))
    made = plan(asked)
    runs: Mapping[int, date] = {bill.item_id: chosen.debit for bill, chosen in made.chosen}
    return None if made.shortage else runs[item]


def widths(found: Mapping[int, Flip]) -> list[Decimal]:
    """How far apart both ends are."""
    return [flip.changes - flip.stays for flip in found.values()]


def main() -> None:
    """Print how many lines were solved again and how many did not come out as said; fails where one did not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=500)
    wanted, told, seed = parser.parse_args().lines, Checked(), 0
    while told.lines < wanted:
        told.add(checked_lines(seed))
        seed += 1
    print(f"{told.lines:,} lines of {seed} random runs, {told.flips:,} flip points, each solved anew on both sides")
    print(
        f"differ just before: {told.wrong_before}, just after: {told.wrong_after}; slowest run {told.slowest:.2f} s of processor time"
    )
    if told.wrong_before or told.wrong_after or told.flips == 0:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
