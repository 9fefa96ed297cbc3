"""A forecast as the document of the contract: receipts, payments and closing, P10, P50 and P90 a week."""

from datetime import date
from typing import Any

import numpy as np

from workingcapital.forecast.cash import week_end
from workingcapital.forecast.receivables import Paths
from workingcapital.money import from_minor
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.cash_forecasts import Forecast, GroupForecast
from workingcapital.store.forecasting.changes import SPREAD, changes
from workingcapital.store.gathering.cash import breach, floor_of, line_names


def document(made: Forecast) -> dict[str, Any]:
    """The forecast as JSON; money as text, percentiles of the paths (they do not add up, the paths do)."""
    first, chance = breach(made)
    simulated, known = made.simulated, made.known
    return {
        "company": made.code,
        "currency": known.currency,
        "as_of": made.as_of.isoformat(),
        "supposed": made.asked.get("supposed", {}),
        "opening": _money(made, known.outlook.opening),
        "floor": _money(made, floor_of(made)),
        "weeks": [_week(made, week) for week in range(known.outlook.weeks)],
        "lines": {name: _percentiles(made, simulated.lines[name].sum(axis=0)) for name in line_names(made)},
        "first_breach": None
        if first is None
        else {"week": first + 1, "week_end": week_end(made.as_of, first).isoformat()},
        "breach_probability": f"{chance:.4f}",
        "disputed_receivables": _money(made, simulated.disputed),
        "paths": simulated.closing.shape[1],
        "caveats": list(known.caveats),
    }


def group_document(made: GroupForecast) -> dict[str, Any]:
    """The same of a group, with its companies and the chance that one of them goes under its own floor."""
    told = document(made.whole)
    del told["company"]
    return {
        "companies": [each.code for each in made.members],
        "left_out": list(made.left_out),
        **told,
        "any_breach_probability": f"{made.any_under / told['paths']:.4f}",
        "members": [
            {"company": each.code, "currency": each.known.currency, "breach_probability": f"{breach(each)[1]:.4f}"}
            for each in made.members
        ],
    }


def changed(books: Books, code: str, since: date, as_of: date, weeks: int) -> dict[str, Any]:
    """What changed between the forecast of `weeks` weeks made on `since` and today's of the same week end, as JSON: the
    causes add up to now − then."""
    made = changes(books, code, since, as_of, weeks)
    then, now = made.middle()
    parts = {cause: (int(moves[0]), int(moves[1:].sum())) for cause, moves in made.steps.items()}
    causes = [
        {
            "cause": cause,
            "passed": _money(made.now, passed),
            "ahead": _money(made.now, ahead),
            "change": _money(made.now, passed + ahead),
        }
        for cause, (passed, ahead) in parts.items()
    ]
    spread = {"cause": SPREAD, "passed": None, "ahead": None, "change": _money(made.now, made.spread)}
    return {
        "company": code,
        "currency": made.now.known.currency,
        "since": since.isoformat(),
        "as_of": as_of.isoformat(),
        "week_end": made.week_end.isoformat(),
        "then": _money(made.then, then),
        "now": _money(made.now, now),
        "change": _money(made.now, now - then),
        "causes": [*causes, spread],
        "caveats": list(made.now.known.caveats),
    }


def _week(made: Forecast, week: int) -> dict[str, Any]:
    simulated = made.simulated
    opening = (
        np.full_like(simulated.closing[0], made.known.outlook.opening) if week == 0 else simulated.closing[week - 1]
    )
    return {
        "week": week + 1,
        "week_end": week_end(made.as_of, week).isoformat(),
        "opening": _percentiles(made, opening),
        "receipts": _percentiles(made, simulated.receipts()[week]),
        "payments": _percentiles(made, simulated.payments()[week]),
        "closing": _percentiles(made, simulated.closing[week]),
        "lines": {name: _percentiles(made, simulated.lines[name][week]) for name in line_names(made)},
    }


def _percentiles(made: Forecast, paths: Paths) -> dict[str, str]:
    ordered = np.sort(paths)
    return {
        name: _money(made, int(ordered[len(ordered) * q // 10])) for name, q in (("p10", 1), ("p50", 5), ("p90", 9))
    }


def _money(made: Forecast, minor: int) -> str:
    return str(from_minor(minor, made.known.currency))
