"""Companies that are to be left out: "without the UK", "leave the US out", "lass UK weg" mean all the others."""

import re
from collections.abc import Sequence
from typing import Final

from agent.planner.grammar.spans import Span
from agent.planner.names.focus import GROUP, UNKNOWN
from agent.planner.names.lexicon import Lexicon

_ARTICLE: Final = r"\s+(?:the\s+|die\s+|den\s+|das\s+)?$"
_WITHOUT: Final = re.compile(
    r"\b(?:without|excluding|except(?:\s+for)?|apart\s+from|other\s+than|not|ohne|außer|ausser|nicht)" + _ARTICLE, re.I
)
_LEAVE: Final = re.compile(r"\b(?:leave|leaving|take|keep|lass\w*|nimm|nehmen?)" + _ARTICLE, re.I)
_OUT: Final = re.compile(r"(?:\s+\w+){0,2}?\s+(?:out|aside|weg|raus|außen\s+vor)\b", re.I)
_OUT_FIRST: Final = re.compile(r"\b(?:leave|leaving|take|taking|keep)\s+out" + _ARTICLE, re.I)
_JOINED: Final = re.compile(r"\s*(?:,|and|und|&|or|oder)?\s*(?:the\s+|die\s+|den\s+)?", re.I)


def left_out(text: str, spans: Sequence[Span], lexicon: Lexicon) -> list[Span]:
    """The spans, with companies that are to be left out replaced by the asker's others; unchanged where none remain.

    >>> from agent.planner.names.lexicon import Company
    >>> group = Lexicon(companies=(Company("D", "D", "DE"), Company("K", "K", "GB"), Company("S", "S", "US")))
    >>> [(s.start, s.end, s.value) for s in left_out("DSO without K and S", [Span(12, 13, "company", ("K",)),
    ...  Span(18, 19, "company", ("S",))], group)]
    [(4, 19, ('D',))]
    """
    named = sorted((span for span in spans if span.kind == "company"), key=lambda span: span.start)
    run = _together(text, named)
    if not run:
        return list(spans)
    start, end = run[0].start, run[-1].end
    before, after = text[:start], _OUT.match(text, end)
    if found := _WITHOUT.search(before) or _OUT_FIRST.search(before):
        begins, ends = found.start(), end
    elif after and (found := _LEAVE.search(before)):
        begins, ends = found.start(), after.end()
    else:
        return list(spans)
    out = {code for span in run for code in span.value}
    kept = tuple(each.code for each in lexicon.companies if each.granted and each.code not in out)
    if not kept or out & {GROUP, UNKNOWN}:
        return list(spans)
    others = [span for span in spans if span.end <= begins or span.start >= ends]
    return [*others, Span(begins, ends, "company", kept)]


def _together(text: str, named: Sequence[Span]) -> list[Span]:
    """The companies named side by side, from the first one on."""
    run = list(named[:1])
    for span in named[1:]:
        if not _JOINED.fullmatch(text[run[-1].end : span.start]):
            break
        run.append(span)
    return run
