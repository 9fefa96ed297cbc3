"""Everyday and trade words that are never taken for a misspelt name, and to which misspelt words are mended."""

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

COMMON_FILE: Final = Path(__file__).parent / "data" / "common_words.txt"


@lru_cache(maxsize=1)
def _read() -> frozenset[str]:
    return frozenset(COMMON_FILE.read_text(encoding="utf-8").split())


class _Common:
    """The word list, read when first asked."""

    @cached_property
    def words(self) -> frozenset[str]:
        return _read()

    def __contains__(self, word: object) -> bool:
        return word in self.words


COMMON: Final = _Common()
