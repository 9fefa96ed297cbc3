"""Two other ways to the best plan, which share no code with the optimiser: every plan, and one state after another.

python -m benchmarks.timing_exact: 2,000 random problems, those of up to 7 bills by enumeration, of up to 12 by states.
"""

from datetime import date, timedelta
from itertools import product

import numpy as np

from workingcapital.timing.instance import VALUE_SCALE, Instance
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


def by_enumeration(instance: Instance) -> Best:
    """Try every plan."""
    day, pay, value = instance.day.tolist(), instance.pay.tolist(), instance.value.tolist()
    room, best = instance.headroom.tolist(), (10**18, 0)
    for choice in product(*[range(len(each)) for each in day]):
        flow = [0] * (len(room) + 1)
        for i, j in enumerate(choice):
            flow[day[i][j]] += pay[i][j]
        best = min(best, (_broken(flow, room), -sum(value[i][j] for i, j in enumerate(choice))))
    return best[0], -best[1]


def by_states(instance: Instance) -> Best:
    """Bill after bill over the outflow by day; of two plans with the same outflow only the better goes on."""
    day, pay, value = instance.day.tolist(), instance.pay.tolist(), instance.value.tolist()
    room = instance.headroom.tolist()
    states: dict[tuple[int, ...], int] = {(0,) * (len(room) + 1): 0}
    for i in range(len(day)):
        reached: dict[tuple[int, ...], int] = {}
        for flow, gained in states.items():
            for j in range(len(day[i])):
                at = day[i][j]
                after = (*flow[:at], flow[at] + pay[i][j], *flow[at + 1 :]) if at < len(room) else flow
                if reached.get(after, -(10**18)) < gained + value[i][j]:
                    reached[after] = gained + value[i][j]
        states = reached
    least, loss = min((_broken(list(flow), room), -gained) for flow, gained in states.items())
    return least, -loss


def _broken(flow: list[int], room: list[int]) -> int:
    total, worst = 0, 0
    for out, most in zip(flow, room, strict=False):
        total += out
        worst = max(worst, total - most)
    return worst


def main(enumerated: int = 1_700, by_state: int = 300) -> None:
    """Print how many problems were solved, how many had no plan that keeps the floor, and the seeds that differ."""
    differ, short = [], 0
    for seed in range(enumerated + by_state):
        few = seed < enumerated
        instance = drawn(seed, most=7) if few else drawn(seed, most=12, step=40)
        best = by_enumeration(instance) if few else by_states(instance)
        plan = solve(instance)
        short += best[0] > 0
        if (plan.shortage, plan.worth) != best:
            differ.append(seed)
    print(f"{enumerated:,} problems by enumeration, {by_state:,} by states; {short:,} cannot keep their floor")
    print(f"least shortage and best worth differ on {len(differ)}{': ' if differ else ''}{', '.join(map(str, differ))}")


if __name__ == "__main__":
    main()
