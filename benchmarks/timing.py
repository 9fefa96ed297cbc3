"""How good and how fast payment timing is, beside HiGHS and greedy: python -m benchmarks.timing [--quick] [--json].

Values are in euro, `gap` and `milp_gap` shares of the attainable discounts: (bound − value) / attainable.
`bound_seconds` is the time to prices that prove the bound; `lp_ratio` how many times longer HiGHS' LP took; both, and
`seconds`, by the clock. `processor_seconds` hardly depend on what else the machine does; `times_plain` are their ratio.
"""

import argparse
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any, Final

from benchmarks.run import show
from benchmarks.timing_baselines import Baseline, Plain, greedy
from benchmarks.timing_full import FRESH, SURE, full_ledger, kept_on_fresh_paths, without_line
from benchmarks.timing_instance import ledger
from workingcapital.timing.instance import VALUE_SCALE, Instance, drawn
from workingcapital.timing.optimiser import Effort, Plan, attainable, solve
from workingcapital.timing.prices import price
from workingcapital.timing.reduction import reduced

DAYS: Final = 90
SIZES: Final = (1_000, 10_000, 100_000)
IN_A_MOMENT: Final = Effort(corners=2, programmes=1, nodes=1, every=0, first=60, goal=4e-3)
REPEATS: Final = 3
LEDGERS: Final = (7, 8, 9)  # seeds: the full model of the largest size on each
CENTS: Final = 100


def measure(quick: bool = False) -> dict[str, Any]:
    """What `wcc bench timing` prints; quick: up to 10,000 bills, 5 seconds for the MILP."""
    return measured(SIZES[:2] if quick else SIZES, 5.0 if quick else 60.0)


def measured(sizes: tuple[int, ...], milp_seconds: float, baselines: bool = True) -> dict[str, Any]:
    """The benchmark's document. Ours is measured for all sizes first, so that `peak_mb` is ours."""
    results = []
    for bills in sizes:
        if bills <= 1_000:
            results.append(ours(bills, "quick", IN_A_MOMENT))
        results.append(ours(bills, "full", Effort()))
    if baselines:
        for result in results:
            result |= beside(result, milp_seconds)
    results += [full_model(bills, LEDGERS[0]) for bills in sizes]
    results += [full_model(sizes[-1], seed) for seed in LEDGERS[1:] if sizes[-1] <= 100_000]
    return {"name": "timing", "machine": machine(), "results": results}


def ours(bills: int, effort_name: str, effort: Effort) -> dict[str, Any]:
    """Our plan for one size; seconds are the median of three."""
    instance = ledger(bills, DAYS)
    repeats = REPEATS if bills <= 100_000 else 1
    bound_seconds = statistics.median(_timed(lambda: price(reduced(instance).instance))[1] for _ in range(repeats))
    plans, spent = _solved(instance, effort, repeats)
    plan = plans[0][0]
    if len({other.worth for other, _ in plans}) != 1 or not plan.keeps_floor:
        raise ArithmeticError(f"the plan of {bills} bills is not the same twice or breaks the floor")
    most = attainable(instance)
    return {
        "bills": bills,
        "days": DAYS,
        "effort": effort_name,
        "seconds": round(statistics.median(seconds for _, seconds in plans), 3),
        "processor_seconds": round(spent, 3),
        "bound_seconds": round(bound_seconds, 3),
        "gap": (plan.best - plan.worth) / most,
        "gap_by_prices": (plan.bound - plan.worth) / most,
        "currency": "EUR",
        "value": _euro(plan.worth),
        "bound": _euro(plan.best),
        "attainable": _euro(most),
        "shortage": plan.shortage,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def full_model(bills: int, seed: int) -> dict[str, Any]:
    """The full model of one size beside the plain one in the same run, and its promise on paths that were never drawn."""
    full, plain, repeats = full_ledger(bills, DAYS, seed), ledger(bills, DAYS, seed), REPEATS if bills <= 100_000 else 1
    alone, (plans, spent) = _solved(plain, Effort(), repeats)[1], _solved(full.instance, Effort(), repeats)
    plan = plans[0][0]
    if len({other.worth for other, _ in plans}) != 1 or not plan.keeps_floor:
        raise ArithmeticError(f"the full plan of {bills} bills is not the same twice or breaks a limit")
    seconds, most = statistics.median(took for _, took in plans), attainable(full.instance)
    return {
        "bills": bills,
        "days": DAYS,
        "ledger": seed,
        "effort": "full model: line, two accounts, offers with a budget, joint 95% floor",
        "seconds": round(seconds, 3),
        "processor_seconds": round(spent, 3),
        "times_plain": round(spent / alone, 1),
        "gap": (plan.best - plan.worth) / most,
        "gap_by_prices": (plan.bound - plan.worth) / most,
        "currency": "EUR",
        "value": _euro(plan.worth),
        "value_without_line": _euro(solve(without_line(full.instance)).worth),
        "days_drawn": int((drawn(full.instance, plan.choice) > 0).sum()),
        "promised": SURE,
        "kept_on_fresh_paths": round(kept_on_fresh_paths(full, seed=99), 4),
        "fresh_paths": FRESH,
    }


def _solved(instance: Instance, effort: Effort, repeats: int) -> tuple[list[tuple[Plan, float]], float]:
    """Plans with their seconds by the clock, and the median of their processor seconds."""
    plans, spent = [], []
    for _ in range(repeats):
        (plan, of_processor), seconds = _timed(lambda: _timed(lambda: solve(instance, effort), time.process_time))
        plans.append((plan, seconds))
        spent.append(of_processor)
    return plans, statistics.median(spent)


def beside(result: dict[str, Any], milp_seconds: float) -> dict[str, Any]:
    """The baselines of the same problem, as small as ours; bills without a choice are worth nothing in it."""
    instance: Instance = reduced(ledger(result["bills"], DAYS)).instance
    plain, most = Plain(instance), attainable(instance)
    relaxed, by_yield = plain.relaxed(), greedy(instance)
    mixed = plain.integer(milp_seconds) if milp_seconds > 0 else Baseline(None, None, 0.0)
    both = mixed.bound is not None and mixed.worth is not None
    return {
        "lp_seconds": round(relaxed.seconds, 3),
        "lp_ratio": round(relaxed.seconds / result["bound_seconds"], 1),
        "lp_value": _euro(relaxed.bound),
        "lp_rounded_value": _euro(relaxed.worth),
        "milp_seconds": round(mixed.seconds, 3),
        "milp_value": _euro(mixed.worth),
        "milp_gap": (mixed.bound - mixed.worth) / most if both else None,  # type: ignore[operator]
        "greedy_seconds": round(by_yield.seconds, 3),
        "greedy_value": _euro(by_yield.worth),
    }


def machine() -> str:
    """The machine, as far as the figures depend on it."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main(arguments: list[str] | None = None) -> None:
    """Print the table, or the document as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="up to 10,000 bills, 5 seconds for the MILP")
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of bills, 1000000 for the largest")
    parser.add_argument("--alone", action="store_true", help="without the baselines")
    given = parser.parse_args(arguments)
    sizes = tuple(given.sizes) if given.sizes else SIZES[:2] if given.quick else SIZES
    document = measured(sizes, 5.0 if given.quick else 60.0, not given.alone)
    show(document, given.json)


def _timed(work: Any, clock: Callable[[], float] = time.perf_counter) -> tuple[Any, float]:
    begun = clock()
    done = work()
    return done, clock() - begun


def _euro(value: float | None) -> float | None:
    return None if value is None else round(value / VALUE_SCALE / CENTS, 2)


if __name__ == "__main__":
    main()
