"""What is said of one company's figures: the sentence that was asked for, and who drives it."""

import re
from contextlib import suppress
from typing import Any, Final

from agent.german import spoken
from agent.planner.answers.found import Found, joined_words, ref
from agent.planner.answers.sentences import leaders, templates
from agent.planner.question.frame import Frame
from agent.planner.question.suppositions import said as said_of
from agent.planner.tables import said, table
from agent.wording import long_date
from workingcapital.facts import Fact, Table

# Several metrics may be asked for at once: each is worded by its own sentences, never by those of the first.
_BY_FORMULA: Final = {
    "dso": "dso",
    "dpo": "dpo",
    "dio": "dio",
    "ccc": "ccc",
    "cei": "cei",
    "bpdso": "best_possible_dso",
    "add": "average_days_delinquent",
}
_OPTIONAL: Final = re.compile(r"\{\{(.*?)\}\}")


def told(frame: Frame, found: Found, language: str) -> list[str]:
    """The sentences of a company, the answer first, then the drivers."""
    if compared := _compared(found, language):
        return compared
    if variant := next((fact for fact in found.headline()[:1] if "(" in fact.label), None):
        return [_stated(variant, language)]  # a method that is not the default is named
    lines = at_week(frame, found, language)
    for template in templates(_intent(frame, found), language):
        with suppress(LookupError):
            lines.append(_filled(template, found, language))
    if not lines:
        lines = [_stated(fact, language) for fact in found.headline()[:6]]
    return [text for text in (" ".join(lines), drivers(frame.intent, found, language)) if text]


def drivers(intent: str, found: Found, language: str) -> str:
    """The first rows of the table, by name; by number where all rows are of one party."""
    columns = leaders(intent)
    if not columns:
        return ""
    rows = found.leaders(columns["name"], columns["figure"])
    if len(rows) > 1 and len({name for name, _ in rows}) == 1:
        rows = found.leaders("Number", columns["figure"])
    listed = joined_words([f"{name} {figure}" for name, figure in rows[:3]], language)
    least = 1 if intent == "open_discounts" else 0  # of a single bill the answer has said it
    return f"{said(columns, language)} {listed}." if len(rows) > least else ""


def _compared(found: Found, language: str) -> list[str]:
    """A metric beside another period: the three figures of its own table, whatever other metric was asked for as well."""
    by_id = {fact.id: fact for fact in found.facts}
    lines = []
    for shown in found.tables:
        ids = [row[1] for row in shown.fact_ids if len(row) > 1 and row[1] in by_id]
        if len(ids) != 3 or shown.rows[-1][0] != "Change":
            continue
        now, then, change = (by_id[each] for each in ids if each)
        lines.append(_change(now, then, change, language))
    return lines


def _change(now: Fact, then: Fact, change: Fact, language: str) -> str:
    present, past = _when(now, language), _when(then, language)
    name = spoken.label(now.label, language)
    if language == "de":
        head = f"{name} von {now.company} beträgt {ref(now)} ({present})"
        return f"{head}, gegenüber {ref(then)} ({past}): eine Änderung um {ref(change)}."
    head = f"{name} of {now.company} is {ref(now)} for {present}"
    return f"{head}, against {ref(then)} for {past}: a change of {ref(change)}."


def _intent(frame: Frame, found: Found) -> str:
    """The intent whose sentences fit what was found."""
    first = next(iter(found.headline()), None)
    if first is None:
        return frame.intent
    intent = "overdue" if frame.intent == "overdue_share" and first.unit == "money" else frame.intent
    of_party = f"{intent}_of_party"
    if first.party and table("sentences")["sentences"].get(of_party):
        return of_party
    return _BY_FORMULA.get(first.formula.partition(".")[0], intent)


def _when(fact: Fact, language: str) -> str:
    """The period a figure belongs to; one of a day is named by its day."""
    return period_words(fact.period, language) if fact.period else long_date(fact.as_of.isoformat(), language)


def at_week(frame: Frame, found: Found, language: str) -> list[str]:
    """Where the forecast stands in the week that was asked about."""
    if frame.intent not in ("cash_forecast", "receipts_forecast"):
        return []
    weeks = next((each for each in found.tables if "Week to" in each.columns), None)
    if weeks is None or not weeks.rows:
        return []
    kept = frame.slots.get("when")
    last = kept[0]["last"] if kept else weeks.rows[-1][0]
    place = next((i for i, row in enumerate(weeks.rows) if (row[0] or "") >= str(last)), len(weeks.rows) - 1)
    names = ("Receipts P50",) if frame.intent == "receipts_forecast" else ("Closing P50", "Closing P10", "Closing P90")
    figures = _cells(weeks, place, names)
    day = long_date(weeks.rows[place][0] or "", language)
    if not figures:
        return []
    sentence = _week_sentence(found.speaker(language), day, figures, language)
    supposition = said_of(frame.slots.get("supposed", {}), language)
    ahead = "gilt diese Vorschau" if language == "de" else "this is the forecast"
    return [f"{supposition}, {ahead}.", sentence] if supposition else [sentence]


def _cells(weeks: Table, row: int, names: tuple[str, ...]) -> list[str]:
    """Placeholders of the named columns; none where one of them is missing."""
    ids: list[Any] = [weeks.fact_ids[row][weeks.columns.index(name)] for name in names if name in weeks.columns]
    return [f"[[{each}]]" for each in ids] if ids and all(ids) else []


def _week_sentence(company: str, day: str, figures: list[str], language: str) -> str:
    if len(figures) == 1:
        return (
            f"{company} erwartet in der Woche bis {day} Eingänge von {figures[0]} (P50)."
            if language == "de"
            else f"{company} expects receipts of {figures[0]} in the week to {day} (P50)."
        )
    if language == "de":
        return f"{company} steht am {day} bei {figures[0]} (P50), mit einer Spanne von {figures[1]} (P10) bis {figures[2]} (P90)."
    return (
        f"{company} stands at {figures[0]} on {day} (P50), within a range of {figures[1]} (P10) to {figures[2]} (P90)."
    )


def _filled(template: str, found: Found, language: str) -> str:
    """`{company}`, `{as_of}`, `{period}`, `{narrowed}` and `<label>` in a sentence.

    A label that is not there drops the sentence; inside double braces it drops only that part.
    """
    first = found.headline()[0] if found.headline() else found.facts[0]
    if "{period}" in template and not first.period:
        raise LookupError("period")
    text = _OPTIONAL.sub(lambda match: _if_there(match[1], found), template)
    text = text.replace("{company}", found.company).replace("{as_of}", long_date(first.as_of.isoformat(), language))
    text = text.replace("{period}", period_words(first.period or "", language)).replace("{party}", first.party or "")
    text = text.replace("{narrowed}", narrowed(first, language))
    return _labels(text, found)


def _if_there(part: str, found: Found) -> str:
    try:
        return _labels(part, found)
    except LookupError:
        return ""


def _labels(text: str, found: Found) -> str:
    return re.sub(r"<([^>]+)>( items\b)?", lambda match: found.ref(match[1]) + _counted(match, found), text)


def _counted(match: re.Match[str], found: Found) -> str:
    """ "1 item", "2 items"."""
    fact = found.get(match[1]) if match[2] else None
    return " item" if fact and fact.decimal() == 1 else match[2] or ""


def narrowed(fact: Fact, language: str) -> str:
    """What the label says beyond its first words: ", more than 60 days late"."""
    _, comma, rest = spoken.label(fact.label, language).partition(", ")
    return f"{comma}{rest}"


def period_words(period: str, language: str) -> str:
    """A period as people say it.

    >>> period_words("2026-Q2", "en"), period_words("2026-04-01..2026-06-30", "de")
    ('2026-Q2', '01.04.2026 bis 30.06.2026')
    >>> period_words("last_12_months", "en"), period_words("last_12_months", "de")
    ('the trailing year', 'das zurückliegende Jahr')
    """
    if period == "last_12_months":
        return "das zurückliegende Jahr" if language == "de" else "the trailing year"  # a number would be a figure
    if re.fullmatch(r"\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d", period):
        first, last = period.split("..")
        return f"{long_date(first, language)} {'bis' if language == 'de' else 'to'} {long_date(last, language)}"
    return period


def _stated(fact: Fact, language: str) -> str:
    """One figure with all that tells it from others."""
    name = spoken.label(fact.label, language)
    of = f" {'von' if language == 'de' else 'of'} {fact.company}"
    party = f", {fact.party}" if fact.party else ""
    period = f", {period_words(fact.period, language)}" if fact.period else ""
    return f"{name}{of}{party}{period}: {ref(fact)}."
