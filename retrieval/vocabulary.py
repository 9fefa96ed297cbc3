"""Words of the trade that mean the same, and words that carry no matter. They are data, in words/.

The local model is English; the concepts let a German question find an English clause, and the other way round.
"""

from pathlib import Path

_FOLDER = Path(__file__).parent / "words"
GAP = "…"  # some words more; a phrase with a gap is how people ask, never how a passage is searched


def _paragraphs(name: str) -> list[str]:
    """The paragraphs of a word list, comments left out."""
    text = (_FOLDER / name).read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if not line.startswith("#")]
    return [paragraph.replace("\n", " ") for paragraph in "\n".join(lines).strip().split("\n\n")]


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split("|") if phrase.strip())


_LISTED = _paragraphs("concepts.txt")
CONCEPTS: tuple[tuple[str, ...], ...] = tuple(_phrases(text.removeprefix("!")) for text in _LISTED)
REQUIRED: frozenset[str] = frozenset(_phrases(text[1:])[0] for text in _LISTED if text.startswith("!"))
KIND_WORDS: dict[str, tuple[str, ...]] = {
    kind.strip(): _phrases(words)
    for line in (_FOLDER / "kinds.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for kind, _, words in [line.partition(":")]
    if words
}
STOPWORDS: frozenset[str] = frozenset(" ".join(_paragraphs("stopwords.txt")).split())
