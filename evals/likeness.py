"""How like two wordings are, once names, numbers and small differences of writing are masked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

LIMIT = 85.0  # per cent of the characters; above it two wordings count as one
FEW = 3  # words or fewer are not compared: there are only so many ways to say "and DPO?"
_NUMBER = re.compile(r"\S*\d\S*")
_BLANK = re.compile(r"\{[^}]*\}")


def masked(wording: str, names: Sequence[str] = ()) -> str:
    """Lower case, names as "n", anything with a digit as "0", no punctuation.

    >>> masked("Has R703006 from {party} been paid?")
    'has 0 from n been paid'
    """
    text = _BLANK.sub(" n ", wording)
    for name in names:
        text = re.sub(rf"\b{re.escape(name)}\b", " n ", text, flags=re.IGNORECASE)
    return " ".join(re.sub(r"[^\w ]", " ", _NUMBER.sub(" 0 ", text.lower())).split())


def alike(wordings: Iterable[str], examples: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    """Wordings that are one of the examples in all but name, with that example and their likeness in per cent."""
    known = [masked(each, names) for each in examples]
    for wording in wordings:
        text = masked(wording, names)
        if len(text.split()) <= FEW:
            continue
        found = process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=LIMIT)
        if found:
            yield wording, examples[found[2]], found[1]


def examples_in(folder: Path) -> list[str]:
    """Every line of text in the YAML files of a folder, whatever their shape."""
    return [line for path in sorted(folder.rglob("*.yaml")) for line in _lines(yaml.safe_load(path.read_text("utf-8")))]


def _lines(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from (line.strip() for line in value.splitlines() if line.strip())
    elif isinstance(value, dict):
        for each in value.values():
            yield from _lines(each)
    elif isinstance(value, list):
        for each in value:
            yield from _lines(each)
