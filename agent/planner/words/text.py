"""Text as people type it, made comparable."""

import re
import unicodedata
from functools import lru_cache

from agent.planner.tables import word_list

_UNSEEN = {"Cc", "Cf", "Co", "Cs"}
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u202f": " "}
)
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@lru_cache(maxsize=512)
def clean(text: str) -> str:
    """NFKC, straight quotes and dashes, nothing invisible, single spaces.

    >>> clean("What’s\\u200b our  DSO?")
    "What's our DSO?"
    """
    kept = "".join(" " if c in "\t\r\n" else c for c in unicodedata.normalize("NFKC", text))
    seen = "".join(c for c in kept if unicodedata.category(c) not in _UNSEEN)
    return re.sub(r"\s+", " ", seen.translate(_PLAIN)).strip()


def fold(text: str) -> str:
    """Lower case with umlauts and accents spelled out, so that "fällig" and "faellig" are one word.

    >>> fold("Fällig, Café")
    'faellig, cafe'
    """
    lowered = text.lower().translate(_FOLD)
    return "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of a folded text.

    >>> words("What's our DSO in Q2?")
    ['what', 's', 'our', 'dso', 'in', 'q2']
    """
    return re.findall(r"[a-z0-9]+", fold(text))


def language_of(text: str, default: str = "en") -> str:
    """'de' or 'en' by the small words; `default` when there is no telling.

    >>> language_of("Wie hoch ist unsere DSO?"), language_of("What is our DSO?"), language_of("DSO?", "de")
    ('de', 'en', 'de')
    """
    found = re.findall(r"[a-zäöüß]+", text.lower())
    german = sum(word in word_list("german_words") for word in found) + sum(
        bool(re.search("[äöüß]", word)) for word in found
    )
    english = sum(word in word_list("english_words") for word in found)
    return default if german == english else "de" if german > english else "en"
