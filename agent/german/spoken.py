"""What a tool found, as it is read in the language of the question: dates, numbers and, in German, the words."""

import logging
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from agent.german.catalogue import german, listed, sentences
from agent.wording import grouped, long_date
from workingcapital.facts import Chart, Evidence, Fact, Table

log = logging.getLogger(__name__)
_ISO: Final = re.compile(r"(?<![\w/.-])\d{4}-\d{2}-\d{2}(?![\w/]|-\d)")
_DAY: Final = re.compile(
    r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
)
_WEEKDAYS: Final = dict(zip("Mon Tue Wed Thu Fri Sat Sun".split(), "Mo Di Mi Do Fr Sa So".split(), strict=True))
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_NUMBER: Final = re.compile(
    r"(?<![\w.,/:–-])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w,.]\d)|(?<![\w.,/:–-])-?\d+\.\d+(?![.\w])"
)


def prose(text: str, language: str) -> str:
    """Text with dates and numbers as people of the language write them; words stay.

    >>> prose("due 2026-06-30, 2,785.40 EUR at 6.5%", "de"), prose("due 2026-06-30", "en")
    ('due 30.06.2026, 2.785,40 EUR at 6,5 %', 'due 30 Jun 2026')
    """
    if language == "de":
        text = _NUMBER.sub(
            lambda m: grouped(m[0].replace(",", ""), "de") if "," in m[0] else m[0].replace(".", ","), text
        )
        text = re.sub(r"(?<=\d)%", " %", text)
        text = _DAY.sub(lambda m: f"{_WEEKDAYS[m[1]]} {int(m[2]):02}.{_MONTHS.index(m[3]) + 1:02}.", text)
    return _ISO.sub(lambda m: _day(m[0], language), text)


def said(text: str, language: str) -> str:
    """A tool's sentences, or the few words of a caveat, in the language of the question."""
    if language != "de":
        return prose(text, language)
    translated, missing = sentences(text)
    if missing:  # a quotation may hold several sentences: then the text is one template as a whole
        whole = german(text, "sentences")
        _report(() if whole else missing)
        translated = whole or translated
    return prose(translated, language)


@lru_cache(maxsize=512)
def _report(missing: tuple[str, ...]) -> None:
    """A sentence the catalogue lacks is shown as it is, and logged once."""
    for sentence in missing:
        log.warning("no German for %r", sentence)


def label(text: str, language: str) -> str:
    """The label of a figure."""
    return _known(text, "labels", language)


def spoken(evidence: Evidence, language: str) -> Evidence:
    """Evidence as it is read in the language: words, dates and numbers; ids and values stay.

    A fact's label belongs to its digest: what is stored is the fact as the tool made it.
    """
    return evidence.model_copy(
        update={
            "say": said(evidence.say, language),
            "facts": [_fact(fact, language) for fact in evidence.facts],
            "tables": [_table(table, language) for table in evidence.tables],
            "charts": [_chart(chart, language) for chart in evidence.charts],
            "notices": [said(notice, language) for notice in evidence.notices],
            "options": [said(option, language) if " keeping " in option else option for option in evidence.options],
        }
    )


def _fact(fact: Fact, language: str) -> Fact:
    caveats = tuple(said(caveat, language) for caveat in fact.caveats)
    return fact.model_copy(update={"label": label(fact.label, language), "caveats": caveats})


def _table(table: Table, language: str) -> Table:
    title = _known(table.title, "titles", language)
    columns = [_known(column, "columns", language) for column in table.columns]
    if language != "de":
        return table.model_copy(update={"title": title, "columns": columns})
    return table.model_copy(update={"title": title, "columns": columns, "rows": list(_rows(table))})


def _rows(table: Table) -> Iterable[list[str | None]]:
    """The cells that are words; names, numbers of documents and figures stay."""
    for row, ids in zip(table.rows, table.fact_ids or [[]] * len(table.rows), strict=True):
        yield [cell if not cell or (ids[i : i + 1] or [None])[0] else _cell(cell) for i, cell in enumerate(row)]


def _cell(text: str) -> str:
    if _ISO.fullmatch(text) or not re.search("[A-Za-z]", text):
        return text
    translated = listed(text, "cells") or german(text, "labels")
    return prose(translated, "de") if translated is not None else text


def _chart(chart: Chart, language: str) -> Chart:
    series = [each.model_copy(update={"name": _known(each.name, "columns", language)}) for each in chart.series]
    return chart.model_copy(update={"title": _known(chart.title, "titles", language), "series": series})


def _known(text: str, section: str, language: str) -> str:
    text = re.sub(r" ?\.\. ?", " to ", text).replace("due  to", "due to").rstrip()  # from one day to another
    found = german(text, section) if language == "de" else None
    return prose(found or text, language)


def _day(iso: str, language: str) -> str:
    try:
        return long_date(iso, language)
    except ValueError:
        return iso
