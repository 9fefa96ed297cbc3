"""Payment terms as people write them: "2/10 net 30", "3% 7 Tage 2% 14 Tage, 30 netto", "net-45", "30 days end of month"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent.planner.grammar.numerals import decimal
from agent.planner.spans import Span, longest

_PERCENT = r"(?P<percent>\d{1,2}(?:[.,]\d+)?)"
_NET = r"(?:n|net|netto|nett)\.?[ /-]*(?P<net>\d{1,3})\b"
_SLASH = re.compile(
    rf"(?<![\w.,/]){_PERCENT} ?%? ?(?:/|-)? ?/ ?(?P<days>\d{{1,3}})[ ,;-]*(?:{_NET}|(?P<net2>\d{{1,3}}) (?:net|netto)\b)",
    re.IGNORECASE,
)
_STEP = (
    r"\d{1,2}(?:[.,]\d+)? ?(?:%|prozent|per ?cent) ?(?:skonto|discount)? ?(?:bei zahlung |for payment "
    r"|if paid )?(?:in|within|innerhalb(?: von)?|binnen|bis|zu|for|,)? ?\d{1,3} ?(?:days?|tagen?|t\.?|"
    r"d)\b"
)
_STEPS = re.compile(
    rf"(?<![\w.,])(?P<steps>{_STEP}(?:[ ,;/]*(?:und|and|oder|or)? ?{_STEP})*)[ ,;/]*(?:(?:otherwise|sonst|or|oder|dann) )?"
    r"(?:(?P<net>\d{1,3}) ?(?:days?|tagen?|t\.?)? ?(?:net|netto|rein netto)\b|(?:net|netto|n)[ "
    r"/-]*(?P<net2>\d{1,3})(?: ?(?:days?|tagen?))?\b)",
    re.IGNORECASE,
)
_NETTED = re.compile(
    (
        r"(?<![\w.,])(?:net|netto)[ /-]?(?P<net>\d{1,3})\b(?: (?:days?|tagen?)\b)?|"
        r"(?<![\w.,])(?P<net2>\d{1,3})(?: days?| tagen?|-tagen?)? (?:net|netto)\b"
    ),
    re.IGNORECASE,
)
_MONTH_END = re.compile(
    (
        r"(?<![\w.,])(?P<net>\d{1,3}) (?:days?|tagen?) (?:end of month|eom|after (?:the )?end of (?:the "
        r")?month|(?:nach )?monatsende|zum monatsende)\b|\beom ?\+? ?(?P<net2>\d{1,3})\b"
    ),
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(\d{1,2}(?:[.,]\d+)?) ?(?:%|prozent|per ?cent)\D*?(\d{1,3}) ?(?:days?|tagen?|t\.?|d)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Terms:
    """Discount steps (per cent, days), then the net days; `month_end` counts them from the end of the month."""

    steps: tuple[tuple[Decimal, int], ...]
    net: int
    month_end: bool = False

    def text(self) -> str:
        """The one notation tools take.

        >>> Terms(((Decimal(2), 10),), 30).text(), Terms((), 45).text(), Terms((), 30, True).text()
        ('2/10 n30', 'n45', 'n30 eom')
        """
        steps = " ".join(f"{percent.normalize():f}/{days}" for percent, days in self.steps)
        return f"{steps} n{self.net}".strip() + (" eom" if self.month_end else "")


def terms(text: str) -> list[Span]:
    """Every payment term in the text.

    >>> [s.value.text() for s in terms("is 2/10n30 better than 3% 7 Tage 2% 14 Tage, 30 netto, or net-45?")]
    ['2/10 n30', '3/7 2/14 n30', 'n45']
    """
    found = [
        Span(m.start(), m.end(), "terms", Terms(((decimal(m["percent"]), int(m["days"])),), int(m["net"] or m["net2"])))
        for m in _SLASH.finditer(text)
    ]
    found += [
        Span(m.start(), m.end(), "terms", Terms(_pairs(m["steps"]), int(m["net"] or m["net2"])))
        for m in _STEPS.finditer(text)
    ]
    found += [
        Span(m.start(), m.end(), "terms", Terms((), int(m["net"] or m["net2"]), month_end=True))
        for m in _MONTH_END.finditer(text)
    ]
    found += [Span(m.start(), m.end(), "terms", Terms((), int(m["net"] or m["net2"]))) for m in _NETTED.finditer(text)]
    return longest(found)


def _pairs(steps: str) -> tuple[tuple[Decimal, int], ...]:
    return tuple((decimal(percent), int(days)) for percent, days in _PAIR.findall(steps))
