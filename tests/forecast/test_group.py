"""Several companies as one: the sum path by path, each company's own luck, the rate used once."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from workingcapital.forecast.cash import Simulated
from workingcapital.forecast.group import Member, together

DAY = date(2026, 6, 30)


def member(code: str, rate: str = "1", seed: int = 1, floor: int = 0) -> Member:
    """A company with 1,000.00 to begin with and receipts of about 100.00 a week."""
    rng = np.random.default_rng(seed)
    lines = {
        "open receivables": rng.normal(100_00, 50_00, (4, 2_000)).round().astype(np.int64),
        "open payables": np.full((4, 2_000), -30_00),
    }
    closing = 1_000_00 + np.cumsum(sum(lines.values()), axis=0)
    return Member(code, Simulated(lines, closing, 7_00), 1_000_00, floor, Decimal(rate))


def test_the_group_closes_at_the_sum_of_its_members_and_its_lines_add_up() -> None:
    whole, _ = together([member("A", seed=1), member("B", "1.25", seed=2)])
    net = sum(whole.lines.values())
    assert (whole.closing == 1_000_00 + 1_250_00 + np.cumsum(net, axis=0)).all(), "closing is exact on every path"
    expected = member("A", seed=1).simulated.closing.mean(axis=1) + 1.25 * member("B", seed=2).simulated.closing.mean(
        axis=1
    )
    assert whole.closing.mean(axis=1) == pytest.approx(expected, abs=2)
    assert whole.disputed == 7_00 + 8_75


def test_companies_drawn_alike_do_not_share_their_luck() -> None:
    one = member("A", seed=5)
    whole, _ = together([one, member("B", seed=5)])
    spread = whole.closing.std(axis=1) / one.simulated.closing.std(axis=1)
    assert spread == pytest.approx(np.full(4, np.sqrt(2)), rel=0.05), "twice the variance, not twice the spread"
    alone, _ = together([one])
    assert (alone.closing == one.simulated.closing).all()


def test_one_company_may_be_short_where_the_group_is_not() -> None:
    rich, poor = member("A", seed=1, floor=0), member("B", seed=2, floor=2_000_00)
    whole, under = together([rich, poor])
    assert (whole.closing > 1_000_00).all()
    assert (under == 1).all()
