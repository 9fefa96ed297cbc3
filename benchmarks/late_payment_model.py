"""Empirical Bayes in numpy: a general level, its drift, and a customer's own effect shrunk towards none.

`days = x·b + c + e`, x of everybody (level, year, electronic bill, log amount), c the customer's own
effect; b is fitted once on what was settled before the cut, c at each issue from what that customer had
settled by then. The distribution of e is the customer's own residuals against everybody's, the latter
weighing as much as `pooled` observations.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.late_payment_data import TERM, Flags, Floats, Invoices, Whole

QUANTILES: Final = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Kind:
    """What may be chosen: covariates of everybody, shrinkage (in observations) and the weight of everybody's residuals."""

    name: str
    covariates: tuple[str, ...]
    shrinkage: float = 1.0
    pooled: float = 16.0


@dataclass(frozen=True)
class Predicted:
    """By invoice: expected days, P10, P50, P90 and the chance to be late."""

    mean: Floats
    low: Floats
    middle: Floats
    high: Floats
    late: Floats


@dataclass(frozen=True)
class _Fitted:
    general: Floats  # x·b of each invoice
    residual: Floats  # days − x·b
    pool: Floats  # everybody's residuals beside the customer's effect


def predict(known: Invoices, kind: Kind, cut: int, rows: Whole) -> Predicted:
    """Predict invoices issued on or after day `cut` from what was settled before it, customers as of each issue."""
    fitted = _fit(known, kind, known.settled < cut)
    found = np.array([_one(known, fitted, kind, int(row)) for row in rows])
    return Predicted(*found.T)


def _fit(known: Invoices, kind: Kind, settled: Flags) -> _Fitted:
    covariates = {
        "year": known.issued / 365, "electronic": known.electronic, "log amount": np.log(known.amount),
        "disputed": known.disputed,
    }  # fmt: skip
    x = np.column_stack([np.ones(len(known.days)), *(covariates[name] for name in kind.covariates)])
    customers = int(known.customer.max()) + 1
    both = np.hstack([x, np.eye(customers)[known.customer]])[settled]
    penalty = np.concatenate([np.full(x.shape[1], 1e-9), np.full(customers, kind.shrinkage)])
    solved = np.linalg.solve(both.T @ both + np.diag(penalty), both.T @ known.days[settled])
    general = x @ solved[: x.shape[1]]
    residual = known.days - general
    return _Fitted(general, residual, _left_out(known.customer[settled], residual[settled], kind.shrinkage))


def _left_out(customer: Whole, residual: Floats, shrinkage: float) -> Floats:
    """Residuals of settled invoices when the customer's effect is learned from the others of it."""
    sums, counts = np.bincount(customer, residual), np.bincount(customer)
    found: Floats = residual - (sums[customer] - residual) / (counts[customer] - 1 + shrinkage)
    return found


def _one(known: Invoices, fitted: _Fitted, kind: Kind, row: int) -> tuple[float, ...]:
    """Mean, quantiles and chance to be late of one invoice."""
    own = fitted.residual[(known.settled < known.issued[row]) & (known.customer == known.customer[row])]
    effect = float(own.sum() / (len(own) + kind.shrinkage))
    days = fitted.general[row] + np.concatenate([own, effect + fitted.pool])
    weights = np.concatenate([np.ones(len(own)), np.full(len(fitted.pool), kind.pooled / len(fitted.pool))])
    order = np.argsort(days)
    share = np.cumsum(weights[order]) / weights.sum()
    at = np.minimum(np.searchsorted(share, QUANTILES), len(days) - 1)
    # Days are whole: what is predicted half a day after the term or more is late.
    late = float(weights[days > TERM + 0.5].sum() / weights.sum())
    return float(fitted.general[row] + effect), *days[order][at].tolist(), late
