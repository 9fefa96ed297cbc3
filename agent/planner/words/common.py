"""Everyday and trade words that are never taken for a misspelt name."""

from typing import Final

from agent.planner.tables import DATA, word_list

COMMON_FILE: Final = DATA / "common_words.txt"


def is_common(word: str) -> bool:
    """Whether a folded word is an everyday one.

    >>> is_common("invoice"), is_common("lindenfurt")
    (True, False)
    """
    return word in word_list("common_words")
