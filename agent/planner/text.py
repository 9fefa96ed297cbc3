"""Text as people type it, made comparable."""

import re
import unicodedata
from functools import lru_cache

_UNSEEN = {"Cc", "Cf", "Co", "Cs"}
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u202f": " "})
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_GERMAN = frozenset(
    "der die das den dem des ein eine einen einem einer ist sind war wie was wer wen wem wann warum wieso weshalb welche welcher "
    "welches welchen wieviel und oder aber nicht kein keine wir uns unser unsere unserem unseren ich mir mich mein meine haben hat "
    "habe hatten wird werden wurde wurden kann koennen können soll sollen muss müssen muessen darf dürfen bitte zeig zeige nenn "
    "gib mir für fuer von vom zum zur im am bei bis nach mit ohne über ueber unter seit auf aus an zu um noch schon mehr als "
    "heute morgen gestern letzte letzten letztes nächste nächsten diese diesen dieses dieser monat woche jahr quartal rechnung "
    "rechnungen kunde kunden lieferant lieferanten skonto fällig überfällig zahlung zahlungen bezahlt offene offenen offen "
    "gesellschaft nur auch danke hallo sicher stimmt falsch vergleich vorjahr vorquartal lohnt liquidität mahnung buche überweise "
    "genehmige freigabe vertrag mal alles gibt es sie hast du dir dein warum".split()
)
_ENGLISH = frozenset(
    "the a an is are was were what which who whom when why how much many do does did we us our i me my you your have has had will "
    "would can could should must may please show give list tell for from of to in on at by until with without over under since and "
    "or but not no only also more than this that these last next month week year quarter invoice invoices bill bills customer "
    "customers supplier suppliers due overdue payment payments paid open discount cash thanks hello yesterday tomorrow today "
    "it they them their there sure wrong against instead pay it company group".split()
)


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
    german = sum(word in _GERMAN for word in found) + sum(bool(re.search("[äöüß]", word)) for word in found)
    english = sum(word in _ENGLISH for word in found)
    return default if german == english else "de" if german > english else "en"
