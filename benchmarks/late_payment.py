"""When a customer pays, on public invoices nobody here wrote: python -m benchmarks.late_payment

IBM receivables ordered by invoice date; the last 30% are the test; ours and the boosting's settings were
chosen on three rolling origins inside the rest. Models learn from what was settled before the cut, the
features of an invoice from what its customer had settled before its issue. Intervals are paired
bootstraps over invoices; a difference whose interval holds 0 is a tie.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import rankdata
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

from benchmarks.late_payment_data import FILE, HISTORY, TERM, Flags, Floats, Invoices, Whole, history, read, table
from benchmarks.late_payment_model import Kind, predict

TEST_SHARE: Final = 0.3
ORIGINS: Final = ((0.35, 0.45), (0.45, 0.53), (0.53, 0.62))
AT_ISSUE: Final = ("year", "electronic", "log amount")
CANDIDATES: Final = (
    Kind("customer's effect alone", ()),
    Kind("+ drift", ("year",)),
    Kind("+ drift, electronic", ("year", "electronic")),
    *(
        Kind(f"+ drift, electronic, amount; shrinkage {shrinkage:g}, pool {pooled:g}", AT_ISSUE, shrinkage, pooled)
        for shrinkage in (1.0, 2.0)
        for pooled in (8.0, 16.0, 64.0)
    ),
)
RESAMPLES: Final = 2_000


@dataclass(frozen=True)
class Said:
    """What a method says of the invoices: days, a score for being late, and a band where it has one."""

    days: Floats | None
    late: Floats | None
    band: tuple[Floats, Floats] | None = None


def main() -> None:
    """Choose on the origins, score on the test, and print both."""
    if not FILE.is_file():
        print(f"SKIPPED: {FILE.name} is not beside the checkout")
        return
    known = read()
    cut = int(len(known.days) * (1 - TEST_SHARE))
    past, console = history(known), Console(width=150)
    chosen = _choose(known, past, int(known.issued[cut]), console)
    rows = np.arange(cut, len(known.days))
    for disputes in (False, True):
        kind = Kind(
            chosen.name, (*chosen.covariates, *(["disputed"] if disputes else [])), chosen.shrinkage, chosen.pooled
        )
        said = dict(_methods(known, past, kind, int(known.issued[cut]), rows, disputes))
        when = "dispute known" if disputes else "at issue, dispute not known"
        console.print(_shown(f"Test: the last {len(rows)} of {len(known.days)} invoices, {when}", said, known, rows))


def _choose(known: Invoices, past: Floats, cut: int, console: Console) -> Kind:
    """The kind with the least mean absolute error over the origins, of invoices settled before the cut."""
    shown = Table(title="Rolling origins before the cut")
    for name in ("method", "MAE", "AUC", "P10–P90 holds"):
        shown.add_column(name, justify="left" if name == "method" else "right")
    scores = {}
    for kind in CANDIDATES:
        found = np.mean(
            [_scored(known, _ours(known, kind, start, rows), rows) for start, rows in _origins(known, cut)], 0
        )
        scores[kind] = float(found[0])
        shown.add_row(kind.name, f"{found[0]:.3f}", f"{found[2]:.4f}", f"{found[3]:.3f}")
    boosted = [_scored(known, _boosted(known, past, start, rows, False), rows) for start, rows in _origins(known, cut)]
    error, _, auc, held = np.mean(boosted, 0)
    shown.add_row("gradient boosting", f"{error:.3f}", f"{auc:.4f}", f"{held:.3f}")
    console.print(shown)
    # Kinds that differ in the pool only have the same mean; the larger pool had the steadier band.
    return min(scores, key=lambda kind: (round(scores[kind], 3), -kind.pooled))


def _origins(known: Invoices, cut: int) -> Iterator[tuple[int, Whole]]:
    """The day of each origin, and the invoices issued after it that were settled before the cut."""
    for first, last in ORIGINS:
        rows = np.arange(int(first * len(known.days)), int(last * len(known.days)))
        yield int(known.issued[rows[0]]), rows[known.settled[rows] < cut]


def _methods(
    known: Invoices, past: Floats, kind: Kind, cut: int, rows: Whole, disputes: bool
) -> Iterator[tuple[str, Said]]:
    yield "due date", Said(np.full(len(rows), float(TERM)), None)
    yield "customer's past mean", Said(past[rows, HISTORY.index("mean")], past[rows, HISTORY.index("mean")])
    yield "customer's past late share", Said(None, past[rows, HISTORY.index("late share")])
    yield "gradient boosting", _boosted(known, past, cut, rows, disputes)
    yield "ours", _ours(known, kind, cut, rows)


def _ours(known: Invoices, kind: Kind, cut: int, rows: Whole) -> Said:
    found = predict(known, kind, cut, rows)
    return Said(found.mean, found.late, (found.low, found.high))


def _boosted(known: Invoices, past: Floats, cut: int, rows: Whole, disputes: bool) -> Said:
    """scikit-learn's gradient boosting: one for days (absolute error), one for late, two for the band; the better of
    the losses, depths and feature sets tried on the origins."""
    features, learned = table(known, past, disputes), known.settled < cut

    def fitted(model: Any, target: Floats | Flags) -> Any:
        return model.fit(features[learned], target[learned])

    days = fitted(GradientBoostingRegressor(loss="absolute_error", max_depth=2, random_state=0), known.days).predict(
        features[rows]
    )
    late = fitted(GradientBoostingClassifier(max_depth=2, n_estimators=60, random_state=0), known.late).predict_proba(
        features[rows]
    )[:, 1]
    low, high = (
        fitted(GradientBoostingRegressor(loss="quantile", alpha=at, random_state=0), known.days).predict(features[rows])
        for at in (0.1, 0.9)
    )
    return Said(days, late, (low, high))


def _scored(known: Invoices, said: Said, rows: Whole) -> tuple[float, float, float, float]:
    """Mean and median absolute error, AUC, coverage; nan where the method says nothing."""
    days, late = known.days[rows], known.late[rows]
    error = np.abs(days - said.days) if said.days is not None else np.array([np.nan])
    held = np.mean((said.band[0] <= days) & (days <= said.band[1])) if said.band else np.nan
    return float(error.mean()), float(np.median(error)), _auc(late, said.late), float(held)


def _auc(late: Flags, score: Floats | None) -> float:
    if score is None:
        return float("nan")
    ranks, positive = rankdata(score), int(late.sum())
    return float((ranks[late].sum() - positive * (positive + 1) / 2) / (positive * (len(late) - positive)))


def _shown(title: str, said: dict[str, Said], known: Invoices, rows: Whole) -> Table:
    shown = Table(title=title)
    for name in (
        "method",
        "AUC",
        "MAE",
        "median error",
        "P10–P90 holds",
        "MAE: ours less it (95%)",
        "AUC: ours less it (95%)",
    ):
        shown.add_column(name, justify="left" if name == "method" else "right")
    for name, each in said.items():
        error, middle, auc, held = _scored(known, each, rows)
        apart = ("", "") if name == "ours" else _apart(known, said["ours"], each, rows)
        shown.add_row(name, _text(auc, 3), _text(error, 2), _text(middle, 2), _text(held, 2), *apart)
    return shown


def _apart(known: Invoices, ours: Said, other: Said, rows: Whole) -> tuple[str, str]:
    """Intervals of the difference in error and in AUC over the same resampled invoices."""
    rng = np.random.default_rng(5)
    days, late = known.days[rows], known.late[rows]
    picks = rng.integers(0, len(rows), (RESAMPLES, len(rows)))
    error = auc = ""
    if other.days is not None and ours.days is not None:
        gain = np.abs(days - ours.days) - np.abs(days - other.days)
        error = _interval(gain[picks].mean(axis=1))
    if other.late is not None and ours.late is not None:
        auc = _interval(np.array([_auc(late[at], ours.late[at]) - _auc(late[at], other.late[at]) for at in picks]), 3)
    return error, auc


def _interval(found: Floats, places: int = 2) -> str:
    low, high = np.quantile(found, [0.025, 0.975])
    return f"{low:+.{places}f} … {high:+.{places}f}{' tie' if low <= 0 <= high else ''}"


def _text(value: float, places: int) -> str:
    return "—" if np.isnan(value) else f"{value:.{places}f}"


if __name__ == "__main__":
    main()
