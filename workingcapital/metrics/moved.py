"""What moved a balance between two period ends, in parts that add up to the cent.

The balance of the first day is taken at the rates of the last (rates), then grown with the invoices of a day (volume).
What late, disputed and credit items are away from that is their part; what is left is the mix: longer or shorter terms,
and invoices that came early or late in the period.
"""

from decimal import Decimal

from workingcapital.metrics.registry import divided, registered

_OWN = "working-capital practice; the parts are ours"


@registered("moved.rates.v1", "Exchange rates", "money", "first balance at the last day's rates − at its own", _OWN)
def moved_by_rates(before: Decimal, before_at_new_rates: Decimal) -> Decimal:
    """What other rates alone make of the same items.

    >>> moved_by_rates(Decimal(90), Decimal(95))
    Decimal('5')
    """
    return before_at_new_rates - before


@registered(
    "moved.volume.v1",
    "Volume",
    "money",
    "first balance × (invoiced a day / invoiced a day before) − first balance",
    _OWN,
)
def moved_by_volume(balance: Decimal, flow: Decimal, days: int, flow_before: Decimal, days_before: int) -> Decimal:
    """What more or fewer invoices make of the balance, with everything else as it was.

    >>> moved_by_volume(Decimal(100), Decimal(91), 91, Decimal(180), 90)
    Decimal('-50.0')
    """
    return balance * growth(flow, days, flow_before, days_before) - balance


@registered(
    "moved.part.v1",
    "Part of the change",
    "money",
    "these items − what they were × growth of the invoices of a day",
    _OWN,
)
def moved_by_part(
    before: Decimal, now: Decimal, flow: Decimal, days: int, flow_before: Decimal, days_before: int
) -> Decimal:
    """What late, disputed or credit items moved beyond the growth of the business.

    >>> moved_by_part(Decimal(20), Decimal(30), Decimal(91), 91, Decimal(180), 90)
    Decimal('20.0')
    """
    return now - before * growth(flow, days, flow_before, days_before)


@registered("moved.mix.v1", "Mix of terms and timing", "money", "last balance − first balance − the other parts", _OWN)
def moved_by_mix(before: Decimal, now: Decimal, other_parts: Decimal) -> Decimal:
    """What is left: terms that became longer or shorter, invoices that came early or late in the period.

    >>> moved_by_mix(Decimal(100), Decimal(80), Decimal(-25))
    Decimal('5')
    """
    return now - before - other_parts


def growth(flow: Decimal, days: int, flow_before: Decimal, days_before: int) -> Decimal:
    """The invoices of a day now over those of a day before.

    >>> growth(Decimal(91), 91, Decimal(180), 90)
    Decimal('0.5')
    """
    return divided(divided(flow, Decimal(days), "days") * days_before, flow_before, "the flow of the earlier period")
