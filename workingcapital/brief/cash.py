"""Whether cash may go under its floor, how likely, and from which week on."""

from decimal import Decimal
from typing import Final

from workingcapital.brief.item import Item, item, named
from workingcapital.brief.reader import Reader
from workingcapital.store.figures import state
from workingcapital.store.forecasting.cash_forecasts import forecast
from workingcapital.store.gathering.cash import (
    gathered_breach,
    gathered_floor,
    gathered_risk_day,
)

UNLIKELY: Final = Decimal(5)  # per cent; below it the floor is said to hold
ASK: Final = "Where will cash be over the next 13 weeks, and when do we first go under the floor?"


def floor(reader: Reader) -> Item:
    """The chance of going under the floor within 13 weeks, and the first week that may."""
    made = forecast(reader.books, reader.ours.code, reader.as_of)
    risk = gathered_risk_day(made)
    chance, least, day = (
        state(formula, reader.ours.code, reader.as_of, made.asked, gathered)
        for formula, gathered in (
            ("forecast.breach.v1", gathered_breach(made)),
            ("forecast.floor.v1", gathered_floor(made)),
            ("forecast.risk_day.v1", risk),
        )
    )
    if chance.decimal() < UNLIKELY:
        say = f"Cash stays above the floor of {named(least)}: the chance of going under it is {named(chance)}."
        return item("floor", "calm", [say], ASK, [least, chance])
    say = f"Cash may go under the floor of {named(least)}: the chance is {named(chance)} within 13 weeks."
    if min(risk.inputs["closings"]) >= risk.inputs["floor"]:
        return item("floor", "watch", [say], ASK, [chance, least])
    return item("floor", "act", [say, f"One path in ten is under it by {named(day)}."], ASK, [chance, least, day])
