"""The cash forecast in brief."""

from workingcapital.facts import Fact
from workingcapital.forecast.cash import week_end
from workingcapital.metrics.registry import NoData
from workingcapital.pack.reading import Reading
from workingcapital.pack.section import Cell, Plot, Section
from workingcapital.store.figures import state
from workingcapital.store.forecasting.cash_forecasts import Forecast, forecast
from workingcapital.store.gathering.cash import (
    QUANTILES,
    gathered_breach,
    gathered_first_breach,
    gathered_floor,
    gathered_quantile,
)

WEEKS = 13
_CELLS = (("receipts", "p50"), ("payments", "p50"), ("closing", "p10"), ("closing", "p50"), ("closing", "p90"))
_COLUMNS = ("Week to", "Receipts P50", "Payments P50", "Closing P10", "Closing P50", "Closing P90")


def outlook(reading: Reading) -> Section:
    """Thirteen weeks: receipts, payments and closing with its band, against the floor."""
    try:
        made = forecast(reading.books, reading.ours.code, reading.as_of, WEEKS)
    except NoData as error:
        return Section("Cash forecast", _COLUMNS, (), str(error), missing=(str(error),))
    days = [week_end(made.as_of, week).isoformat() for week in range(WEEKS)]
    weeks = [[_quantile(made, line, week, name) for line, name in _CELLS] for week in range(1, WEEKS + 1)]
    floor, breach, first = _against_floor(made)
    rows: list[tuple[Cell, ...]] = [(day, *cells) for day, cells in zip(days, weeks, strict=True)]
    rows += [
        ("Floor", None, None, None, floor, None),
        ("Chance of going under it", None, None, None, breach, None),
        ("First week under it", None, None, None, first, None),
    ]
    series = tuple(
        (name, tuple(cells[place] for cells in weeks)) for name, place in (("P10", 2), ("P50", 3), ("P90", 4))
    )
    plot = Plot("band", tuple(days), (*series, ("Floor", (floor,) * WEEKS)))
    return Section(
        "Cash forecast",
        _COLUMNS,
        tuple(rows),
        "Direct method, simulated paths; P50 is the middle. First week 0: none.",
        plot,
    )


def _quantile(made: Forecast, line: str, week: int, name: str) -> Fact:
    asked = {**made.asked, "line": line, "week": week, "quantile": QUANTILES[name]}
    found = gathered_quantile(made, line, week, QUANTILES[name])
    return state("forecast.quantile.v1", made.code, made.as_of, asked, found)


def _against_floor(made: Forecast) -> tuple[Fact, Fact, Fact]:
    floor, breach, first = (
        state(formula, made.code, made.as_of, made.asked, found)
        for formula, found in (
            ("forecast.floor.v1", gathered_floor(made)),
            ("forecast.breach.v1", gathered_breach(made)),
            ("forecast.first_breach.v1", gathered_first_breach(made)),
        )
    )
    return floor, breach, first
