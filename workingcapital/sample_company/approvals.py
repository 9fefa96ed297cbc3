"""Who approved which bill, within which limit."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from workingcapital.sample_company.days import TODAY
from workingcapital.sample_company.people import address
from workingcapital.sample_company.posting import Draft
from workingcapital.sample_company.rows import Books, Row

LIMITS = ((Decimal(50_000), "ap.approver"), (Decimal(500_000), "ap.manager"))


def approve(books: Books, drafts: list[Draft]) -> None:
    """Approval state of every bill: the newest are still waiting."""
    for draft in drafts:
        row = books[draft.key]
        if draft.approved_on is None or draft.approved_on <= TODAY:
            _approved(row, draft)
        else:
            row["approval"] = "entered" if draft.posting >= TODAY - timedelta(days=1) else "waiting"


def _approved(row: Row, draft: Draft) -> None:
    base = abs(row["gross"]) * (row["fx_rate"] or 1)
    limit, role = next(((limit, role) for limit, role in LIMITS if base <= limit), (None, "controller"))
    day = draft.approved_on or draft.posting
    minute = sum(map(ord, draft.key)) % 480
    row["approved_by"], row["approval_limit"] = address(role), limit
    row["approved_at"] = datetime.combine(day, time(8), UTC) + timedelta(minutes=minute)
