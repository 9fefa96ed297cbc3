"""Find the parties, documents and orders a question names, before any grammar looks for dates or amounts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from agent.planner.grammar.spans import Span, blank, longest
from agent.planner.names.lexicon import Lexicon, core, core_words, number_key
from agent.planner.words.common import is_common
from agent.planner.words.text import fold, words

EDGES = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "for",
        "with",
        "to",
        "by",
        "from",
        "in",
        "on",
        "at",
        "is",
        "has",
        "und",
        "oder",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "von",
        "mit",
        "bei",
        "zu",
        "an",
        "fuer",
        "ist",
        "hat",
        "sie",
    ]
)
MARGIN = 3.0  # points of similarity by which the best name must lead
NEAR = 84.0
ALIKE = 72.0  # of each word of a name
_TOKEN = re.compile(r"[\w&+.'/-]*\w")
# "Die Marquell-Rechnung", "the Acme-contract": the name and the paper are two words.
_PAPER = re.compile(
    r"(?<=\w\w\w)-(?=(?:rechnung|eingangsrechnung|ausgangsrechnung|vertrag|rahmenvertrag|liefervertrag|vereinbarung|mail|"
    r"angebot|gutschrift|invoice|bill|contract|agreement|framework|deal|lease|offer)\w{0,3}\b)",
    re.IGNORECASE,
)
_CUED = re.compile(
    (
        r"\b(?P<what>invoices?|bills?|inv|credit notes?|belege?s?|rechnung(?:en|s?nummer)?|gutschrift|"
        r"eingangsrechnung|ausgangsrechnung|document|purchase order|order|po|"
        r"bestellung(?:en)?|auftrag|bestellnummer)(?: (?:number|no\.?|nr\.?|nummer|#))?:? "
        r"?#?(?P<number>(?=[\w/.-]*\d)[A-Za-z0-9][\w/.-]*\w|\d)(?!\w)"
        r"(?! ?(?:days?|tagen?|weeks?|wochen?|months?|monaten?|%|per ?cent|prozent|eur|usd|gbp|euros?|pounds?|"
        r"dollars?|k|m|mio|million)\b)"
    ),
    re.IGNORECASE,
)
_SHAPED = re.compile(
    r"(?<![\w.,/-])(?:(?=[A-Z0-9/_-]*\d{3})[A-Z]{1,6}[-/_]?\d[A-Z0-9/_-]*\d|\d{2,}[-/]\d{3,}[-/\d]*|"
    r"[A-Z]{2,}(?:[-/][A-Z0-9]+)*[-/]\d{2,}[-/\dA-Z]*)(?![\w])"
)
_ORDER = re.compile(r"^(?:po|purchase|order|bestell|auftrag|b-?\d)", re.IGNORECASE)
_NOT_NUMBERS = re.compile(
    r"^(?:q[1-4]|h[12]|fy|kw|cw|n|net|net-?\d+|20\d\d(?:-(?:q[1-4]|\d\d|\d\d-\d\d))?|\d{1,2}/\d{1,2}/\d{2,4}|"
    r"p[159]0)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Linked:
    """Spans of names and numbers; `unsure` holds the names a mention may mean, where it may mean several."""

    spans: tuple[Span, ...]
    unsure: tuple[tuple[str, ...], ...] = ()


def link(text: str, lexicon: Lexicon) -> Linked:
    """Parties and document numbers in the text.

    >>> from agent.planner.names.lexicon import Party
    >>> link("what do we owe Friday & Sons?", Lexicon(parties=(Party("Friday & Sons Ltd"),))).spans[0].value
    'Friday & Sons Ltd'
    """
    text = _PAPER.sub(" ", text)  # of the same length: the places of what is found stay
    numbers = _numbers(text, lexicon)
    parties, unsure = _parties(blank(text, numbers), lexicon)
    return Linked(tuple(sorted((*numbers, *parties), key=lambda s: s.start)), tuple(unsure))


def _numbers(text: str, lexicon: Lexicon) -> list[Span]:
    known = [
        Span(m.start(), m.end(), *lexicon.by_number[number_key(m[0])])
        for m in _TOKEN.finditer(text)
        if number_key(m[0]) in lexicon.by_number and (len(number_key(m[0])) > 3 or not m[0].isdigit())
    ]
    cued = [
        Span(m.start("number"), m.end("number"), _kind(m["what"]), m["number"])
        for m in _CUED.finditer(text)
        if not _NOT_NUMBERS.match(m["number"])
    ]
    shaped = [
        Span(m.start(), m.end(), _kind(m[0]), m[0]) for m in _SHAPED.finditer(text) if not _NOT_NUMBERS.match(m[0])
    ]
    result = longest(known)
    for more in (cued, shaped):
        result += [span for span in longest(more) if span.clear_of(result)]
    return sorted(result, key=lambda s: s.start)


def _kind(cue: str) -> str:
    return "order" if _ORDER.match(cue) else "number"


def _parties(text: str, lexicon: Lexicon) -> tuple[list[Span], list[tuple[str, ...]]]:
    tokens = [m for m in _TOKEN.finditer(text)]
    exact = longest(_exact(text, tokens, lexicon))
    rest = [m for m in tokens if Span(m.start(), m.end(), "", None).clear_of(exact)]
    found = exact + [span for span in longest(_near(text, rest, lexicon)) if span.clear_of(exact)]
    spans, unsure = [], []
    for span in found:
        names = span.value
        if len(names) > 1:
            unsure.append(tuple(sorted(names)))
        spans.append(Span(span.start, span.end, "party", sorted(names)[0] if len(names) == 1 else None))
    return spans, unsure


def _windows(tokens: Sequence[re.Match[str]], longest_window: int) -> Iterator[tuple[int, int, int]]:
    for first in range(len(tokens)):
        for last in range(first, min(first + longest_window, len(tokens))):
            yield tokens[first].start(), tokens[last].end(), last - first + 1


def _exact(text: str, tokens: Sequence[re.Match[str]], lexicon: Lexicon) -> Iterator[Span]:
    folded = [words(re.sub(r"'s?$", "", token[0]).replace("'s", "s")) for token in tokens]
    for first in range(len(tokens)):
        for last in range(first, min(first + 7, len(tokens))):
            parts = [word for piece in folded[first : last + 1] for word in piece]
            key = " ".join(core_words(parts))
            if not folded[first] or not folded[last] or folded[first][0] in EDGES or folded[last][-1] in EDGES:
                continue  # "the Acme contract": the article is no part of the name
            names = lexicon.keys.get(" ".join(parts)) or lexicon.keys.get(key)
            start, end = tokens[first].start(), tokens[last].end()
            if names and not _ordinary(key, text[start:end]):
                yield Span(start, start + len(re.sub(r"'s?$", "", text[start:end])), "party", names)
        code = tokens[first][0]
        if fold(code) in lexicon.codes and not code.isalpha():
            yield Span(tokens[first].start(), tokens[first].end(), "party", frozenset({lexicon.codes[fold(code)]}))


def _ordinary(key: str, piece: str) -> bool:
    """A name that is an everyday word counts only where it is written as a name."""
    parts = key.split()
    if len(parts) == 1 and is_common(parts[0]):
        return True
    return all(is_common(part) for part in parts) and not any(c.isupper() for c in piece)


def _near(text: str, tokens: Sequence[re.Match[str]], lexicon: Lexicon) -> Iterator[Span]:
    if not lexicon.keys:
        return
    for start, end, count in _windows(tokens, 4):
        piece = re.sub(r"'s?$", "", text[start:end])
        key = " ".join(core(piece))
        strange = [word for word in key.split() if not is_common(word) and not word.isdigit()]
        if (
            len(key) < 5
            or not strange
            or "|" in piece
            or (len(strange) < len(key.split()) and count > 1 and not piece[0].isupper())
        ):
            continue
        names = nearest(key, lexicon)
        if names:
            yield Span(start, start + len(piece), "party", names)


def nearest(key: str, lexicon: Lexicon) -> frozenset[str]:
    """The names whose normal form is nearest to a misspelt one; several when none leads by the margin."""
    hits = process.extract(
        key, lexicon.choices, scorer=fuzz.ratio, score_cutoff=NEAR if len(key) > 6 else 88.0, limit=8
    )
    hits = [hit for hit in hits if _may_be(key, hit[0])]
    if not hits:
        return frozenset()
    best = hits[0][1]
    return frozenset(name for choice, score, _ in hits if score > best - MARGIN for name in lexicon.keys[choice])


def _word_by_word(key: str, choice: str) -> bool:
    """Whether each word of a name is a slip of its counterpart: two firms may share all words but one."""
    one, two = key.split(), choice.split()
    return len(one) != len(two) or all(fuzz.ratio(a, b) >= ALIKE for a, b in zip(one, two, strict=True))


def _may_be(key: str, choice: str) -> bool:
    """Whether a normal form is long enough and alike enough, word by word, to be what was misspelt."""
    return abs(len(choice) - len(key)) <= max(2, len(key) // 5) and not is_common(choice) and _word_by_word(key, choice)
