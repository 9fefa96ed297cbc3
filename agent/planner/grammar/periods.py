"""Periods: "last quarter", "Q2 2026", "letzten Monat", "over the last 13 weeks", "week 6", "KW 28"."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from agent.planner.grammar.days import MONTHS, Rule
from agent.planner.grammar.numerals import ORDINALS, SMALL_PATTERN, small
from agent.planner.grammar.when import When, day, half, month, quarter, shift, week, year

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_LAST = r"last|previous|prior|the last|letzte[nrsm]?|vorige[nrsm]?|vergangene[nrsm]?"
_THIS = r"this|the current|current|diese[nrsm]?|aktuelle[nrsm]?|laufende[nrsm]?"
_NEXT = r"next|the coming|coming|the following|nächste[nrsm]?|naechste[nrsm]?|kommende[nrsm]?"
_UNIT = (
    r"(?P<unit>weeks?|woche|months?|monats?|quarters?|quartals?|years?|jahr(?:es)?|half[ -]year|"
    r"halbjahr(?:es)?|fiscal year|geschäftsjahr(?:es)?)"
)
_ORDINAL = (
    "(?P<nth>" + "|".join(sorted((w for w, n in ORDINALS.items() if n <= 4), key=len, reverse=True)) + r"|[1-4]\.)"
)
NEAR_MONTHS = 3
_BACK = re.compile(
    r"\b(?:paid|did|was|were|had|received|made|bezahlt|gezahlt|war|waren|hatten|haben wir|dso|dpo|ccc|cei)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:due|expir|will|forecast|next|upcoming|coming|mature|run out|fällig|faellig|werden|wird|prognose|"
    r"verfallen|auslaufen|plan)",
    re.IGNORECASE,
)


def _relative(match: re.Match[str], today: date) -> When:
    step = -1 if match["last"] else 1 if match["next"] else 0
    return relative(match["unit"].lower(), step, today)


def relative(unit: str, step: int, today: date) -> When:
    """The week, month, quarter, half or year `step` from the one that holds today."""
    start = today.replace(day=1)
    if unit.startswith("w"):
        return week(today + timedelta(7 * step))
    if unit.startswith("m") or unit == "vormonat":
        start = shift(start, step)
        return month(start.year, start.month)
    if unit.startswith("q"):
        start = shift(start, 3 * step)
        return quarter(start.year, (start.month + 2) // 3)
    if unit.startswith("hal"):
        start = shift(start, 6 * step)
        return half(start.year, (start.month + 5) // 6)
    return year(today.year + step)


def _year_of(number: int, text: str, today: date) -> int:
    """The year of a month named without one: ahead where the question looks ahead, the latest one otherwise."""
    soon = 0 < number - today.month <= NEAR_MONTHS and not _BACK.search(text)
    if _AHEAD.search(text) or soon:
        return today.year + (today.month - number > NEAR_MONTHS)
    return today.year - (number > today.month)


def _month(match: re.Match[str], today: date) -> When:
    number = MONTHS[match["month"].lower().rstrip(".")]
    return month(int(match["year"]) if match["year"] else _year_of(number, match.string, today), number)


def _quarter(match: re.Match[str], today: date) -> When:
    number = int(match["q"]) if match["q"] else ORDINALS.get(match["nth"].lower()) or int(match["nth"][0])
    said = match["year"] or match["year2"]
    return quarter(
        int(said) if said else today.year - (number > (today.month + 2) // 3 and not _AHEAD.search(match.string)),
        number,
    )


def _half(match: re.Match[str], today: date) -> When:
    number = int(match["h"]) if match["h"] else ORDINALS.get(match["nth"].lower()) or int(match["nth"][0])
    return half(int(match["year"]) if match["year"] else today.year, number)


def _rolling(match: re.Match[str], today: date) -> When:
    count, unit = small(match["n"]), match["unit"].lower()
    back = bool(match["last"])
    if unit[0] in "mjyq":
        months = count * {"m": 1, "q": 3}.get(unit[0], 12) * (-1 if back else 1)
        return (
            When(shift(today, months) + timedelta(1), today, "rolling")
            if back
            else When(today, shift(today, months), "rolling", weeks=None)
        )
    days = count * (7 if unit[0] == "w" else 1)
    weeks = count if unit[0] == "w" else None
    return (
        When(today - timedelta(days - 1), today, "rolling", weeks=weeks)
        if back
        else When(today, today + timedelta(days), "rolling", weeks=weeks)
    )


def _number(match: re.Match[str], today: date) -> When:
    count = small(match["n"] or match["n2"])
    return When(today, today + timedelta(7 * count), "number", weeks=count)


def _calendar_week(match: re.Match[str], today: date) -> When:
    return week(date.fromisocalendar(int(match["year"]) if match["year"] else today.year, int(match["kw"]), 1))


def _rule(pattern: str, read: Callable[[re.Match[str], date], When]) -> Rule:
    return re.compile(rf"(?<![\w.,/-]){pattern}(?![\w])", re.IGNORECASE), read


_YEARLY = (
    r"(?P<ago>last year|the previous year|the prior year|the year before|letzte[ns] jahres?|vorige[ns] jahres?|"
    r"vorjahres?|des vorjahres)"
)
_MONTHS = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_TWO_DIGITS = r"(?:'|’)?(?P<short>2\d)"


def _span(first: date, last: date) -> When:
    """A range of whole months, as the quarter, half or year that it is."""
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    if length == 3 and first.month % 3 == 1:
        return quarter(first.year, (first.month + 2) // 3)
    if length == 6 and first.month % 6 == 1:
        return half(first.year, (first.month + 5) // 6)
    return year(first.year) if length == 12 and first.month == 1 else When(first, last, "range")


def _months(match: re.Match[str], today: date) -> When:
    """ "January to March", "April bis Juni 2026", "Nov 2025 to Jan 2026"."""
    first, last = (MONTHS[match[name].lower().rstrip(".")] for name in ("from", "to"))
    said = match["year2"] or match["year1"]
    ends = int(said) if said else today.year if match["this"] else _year_of(last, match.string, today)
    begins = int(match["year1"]) if match["year1"] else ends - (first > last)
    return _span(date(begins, first, 1), month(ends, last).last)


def _first_months(match: re.Match[str], today: date) -> When:
    """ "the first three months of 2026", "die letzten drei Monate 2025"."""
    count, said = small(match["n"]), match["year"]
    in_year = int(said) if said else today.year - bool(match["ago"])
    if re.match(r"(?:the |die |in den |den )?(?:last|final|letzte)", match[0], re.IGNORECASE):
        return _span(date(in_year, 13 - count, 1), date(in_year, 12, 31))
    return _span(date(in_year, 1, 1), month(in_year, count).last)


def _months_to(match: re.Match[str], today: date) -> When:
    """ "the three months to June", "the quarter ended March 2026"."""
    number = MONTHS[match["month"].lower().rstrip(".")]
    last = month(int(match["year"]) if match["year"] else today.year - (number > today.month), number)
    count = small(match["n"]) if match["n"] else 3
    return _span(shift(last.first, 1 - count), last.last)


def _of_last_year(match: re.Match[str], today: date) -> When:
    """ "Q1 last year", "May of the previous year", "zweites Halbjahr des Vorjahres"."""
    if match["month"]:
        return month(today.year - 1, MONTHS[match["month"].lower().rstrip(".")])
    said = match["q"] or match["nth"] or match["h"] or match["nthh"]
    number = int(said) if said.isdigit() else ORDINALS.get(said.lower()) or int(said[0])
    return half(today.year - 1, number) if match["h"] or match["nthh"] else quarter(today.year - 1, number)


def _short_year(match: re.Match[str], today: date) -> When:
    """ "1Q26", "Q2/26", "H1 26"."""
    in_year = 2000 + int(match["short"] or match["short2"] or match["short3"])
    if match["h"]:
        return half(in_year, int(match["h"]))
    return quarter(in_year, int(match["q"] or match["q2"]))


_ABBREVIATED = r"may|march|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|okt|dez"
_FIGURES = r"dso|dpo|ccc|cei|dio|add|payments?|receipts?|collections?|zahlungen|eingänge"
_ROLLING_UNIT = r"(?P<unit>days?|tagen?|tage|weeks?|wochen?|months?|monaten?|quarters?|quartalen?|years?|jahren?)"
RULES: list[Rule] = [
    _rule(
        rf"(?:from |between |von |zwischen )?(?P<from>{_MONTHS})(?: (?P<year1>20\d\d))?[ -]?(?:to|until|till|"
        rf"through|thru|-|bis(?: einschließlich)?|and|und)"
        rf"[ -]?(?:the end of |ende )?(?P<to>{_MONTHS})(?:,?(?: of)? (?P<year2>20\d\d)|,? (?:of )?(?P<this>this year|"
        rf"dieses jahr(?:es)?))?(?: quarter| quartal| period)?",
        _months,
    ),
    _rule(
        rf"(?:the |die |in den |den )?(?:first|opening|last|final|ersten?|"
        rf"letzten?) (?P<n>{SMALL_PATTERN}) (?:months|monaten?)"
        rf" (?:of |in |von |im |des )?(?:(?:the |this |diese[sm] |des )?(?:year|jahr(?:es)?)|"
        rf"(?:the )?(?:calendar |fiscal |financial )?(?:year )?{_YEAR}|{_YEARLY})",
        _first_months,
    ),
    _rule(
        rf"(?:the )?(?:(?P<n>{SMALL_PATTERN}) months|quarter|quartal) (?:(?:up )?to|ended|ending|through|bis|"
        rf"per|zum)(?: the)?(?: end of)?"
        rf"(?: \d{{1,2}}(?:st|th|\.)?)? ?(?:ende )?{_MONTH}(?: \d{{1,2}}(?:st|th)?)?(?:,? {_YEAR})?",
        _months_to,
    ),
    _rule(
        rf"(?:Q ?(?P<q>[1-4])|{_ORDINAL}[ -](?:quarter|quartals?)|H ?(?P<h>[12])|"
        rf"{_ORDINAL.replace('nth', 'nthh')} (?:half(?: of the year)?|half[ -]year|halbjahre?s?)"
        rf"|{_MONTH})(?:,| of| in| im| des| der)? ?(?:the )?{_YEARLY}",
        _of_last_year,
    ),
    _rule(
        rf"(?:(?P<q>[1-4])Q ?{_TWO_DIGITS}|Q ?(?P<q2>[1-4])[ /'-]*(?:FY ?)?{_TWO_DIGITS.replace('short', 'short2')}"
        rf"|H ?(?P<h>[12])[ /'-]*{_TWO_DIGITS.replace('short', 'short3')})(?!\d)",
        _short_year,
    ),
    _rule(r"(?P<month3>0?[1-9]|1[0-2])/(?P<year3>20\d\d)", lambda m, t: month(int(m["year3"]), int(m["month3"]))),
    _rule(
        r"(?<=quarter )(?:and|vs\.?|versus|against|compared (?:to|with)|than|over) (?:the )?last(?: one)?(?! \w)",
        lambda m, t: replace(relative("quarter", -1, t), role="compare"),
    ),
    _rule(
        r"(?<=month )(?:and|vs\.?|versus|against|compared (?:to|with)|than|over) (?:the )?last(?: one)?(?! \w)",
        lambda m, t: replace(relative("month", -1, t), role="compare"),
    ),
    _rule(
        rf"(?:the |im |in den )?(?:same|gleichen?|selben) (?:three months|quarter|period|month|time|months|"
        rf"three-month period|quartal|zeitraum|monat|drei monaten?)"
        rf" (?:of |in |a |the |des |im )?(?:{_YEAR}|last year|year before|year ago|year earlier|previous year|"
        rf"vorjahres?|vorjahr|letzten jahres?)",
        lambda m, t: year(int(m["year"])) if m["year"] else year(t.year - 1),
    ),
    _rule(rf"(?:(?P<last>{_LAST})|(?P<next>{_NEXT})|(?:{_THIS})) {_UNIT}(?:'s)?", _relative),
    _rule(
        (
            r"(?:the |in (?:the|den) |den |over the |during the )?(?:next|coming|following|upcoming|nächsten?|"
            r"naechsten?|kommenden?) (?:few |paar )?(?P<unit>weeks|months|wochen|monaten?|tagen?|tage|days)"
        ),
        lambda m, t: When(
            t, t + timedelta(91 if m["unit"][0] in "wW" else 182 if m["unit"][0] in "mM" else 14), "rolling"
        ),
    ),
    _rule(
        r"(?:the |this )?quarter (?:that (?:has )?|which (?:has )?)?just (?:ended|closed|finished)|"
        r"(?:das |des |im )?(?:gerade |soeben )(?:abgelaufenen?|beendeten?) quartals?",
        lambda m, t: _just_ended(t),
    ),
    _rule(r"vorquartals?", lambda m, t: relative("quarter", -1, t)),
    _rule(r"vormonats?", lambda m, t: relative("month", -1, t)),
    _rule(
        r"vorjahr(?:es)?|the year before|a year ago|vor einem jahr|(?:same (?:period|time) )(?:last year|a year ago)",
        lambda m, t: relative("year", -1, t),
    ),
    _rule(r"vorwoche", lambda m, t: relative("week", -1, t)),
    _rule(
        r"(?:before |bevor )?(?:this |the |diese[rs]? |das |die |der )?(?P<unit>week|month|quarter|year|woche|monat|quartal|jahr) "
        r"(?:is over|is out|is up|ends|closes|vorbei|um|zu ende|rum)(?: ist| geht)?",
        lambda m, t: relative(m["unit"].lower(), 0, t),
    ),
    _rule(r"(?:the )?(?:quarter|month|year|week) before", lambda m, t: relative(m[0].split()[-2], -1, t)),
    _rule(r"(?:last|previous|prior) year'?s (?P<unit>quarter|month)", lambda m, t: year(t.year - 1)),
    _rule(
        (
            rf"(?:Q ?(?P<q>[1-4])|{_ORDINAL}[ -](?:quarter|quartals?))(?:[ /,-]*(?:of |in |des jahres )?{_YEAR})?|"
            rf"(?P<year2>(?:19|20)\d\d)[ -]?q(?P<q2>[1-4])"
        ),
        lambda m, t: _quarter_any(m, t),
    ),
    _rule(rf"(?:H(?P<h>[12])|{_ORDINAL} (?:half(?: of the year)?|halbjahres?|hälfte))(?:[ /]*(?:of )?{_YEAR})?", _half),
    _rule(
        rf"{_MONTH}(?:,| of| '?)? ?{_YEAR}|(?P<year3>(?:19|20)\d\d)-(?P<month3>0[1-9]|1[0-2])(?!-)",
        lambda m, t: _month_any(m, t),
    ),
    _rule(
        (
            r"(?P<month>january|februar|january|february|januar|märz|maerz|april|mai|june|juni|july|juli|"
            r"august|september|october|oktober|november|december|dezember)(?:'s)?"
        ),
        lambda m, t: _month_bare(m, t),
    ),
    _rule(
        (
            r"(?:in|for|during|of|since|from|until|by|im|vs|versus|with|and|to|about|than|against|through) "
            r"(?P<month>may|march|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|okt|dez)\b\.?"
        ),
        lambda m, t: _month_bare(m, t),
    ),
    _rule(  # "May DSO pls", "DPO May", never "may we pay?"
        rf"(?P<month>{_ABBREVIATED})(?:'s)?(?= (?:{_FIGURES})\b)|(?<=dso )(?P<month2>{_ABBREVIATED})\b|"
        rf"(?<=dpo )(?P<month3>{_ABBREVIATED})\b|(?<=ccc )(?P<month4>{_ABBREVIATED})\b",
        lambda m, t: _month_beside(m, t),
    ),
    _rule(
        r"(?:fy ?|fiscal year |geschäftsjahr |calendar |year |jahr )?(?P<year>20[0-4]\d)(?![.,]?\d)",
        lambda m, t: year(int(m["year"])),
    ),
    _rule(
        (
            rf"(?:the |in (?:the|den) |den |over the |during the |within the |der )?(?:(?P<last>last|past|"
            rf"previous|trailing|letzten?|vergangenen?|zurückliegenden?)|(?:next|coming|following|nächsten?|"
            rf"naechsten?|kommenden?)) (?P<n>{SMALL_PATTERN}) {_ROLLING_UNIT}"
        ),
        _rolling,
    ),
    _rule(
        (
            rf"(?P<n>{SMALL_PATTERN})[ -](?P<unit>months?|monats?|weeks?|wochen?|days?|tage?)[ "
            rf"-](?P<last>trailing|rolling|lookback|rückblick)|(?:trailing|rolling) (?:twelve|12)(?: months)?|"
            rf"ltm|ttm"
        ),
        lambda m, t: When(shift(t, -12) + timedelta(1), t, "rolling"),
    ),
    _rule(
        (
            r"(?:year[ -]to[ -]date|ytd|this year so far|so far this year|seit jahresbeginn|seit anfang des "
            r"jahres|since the start of the year)"
        ),
        lambda m, t: When(date(t.year, 1, 1), t, "range"),
    ),
    _rule(
        r"(?:month[ -]to[ -]date|mtd|this month so far|so far this month|seit monatsbeginn|seit monatsanfang)",
        lambda m, t: When(t.replace(day=1), t, "range"),
    ),
    _rule(
        r"(?:quarter[ -]to[ -]date|qtd|seit quartalsbeginn)",
        lambda m, t: When(quarter(t.year, (t.month + 2) // 3).first, t, "range"),
    ),
    _rule(r"(?:the )?end of week (?P<n>\d{1,2})|ende (?:der )?(?:woche (?P<n2>\d{1,2})(?!\d))", _number),
    _rule(rf"(?:week|wk|woche)(?: number| no\.?| nr\.?)? (?P<n>{SMALL_PATTERN})(?P<n2>)", _number),
    _rule(
        (
            r"(?:in )?(?:the )?(?P<n>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
            r"\d{1,2}(?:st|nd|rd|th)) week(?P<n2>)|in (?:der )?(?P<n3>\d{1,2})\. woche"
        ),
        lambda m, t: _nth_week(m, t),
    ),
    _rule(
        (
            rf"(?:the |dem |vom |von |from |between |zwischen )?(?P<a>\d{{1,2}})(?:st|nd|rd|th|\.)? ?(?:and|to|"
            rf"-|bis|und|until)(?: zum| dem)? ?(?P<b>\d{{1,2}})(?:st|nd|rd|th|\.)? ?(?:of )?{_MONTH}(?: "
            rf"{_YEAR})?"
        ),
        lambda m, t: _span_of_days(m, t),
    ),
    _rule(r"(?:kw|kalenderwoche|calendar week|cw) ?(?P<kw>\d{1,2})(?:[ /]+(?P<year>20\d\d))?", _calendar_week),
    _rule(r"(?:the )?weekend|wochenende", lambda m, t: day(week(t).last - timedelta(1))),
]


def _just_ended(today: date) -> When:
    """The latest quarter whose last day is not after today."""
    this = quarter(today.year, (today.month + 2) // 3)
    return this if this.last <= today else relative("quarter", -1, today)


def _quarter_any(match: re.Match[str], today: date) -> When:
    if match["q2"]:
        return quarter(int(match["year2"]), int(match["q2"]))
    return _quarter(match, today)


def _month_any(match: re.Match[str], today: date) -> When:
    if match["month3"]:
        return month(int(match["year3"]), int(match["month3"]))
    return _month(match, today)


def _month_beside(match: re.Match[str], today: date) -> When:
    said = next(match[name] for name in ("month", "month2", "month3", "month4") if match[name])
    number = MONTHS[said.lower()]
    return month(_year_of(number, match.string, today), number)


def _month_bare(match: re.Match[str], today: date) -> When:
    number = MONTHS[match["month"].lower().rstrip(".")]
    return month(_year_of(number, match.string, today), number)


def _nth_week(match: re.Match[str], today: date) -> When:
    said = (match["n"] or match["n3"]).lower()
    count = int(re.sub(r"\D", "", said)) if said[0].isdigit() else ORDINALS[said]
    return When(today, today + timedelta(7 * count), "number", weeks=count)


def _span_of_days(match: re.Match[str], today: date) -> When:
    inside = _month(match, today)
    return When(inside.first.replace(day=int(match["a"])), inside.first.replace(day=int(match["b"])), "range")
