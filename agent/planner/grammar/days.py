"""Single days: "tomorrow", "next Thursday", "3 July", "bis zum 15.", "end of June", "Easter Monday"."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from agent.planner.grammar.numerals import SMALL_PATTERN, small
from agent.planner.grammar.when import When, day, month, quarter, shift, week

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january januar jan jänner",
            "february februar feb",
            "march märz maerz mar mär",
            "april apr",
            "may mai",
            "june juni jun",
            "july juli jul",
            "august aug",
            "september sept sep",
            "october oktober oct okt",
            "november nov",
            "december dezember dec dez",
        ],
        start=1,
    )
    for name in names.split()
}
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        [
            "monday montag mon",
            "tuesday dienstag tue tues",
            "wednesday mittwoch wed",
            "thursday donnerstag thu thurs thur",
            "friday freitag fri",
            "saturday samstag sonnabend",
            "sunday sonntag",
        ]
    )
    for name in names.split()
}
_WEEKDAY = rf"(?P<weekday>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})s?(?:'s)?"
_NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = MONTH.replace("(?:", "(?P<month>", 1)
_BACK = r"(?P<back>last|past|previous|letzten?|letzter|vergangenen?|vorigen?)"
_FORTH = r"(?:next|this|coming|this coming|the coming|nächsten?|naechsten?|nächster|diesen?|dieser|kommenden?)"

Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], When]]


def easter(in_year: int) -> date:
    """Easter Sunday (Gauss, Gregorian calendar).

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    a, b, c = in_year % 19, in_year // 100, in_year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(in_year, f // 31, f % 31 + 1)


_FEASTS: dict[str, Callable[[int], date]] = {
    "good friday|karfreitag": lambda y: easter(y) - timedelta(2),
    "easter sunday|ostersonntag": easter,
    "easter monday|ostermontag|easter": lambda y: easter(y) + timedelta(1),
    "ascension day|christi himmelfahrt|himmelfahrt": lambda y: easter(y) + timedelta(39),
    "whit monday|pfingstmontag": lambda y: easter(y) + timedelta(50),
    "christmas eve|heiligabend": lambda y: date(y, 12, 24),
    "christmas day|christmas|weihnachten|1\\. weihnachts(?:feier)?tag|ersten?r? weihnachts(?:feier)?tag": lambda y: (
        date(y, 12, 25)
    ),
    "boxing day|2\\. weihnachts(?:feier)?tag|zweiten?r? weihnachts(?:feier)?tag": lambda y: date(y, 12, 26),
    "new year's eve|silvester": lambda y: date(y, 12, 31),
    "new year's day|new year's|neujahr": lambda y: date(y, 1, 1),
    "labou?r day|may day|tag der arbeit": lambda y: date(y, 5, 1),
    "independence day|4th of july": lambda y: date(y, 7, 4),
    "tag der deutschen einheit": lambda y: date(y, 10, 3),
}


def _feast(names: str, rule: Callable[[int], date]) -> Rule:
    def read(match: re.Match[str], today: date) -> When:
        if match["year"]:
            return day(rule(int(match["year"])))
        if match["this"]:  # "Easter Monday this year", which may be over
            return day(rule(today.year))
        return day(next(found for found in (rule(today.year), rule(today.year + 1)) if found >= today))

    return _rule(
        rf"(?:{names})(?: (?:in |of )?{_YEAR})?(?P<this> (?:(?:of )?this year|(?:in )?diese[sm] jahr|heuer))?", read
    )


def _rule(pattern: str, read: Callable[[re.Match[str], date], When]) -> Rule:
    return re.compile(rf"(?<![\w.,/-]){pattern}(?!\w)", re.IGNORECASE), read


def _calendar(match: re.Match[str], today: date) -> When:
    number = MONTHS[match["month"].lower().rstrip(".")] if not match["month"].isdigit() else int(match["month"])
    if match["year"]:
        said = int(match["year"])
        return day(date(said + 2000 if said < 100 else said, number, int(match["day"])))
    near = [date(y, number, int(match["day"])) for y in (today.year - 1, today.year, today.year + 1)]
    return day(min(near, key=lambda d: abs((d - today).days)))


def _weekday(match: re.Match[str], today: date) -> When:
    ahead = (_WEEKDAYS[match["weekday"].lower()] - today.weekday()) % 7
    if match["back"]:
        return day(today - timedelta((7 - ahead) if ahead else 7))
    strictly = ahead == 0 and bool(re.match("next|nächst|naechst|kommend|coming", match[0], re.IGNORECASE))
    return day(today + timedelta(7 if strictly else ahead))


def _nth(match: re.Match[str], today: date) -> When:
    number = int(match["day"])
    for step in range(3):
        start = shift(today.replace(day=1), step)
        if number <= month(start.year, start.month).last.day and start.replace(day=number) >= today:
            return day(start.replace(day=number))
    raise ValueError("no such day")


def _steps(match: re.Match[str], today: date, sign: int) -> When:
    count, unit = small(match["n"]) * sign, match["unit"].lower()
    if unit[0] in "mj" or unit[0] == "y":
        return day(shift(today, count * (1 if unit[0] == "m" else 12)))
    return day(today + timedelta(count * (7 if unit[0] == "w" else 1)))


def _end_of_month(match: re.Match[str], today: date) -> When:
    number = MONTHS[match["month"].lower().rstrip(".")]
    edge = match["edge"].lower()
    if match["year"]:
        found = month(int(match["year"]), number)
    else:
        found = min(
            (month(y, number) for y in (today.year - 1, today.year, today.year + 1)),
            key=lambda m: abs((m.last - today).days),
        )
    return day(
        found.first
        if edge.startswith(("begin", "start", "anfang"))
        else found.first + timedelta(14)
        if edge.startswith("mi")
        else found.last
    )


def _quarter_end(match: re.Match[str], today: date) -> When:
    said = match["year"] or match["year2"]
    return day(quarter(int(said) if said else today.year, int(match["q"] or match["q2"])).last)


_UNITS = r"(?P<unit>days?|tagen?|tage|weeks?|wochen?|months?|monaten?|years?|jahren?)"
_OF = r"(?: of(?: the| this)?| der| des| diese[rs]| this)?"
RULES: list[Rule] = [
    _rule(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", _calendar),
    _rule(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d{2}(?!\d))?", _calendar),
    _rule(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4}|\d{2})", _calendar),
    _rule(rf"(?:the )?{_NTH} ?(?:of )?{_MONTH},?(?: {_YEAR})?", _calendar),
    _rule(rf"(?:the )?{_MONTH} (?:the )?{_NTH}(?:,? {_YEAR})?", _calendar),
    _rule(r"today(?:'s)?|heute|heutigen", lambda m, t: day(t)),
    _rule(r"the day after tomorrow|day after tomorrow|übermorgen|uebermorgen", lambda m, t: day(t + timedelta(2))),
    _rule(r"tomorrow(?:'s)?|(?<!guten )morgen", lambda m, t: day(t + timedelta(1))),
    _rule(r"the day before yesterday|day before yesterday|vorgestern", lambda m, t: day(t - timedelta(2))),
    _rule(r"yesterday(?:'s)?|gestern", lambda m, t: day(t - timedelta(1))),
    _rule(rf"(?:{_BACK} |{_FORTH} )?{_WEEKDAY}", _weekday),
    _rule(
        rf"{_WEEKDAY} (?:of )?next week|(?:nächste|naechste|kommende) woche {_WEEKDAY.replace('weekday', 'weekday2')}",
        lambda m, t: day(week(t).first + timedelta(7 + _WEEKDAYS[(m["weekday"] or m["weekday2"]).lower()])),
    ),
    _rule(
        (
            r"(?:the|am|zum|bis|dem|den) (?P<day>\d{1,2})(?:st|nd|rd|th|\.)(?! ?(?:[1-9]|one|line|item|"
            r"invoice|bill|position|rechnung|tag|day|zeile|quarter|quartal|of|"
        )
        + MONTH
        + "))",
        _nth,
    ),
    _rule(rf"in (?:the )?(?P<n>{SMALL_PATTERN}) {_UNITS}(?:' time)?", lambda m, t: _steps(m, t, 1)),
    _rule(rf"(?P<n>{SMALL_PATTERN}) {_UNITS} from (?:now|today)", lambda m, t: _steps(m, t, 1)),
    _rule(
        rf"(?P<n>{SMALL_PATTERN}) {_UNITS} ago|vor (?P<n2>{SMALL_PATTERN}) {_UNITS.replace('unit', 'unit2')}",
        lambda m, t: _ago(m, t),
    ),
    _rule(
        rf"(?:the )?end{_OF} (?P<next>next )?(?P<unit>week|month|quarter|year)|(?P<unit2>month|quarter|year)[ -]?end",
        lambda m, t: _either_end(m, t),
    ),
    _rule(
        (
            rf"ende{_OF} (?P<next>nächste[nrs]? |naechste[nrs]? |kommende[nrs]? )?(?P<unit>woche|monats?|"
            rf"quartals?|jahres)|(?P<unit2>wochenende|monatsende|quartalsende|jahresende|ultimo)"
        ),
        lambda m, t: _either_end(m, t),
    ),
    _rule(
        (
            r"(?:the )?(?:end of last|last) (?P<unit>month|quarter|year)(?:[' ]?s)?(?:[ -]end)|(?:the )?end "
            r"of last (?P<unit2>month|quarter|year)|ende (?:des )?letzten (?P<unit3>monats|quartals|jahres)"
        ),
        lambda m, t: _previous_end(m, t),
    ),
    _rule(
        rf"(?:the )?end of Q(?P<q>[1-4])(?: {_YEAR})?|ende(?: von| des)? Q(?P<q2>[1-4])(?: (?P<year2>20\d\d))?",
        _quarter_end,
    ),
    _rule(
        rf"(?:the )?(?:end of (?:year )?|year[ -]?end |ende |jahresende ){_YEAR}",
        lambda m, t: day(date(int(m["year"]), 12, 31)),
    ),
    _rule(
        rf"(?:the )?(?P<edge>end|beginning|start|middle|ende|anfang|mitte|mid)(?: of| des| von|-)? ?{_MONTH}(?: {_YEAR})?",
        _end_of_month,
    ),
    *(_feast(names, rule) for names, rule in _FEASTS.items()),
]


def _ago(match: re.Match[str], today: date) -> When:
    count, unit = match["n"] or match["n2"], (match["unit"] or match["unit2"]).lower()
    if unit[0] in "mjy":
        return day(shift(today, -small(count) * (1 if unit[0] == "m" else 12)))
    return day(today - timedelta(small(count) * (7 if unit[0] == "w" else 1)))


def _either_end(match: re.Match[str], today: date) -> When:
    unit = (match["unit"] or match["unit2"]).lower()
    german = {"wochenende": "w", "monatsende": "m", "ultimo": "m", "quartalsende": "q", "jahresende": "y"}
    return _end_of(german.get(unit, "y" if unit.startswith("jahr") else unit), bool(match["next"]), today)


def _end_of(unit: str, following: bool, today: date) -> When:
    if unit.startswith("w"):
        return day(week(today).first + timedelta(4 + 7 * following))
    if unit.startswith("y"):
        return day(date(today.year + following, 12, 31))
    start = shift(today.replace(day=1), following * (3 if unit.startswith("q") else 1))
    return day(
        quarter(start.year, (start.month + 2) // 3).last
        if unit.startswith("q")
        else month(start.year, start.month).last
    )


def _previous_end(match: re.Match[str], today: date) -> When:
    unit = (match["unit"] or match["unit2"] or match["unit3"]).lower()
    if unit.startswith("m"):
        return day(today.replace(day=1) - timedelta(1))
    if unit.startswith("q"):
        return day(quarter(today.year, (today.month + 2) // 3).first - timedelta(1))
    return day(date(today.year - 1, 12, 31))
