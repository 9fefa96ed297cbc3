"""When a customer pays, on public invoices nobody here wrote: python -m benchmarks.late_payment

IBM receivables ordered by invoice date; the last 30% are the test; ours and the boosting's settings are
chosen on three rolling origins inside the rest. Models learn from what was settled before the cut, the boosting's
features of an invoice from what its customer had settled before its issue; ours is the product's model, learned at
the cut and not updated. Intervals are paired bootstraps over invoices; a difference whose interval holds 0 is a tie.
Days are whole, so that a band from P10 to P90 holds a little more than 80%; "days split" counts of the day an invoice
was settled on the part that lies inside, which is 0.80 for a calibrated model.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import rankdata
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor

from benchmarks.late_payment_data import FILE, HISTORY, TERM, Flags, Floats, Invoices, Whole, history, read, table
from benchmarks.late_payment_model import predict
from workingcapital.forecast.habits import Kind

TEST_SHARE: Final = 0.3
ORIGINS: Final = ((0.35, 0.45), (0.45, 0.53), (0.53, 0.62))
AT_ISSUE: Final = ("year", "electronic", "log amount")
CANDIDATES: Final = (
    Kind("one survival curve for all", shrinkage=1e9, pooled=1e9, profile=1e9),
    Kind("a survival curve for each customer", shrinkage=0.01, pooled=0.1),
    Kind("customers' effects, shrunk; everybody's chance"),
    Kind("+ drift", traits=("year",)),
    Kind("+ drift, electronic", traits=("year", "electronic")),
    *(
        Kind(
            f"+ drift, electronic, amount; shrinkage {shrinkage:g}, pool {pooled:g}",
            traits=AT_ISSUE,
            shrinkage=shrinkage,
            pooled=pooled,
        )
        for shrinkage in (1.0, 2.0)
        for pooled in (4.0, 16.0, 64.0)
    ),
)
RESAMPLES: Final = 2_000


@dataclass(frozen=True)
class Said:
    """What a method says of the invoices: days, a score for being late, a band where it has one, and how much of each
    settlement's day lies inside it."""

    days: Floats | None
    late: Floats | None
    band: tuple[Floats, Floats] | None = None
    inside: Floats | None = None


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
        kind = replace(chosen, traits=(*chosen.traits, *(["disputed"] if disputes else [])))
        said = dict(_methods(known, past, kind, int(known.issued[cut]), rows, disputes))
        when = "dispute known" if disputes else "at issue, dispute not known"
        console.print(_shown(f"Test: the last {len(rows)} of {len(known.days)} invoices, {when}", said, known, rows))


def _choose(known: Invoices, past: Floats, cut: int, console: Console) -> Kind:
    """The kind with the least mean absolute error over the origins, of invoices settled before the cut."""
    shown = Table(title="Rolling origins before the cut")
    for name in ("method", "MAE", "AUC", "P10–P90 holds", "days split"):
        shown.add_column(name, justify="left" if name == "method" else "right")
    scores = {}
    for kind in CANDIDATES:
        each = [_scored(known, _ours(known, kind, start, rows), rows) for start, rows in _origins(known, cut)]
        found = np.mean(each, axis=0)
        scores[kind] = float(found[0])
        shown.add_row(kind.name, f"{found[0]:.3f}", f"{found[2]:.4f}", f"{found[3]:.3f}", f"{found[4]:.3f}")
    boosted = [_scored(known, _boosted(known, past, start, rows, False), rows) for start, rows in _origins(known, cut)]
    error, _, auc, held, _ = np.mean(boosted, axis=0)
    shown.add_row("gradient boosting, tuned", f"{error:.3f}", f"{auc:.4f}", f"{held:.3f}", "")
    console.print(shown)
    return min(scores, key=lambda kind: scores[kind])


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
    yield "gradient boosting as it comes", _boosted(known, past, cut, rows, disputes, tuned=False)
    yield "gradient boosting, tuned", _boosted(known, past, cut, rows, disputes)
    yield "ours", _ours(known, kind, cut, rows)


def _ours(known: Invoices, kind: Kind, cut: int, rows: Whole) -> Said:
    found = predict(known, kind, cut, rows)
    return Said(found.middle, found.late, (found.low, found.high), found.inside)


def _boosted(known: Invoices, past: Floats, cut: int, rows: Whole, disputes: bool, tuned: bool = True) -> Said:
    """scikit-learn's gradient boosting: one for days, one for late, two for the band. Tuned: the better of the losses,
    depths and feature sets tried on the origins; else its defaults (squared error, depth 3, 100 trees)."""
    features, learned = table(known, past, disputes), known.settled < cut
    for_days = {"loss": "absolute_error", "max_depth": 2} if tuned else {}
    for_late = {"max_depth": 2, "n_estimators": 60} if tuned else {}

    def fitted(model: Any, target: Floats | Flags) -> Any:
        return model.fit(features[learned], target[learned])

    days = fitted(GradientBoostingRegressor(**for_days, random_state=0), known.days).predict(features[rows])
    late = fitted(GradientBoostingClassifier(**for_late, random_state=0), known.late).predict_proba(features[rows])[
        :, 1
    ]
    low, high = (
        fitted(GradientBoostingRegressor(loss="quantile", alpha=at, random_state=0), known.days).predict(features[rows])
        for at in (0.1, 0.9)
    )
    return Said(days, late, (low, high))


def _scored(known: Invoices, said: Said, rows: Whole) -> tuple[float, float, float, float, float]:
    """Mean and median absolute error, AUC, coverage of whole days and of split ones; nan where the method says nothing."""
    days, late = known.days[rows], known.late[rows]
    error = np.abs(days - said.days) if said.days is not None else np.array([np.nan])
    held = np.mean((said.band[0] <= days) & (days <= said.band[1])) if said.band else np.nan
    split = float(said.inside.mean()) if said.inside is not None else float("nan")
    return float(error.mean()), float(np.median(error)), _auc(late, said.late), float(held), split


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
        "days split",
        "MAE: ours less it (95%)",
        "AUC: ours less it (95%)",
    ):
        shown.add_column(name, justify="left" if name == "method" else "right")
    for name, each in said.items():
        error, middle, auc, held, split = _scored(known, each, rows)
        apart = ("", "") if name == "ours" else _apart(known, said["ours"], each, rows)
        shown.add_row(name, _text(auc, 3), _text(error, 2), _text(middle, 2), _text(held, 2), _text(split, 2), *apart)
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
