"""When customers pay: what each did before, weighed against what everybody did, day by day.

Lateness (days after the due date) is what is general (a level, and traits such as the amount)
plus the customer's own effect plus chance. The general part and the effects are a ridge
regression (the effect is shrunk towards none); chance is the customer's own distribution,
weighed against everybody's around their effects. Items still open count for as long as they
were seen (Kaplan and Meier, 1958). Which days bring money is a profile of each customer's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workingcapital.forecast.day_kinds import KINDS, DayKinds, day_kinds, every_day_open

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

EARLIEST: Final = -150  # days after the due date on which payments are told apart
LATEST: Final = 250
SPAN: Final = LATEST - EARLIEST
LATE: Final = 30  # from here on lateness has one chance a day for all, where few items tell
FEW: Final = 20
AHEAD: Final = 430  # days ahead that are known to be open or closed
DISPUTED: Final = -1  # stands for the customer of every disputed item: they are paid as disputed items were
NEVER_SEEN: Final = 1e-6  # weight of the tail that no history speaks for
TRUSTED: Final = 0.02  # of receipts on closed days; where more come, closed days are not closed for this company


@dataclass(frozen=True)
class Kind:
    """What is chosen by comparison on past days, never by looking at the future.

    `shrinkage` of a customer's effect and `pooled` weight of everybody's distribution, in items; `profile` of everybody's
    days, in payments; `bandwidth` in days; `together`: the share of a customer's items that follow one mood; `level` and
    `drift`: uncertainty of what is invoiced, once and a week (logarithms); `traits`: names of what else speaks.
    """

    name: str = "effect, everybody's chance, days of the week and month"
    shrinkage: float = 2.0
    pooled: float = 4.0
    profile: float = 4.0
    bandwidth: float = 2.0
    together: float = 0.55
    level: float = 0.12
    drift: float = 0.03
    weeks: int = 26
    traits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """Items (N) with their customer, due day, the day they were paid or last seen open, and traits (N × F)."""

    party: Whole
    due: Whole
    until: Whole
    paid: Flags
    traits: Floats


@dataclass(frozen=True)
class Habits:
    """What was learned; the last row of `chance` (density over lateness less the general part) and `profile` is a stranger's."""

    on: int
    parties: Whole
    general: Floats
    effect: Floats
    chance: Floats
    beyond: Floats
    profile: Floats
    usual: Floats  # plain mean lateness of each customer, then everybody's
    tail: float
    days: DayKinds
    kind: Kind = field(default_factory=Kind)

    def rows(self, party: Whole) -> Whole:
        """The row of each customer."""
        at = np.searchsorted(self.parties, party)
        known = at < len(self.parties)
        known[known] = self.parties[at[known]] == party[known]
        found: Whole = np.where(known, at, len(self.parties))
        return found

    def offset(self, traits: Floats) -> Whole:
        """The general part of the lateness of items with these traits, in whole days."""
        found: Whole = np.rint(self.general[0] + traits @ self.general[1:]).astype(np.int64)
        return found

    def by_day(
        self,
        party: Whole,
        due: Whole,
        traits: Floats,
        horizon: int,
        earliest: Whole | None = None,
        after: int | None = None,
    ) -> Floats:
        """The chance that each item, unpaid on day `after` (the day of learning), is paid on each of the next `horizon`
        days. Shape N × horizon; what is missing to 1 comes later. `earliest`: no payment before that day."""
        after = self.on if after is None else after
        row, first = self.rows(party), after + 1
        days = np.arange(first, first + horizon)
        late = days[None, :] - (due + self.offset(traits))[:, None] - EARLIEST
        inside = (late >= 0) & (late < SPAN)
        weight = np.where(inside, self.chance[row[:, None], np.clip(late, 0, SPAN - 1)], 0.0)
        rest = self.beyond[row, np.clip(late[:, -1] + 1, 0, SPAN)]
        ahead = np.arange(1, horizon + 1)
        weight += NEVER_SEEN * self.tail * np.exp(-self.tail * ahead)
        rest = rest + NEVER_SEEN * np.exp(-self.tail * horizon)
        if earliest is not None:
            weight *= days[None, :] >= earliest[:, None]
        weight *= self.profile[row][:, self.days.between(first, first + horizon - 1)]
        arrives = self.days.arrivals(first, first + horizon - 1)
        starts = np.flatnonzero(np.diff(arrives, prepend=-1))
        found = np.zeros_like(weight)
        found[:, arrives[starts]] = np.add.reduceat(weight, starts, axis=1)
        result: Floats = found / (found.sum(axis=1) + rest)[:, None]
        return result


def learn(seen: Seen, on: date, closed: frozenset[date], kind: Kind | None = None) -> Habits:
    """Habits from what was seen up to a day; without anything paid a stranger pays when due."""
    kind = kind or Kind()
    first = on - timedelta(days=1200)
    days, every = (
        day_kinds(first, on + timedelta(days=AHEAD), closed),
        every_day_open(first, on + timedelta(days=AHEAD)),
    )
    paid_on = np.clip(seen.until[seen.paid], days.first, on.toordinal())
    if len(paid_on) and not days.open[paid_on - days.first].mean() >= 1 - TRUSTED:
        days = every
    parties = np.unique(seen.party)
    row = np.searchsorted(parties, seen.party)
    general, effect = _effects(seen, row, len(parties), kind.shrinkage)
    chance, tail = _chances(seen, row, general, effect, kind)
    beyond = np.concatenate([np.cumsum(chance[:, ::-1], axis=1)[:, ::-1], np.zeros((len(chance), 1))], axis=1)
    profile = _profiles(seen, row, len(parties), days, on, kind.profile)
    usual = _usual(seen, row, len(parties))
    return Habits(on.toordinal(), parties, general, effect, chance, beyond, profile, usual, tail, days, kind)


def when_due(on: date, closed: frozenset[date], before: int = 0) -> Habits:
    """The habits of somebody who pays every item so many days before it is due, whatever happened in the past."""
    nobody = np.zeros(0, np.int64)
    empty = Seen(nobody, nobody, nobody, np.zeros(0, bool), np.zeros((0, 0)))
    return replace(learn(empty, on, closed, Kind(bandwidth=0.0)), general=np.array([-float(before)]))


def _late(seen: Seen) -> Whole:
    found: Whole = np.clip(seen.until - seen.due, EARLIEST, LATEST - 1)
    return found


def _usual(seen: Seen, row: Whole, parties: int) -> Floats:
    late, at = _late(seen)[seen.paid].astype(float), row[seen.paid]
    count = np.bincount(at, minlength=parties)
    everybody = float(late.mean()) if len(late) else 0.0
    mean = np.where(count > 0, np.bincount(at, late, parties) / np.maximum(count, 1), everybody)
    return np.append(mean, everybody)


def _effects(seen: Seen, row: Whole, parties: int, shrinkage: float) -> tuple[Floats, Floats]:
    """The general coefficients (level, then traits) and each customer's effect, from what was paid.

    The ridge on the effects is eliminated (Schur complement), so that only the traits' few equations are left.
    """
    paid = seen.paid
    x = np.column_stack([np.ones(int(paid.sum())), seen.traits[paid]])
    y, at = _late(seen)[paid].astype(float), row[paid]
    if not len(y):
        return np.zeros(x.shape[1]), np.zeros(parties)
    count = np.bincount(at, minlength=parties).astype(float)
    share = 1 / (count + shrinkage)
    sums = np.column_stack([np.bincount(at, x[:, f], parties) for f in range(x.shape[1])])
    total = np.bincount(at, y, parties)
    left = x.T @ x - sums.T @ (share[:, None] * sums) + 1e-6 * np.eye(x.shape[1])
    general: Floats = np.linalg.solve(left, x.T @ y - sums.T @ (share * total))
    return general, (total - sums @ general) * share


def _chances(seen: Seen, row: Whole, general: Floats, effect: Floats, kind: Kind) -> tuple[Floats, float]:
    """Each customer's density over lateness less the general part, and the chance a day of the far tail."""
    parties = len(effect)
    offset = np.rint(general[0] + seen.traits @ general[1:]).astype(np.int64)
    rest = np.clip(_late(seen) - offset, EARLIEST, LATEST - 1) - EARLIEST
    count = np.bincount(row[seen.paid], minlength=parties)
    out = _left_out(rest + EARLIEST, row, count, effect, seen.paid, kind.shrinkage)
    pool_rest = np.clip(rest - np.rint(out).astype(np.int64), 0, SPAN - 1)
    pool, tail = _pool(pool_rest, seen.paid, kind.bandwidth)
    died = np.zeros((parties, SPAN))
    np.add.at(died, (row[seen.paid], rest[seen.paid]), 1.0)
    gone = np.zeros((parties, SPAN))
    np.add.at(gone, (row[~seen.paid], rest[~seen.paid]), 1.0)
    risk = (died + gone)[:, ::-1].cumsum(axis=1)[:, ::-1] - gone
    prior = np.zeros((parties, SPAN))
    for place, move in enumerate(np.rint(effect).astype(np.int64).tolist()):
        prior[place] = kind.pooled * _shifted(pool, move)
    behind = prior[:, ::-1].cumsum(axis=1)[:, ::-1] + kind.pooled * (1 - pool.sum())
    own = _survived(died + prior, risk + behind)
    return np.vstack([_smooth(own, kind.bandwidth), pool]), tail


def _left_out(rest: Whole, row: Whole, count: Whole, effect: Floats, paid: Flags, shrinkage: float) -> Floats:
    """Each item's customer effect as the others of the customer have it (of an open item: as all have it)."""
    without = (effect[row] * (count[row] + shrinkage) - rest) / np.maximum(count[row] - 1 + shrinkage, 1e-9)
    return np.where(paid, without, effect[row])


def _pool(rest: Whole, paid: Flags, bandwidth: float) -> tuple[Floats, float]:
    """Everybody's density around the effects, where few items tell with one chance a day; and that chance."""
    died = np.bincount(rest[paid], minlength=SPAN).astype(float)
    gone = np.bincount(rest[~paid], minlength=SPAN).astype(float)
    risk = (died + gone)[::-1].cumsum()[::-1] - gone
    late = np.arange(EARLIEST, LATEST) > LATE
    tail = float(max(died[late].sum(), 0.5) / max(risk[late].sum(), 10.0))
    if not died.any():
        density = np.zeros(SPAN)
        density[-EARLIEST] = 1.0
        return _smooth(density[None, :], bandwidth)[0], 1 / 21
    hazard = np.where((risk < FEW) & late, tail, died / np.maximum(risk, 1.0))
    return _smooth(_density(hazard)[None, :], bandwidth)[0], tail


def _survived(died: Floats, risk: Floats) -> Floats:
    return _density(np.clip(died / np.maximum(risk, 1e-12), 0.0, 1.0))


def _density(hazard: Floats) -> Floats:
    """The chance to be paid on each day from the chance a day given open; what never came is left beyond."""
    alive = np.cumprod(1 - hazard, axis=-1)
    before = np.concatenate([np.ones((*hazard.shape[:-1], 1)), alive[..., :-1]], axis=-1)
    found: Floats = before * hazard
    return found


def _shifted(density: Floats, move: int) -> Floats:
    """The density so many days later; what leaves the span is gathered at its ends."""
    found = np.zeros_like(density)
    at = np.clip(np.arange(SPAN) + move, 0, SPAN - 1)
    np.add.at(found, at, density)
    return found


def _smooth(density: Floats, bandwidth: float) -> Floats:
    """Gaussian smoothing along the last axis."""
    if bandwidth <= 0 or not density.size:
        return density
    reach = int(3 * bandwidth) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / bandwidth) ** 2)
    kernel /= kernel.sum()
    wide = np.pad(density, ((0, 0), (reach, reach)), mode="constant")
    found = np.zeros_like(density)
    for place, weight in enumerate(kernel):
        found += weight * wide[:, place : place + SPAN]
    return found


def _profiles(seen: Seen, row: Whole, parties: int, days: DayKinds, on: date, shrinkage: float) -> Floats:
    """By customer and kind of day: how often it brings money, against how often it comes (1: as often)."""
    paid_on = seen.until[seen.paid]
    known = paid_on >= days.first
    start = max(days.first, int(paid_on.min()) if len(paid_on) else days.first)
    comes = np.bincount(days.between(start, on.toordinal()), minlength=KINDS) / (on.toordinal() - start + 1)
    counts = np.zeros((parties + 1, KINDS))
    np.add.at(counts, (row[seen.paid][known], days.of(paid_on[known])), 1.0)
    everybody = (counts.sum(axis=0) + KINDS * comes) / (counts.sum() + KINDS)
    share = (counts + shrinkage * everybody) / (counts.sum(axis=1, keepdims=True) + shrinkage)
    found: Floats = np.where(comes > 0, share / np.maximum(comes, 1e-9), 0.0)
    return found


def table(columns: Sequence[Sequence[float]], rows: int) -> Floats:
    """Traits as N × F from columns; none gives N × 0."""
    return np.column_stack([np.asarray(column, float) for column in columns]) if columns else np.zeros((rows, 0))
