"""What cash costs the asker: as they say, as they want it remembered, or as the company's credit line has it."""

from tools.asker import Asker
from tools.evidence import decimal_of


def cost_asked(asker: Asker, rate: str | None) -> dict[str, object]:
    """The parameters of `rate_of`: a rate in per cent a year; empty for the company's own."""
    number = decimal_of(rate, "rate")
    if number is not None:
        return {"rate": format(number, "f")}
    kept = asker.preferences.get("cost_of_capital")
    return {} if kept is None else {"rate": kept, "remembered": True}
