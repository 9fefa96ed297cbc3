"""A metric asked for as a picture: over the last periods, monthly or by quarter."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from agent.planner.calls.arguments import Call, Slots, said_first
from agent.planner.words.text import fold
from workingcapital.periods import MOST_SHOWN, month_of, quarter_of

_PICTURE: Final = re.compile(
    r"\b(?:charts?|graphs?|diagram\w*|plot\w*|grafik\w*|schaubild|kurve|over time|im zeitverlauf|zeitreihe)\b(?! of accounts)"
)
_MONTHLY: Final = re.compile(r"\b(?:months?|monthly|monat\w*)\b")
_SPANS: Final = frozenset({"rolling", "year", "half", "range"})
QUARTERS_FROM: Final = 270  # days of a span from which quarters are enough, unless months are spoken of


def drawn(slots: Slots) -> bool:
    """Whether a picture is asked for, in this question or of the answer before."""
    return bool(slots.get("drawn") or _PICTURE.search(fold(str(slots.get("text", "")))))


def trend(name: str, slots: Slots, today: date, sided: Mapping[str, Any]) -> Call:
    """The call for a metric's line: as many months or quarters as the span said holds, else the tool's own number.

    >>> year = {"first": "2025-01-01", "last": "2025-12-31", "grain": "year", "role": "", "weeks": None}
    >>> trend("dso", {"when": [year], "text": "plot dso for 2025"}, date(2026, 6, 30), {})
    ('metric_trend', {'name': 'dso', 'period': '2025-Q4', 'periods': 4})
    >>> trend("dso", {"text": "dso per month as a chart"}, date(2026, 6, 30), {})
    ('metric_trend', {'name': 'dso', 'period': '2026-06'})
    >>> three = {**year, "first": "2023-07-01", "last": "2026-06-30", "grain": "rolling"}
    >>> trend("dso", {"when": [three], "text": "dso of the last 36 months as a chart"}, date(2026, 6, 30), {})
    ('metric_trend', {'name': 'dso', 'period': '2026-Q2', 'periods': 12})
    """
    when = said_first(slots)
    monthly = bool(_MONTHLY.search(fold(str(slots.get("text", ""))))) or bool(when and when.grain == "month")
    args: dict[str, Any] = {"name": name}
    last = min(when.last, today) if when else today
    if when and when.grain in _SPANS:
        months = 12 * (last.year - when.first.year) + last.month - when.first.month + 1
        # More months than can be read are shown by quarter: of the span nothing is left out.
        monthly = (monthly or (last - when.first).days < QUARTERS_FROM) and months <= MOST_SHOWN
        args["periods"] = max(2, min(MOST_SHOWN, months if monthly else (months + 2) // 3))
    args["period"] = (month_of(last) if monthly else quarter_of(last)).name
    return "metric_trend", {**dict(sorted(args.items())), **sided}
