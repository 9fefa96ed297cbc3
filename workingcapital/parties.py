"""Names of suppliers and customers: one normal form for the same firm, and a flag for look-alikes."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Legal forms fold away where they end a name. Longest first, so that "gmbh co kg" goes before "kg".
LEGAL_FORMS: Final = (
    "gmbh und co kgaa", "gmbh und co kg", "gmbh co kgaa", "gmbh co kg", "ag und co kg", "ag co kg",
    "ug haftungsbeschrankt", "se und co kg", "se co kg",
    "sociedad anonima", "societe anonyme", "private limited", "public limited company", "limited liability company",
    "aktiengesellschaft",
    "gesellschaft mit beschrankter haftung", "incorporated", "corporation", "company", "limited", "gmbh", "ggmbh",
    "mbh", "kgaa", "ohg", "gbr", "e k", "ek",
    "e v", "ev", "eg", "ag", "se", "kg", "ug", "sarl", "s a r l", "sas", "s a s", "sasu", "eurl", "sa", "s a", "srl",
    "s r l", "spa", "s p a", "sl", "s l",
    "slu", "lda", "bv", "b v", "nv", "n v", "vof", "cv", "oy", "oyj", "ab", "as", "a s", "aps", "asa", "kft", "zrt",
    "sro", "s r o", "sp z o o", "spolka z o o",
    "doo", "d o o", "pte ltd", "pty ltd", "pvt ltd", "co ltd", "ltd", "plc", "p l c", "llp", "l l p", "llc", "l l c",
    "lp", "inc", "corp", "co", "kk", "k k",
)  # fmt: skip
_ENDINGS: Final[dict[str, list[list[str]]]] = {}  # last word → forms that end in it, longest first
for _form in sorted((form.split() for form in LEGAL_FORMS), key=len, reverse=True):
    _ENDINGS.setdefault(_form[-1], []).append(_form)

# Letters of other scripts that a reader takes for Latin ones (Unicode TR 39, the pairs met in names).
CONFUSABLE: Final = str.maketrans(
    {
        "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y",
        "х": "x",
        "ѕ": "s", "і": "i", "ј": "j", "ԛ": "q", "ԝ": "w", "ɡ": "g", "ԁ": "d", "һ": "h", "ӏ": "l", "ъ": "b", "ь": "b",
        "г": "r", "п": "n",
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u",
        "χ": "x", "γ": "y", "μ": "u", "ζ": "z",
        "օ": "o", "ո": "n", "ս": "u", "ց": "g", "հ": "h", "ı": "i",
    }
)  # fmt: skip
# Capitals look like other letters than their small forms do: a Greek Ν is an N, its ν a v.
CONFUSABLE_CAPITALS: Final = str.maketrans("АВЕКМНОРСТУХЅІЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXSIJABEZHIKMNOPTYX")
_FOLDED: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ł": "l", "&": " und "})


@lru_cache(maxsize=100_000)
def normalise(name: str) -> str:
    """Fold case, accents, punctuation and the legal form; letters of another script stay what they are.

    >>> normalise("Müller & Söhne GmbH & Co. KG"), normalise("ACME, Inc.")
    ('muller und sohne', 'acme')
    >>> normalise("O'Brien'; DROP"), normalise("Nоrdwind AG") == normalise("Nordwind AG")
    ('o brien drop', False)
    """
    text = unicodedata.normalize("NFKC", name).casefold().translate(_FOLDED)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    words = re.sub(r"\band\b|\+", "und", re.sub(r"[^\w+]|_", " ", bare)).split()
    return " ".join(_without_legal_form(words))


@lru_cache(maxsize=100_000)
def skeleton(name: str) -> str:
    """The normal form as a hasty reader sees it: letters of other scripts read as their Latin look-alikes.

    >>> skeleton("Nоrdwind AG") == normalise("Nordwind AG")
    True
    """
    latin = unicodedata.normalize("NFKC", name).translate(CONFUSABLE_CAPITALS)
    return normalise(latin.casefold().translate(CONFUSABLE))


def scripts(name: str) -> frozenset[str]:
    """The scripts the letters of a name belong to, as 'LATIN', 'CYRILLIC', 'GREEK'.

    >>> sorted(scripts("Nоrdwind"))
    ['CYRILLIC', 'LATIN']
    """
    return frozenset(unicodedata.name(c, "UNKNOWN").split()[0] for c in name if c.isalpha())


def looks_like_another(name: str) -> bool:
    """Whether the name can be read as another one: it mixes scripts, or its letters all have Latin twins."""
    return skeleton(name) != normalise(name) and (len(scripts(name)) > 1 or skeleton(name).isascii())


def _without_legal_form(words: list[str]) -> list[str]:
    """Drop legal forms from the end while a name is left; a firm called 'AG' keeps it."""
    for form in _ENDINGS.get(words[-1], ()) if words else ():
        if len(words) > len(form) and words[-len(form) :] == form:
            shorter = words[: -len(form)]
            return _without_legal_form(shorter[:-1] if len(shorter) > 1 and shorter[-1] == "und" else shorter)
    return words
