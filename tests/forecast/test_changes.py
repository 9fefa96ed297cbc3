"""What changed between two forecasts: every step adds up, and each cause takes what is its own."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forecast.habits import habits
from workingcapital.forecast.changes import NOT_PLANNED, Days, Item, Thought, bills, receivables, to_come
from workingcapital.forecast.coming import Issued, NotIssued

THEN = date(2026, 6, 23)
NOW = THEN + timedelta(days=7)
DAYS = Days(THEN, NOW, 6)
LATE = {1: [0, 5, 10, 20] * 10, 2: [0, 3, 7, 30] * 10}
OLD, NEW = habits(THEN, LATE), habits(NOW, {**LATE, 1: [2, 9, 14, 20] * 10})

days = st.integers(-60, 60).map(lambda n: THEN + timedelta(days=n))
thoughts = st.builds(Thought, party=st.integers(1, 3), due=days, promised=st.none() | days)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """An item of then, partly or wholly paid, credited or not, or a new one."""
    if draw(st.booleans()):
        moved, left = draw(st.integers(0, 10**9)), draw(st.integers(1, 10**9))
        return Item(None, draw(thoughts), 0, 0, 0, moved, left)
    before = draw(st.integers(100, 10**9))
    moved = draw(st.integers(0, before))
    left = draw(st.integers(0, before - moved))
    now = draw(thoughts) if left else None
    return Item(draw(thoughts), now, before, moved, left, moved, left)


def by_hand(item: Item, habit_of: str, paid: int, open_: int) -> np.ndarray:  # type: ignore[type-arg]
    """The expected cash of one side of an item, by day and then by period."""
    thought, known, after = (item.then, OLD, THEN) if habit_of == "then" else (item.now, NEW, NOW)
    moves = np.zeros(DAYS.periods)
    moves[0] = paid
    if thought is None or not open_:
        return moves
    by_day = known.by_day(
        np.array([thought.party]), np.array([thought.due.toordinal()]), np.zeros((1, 0)), 42 - (after - THEN).days
    )[0]
    if thought.promised and thought.promised > after:
        by_day = np.array([float(after + timedelta(days=n + 1) == thought.promised) for n in range(len(by_day))])
    for n, chance in enumerate(by_day):
        moves[DAYS.period(after + timedelta(days=n + 1))] += open_ * chance
    return moves


@settings(max_examples=60, deadline=None)
@given(st.lists(items(), max_size=6))
def test_the_steps_of_receivables_lead_from_one_forecast_to_the_other(some: list[Item]) -> None:
    steps = receivables(some, OLD, NEW, DAYS)
    found = sum(steps.values(), np.zeros(DAYS.periods, np.int64))
    then = sum((by_hand(item, "then", 0, item.before) for item in some), np.zeros(DAYS.periods))
    now = sum((by_hand(item, "now", item.moved_now, item.left_now) for item in some), np.zeros(DAYS.periods))
    assert np.abs(found - (now - then)).max() <= 2 * len(some) + 1, "each item is rounded once on each side"


@settings(max_examples=60, deadline=None)
@given(st.lists(items(), max_size=6))
def test_the_steps_of_bills_lead_from_one_plan_to_the_other(some: list[Item]) -> None:
    def paid(item: Item, side: str) -> np.ndarray:  # type: ignore[type-arg]
        moves = np.zeros(DAYS.periods + 1, np.int64)
        thought = item.then if side == "then" else item.now
        if side == "now":
            moves[0] -= item.moved_now
        if thought is not None:
            period = DAYS.period(thought.due)
            moves[period if side == "then" else max(1, period)] -= item.before if side == "then" else item.left_now
        return moves[:-1]

    found = sum(bills(some, DAYS).values(), np.zeros(DAYS.periods, np.int64))
    wanted = sum((paid(item, "now") - paid(item, "then") for item in some), np.zeros(DAYS.periods, np.int64))
    assert (found == wanted).all()


def one(**more: object) -> Item:
    """100.00 of customer 1, due in twenty days, still open as it was."""
    due = THEN + timedelta(days=20)
    standing = {
        "then": Thought(1, due), "now": Thought(1, due), "before": 100_00, "moved": 0, "left": 100_00,
        "moved_now": 0, "left_now": 100_00,
    }  # fmt: skip
    return Item(**{**standing, **more})  # type: ignore[arg-type]


def causes(item: Item) -> set[str]:
    """What a single item's change is put down to, habits and calendar apart."""
    moved = {cause for cause, moves in receivables([item], OLD, OLD, DAYS).items() if moves.any()}
    return moved - {"not received yet"}


def test_each_cause_takes_what_is_its_own() -> None:
    assert causes(one(now=None, moved=100_00, left=0, moved_now=100_00, left_now=0)) == {"received early"}
    assert causes(one(now=None, left=0, left_now=0)) == {"credited or cancelled"}
    assert causes(one(now=Thought(1, THEN + timedelta(days=20), THEN + timedelta(days=30)))) == {"promises"}
    assert causes(one(now=Thought(2, THEN + timedelta(days=20)))) == {"disputes"}, "whose habit speaks has changed"
    assert causes(one(left_now=110_00)) == {"exchange rates"}
    assert causes(one(then=None, before=0, left=0)) == {"new invoices"}


def test_a_bill_that_is_held_is_in_no_plan() -> None:
    held = one(now=Thought(1, NOT_PLANNED))
    steps = bills([held], DAYS)
    assert steps["bills moved or held"].sum() == 100_00, "its money stays"
    assert all(not moves.any() for cause, moves in steps.items() if cause != "bills moved or held")


def test_what_was_expected_to_be_invoiced_meanwhile_is_told_from_what_still_is() -> None:
    def coming(on: date) -> NotIssued:
        past = [Issued(1, 50_00, on - timedelta(days=n), on - timedelta(days=n - 10)) for n in range(1, 56)]
        return NotIssued(tuple(past), 8)

    meanwhile, since = to_come(coming(THEN), OLD, coming(NOW), OLD, DAYS)
    assert meanwhile.sum() > 0
    assert abs(since.sum()) < 0.1 * meanwhile.sum(), "the same again a week later"
