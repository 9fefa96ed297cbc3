"""Which lines of a list a turn speaks of: "the second one", "lines 2 and 5", "the last two"."""

import re
from typing import Final

from agent.planner.grammar.numerals import ORDINALS, SMALL_PATTERN, small
from agent.planner.words.text import fold

_NUMBERS: Final = rf"(?:\d{{1,3}}|{SMALL_PATTERN})"
_COUNTED: Final = re.compile(
    rf"\b(?:lines?|zeilen?|positions?|positionen|nummern?|numbers?|nos?\.?|items?|posten|#) ?({_NUMBERS}"
    rf"(?:(?:, (?:and |und )?| and | und | & ){_NUMBERS}\b)*)(?!\w)|"
    r"\b(\d{1,2})(?:st|nd|rd|th|\.) (?:one|line|item|invoice|bill|zeile|position|rechnung)\b"
)
_LAST: Final = re.compile(
    r"\b(?:last (?:one|line|item|invoice|bill)|letzten?[rs]? (?:posten|zeile|position|rechnung|eintrag))\b"
)
_TOP: Final = re.compile(
    r"\b(?:(?:top|topmost|uppermost) (?:one|line|item|invoice|bill)|oberste[nrs]? (?:posten|zeile|position|rechnung|eintrag))\b"
)
_SOME: Final = re.compile(
    rf"\b(first|last|ersten|letzten) ({SMALL_PATTERN})\b(?! (?:days?|weeks?|months?|tage|wochen))"
)
_NAMED: Final = re.compile(
    r"\b("
    + "|".join(map(fold, ORDINALS))
    + r")\b(?! (?:reminder|mahnung|quarter|quartal|notice|half|week|letter|level|biggest|largest|highest|most|best|groesste\w*))"
)
MOST: Final = 20  # "the first two hundred" is no list of lines


def line_of(folded: str) -> int | None:
    """The line that is meant, or the first of several; -1 is the last.

    >>> line_of("change the second one to friday"), line_of("drop line 4"), line_of("remove the last one")
    (2, 4, -1)
    """
    return next(iter(lines_of(folded)), None)


def lines_of(folded: str) -> list[int]:
    """Every line that is meant.

    >>> lines_of("drop lines 2, 4 and five"), lines_of("the first two"), lines_of("the first and the third")
    ([2, 4, 5], [1, 2], [1, 3])
    >>> lines_of("the last two"), lines_of("our second biggest customer"), lines_of("die oberste position streichen")
    ([-2, -1], [], [1])
    >>> len(lines_of("drop the last hundred and send it"))
    20
    """
    counted = [number for found in _COUNTED.finditer(folded) for number in _listed(found)]
    if counted:
        return list(dict.fromkeys(counted))
    if (some := _SOME.search(folded)) and some[2] not in ("a", "an", "ein", "eine", "einen"):
        count = min(small(some[2]), MOST)
        return list(range(1, count + 1) if some[1] in ("first", "ersten") else range(-count, 0))
    if _LAST.search(folded):
        return [-1]
    if _TOP.search(folded):
        return [1]
    places = {fold(word): number for word, number in ORDINALS.items()}
    return list(dict.fromkeys(places[found[1]] for found in _NAMED.finditer(folded)))


def _listed(found: re.Match[str]) -> list[int]:
    return [small(each) for each in re.split(r",? (?:and|und|&) |, ", found[1] or found[2])]
