"""Payment terms as people write them: "2/10 net 30", "3% 7 Tage 2% 14 Tage, 30 netto", "net-45", "30 days end of month"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent.planner.grammar.numerals import SMALL_PATTERN, decimal, small
from agent.planner.grammar.spans import Span, longest

_PERCENT = r"(?P<percent>\d{1,2}(?:[.,]\d+)?)"
_NET = r"(?:n|net|netto|nett)\.?[ /-]*(?P<net>\d{1,3})\b"
_SLASH = re.compile(
    rf"(?<![\w.,/]){_PERCENT} ?%? ?(?:/|-)? ?/ ?(?P<days>\d{{1,3}})[ ,;-]*(?:{_NET}|(?P<net2>\d{{1,3}}) (?:net|"
    rf"netto)\b)",
    re.IGNORECASE,
)
_NUMBER = SMALL_PATTERN
_OFF = r"(?:skonto|discount|off|abzug|nachlass|cash discount|rebate)?"
_STEP = (
    rf"(?:\d{{1,2}}(?:[.,]\d+)?|{_NUMBER}) ?(?:%|prozent|per ?cent|pct) ?{_OFF} ?\(?(?:bei zahlung |for payment |"
    rf"for paying "
    rf"|if paid |if we (?:pay|settle) |wenn wir |bei )?(?:in|within|inside|innerhalb(?: von)?|binnen|bis|zu|for|at|after|"
    rf",)? ?(?:the first )?"
    rf"{_NUMBER} ?(?:days?|tagen?|t\.?|d)\b(?: {_OFF})?"
)
_ELSE = (
    r"(?:(?:otherwise|else|if not|failing that|sonst|ansonsten|andernfalls|or|oder|dann|then|statt|anstatt|"
    r"instead of|rather than|vs\.?|versus|gegen)"
    r"(?: (?:in full|the full amount|full payment|full|voll|everything|all of it))?(?: (?:in|at|after|on|nach|"
    r"the|due in|due|is due in|payable in|falls due|is due|day))* )"
)
_STEPS = re.compile(
    rf"(?<![\w.,])(?P<steps>{_STEP}(?:[ ,;/]*(?:und|and|oder|or)? ?{_STEP})*)[ ,;:/-]*(?:(?:and|und|"
    rf"but)[ ,]+)?(?:(?:bei|with|on|gegen) )?{_ELSE}?"
    rf"(?:(?P<net>{_NUMBER}) ?(?:days?|tagen?|t\.?)? ?(?:net|netto|rein netto)\b|(?:net|netto|n)[ "
    rf"/-]*(?P<net2>{_NUMBER})(?: ?(?:days?|tagen?))?\b)",
    re.IGNORECASE,
)
# Without the word "net": "2% in 10 days, otherwise 30 days", "2 % bei Zahlung in 10 Tagen statt in 30".
_ELSEWISE = re.compile(
    rf"(?<![\w.,])(?P<steps>{_STEP})[ ,;:/-]*{_ELSE}(?P<net>{_NUMBER})(?: ?(?:days?|tagen?|t\.?))?\b", re.IGNORECASE
)
# "2% for paying on day 10 instead of day 30", "3 % am Tag 7 statt am Tag 30".
_ON_DAY = re.compile(
    rf"(?<![\w.,]){_PERCENT} ?(?:%|prozent|per ?cent|pct)[^.?!%]{{0,40}}? (?:day|tag) (?P<days>{_NUMBER}) (?:instead of|rather than|"
    rf"statt|anstatt|and not)(?: (?:on|am|an))?(?: (?:day|tag))? (?P<net>{_NUMBER})\b",
    re.IGNORECASE,
)
_DAYS_FIRST = re.compile(
    rf"(?<![\w.,])(?P<days>{_NUMBER}) ?(?:days?|tagen?) {_PERCENT} ?(?:%|prozent|per ?cent) ?{_OFF}[ ,;:/-]*{_ELSE}?"
    rf"(?:(?P<net>{_NUMBER}) ?(?:days?|tagen?)? ?(?:net|netto|rein netto)\b|(?:net|netto|"
    rf"n)[ /-]*(?P<net2>{_NUMBER})\b)",
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
    rf"(\d{{1,2}}(?:[.,]\d+)?|{_NUMBER}) ?(?:%|prozent|per ?cent|pct)\D*?({_NUMBER}) ?(?:days?|tagen?|t\.?|d)\b",
    re.IGNORECASE,
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
    >>> [s.value.text() for s in terms("2 % Skonto in 10 Tagen bei 30 Tagen netto, or 1% for paying on day 7 instead of day 60")]
    ['2/10 n30', '1/7 n60']
    """
    found = [
        Span(m.start(), m.end(), "terms", Terms(((decimal(m["percent"]), int(m["days"])),), int(m["net"] or m["net2"])))
        for m in _SLASH.finditer(text)
    ]
    found += [
        Span(m.start(), m.end(), "terms", Terms(_pairs(m["steps"]), small(m["net"] or m["net2"])))
        for m in _STEPS.finditer(text)
    ]
    found += [
        Span(m.start(), m.end(), "terms", Terms(_pairs(m["steps"]), small(m["net"])))
        for m in _ELSEWISE.finditer(text)
        if _pairs(m["steps"])[-1][1] < small(m["net"])
    ]
    found += [
        Span(
            m.start(),
            m.end(),
            "terms",
            Terms(((decimal(m["percent"]), small(m["days"])),), small(m["net"] or m["net2"])),
        )
        for m in _DAYS_FIRST.finditer(text)
    ]
    found += [
        Span(m.start(), m.end(), "terms", Terms(((decimal(m["percent"]), small(m["days"])),), small(m["net"])))
        for m in _ON_DAY.finditer(text)
        if small(m["days"]) < small(m["net"])
    ]
    found += [
        Span(m.start(), m.end(), "terms", Terms((), int(m["net"] or m["net2"]), month_end=True))
        for m in _MONTH_END.finditer(text)
    ]
    found += [Span(m.start(), m.end(), "terms", Terms((), int(m["net"] or m["net2"]))) for m in _NETTED.finditer(text)]
    return longest(found)


def _pairs(steps: str) -> tuple[tuple[Decimal, int], ...]:
    return tuple((_percent(percent), small(days)) for percent, days in _PAIR.findall(steps))


def _percent(text: str) -> Decimal:
    return decimal(text) if text[0].isdigit() else Decimal(small(text))
