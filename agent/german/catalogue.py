"""Looking words up: English templates with holes, their German beside them, in TOML files anyone can extend."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
_FILES: Final = {
    "titles": "tables",
    "columns": "tables",
    "cells": "tables",
    "labels": "labels",
    "sentences": "sentences",
    "formulas": "formulas",
}
_HOLE: Final = re.compile(r"\{(=?)(\w+)\}")
_PARTS: Final = re.compile(r"(, |; )")


@dataclass(frozen=True)
class Entry:
    """One template: `{x}` takes over what stands there, `{=x}` has it translated first."""

    english: re.Pattern[str]
    german: str


@cache
def _entries(section: str) -> tuple[dict[str, str], tuple[Entry, ...]]:
    pairs = tomllib.loads((HERE / f"{_FILES[section]}.toml").read_text(encoding="utf-8"))[section]
    plain = {english: german for english, german in pairs if "{" not in english}
    return plain, tuple(Entry(_pattern(english), german) for english, german in pairs if "{" in english)


def _pattern(template: str) -> re.Pattern[str]:
    pieces, end = [], 0
    for hole in _HOLE.finditer(template):
        pieces += [re.escape(template[end : hole.start()]), f"(?P<{hole[2]}>.+?)"]
        end = hole.end()
    return re.compile("".join(pieces) + re.escape(template[end:]), re.DOTALL)


@lru_cache(maxsize=4096)
def german(text: str, section: str) -> str | None:
    """The German of a whole text of one section; None where the catalogue has none.

    >>> german("Bank accounts, HALDE", "titles"), german("7 overdue items", "cells"), german("Nonsense", "titles")
    ('Bankkonten, HALDE', '7 überfällige Posten', None)
    """
    plain, templates = _entries(section)
    if text in plain:
        return plain[text]
    for entry in templates:
        match = entry.english.fullmatch(text)
        if match and (filled := _filled(entry.german, match)) is not None:
            return filled
    return None


def listed(text: str, section: str) -> str | None:
    """The same for a list parted by commas or semicolons, if every part is known: a hole of the whole must not swallow a part.

    >>> listed("same number, same amount", "cells")
    'gleiche Nummer, gleicher Betrag'
    >>> listed("debited Thu 2 Jul: the last run in time for 2% of 100.00 EUR, saves 2.00", "cells")
    'abgebucht Thu 2 Jul: der letzte Lauf für 2% auf 100.00 EUR, spart 2.00'
    """
    parts = _PARTS.split(text)
    if len(parts) == 1 or text in _entries(section)[0]:
        return german(text, section)
    found = [part if i % 2 else german(part, section) for i, part in enumerate(parts)]
    return "".join(part for part in found if part) if all(found) else german(text, section)


def sentences(text: str) -> tuple[str, tuple[str, ...]]:
    """Several sentences, each looked up; and those that the catalogue does not have.

    >>> sentences("HALDE: nobody has to be called today. Really not.")
    ('HALDE: Heute muss niemand angerufen werden. Really not.', ('Really not.',))
    """
    said, missing, rest = [], [], text.strip()
    while rest:
        found = _first_sentence(rest)
        if found is None:
            cut = re.search(r"(?<=[.!?])\s+(?=[A-Z0-9‹\[])", rest)
            sentence, rest = (rest[: cut.start()], rest[cut.end() :]) if cut else (rest, "")
            missing.append(sentence)
            said.append(sentence)
        else:
            translated, rest = found
            said.append(translated)
    return " ".join(said), tuple(missing)


def _first_sentence(text: str) -> tuple[str, str] | None:
    """The longest beginning of the text that is a known sentence, in German, and what is left."""
    ends = [m.end() for m in re.finditer(r"[.?!](?=\s|$)", text)] or [len(text)]
    if ends[-1] != len(text):
        ends.append(len(text))
    for end in ends:
        for whole in (text[:end], text[:end].removesuffix(".")):
            found = german(whole, "sentences") or german(whole, "cells")
            if found is not None:
                dot = "." if whole != text[:end] else ""
                return found + dot, text[end:].strip()
    return None


def _filled(template: str, match: re.Match[str]) -> str | None:
    missing = False

    def hole(found: re.Match[str]) -> str:
        nonlocal missing
        value = match[found[2]]
        if not found[1]:
            return value
        known = next((k for s in ("cells", "labels", "sentences") if (k := listed(value, s)) is not None), None)
        missing = missing or known is None
        return known or value

    text = _HOLE.sub(hole, template)
    return None if missing else text
