"""The metric families; importing this module registers all their formulas."""

from typing import Final

from workingcapital.metrics import (
    accuracy,
    ageing,
    averages,
    balances,
    bridge,
    contracts,
    discounts,
    exposure,
    forecast_changes,
    forecasts,
    group,
    late_interest,
    matching,
    moved,
    payable_days,
    plans,
    practices,
    receivable_days,
    retired,
    withholding,
)
from workingcapital.metrics.registry import Formula, formula

FAMILIES: Final = (
    accuracy,
    ageing,
    averages,
    balances,
    bridge,
    contracts,
    discounts,
    exposure,
    forecast_changes,
    forecasts,
    group,
    late_interest,
    matching,
    moved,
    payable_days,
    plans,
    practices,
    receivable_days,
    retired,
    withholding,
)


def definition(formula_id: str) -> Formula:
    """The formula with that id, whichever family it is of."""
    return formula(formula_id)
