"""Names in a sentence: companies of the group, parties of the books, and firms nobody here knows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from agent.grounding.terms import Said

_LEGAL: Final = (
    r"GmbH(?: & Co\.? KG)?|AG|KGaA|KG|OHG|SE|Ltd|Limited|plc|PLC|LLP|LLC|LP|Inc|Corp|S\.p\.A|S\.r\.l|SpA|SAS|SARL|S\.A|SA"
    r"|B\.V|BV|NV|AB|Oy|FZE|FZCO|Pty"
)
_FIRM: Final = re.compile(rf"(?<![\w])((?:[A-ZÄÖÜ0-9][\w'&.-]*\s|&\s|und\s|and\s|of\s){{1,5}}(?:{_LEGAL})\.?)(?!\w)")
_WORD: Final = re.compile(r"[\w][\w&'.-]*\w|\w")
_FORM: Final = re.compile(rf"(?:,?\s(?:{_LEGAL})\.?)+$")
_COUNTRY: Final = {
    "DE": "germany|german|deutschland|deutsche[nrs]?",
    "GB": "(?-i:UK|GB)|united kingdom|britain|british|großbritannien|britische[nrs]?",
    "UK": "(?-i:UK|GB)|united kingdom|britain|british|großbritannien|britische[nrs]?",
    "US": "(?-i:US|USA)|united states|america|american|amerikanische[nrs]?",  # never "us"
}
SHORTEST: Final = 4


@dataclass(frozen=True)
class Names:
    """The names an answer may speak: company code → (name, country), and the parties of those books."""

    companies: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parties: tuple[str, ...] = ()

    def among(self, evidence: Iterable[str], parties: Iterable[str]) -> "Names":
        """These names and those of the evidence."""
        codes = {code: ("", "") for code in evidence if code not in self.companies}
        names = [name for name in dict.fromkeys(parties) if name not in self._known]
        # Nearly always the books hold them all, and then what was made of their names is used again.
        return Names({**self.companies, **codes}, (*self.parties, *names)) if codes or names else self

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.parties)

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        """Every party under the first word of its name."""
        found: dict[str, list[str]] = {}
        for name in self.parties:
            first = _WORD.search(name)
            if first:
                found.setdefault(first[0].lower(), []).append(name)
        return {word: sorted(names, key=len, reverse=True) for word, names in found.items()}

    @cached_property
    def _company_words(self) -> re.Pattern[str] | None:
        if not self.companies:
            return None
        choices = []
        for number, (code, (name, country)) in enumerate(self.companies.items()):
            words = [rf"(?-i:{re.escape(code)})", *([re.escape(name)] if name else [])]
            if country in _COUNTRY and sum(c == country for _, c in self.companies.values()) == 1:
                words.append(
                    rf"(?:{_COUNTRY[country]})(?=(?:\scompany|\sentity|\sbusiness|\ssubsidiary|e?\sgesellschaft|'s\b|$|[ ,.;:]))"
                )
            choices.append(f"(?P<c{number}>{'|'.join(words)})")
        return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)", re.IGNORECASE)

    def companies_in(self, text: str) -> Iterator[Said]:
        """Companies by code, name or country."""
        if self._company_words is None:
            return
        codes = list(self.companies)
        for match in self._company_words.finditer(text):
            group = match.lastgroup or "c0"
            yield Said(match.start(), match.end(), "company", codes[int(group[1:])], match[0])

    def parties_in(self, text: str) -> Iterator[Said]:
        """Parties by their whole name, without the legal form, or by a first word that no other name begins with."""
        end = 0
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            for name in self._by_word.get(
                word[0].lower().rstrip("'s") if word[0].endswith("'s") else word[0].lower(), ()
            ):
                length = _length(name, text[word.start() :])
                if length:
                    end = word.start() + length
                    yield Said(word.start(), end, "party", name, text[word.start() : end])
                    break
            else:
                alone = self._by_word.get(word[0].lower(), ())
                if len(alone) == 1 and len(word[0]) >= SHORTEST and word[0][0].isupper() and word[0] not in _PLAIN:
                    end = word.end()
                    yield Said(word.start(), end, "party", alone[0], word[0])

    def strangers_in(self, text: str) -> Iterator[Said]:
        """Firms by their legal form that none of the known names is part of."""
        known = [*self.parties, *(name for name, _ in self.companies.values() if name)]
        for match in _FIRM.finditer(text):
            name = match[1].strip()
            if not any(other.lower() in name.lower() or name.lower() in other.lower() for other in known):
                yield Said(match.start(1), match.end(1), "party", name, name)


# First words of names that are ordinary words at the head of a sentence too.
_PLAIN: Final = frozenset(
    "Open Cash Early Late First Bank Group North South East West Nord West Global Delta Alpha Best United Total".split()
)


def _length(name: str, text: str) -> int:
    """How much of the text is this name, with or without its legal form; 0 when it is another."""
    for form in (name, _FORM.sub("", name)):
        if text[: len(form)].lower() == form.lower() and not text[len(form) : len(form) + 1].isalnum():
            return len(form)
    return 0
