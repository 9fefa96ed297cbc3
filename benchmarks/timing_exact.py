"""Two other ways to the best plan, which share no code with the optimiser: every plan, and one state after another.

python -m benchmarks.timing_exact: 2,000 random problems, those of up to 7 bills by enumeration, of up to 12 by states;
600 of them with the full model: two accounts with floors of their own under a floor over both, a budget of offers, a
credit line with its limit and price.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np

from workingcapital.timing.instance import VALUE_SCALE, Instance
from workingcapital.timing.limits import Limits, Line
from workingcapital.timing.optimiser import solve

START = date(2026, 7, 1)
Best = tuple[int, int]  # least shortage, and the best worth among the plans with it


def made(day: object, pay: object, gain: object, headroom: object) -> Instance:
    """An instance from lists: gain in whole minor units."""
    days, room = np.array(day, np.int64), np.array(headroom, np.int64)
    return Instance(
        tuple(START + timedelta(i) for i in range(len(room))),
        room,
        np.arange(len(days)),
        days,
        np.array(pay, np.int64),
        np.array(gain, np.int64) * VALUE_SCALE,
        np.ones(days.shape, np.bool_),
    )


def drawn(seed: int, most: int, step: int = 1) -> Instance:
    """A random instance of 1 to `most` bills, up to 4 candidates, up to 5 days; some cannot keep their floor.

    Amounts are multiples of `step`, so that plans meet in the same state.
    """
    random = np.random.default_rng(seed)
    n, k, t = int(random.integers(1, most + 1)), int(random.integers(1, 5)), int(random.integers(1, 6))
    day, pay = random.integers(0, t + 1, (n, k)), random.integers(1, 1 + 400 // step, (n, k)) * step
    room = np.cumsum(random.integers(-20, 300 * n // t + 60, t))
    return made(day, pay, random.integers(-30, 90, (n, k)), room)


def drawn_full(seed: int, most: int, step: int = 1) -> Instance:
    """As drawn(), with two accounts A and B: floors over A, over B, over both; a budget of offers; a line to A on each day.

    Cells are (account, offer or not, day), the last one is after the horizon.
    """
    random = np.random.default_rng(seed)
    n, k, t = int(random.integers(1, most + 1)), int(random.integers(1, 5)), int(random.integers(1, 4))
    cell, pay = random.integers(0, 4 * t + 1, (n, k)), random.integers(1, 1 + 400 // step, (n, k)) * step
    day, kind = np.append(np.tile(np.arange(t), 4), t), np.append(np.repeat(np.arange(4), t), 4)
    of_a, of_b = np.isin(kind, [0, 1]), np.isin(kind, [2, 3])
    first = np.stack([np.where(of_a, day, t), np.where(of_b, day, t), day, np.where(np.isin(kind, [1, 3]), 0, 1)])
    share = 300 * n // t
    rooms = [np.cumsum(random.integers(-20, share * part // 4 + 60, t)) for part in (2, 2, 3)]
    budget = random.integers(0, 200 * n + 1, 1)
    plain = made(cell, pay, random.integers(-30, 90, (n, k)), np.concatenate([*rooms, budget]))
    lifts = np.concatenate([np.eye(t), np.zeros((t, t)), np.eye(t), np.zeros((1, t))]).astype(bool)
    line = Line(random.integers(0, 150, t), random.integers(0, 4 * VALUE_SCALE, t), 7, lifts)
    return replace(plain, rules=Limits(first, (t, t, t, 1)), line=line if seed % 3 else None)


def oracle(instance: Instance, other: Callable[[Instance], Best]) -> Best:
    """Least shortage, and the best worth once every limit gives way by as much."""
    least, best = other(instance)
    return (least, best) if least == 0 else (least, other(replace(instance, headroom=instance.headroom + least))[1])


def by_enumeration(instance: Instance) -> Best:
    """Try every plan."""
    day, pay, value, judge = instance.day.tolist(), instance.pay.tolist(), instance.value.tolist(), _judge(instance)
    best = (10**18, 0)
    for choice in product(*[range(len(each)) for each in day]):
        flow: dict[int, int] = {}
        for i, j in enumerate(choice):
            flow[day[i][j]] = flow.get(day[i][j], 0) + pay[i][j]
        broken, cost = judge(flow)
        best = min(best, (broken, cost - sum(value[i][j] for i, j in enumerate(choice))))
    return best[0], -best[1]


def by_states(instance: Instance) -> Best:
    """Bill after bill over the outflow by cell; of two plans with the same outflow only the better goes on."""
    day, pay, value, judge = instance.day.tolist(), instance.pay.tolist(), instance.value.tolist(), _judge(instance)
    states: dict[tuple[int, ...], int] = {(0,) * instance.limits.cells: 0}
    last = instance.limits.cells - 1
    for i in range(len(day)):
        reached: dict[tuple[int, ...], int] = {}
        for flow, gained in states.items():
            for j in range(len(day[i])):
                at = day[i][j]
                after = (*flow[:at], flow[at] + pay[i][j], *flow[at + 1 :]) if at < last else flow
                if reached.get(after, -(10**18)) < gained + value[i][j]:
                    reached[after] = gained + value[i][j]
        states = reached
    judged = ((judge(dict(enumerate(flow))), gained) for flow, gained in states.items())
    least, loss = min((broken, cost - gained) for (broken, cost), gained in judged)
    return least, -loss


def _judge(instance: Instance) -> Callable[[dict[int, int]], tuple[int, int]]:
    """Of what leaves by cell: by how much the worst row is broken, and what the line costs (value units, rounded up)."""
    rows: list[tuple[int, list[int]]] = []  # headroom, and the cells that count
    first, place = instance.limits.first.tolist(), 0
    for limit, size in enumerate(instance.limits.sizes):
        for row in range(size):
            cells = [cell for cell, start in enumerate(first[limit]) if start <= row]
            rows.append((int(instance.headroom[place]), cells))
            place += 1
    line = instance.line
    days = [] if line is None else [np.flatnonzero(column).tolist() for column in line.lifts.T]

    def judge(flow: dict[int, int]) -> tuple[int, int]:
        over = [sum(flow.get(cell, 0) for cell in cells) - room for room, cells in rows]
        cost = 0
        for day, lifted in enumerate(days):
            assert line is not None
            draw = min(int(line.most[day]), max(0, *(over[row] for row in lifted), 0))
            cost += draw * int(line.dear[day])
            for row in lifted:
                over[row] -= draw
        return max(0, *over, 0), 0 if line is None else -(-cost // line.per)

    return judge


def main(enumerated: int = 1_300, by_state: int = 100, full: int = 600) -> None:
    """Print how many problems were solved, how many had no plan that keeps the floor, and the seeds that differ."""
    plain = [("plain", seed, drawn(seed, most=7), by_enumeration) for seed in range(enumerated)]
    plain += [("plain", seed, drawn(seed, most=12, step=40), by_states) for seed in range(by_state)]
    small = full * 5 // 6
    parts = [("full", seed, drawn_full(seed, most=7), by_enumeration) for seed in range(small)]
    parts += [("full", seed, drawn_full(seed, most=12, step=100), by_states) for seed in range(small, full)]
    differ, short = [], 0
    for model, seed, instance, other in [*plain, *parts]:
        best, plan = oracle(instance, other), solve(instance)
        short += best[0] > 0
        if (plan.shortage, plan.worth) != best or plan.bound < best[1]:
            differ.append(f"{model} {seed}")
    states = by_state + full - small
    print(f"{enumerated + small:,} problems by enumeration, {states:,} by states, {full:,} of them with the full model")
    print(
        f"{short:,} cannot keep their limits; least shortage and best worth differ on {len(differ)} {', '.join(differ)}"
    )
    if differ:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
