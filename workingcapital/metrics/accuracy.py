"""How good a forecast was."""

from collections.abc import Sequence
from decimal import Decimal

from workingcapital.metrics.registry import divided, registered

Pairs = Sequence[tuple[Decimal, Decimal]]


@registered("forecast.wape.v1", "Forecast error (WAPE)", "percent", "Σ|actual − forecast| / Σ|actual| × 100")
def weighted_error(pairs: Pairs) -> Decimal:
    """Absolute error in per cent of what happened, over (actual, forecast) pairs; never of a net figure alone.

    >>> weighted_error([(Decimal(100), Decimal(90)), (Decimal(-100), Decimal(-110))])
    Decimal('10')
    """
    error = sum((abs(actual - forecast) for actual, forecast in pairs), Decimal(0))
    return divided(error * 100, sum((abs(actual) for actual, _ in pairs), Decimal(0)), "the sum of what happened")


@registered("forecast.bias.v1", "Forecast bias", "percent", "Σ(forecast − actual) / Σ|actual| × 100")
def bias(pairs: Pairs) -> Decimal:
    """How much too high the forecast was, in per cent; negative when too low.

    >>> bias([(Decimal(100), Decimal(90)), (Decimal(-100), Decimal(-110))])
    Decimal('-10')
    """
    error = sum((forecast - actual for actual, forecast in pairs), Decimal(0))
    return divided(error * 100, sum((abs(actual) for actual, _ in pairs), Decimal(0)), "the sum of what happened")


@registered(
    "forecast.coverage.v1", "Actuals inside the band", "percent", "weeks with P10 ≤ actual ≤ P90 / all weeks × 100"
)
def coverage(bands: Sequence[tuple[Decimal, Decimal, Decimal]]) -> Decimal:
    """How often what happened lay between P10 and P90, over (actual, P10, P90); about 80 is right, 100 is too wide.

    >>> coverage([(Decimal(5), Decimal(1), Decimal(9)), (Decimal(5), Decimal(6), Decimal(9))])
    Decimal('50')
    """
    inside = sum(low <= actual <= high for actual, low, high in bands)
    return divided(Decimal(inside) * 100, Decimal(len(bands)), "the number of weeks")


@registered("forecast.accuracy.v1", "Forecast accuracy", "percent", "(1 − |actual − forecast| / |actual|) × 100")
def accuracy(actual: Decimal, forecast: Decimal) -> Decimal:
    """Accuracy of one figure, measured on what happened.

    >>> accuracy(Decimal(5200000), Decimal(5000000)).quantize(Decimal("0.01"))
    Decimal('96.15')
    """
    return 100 - divided(abs(actual - forecast) * 100, abs(actual), "what happened")


@registered(
    "forecast.accuracy.on_forecast.v1",
    "Forecast accuracy (on the forecast)",
    "percent",
    "(1 − |actual − forecast| / |forecast|) × 100",
    "hyperbots.com, treasury forecast accuracy (published variant)",
)
def accuracy_on_forecast(actual: Decimal, forecast: Decimal) -> Decimal:
    """The published variant that divides by the forecast.

    >>> accuracy_on_forecast(Decimal(5200000), Decimal(5000000))
    Decimal('96')
    """
    return 100 - divided(abs(actual - forecast) * 100, abs(forecast), "the forecast")
