"""The answer in words: what was asked first, then what drives it, its definition where asked, and a next step."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from agent.definitions import defined, source
from agent.german import spoken
from agent.planner.found import Found, by_company, joined_words, ref
from agent.planner.frame import Frame
from agent.planner.sentences import leaders, next_step, templates
from agent.planner.tables import said, table
from agent.wording import long_date
from workingcapital.facts import Citation, Evidence, Fact

MAX_QUOTES = 3
# Figures that a formula is made of, named beside it.
_PARTS: Final = frozenset(
    "open.total.v1 invoiced.total.v1 ledger.control.v1 dio.v1 dso.end.v1 dpo.purchases.v1".split()
)


def word(frame: Frame, evidences: Sequence[Evidence], language: str) -> str:
    """Word the answer from what the tools found; figures are placeholders only."""
    answered = [each for each in evidences if each.outcome == "answered"]
    unanswered = [spoken.said(each.say, language) for each in evidences if each.outcome != "answered" and each.say]
    silent = list(dict.fromkeys(unanswered))
    if not answered:
        return "\n\n".join(silent) or _nothing(language)
    parts = [_check(frame, language)]
    parts += [text for each in answered for text in _answered(frame, each, language)]
    if frame.slots.get("explain"):
        parts.append(_explained(answered, language))
    said_already = " ".join(parts)
    quotes = [each for found in answered for each in found.citations[:MAX_QUOTES] if each.quote not in said_already]
    parts += [_quote(citation, language) for citation in quotes]
    parts += silent
    parts.append(_caveats(answered, language))
    if not frame.slots.get("recheck"):
        parts.append(next_step(frame.intent, language))
    return "\n\n".join(dict.fromkeys(part for part in parts if part))


# Intents whose own sentences say more than the tool's.
_OWN: Final = frozenset(
    "open_items overdue cash_position cash_forecast receipts_forecast unapplied_cash payments_made party_position".split()
)


def _answered(frame: Frame, evidence: Evidence, language: str) -> list[str]:
    """The tool's own sentence, or those of the intent, and who leads."""
    if evidence.say and frame.intent not in _OWN and frame.intent != "dunning":
        return [spoken.said(evidence.say, language), *_leader_lines(frame, evidence, language)]
    lines = [line for found in by_company(evidence) for line in _company(frame, found, language)]
    return ["\n\n".join(lines)] if lines else [spoken.said(evidence.say, language)]


def _company(frame: Frame, found: Found, language: str) -> list[str]:
    if frame.intent == "dunning":
        return _letter(frame, found, language)
    if compared := _compared(found, language):
        return compared
    if variant := next((fact for fact in found.headline()[:1] if "(" in fact.label), None):
        return [_stated(variant, language)]  # a method that is not the default is named
    told = _at_week(frame, found, language)
    for template in templates(_intent(frame, found), language):
        with suppress(LookupError):
            told.append(_filled(template, found, language))
    if not told:
        told = [_stated(fact, language) for fact in found.headline()[:6]]
    first = _leaders(frame.intent, found, language)
    return [text for text in (" ".join(told), first) if text]


def _compared(found: Found, language: str) -> list[str]:
    """A metric beside another period: the three figures of its own table, whatever other metric was asked for as well."""
    by_id = {fact.id: fact for fact in found.facts}
    told = []
    for shown in found.tables:
        ids = [row[1] for row in shown.fact_ids if len(row) > 1 and row[1] in by_id]
        if len(ids) != 3 or shown.rows[-1][0] != "Change":
            continue
        now, then, change = (by_id[each] for each in ids if each)
        told.append(_change(now, then, change, language))
    return told


def _change(now: Fact, then: Fact, change: Fact, language: str) -> str:
    present, past = _when(now, language), _when(then, language)
    if language == "de":
        head = f"{spoken.label(now.label, language)} von {now.company} beträgt {ref(now)} ({present})"
        return f"{head}, gegenüber {ref(then)} ({past}): eine Änderung um {ref(change)}."
    head = f"{now.label} of {now.company} is {ref(now)} for {present}"
    return f"{head}, against {ref(then)} for {past}: a change of {ref(change)}."


# Several metrics may be asked for at once: each is worded by its own sentences, never by those of the first.
_BY_FORMULA = {
    "dso": "dso",
    "dpo": "dpo",
    "dio": "dio",
    "ccc": "ccc",
    "cei": "cei",
    "bpdso": "best_possible_dso",
    "add": "average_days_delinquent",
}


def _intent(frame: Frame, found: Found) -> str:
    """The intent whose sentences fit what was found."""
    first = found.headline()[:1]
    return _BY_FORMULA.get(first[0].formula.partition(".")[0], frame.intent) if first else frame.intent


def _when(fact: Fact, language: str) -> str:
    """The period a figure belongs to; one of a day is named by its day."""
    return fact.period or long_date(fact.as_of.isoformat(), language)


_LEVELS = {
    1: ("first reminder", "erste Mahnung"),
    2: ("second reminder", "zweite Mahnung"),
    3: ("final notice", "letzte Mahnung"),
}


def _letter(frame: Frame, found: Found, language: str) -> list[str]:
    """A reminder to be read and sent by a person: what is overdue, and nothing that is not in the books."""
    overdue = found.get("Overdue receivables")
    if overdue is None or overdue.decimal() <= 0:
        return []
    party = (frame.slots.get("parties") or [""])[0]
    english, german = _LEVELS.get(int(frame.slots.get("level") or 1), _LEVELS[3])
    entry = table("phrases")["letter"]
    text = said(entry, language).replace("{company}", found.company).replace("{party}", party)
    return [text.replace("{level}", german if language == "de" else english).replace("{overdue}", ref(overdue))]


def _at_week(frame: Frame, found: Found, language: str) -> list[str]:
    """Where the forecast stands in the week that was asked about."""
    kept = frame.slots.get("when")
    if frame.intent not in ("cash_forecast", "receipts_forecast") or not found.tables:
        return []
    weeks = next((each for each in found.tables if "Week to" in each.columns), None)
    if weeks is None or not weeks.rows:
        return []
    last = kept[0]["last"] if kept else weeks.rows[-1][0]
    place = next((i for i, row in enumerate(weeks.rows) if (row[0] or "") >= str(last)), len(weeks.rows) - 1)
    names = ("Receipts P50",) if frame.intent == "receipts_forecast" else ("Closing P50", "Closing P10", "Closing P90")
    ids = [weeks.fact_ids[place][weeks.columns.index(name)] for name in names if name in weeks.columns]
    if not ids or not all(ids):
        return []
    day = long_date(weeks.rows[place][0] or "", language)
    figures = [f"[[{each}]]" for each in ids]
    return [_week_sentence(found.company, day, figures, language)]


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
    """`{company}`, `{as_of}`, `{period}` and `<label>` in a sentence; a label that is not there drops the sentence."""
    first = found.headline()[0] if found.headline() else found.facts[0]
    if "{period}" in template and not first.period:
        raise LookupError("period")
    text = template.replace("{company}", found.company).replace("{as_of}", long_date(first.as_of.isoformat(), language))
    text = text.replace("{period}", period_words(first.period or "", language)).replace("{party}", first.party or "")
    return re.sub(r"<([^>]+)>", lambda match: found.ref(match[1]), text)


def period_words(period: str, language: str) -> str:
    """A period as people say it.

    >>> period_words("2026-Q2", "en"), period_words("2026-04-01..2026-06-30", "de")
    ('2026-Q2', '01.04.2026 bis 30.06.2026')
    """
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


def _leaders(intent: str, found: Found, language: str) -> str:
    columns = leaders(intent)
    rows = found.leaders(columns["name"], columns["figure"]) if columns else []
    if not columns or not rows:
        return ""
    listed = joined_words([f"{name} {figure}" for name, figure in rows[:3]], language)
    return f"{said(columns, language)} {listed}."


def _leader_lines(frame: Frame, evidence: Evidence, language: str) -> list[str]:
    return [line for line in (_leaders(frame.intent, found, language) for found in by_company(evidence)) if line]


def _explained(answered: Sequence[Evidence], language: str) -> str:
    """The formula of each headline figure and what went into it."""
    lines = []
    for evidence in answered:
        for found in by_company(evidence):
            main = found.facts[0]
            lines.append(_formula(main, [other for other in found.headline() if other is not main], language))
    header = "So ist gerechnet:" if language == "de" else "How it is calculated:"
    return "\n".join([header, *(f"- {line}" for line in dict.fromkeys(filter(None, lines)))]) if any(lines) else ""


def _formula(fact: Fact, others: Sequence[Fact], language: str) -> str:
    words = defined(fact, language)
    if not words:
        return ""
    used = [other for other in others if other.formula in _PARTS][:3]
    parts = joined_words([f"{spoken.label(o.label, language)} {ref(o)}" for o in used], language)
    made = (f"; darin {parts}" if language == "de" else f"; with {parts}") if parts else ""
    origin = f"{'Definition nach' if language == 'de' else 'Source'}: {source(fact)}"
    return f"{spoken.label(fact.label, language)} = {words}{made}. {origin}."


def _quote(citation: Citation, language: str) -> str:
    page = "Seite" if language == "de" else "page"
    return (
        f"> {citation.quote}\n\n[{citation.filename}, {page} "
        f"{citation.page}](/v1/documents/{citation.document_id}/pages/{citation.page})"
    )


def _caveats(answered: Sequence[Evidence], language: str) -> str:
    figures = [fact for each in answered for fact in each.facts]
    said = dict.fromkeys(caveat for fact in figures for caveat in fact.caveats if not caveat.startswith("made of"))
    return f"*{'; '.join(spoken.said(each, language) for each in list(said)[:2])}*" if said else ""


def _check(frame: Frame, language: str) -> str:
    """What is said before a figure that was doubted: it was read again, and the books decide."""
    premise = frame.slots.get("premise")
    if premise == "that_is_wrong":
        return (
            "Ich habe in den Büchern noch einmal nachgesehen; sie zeigen Folgendes."
            if language == "de"
            else "I looked in the books again; this is what they show."
        )
    if premise == "you_said":
        return (
            "Ich verlasse mich nicht auf frühere Sätze, sondern lese es neu."
            if language == "de"
            else "I do not go by what was said before; this is what the sources say."
        )
    if frame.slots.get("recheck"):
        return (
            "Noch einmal gelesen und gerechnet, mit diesem Ergebnis."
            if language == "de"
            else "Read and computed again, with this result."
        )
    return ""


def _nothing(language: str) -> str:
    return "Dazu ist nichts da." if language == "de" else "There is nothing on this."
