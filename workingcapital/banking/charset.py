"""Text in the characters that every bank of a scheme takes, and what had to be changed for it.

SEPA: a-z A-Z 0-9 / - ? : ( ) . , ' + and the space (EPC217-08, sheet 1). Umlauts become two letters, as German banks
write them; any other letter becomes the nearest Latin one; what has none becomes a full stop.
"""

import re
from dataclasses import dataclass
from typing import Final

from text_unidecode import unidecode

_GERMAN: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "&": "+", "€": "EUR"}
)
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


@dataclass(frozen=True)
class Changed:
    """A text that a payment file carries otherwise than the books do."""

    before: str
    after: str


def latin(text: str, longest: int) -> str:
    """The text in the SEPA characters, at most so long.

    >>> latin("Müller & Söhne GmbH", 70), latin("Кнауф Ċ #7", 70)
    ('Mueller + Soehne GmbH', 'Knauf C .7')
    """
    plain = _FOREIGN.sub(".", unidecode(text.translate(_GERMAN)))
    return " ".join(plain.split())[:longest].rstrip()


def reference(text: str, longest: int = 35) -> str:
    """An id in the SEPA characters: no slash at either end and no two in a row.

    >>> reference("/R//17/")
    'R/17'
    """
    return re.sub(r"/{2,}", "/", latin(text, longest)).strip("/ ")
