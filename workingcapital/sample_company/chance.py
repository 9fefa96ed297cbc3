"""Chance that is the same on every machine: seeded by topic, no library mathematics, no clock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final, TypeVar

T = TypeVar("T")

CENT = Decimal("0.01")
HALDEN: Final = "halden"  # the luck that everybody's Halden had

_luck = ContextVar("luck", default=HALDEN)


@contextmanager
def luck_of(name: str) -> Iterator[None]:
    """Within it chance is that of another name: the same group with the same rules, whose customers, invoices and pay
    days fell out otherwise."""
    before = _luck.set(name)
    try:
        yield
    finally:
        _luck.reset(before)


def stream(*topic: str) -> Random:
    """A generator of its own for each topic, so that a change in one leaves the others as they were."""
    return Random(f"{_luck.get()}/" + "/".join(topic))


def skewed(rng: Random, low: int, high: int) -> Decimal:
    """An amount between low and high with many small and few large ones, in cents."""
    span = (high - low) * 100
    return Decimal(low * 100 + int(span * rng.random() * rng.random())) * CENT


def bell(rng: Random, mean: float, spread: float) -> float:
    """Roughly normal: four uniform draws, because log and cos differ between C libraries."""
    return mean + spread * 1.732 * (rng.random() + rng.random() + rng.random() + rng.random() - 2.0)


def happens(rng: Random, percent: float) -> bool:
    """True in `percent` of a hundred draws."""
    return rng.random() * 100.0 < percent


def pick(rng: Random, options: Sequence[T]) -> T:
    """One of the options."""
    return options[rng.randrange(len(options))]


def cents(amount: Decimal) -> Decimal:
    """Rounded half up to two decimals."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def percent_of(amount: Decimal, percent: Decimal) -> Decimal:
    """A percentage of an amount, rounded to the cent."""
    return cents(amount * percent / 100)
