"""What a question looks for: the matter, whose documents, which kind, which amounts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from retrieval.vocabulary import CONCEPTS, GAP, KIND_WORDS, REQUIRED, STOPWORDS
from workingcapital.parties import normalise

_WORDS = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")
_AMOUNT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})+|\d+)\s?(k|m|thousand|million|tausend|mio)?\b", re.IGNORECASE)
_TIMES = {"k": 1000, "thousand": 1000, "tausend": 1000, "m": 1_000_000, "mio": 1_000_000, "million": 1_000_000}


@dataclass(frozen=True)
class Query:
    """A question taken apart. Each of `terms` may list synonyms, joined by '|'; `meaning` is what is embedded."""

    terms: tuple[str, ...]
    meaning: str
    parties: tuple[int, ...]
    kind: str | None
    amounts: tuple[Decimal, ...]

    @property
    def concepts(self) -> frozenset[int]:
        """Numbers (from 1) of the terms that are a concept of the trade."""
        return frozenset(n for n, term in enumerate(self.terms, start=1) if term.split("|")[0] in _names())

    @property
    def required(self) -> frozenset[int]:
        """Numbers of the terms that a passage must hold."""
        return frozenset(n for n, term in enumerate(self.terms, start=1) if term.split("|")[0] in REQUIRED)


def understand(question: str, parties: Iterable[Mapping[str, Any]] = ()) -> Query:
    """Take a question apart; `parties` are those with documents, as {party_id, name}.

    >>> q = understand("What does the Rodenau contract say about setoff?", [{"party_id": 4, "name": "Rodenau GmbH"}])
    >>> q.parties, q.kind, len(q.terms), q.meaning
    ((4,), 'contract', 1, 'setoff set-off')
    """
    text = " ".join(_WORDS.findall(question.lower()))
    named, text = _parties(text, parties)
    kind, text = _kind(text)
    concepts, rest = _concepts(text)
    words = [word for word in _WORDS.findall(rest) if word not in STOPWORDS and len(word) > 1]
    amounts = amounts_in(question)
    terms = [*("|".join(group) for group, _ in concepts), *(_as_term(word) for word in words)]
    meaning = " ".join(dict.fromkeys([*(said for _, said in concepts), *words, *(group[0] for group, _ in concepts)]))
    return Query(tuple(dict.fromkeys(terms))[:16], meaning or question, named, kind, amounts)


def amounts_in(text: str) -> tuple[Decimal, ...]:
    """Amounts of 1,000 or more, in English or German notation.

    >>> amounts_in("up to 50,000, 60k or 1.500.000")
    (Decimal('50000'), Decimal('60000'), Decimal('1500000'))
    """
    found = [
        Decimal(re.sub(r"[.,]", "", number)) * _TIMES.get(unit.lower(), 1) for number, unit in _AMOUNT.findall(text)
    ]
    return tuple(amount for amount in found if amount >= 1000)


def holds(text: str, term: str) -> bool:
    """Whether the text holds the term or one of its synonyms; German compounds count by their beginning."""
    low = " ".join(_WORDS.findall(text.lower()))
    return _pattern(term).search(low) is not None


def with_parts_of_compounds(text: str) -> str:
    """The text followed by words of the trade that end its long German words: Kostenzuschlag → zuschlag."""
    words = {word for word in _WORDS.findall(text.lower()) if len(word) > 9}
    parts = sorted({end for end in _endings() for word in words if word.endswith(end) and len(word) - len(end) > 3})
    return f"{text} {' '.join(parts)}" if parts else text


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(group[0] for group in CONCEPTS)


@lru_cache(maxsize=1)
def _endings() -> tuple[str, ...]:
    return tuple(phrase for group in CONCEPTS for phrase in group if phrase.isalpha() and len(phrase) >= 5)


@lru_cache(maxsize=256)
def _pattern(term: str) -> re.Pattern[str]:
    phrases = [re.escape(phrase) + ("" if len(phrase) >= 5 else r"(?!\w)") for phrase in term.split("|")]
    return re.compile(r"(?<!\w)(?:" + "|".join(phrases) + ")")


def _parties(text: str, parties: Iterable[Mapping[str, Any]]) -> tuple[tuple[int, ...], str]:
    """Parties meant by name or by its first word; their names are taken out of the text."""
    padded, found = f" {normalise(text + ' §')} ", dict[int, str]()
    names = {int(party["party_id"]): normalise(party["name"]) for party in parties}
    for party, name in names.items():
        if f" {name} " in padded:
            found[party] = name
    if not found:
        first = {party: name.split()[0] for party, name in names.items() if name}
        found = {
            party: word
            for party, word in first.items()
            if len(word) > 3 and word not in _common() and f" {word} " in padded
        }
    for word in {word for name in found.values() for word in name.split()}:
        text = " ".join(w for w in text.split() if normalise(w) != word)
    return tuple(sorted(found)), text


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return (
        frozenset(word for group in (*CONCEPTS, *KIND_WORDS.values()) for phrase in group for word in phrase.split())
        | STOPWORDS
    )


def _concepts(text: str) -> tuple[list[tuple[tuple[str, ...], str]], str]:
    found, rest = [], text
    for group in CONCEPTS:
        hits = sorted((phrase for phrase in group if _asked(phrase).search(rest)), key=len, reverse=True)
        if hits:
            written = tuple(phrase for phrase in group if GAP not in phrase)
            found.append((written, next((phrase for phrase in hits if phrase in written), written[0])))
            for phrase in hits:
                rest = _asked(phrase).sub(" ", rest)
    return found, rest


@lru_cache(maxsize=1024)
def _asked(phrase: str) -> re.Pattern[str]:
    """A phrase as a question may hold it: with an ending, and with up to five words in its gap."""
    parts = [re.escape(part.strip()) for part in phrase.split(GAP)]
    return re.compile(rf"(?<!\w){r'(?: [^ ]+){0,5}? '.join(parts)}(?:e|en|s?(?:regelung|klausel| clause)?)?(?!\w)")


def _kind(text: str) -> tuple[str | None, str]:
    """The one kind of document a question names, and the question without such names."""
    kinds = set[str]()
    for name, kind in _kinds():
        text, times = re.subn(rf"(?<![^ ]){re.escape(name)}(?![^ ])", " ", text)
        kinds |= {kind} if times else set()
    return (kinds.pop() if len(kinds) == 1 else None), " ".join(text.split())


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[str, str], ...]:
    """What documents are called, the longest names first, each with its kind."""
    return tuple(
        sorted(((name, kind) for kind, names in KIND_WORDS.items() for name in names), key=lambda n: -len(n[0]))
    )


def _as_term(word: str) -> str:
    """A number in both notations, anything else as it is."""
    if found := amounts_in(word):
        plain = f"{found[0]:,}"
        return f"{plain}|{plain.replace(',', '.')}|{found[0]}"
    return word
