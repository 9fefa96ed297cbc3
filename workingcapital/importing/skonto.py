"""Discount steps as XRechnung writes them into the payment terms: rule BR-DE-18.

    terms    = { line, line end } [ last line ]
    line     = step | free text that does not begin with '#'
    step     = { white space } '#SKONTO#TAGE=' digits '#PROZENT=' digits '.' 2 digits
               [ '#BASISBETRAG=' [ '-' ] digits '.' 2 digits ] '#' { white space }

Every step ends in a line end, the last one too. Keywords are in capitals, nothing may stand
behind the last '#', and (BR-DE-18-a) the terms stand in one description only.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from workingcapital.errors import BadInput
from workingcapital.terms import DiscountStep, DueRule

_STEP: Final = re.compile(
    r"#SKONTO#TAGE=(?P<days>[0-9]+)#PROZENT=(?P<percent>[0-9]+\.[0-9]{2})(?:#BASISBETRAG=(?P<base>-?[0-9]+\.[0-9]{2}))?#"
)
_SPACE: Final = " \t\r"


class BadSkonto(BadInput):
    """The discount in these payment terms does not follow XRechnung rule BR-DE-18."""


def read_skonto(descriptions: Sequence[str]) -> tuple[DiscountStep, ...]:
    """The discount steps in the payment terms, none where they hold none; refuses what the rule refuses.

    >>> [(str(s.percent), s.days, s.base_amount) for s in read_skonto(["#SKONTO#TAGE=7#PROZENT=2.00#\\nThank you"])]
    [('2.00', 7, None)]
    """
    marked = [text for text in descriptions if any(_is_step(line) for line in text.split("\n"))]
    if marked and len(descriptions) > 1:
        raise BadSkonto(f"the payment terms stand in {len(descriptions)} descriptions; one is allowed (BR-DE-18-a)")
    return _steps(marked[0]) if marked else ()


def _steps(text: str) -> tuple[DiscountStep, ...]:
    lines = text.split("\n")
    steps = []
    for position, line in enumerate(lines, start=1):
        if not _is_step(line):
            continue
        match = _STEP.fullmatch(line.strip(_SPACE))
        if match is None:
            raise BadSkonto(f"line {position} of the payment terms, {line.strip()!r}, is not written as the rule says")
        if position == len(lines):
            raise BadSkonto(f"line {position} of the payment terms, {line.strip()!r}, lacks the line end behind it")
        steps.append(_step(match, line))
    return tuple(sorted(steps, key=lambda step: step.days))


def _is_step(line: str) -> bool:
    return line.lstrip(_SPACE).startswith("#")


def _step(match: re.Match[str], line: str) -> DiscountStep:
    percent = Decimal(match["percent"])
    if percent >= 100 or len(match["days"]) > 4:
        raise BadSkonto(f"{line.strip()!r}: {percent} per cent in {match['days']} days is no discount")
    return DiscountStep(percent, DueRule(int(match["days"])), Decimal(match["base"]) if match["base"] else None)
