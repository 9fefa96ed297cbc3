"""Text from files, made safe to store: no NUL, no invisible steering characters."""

import re
import unicodedata
from typing import Final

# Bidi controls, zero-width characters, byte-order marks, Unicode tags: they change what a reader sees.
_INVISIBLE: Final = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u061c\U000e0000-\U000e007f]"
)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Unprintable(ValueError):
    """A cell holds a control character."""


def clean(text: str) -> str:
    """Strip invisible characters and surplus spaces; refuse NUL and other control characters.

    >>> clean(" ACME\u202e  Ltd "), clean("Zoë")
    ('ACME Ltd', 'Zoë')
    """
    if text.isascii() and text.isprintable():  # most cells: nothing to strip
        return " ".join(text.split())
    if _CONTROL.search(text):
        raise Unprintable("holds a control character (NUL or similar)")
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def multiline(text: str) -> str:
    """The same, keeping line ends: for terms and notes."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()
