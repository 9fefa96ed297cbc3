"""Chance that is the same on every machine: seeded by topic, no library mathematics, no clock."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import TypeVar

T = TypeVar("T")

CENT = Decimal("0.01")


def stream(*topic: str) -> Random:
    """A generator of its own for each topic, so that a change in one leaves the others as they were."""
    return Random("halden/" + "/".join(topic))


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
