"""What changed since an earlier forecast, as figures."""

from decimal import Decimal

from workingcapital.metrics.registry import registered


@registered(
    "forecast.change.v1",
    "Change of the forecast",
    "money",
    "Σ over the time passed and the weeks ahead of (expected now − expected then), of one cause or of all",
    "docs/forecast.md",
)
def forecast_change(by_period: list[Decimal]) -> Decimal:
    """What one cause did to the closing that both forecasts speak of; `by_period`: its part in each period.

    >>> forecast_change([Decimal("10.50"), Decimal("-4.20")])
    Decimal('6.30')
    """
    return sum(by_period, Decimal(0))
