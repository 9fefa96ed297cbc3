"""Characters a person cannot see are taken out of text, and their presence is told."""

import re
import unicodedata

# Tag characters and variation selectors can smuggle a hidden message; bidi controls reorder what is read;
# zero-width characters split words that a filter looks for.
_UNSEEN = {
    "Unicode tag characters": re.compile("[\U000e0000-\U000e007f]"),
    "text direction controls": re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"),
    "zero-width characters": re.compile(
        "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
    ),
    "variation selectors": re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]"),
}
# Harmless leftovers of typesetting: removed without a word.
_QUIET = {"zero-width characters": re.compile("[\u00ad\ufeff]")}


def unseen(text: str) -> list[str]:
    """Kinds of invisible characters in the text that no honest document needs."""
    return [
        name
        for name, pattern in _UNSEEN.items()
        if pattern.search(_QUIET[name].sub("", text) if name in _QUIET else text)
    ]


def clean(text: str) -> str:
    """The text as a person sees it: no invisible characters, no controls, single blanks.

    >>> clean("pay\\u200b now\\x00  ok")
    'pay now ok'
    """
    for pattern in _UNSEEN.values():
        text = pattern.sub("", text)
    text = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", text).strip()
