"""A text in sentences, so that what is tied can leave while the rest is still looked at."""

import re
from collections.abc import Iterator
from typing import Final

_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:[A-Za-z]|Inc|Co|Corp|Ltd|Nr|No|ca|bzw|St|Art|vs|approx|resp|inkl|exkl|Mio|Mrd|Tsd|evtl|Abs|Ziff|Dr|Mr|Ms|Mrs)|\d)\.$"
)
_END: Final = re.compile(r"(?:[.!?…][\"”“’')\]*]*\s+)|;\s+|\n+")
_MONTH: Final = re.compile(
    r"(?:Jan|Feb|Mar|Mär|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec|Quartal|Juli|Juni|[a-z(§])", re.UNICODE
)


def sentences(text: str) -> Iterator[str]:
    """The sentences with the spaces behind them; joined they are the text.

    >>> list(sentences("See s. 5A of the Act. It is due on 30. Juni; then in week 3. No more."))
    ['See s. 5A of the Act. ', 'It is due on 30. Juni; ', 'then in week 3. ', 'No more.']
    """
    start = 0
    for match in _END.finditer(text):
        if _ends(text, start, match):
            yield text[start : match.end()]
            start = match.end()
    if start < len(text):
        yield text[start:]


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    if not match[0].startswith("."):
        return True
    if not match[0].strip(".").strip(" ") and _ABBREVIATED.search(text[start : match.start() + 1]):
        digit = text[match.start() - 1].isdigit()
        return (
            digit
            and not _MONTH.match(text, match.end())
            and not re.search(r"^\s*\d{1,2}\.$", text[start : match.start() + 1])
        )
    return True
