"""Which lines of a payment run are meant: by number, from the end, by bill or by supplier."""

from collections.abc import Mapping, Sequence
from typing import Any

from workingcapital.errors import NotFound
from workingcapital.parties import normalise

Line = Mapping[str, Any]
Said = int | str | Sequence[int | str]


class NoSuchLine(NotFound):
    """The proposal has no such line."""


def lines_meant(lines: Sequence[Line], said: Said) -> list[Line]:
    """The lines that are meant, in their order; a supplier means all of its lines.

    >>> run = [{"line": 1, "number": "2606", "party": "Acme AG"}, {"line": 2, "number": "R-7", "party": "Oryx Ltd"}]
    >>> [lines_meant(run, said)[0]["line"] for said in (2, "1", -1, "2606", "r-7", "Oryx")]
    [2, 1, 2, 1, 2, 2]
    >>> [line["line"] for line in lines_meant(run, [2, 1])]
    [1, 2]
    """
    wanted = {line["line"] for each in _each(said) for line in _one_meant(lines, each)}
    return [line for line in lines if line["line"] in wanted]


def named_in(entries: Sequence[Line], said: Said) -> list[Line]:
    """The entries of these bills, or of these suppliers; none where neither is among them."""
    return [entry for each in _each(said) for entry in _by_name(entries, str(each))]


def _each(said: Said) -> Sequence[int | str]:
    return [said] if isinstance(said, int | str) else said


def _one_meant(lines: Sequence[Line], said: int | str) -> list[Line]:
    found = _by_place(lines, said) or _by_name(lines, str(said))
    if not found:
        counted = f"it has lines 1 to {len(lines)}" if _place(said) is not None else f"nothing of {said} is in it"
        raise NoSuchLine(counted)
    return found


def _place(said: int | str) -> int | None:
    try:
        return int(said)
    except ValueError:
        return None


def _by_place(lines: Sequence[Line], said: int | str) -> list[Line]:
    place = _place(said)
    if place is None or place == 0 or abs(place) > len(lines):
        return []
    return [lines[place - 1] if place > 0 else lines[place]]


def _by_name(lines: Sequence[Line], said: str) -> list[Line]:
    """A bill by its number before a supplier by its name or a part of it."""
    wanted = said.strip().lower()
    if bills := [line for line in lines if str(line["number"]).lower() == wanted]:
        return bills
    name = normalise(said)
    exact = [line for line in lines if normalise(line["party"]) == name]
    return exact or [line for line in lines if name and f" {name} " in f" {normalise(line['party'])} "]
