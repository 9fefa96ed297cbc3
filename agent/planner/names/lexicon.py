"""The names of the books that a question may mention: handed in, never read here."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from agent.planner.words.dictionary import is_word
from agent.planner.words.text import fold, words

_LEGAL = frozenset(
    [
        "gmbh",
        "ag",
        "kg",
        "kgaa",
        "ohg",
        "ug",
        "se",
        "ev",
        "eg",
        "mbh",
        "co",
        "cokg",
        "ltd",
        "limited",
        "plc",
        "llp",
        "llc",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "company",
        "sa",
        "sas",
        "sarl",
        "srl",
        "spa",
        "sl",
        "bv",
        "nv",
        "ab",
        "as",
        "oy",
        "aps",
        "sro",
        "zoo",
        "gbr",
    ]
)
DISTINCT = 5  # letters from which a rare word of a name tells whose name it is
_JOINING = frozenset(["and", "und", "the", "der", "die", "das", "of", "for", "fuer", "von"])


@dataclass(frozen=True)
class Company:
    """A company of the group. One that the asker may not see is known by name, so that "you may not" can be said."""

    code: str
    name: str
    country: str
    aliases: tuple[str, ...] = ()
    granted: bool = True


@dataclass(frozen=True)
class Party:
    """A supplier or customer as one company's books call it."""

    name: str
    code: str = ""
    company: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Companies, parties, and the numbers of documents and orders."""

    companies: tuple[Company, ...] = ()
    parties: tuple[Party, ...] = ()
    numbers: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()

    def of_companies(self, codes: Sequence[str]) -> "Lexicon":
        """The same lexicon seen from some companies: Acme there is not Acme here, but a name only they know stays known.

        >>> two = Lexicon(parties=(Party("Acme AG", company="A"), Party("Acme Ltd", company="B"), Party("Oryx", company="A")))
        >>> [party.name for party in two.of_companies(("B",)).parties]
        ['Acme Ltd', 'Oryx']
        """
        kept = self._narrowed.get(tuple(codes))
        if kept is None:
            here = [party for party in self.parties if party.company in codes]
            taken = party_keys(here)
            others = (party for party in self.parties if party.company not in codes)
            kept = replace(
                self, parties=(*here, *(each for each in others if taken.keys().isdisjoint(party_keys([each]))))
            )
            self._narrowed[tuple(codes)] = kept
        return kept

    @cached_property
    def _narrowed(self) -> "dict[tuple[str, ...], Lexicon]":
        return {}

    @cached_property
    def keys(self) -> dict[str, frozenset[str]]:
        """Every normal form a party may be called by, with the names it may mean."""
        return party_keys(self.parties)

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The normal forms, as the search for misspelt names takes them."""
        return tuple(self.keys)

    @cached_property
    def by_number(self) -> dict[str, tuple[str, str]]:
        """Normal form of a number → its kind ("number" or "order") and how the books write it."""
        known = {number_key(number): ("number", number) for number in self.numbers}
        return known | {number_key(number): ("order", number) for number in self.orders}

    @cached_property
    def codes(self) -> dict[str, str]:
        """The ledger's code of a party → its name."""
        return {fold(party.code): party.name for party in self.parties if party.code}


def number_key(number: str) -> str:
    """A document number without case, spaces and punctuation.

    >>> number_key("RE-2026/0042")
    're20260042'
    """
    return re.sub(r"[^a-z0-9]", "", number.lower())


def core(name: str) -> tuple[str, ...]:
    """The words of a name without legal form and joining words.

    >>> core("Friday & Sons GmbH & Co. KG"), core("The Acme Trading Company Ltd")
    (('friday', 'sons'), ('acme', 'trading'))
    """
    parts = words(name.replace("'s", "s"))
    return core_words(parts) or tuple(parts)


def core_words(parts: Sequence[str]) -> tuple[str, ...]:
    """The folded words that tell one name from another."""
    return tuple(word for word in parts if word not in _LEGAL and word not in _JOINING)


def party_keys(parties: Iterable[Party]) -> dict[str, frozenset[str]]:
    """Full name, name without legal form, each beginning of it, and each word of it that is no everyday one.

    >>> sorted(party_keys([Party("Acme Trading Ltd")])), sorted(party_keys([Party("Papierfabrik Ohlstedt GmbH")]))[0]
    (['acme', 'acme trading', 'acme trading ltd'], 'ohlstedt')
    """
    found: dict[str, set[str]] = defaultdict(set)
    for name in {party.name for party in parties}:
        found[" ".join(words(name))].add(name)
        short = core(name)
        for length in range(1, len(short) + 1):
            found[" ".join(short[:length])].add(name)
        for word in short[1:]:
            if len(word) >= DISTINCT and not is_word(word):
                found[word].add(name)
    return {key: frozenset(names) for key, names in found.items() if len(key) > 2}
