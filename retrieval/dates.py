"""Dates as documents write them, in English and German."""

import re
from collections.abc import Iterator
from datetime import date

_NAMES = (
    ("jan", "januar"), ("feb", "februar"), ("mar", "märz", "maerz", "mrz"), ("apr",), ("may", "mai"), ("jun",),
    ("jul",), ("aug",), ("sep",), ("oct", "okt"), ("nov",), ("dec", "dez"),
)  # fmt: skip
_WORD = "|".join(name for names in _NAMES for name in names)
_ISO = r"(?P<y1>20\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)"
_DOTS = r"(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?(?P<y2>20\d\d)"
_DAY_FIRST = rf"(?P<d3>\d{{1,2}})\.?\s+(?P<m3>(?:{_WORD})[a-zä]*)\.?,?\s+(?P<y3>20\d\d)"
_MONTH_FIRST = rf"(?P<m4>(?:{_WORD})[a-zä]*)\.?\s+(?P<d4>\d{{1,2}}),?\s+(?P<y4>20\d\d)"
DATE = re.compile(rf"\b(?:{_ISO}|{_DOTS}|{_DAY_FIRST}|{_MONTH_FIRST})", re.IGNORECASE)


def dates_in(text: str) -> Iterator[tuple[int, date]]:
    """Where each date starts, and the date.

    >>> [d.isoformat() for _, d in dates_in("from 1. März 2025 to June 30, 2026, 31.02.2026")]
    ['2025-03-01', '2026-06-30']
    """
    for match in DATE.finditer(text):
        found = {key[0]: value for key, value in match.groupdict().items() if value}
        try:
            yield match.start(), date(int(found["y"]), _month(found["m"]), int(found["d"]))
        except ValueError:
            continue


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(number for number, names in enumerate(_NAMES, start=1) if text.lower().startswith(names))
