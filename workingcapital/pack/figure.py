"""How a figure is written for a reader: thousands apart, a true minus, its unit."""

from workingcapital.facts import Fact

SIGNS = {"days": " d", "percent": " %"}


def written(fact: Fact, with_unit: bool = False) -> str:
    """The stated value with thousands separated; currency or unit only where asked for.

    >>> from datetime import date
    >>> written(Fact(label="", value="-1234.50", unit="money", currency="EUR", as_of=date(2026, 6, 30), company="A",
    ...              formula="sum.v1"))
    '−1,234.50'
    """
    if fact.unit in ("date", "text"):
        return fact.value
    number = f"{fact.decimal():,}".replace("-", "−")
    if fact.unit == "money":
        return f"{number} {fact.currency}" if with_unit else number
    return number + SIGNS.get(fact.unit, "")
