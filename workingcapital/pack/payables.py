"""Discounts taken and missed, and how fast suppliers are paid."""

from datetime import date

from workingcapital.pack.reading import Reading, one_month
from workingcapital.pack.section import Cell, Section
from workingcapital.store.gathering.missed import causes, missed_of
from workingcapital.store.gathering.practices import BUCKETS


def discounts(reading: Reading) -> Section:
    """What the month's payments deducted, what lapsed and why."""
    period, before = one_month(reading.as_of), one_month(reading.before)
    known = _causes(reading, reading.as_of, period)
    known += [cause for cause in _causes(reading, reading.before, before) if cause not in known]
    rows: list[tuple[Cell, ...]] = [
        reading.compared_flow("Taken", "discount.taken.total.v1", one_month),
        reading.compared_flow("Missed", "discount.missed.total.v2", one_month),
        *(
            reading.compared_flow(f"missed: {cause}", "discount.missed.cause.v1", one_month, cause=cause)
            for cause in known
        ),
    ]
    said = (
        "A discount is missed the day after the last deadline of its bill, when none was taken; its cause is what kept "
        "it from the last payment run in time."
    )
    return Section("Discounts", ("", period, before, "Change"), tuple(rows), said, strong=frozenset({0, 1}))


def practices(reading: Reading, period: str | None = None) -> Section:
    """Bills paid off in a period (else the month), in the shape of the UK reporting regulations."""
    asked = {"period": period or one_month(reading.as_of)}
    rows: list[tuple[Cell, ...]] = [
        ("Invoices paid", reading.now("practice.count.v1", **asked), None, None),
        ("Average days to pay", reading.now("practice.days.v1", **asked), None, None),
    ]
    for bucket, (label, _) in BUCKETS.items():
        shares = (reading.now("practice.share.v1", by=by, bucket=bucket, **asked) for by in ("number", "value"))
        rows.append((label, *shares, reading.now("practice.value.v1", bucket=bucket, **asked)))
    said = "Counted from receipt of the invoice to its last payment (SI 2017/395, as amended by SI 2024/444)."
    if period is None:
        said += " The statutory report covers a half-year; this is its month."
    return Section("Payment practices", ("", "By number", "By value", "Value"), tuple(rows), said)


def _causes(reading: Reading, day: date, period: str) -> list[str]:
    """Why discounts were missed in the month."""
    return causes(missed_of(reading.books, reading.ours.code, day, {"period": period})[1])
