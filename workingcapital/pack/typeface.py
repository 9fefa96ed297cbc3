"""The faces and colours of the pack. Vera comes with reportlab: embedded, its figures all of one width."""

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

INK: Final = HexColor("#1b2430")
QUIET: Final = HexColor("#7d8894")
FAINT: Final = HexColor("#a9b2bb")
HAIR: Final = HexColor("#d5dae0")
DEEP: Final = HexColor("#17496b")
WARM: Final = HexColor("#c97b3a")
PALE: Final = HexColor("#dce8f0")
_PLAINER: Final = {"Σ": "∑", "→": "–", "đ": "d", "Đ": "D", "ħ": "h", "ŧ": "t", "ı": "i"}


@lru_cache(maxsize=1)
def faces() -> tuple[str, str]:
    """Regular and bold, registered once."""
    folder = Path(reportlab.__file__).parent / "fonts"
    pdfmetrics.registerFont(TTFont("Pack", str(folder / "Vera.ttf")))
    pdfmetrics.registerFont(TTFont("PackBold", str(folder / "VeraBd.ttf")))
    return "Pack", "PackBold"


@lru_cache(maxsize=4096)
def drawable(text: str) -> str:
    """The text with signs that the face lacks written plainer: Σ as ∑, ř as r; a box is never drawn.

    >>> drawable("Σ Dvořák 水")
    '∑ Dvorák ?'
    """
    faces()
    return "".join(_sign(sign) for sign in text)


def _sign(sign: str) -> str:
    known = pdfmetrics.getFont("Pack").face.charToGlyph
    plain = _PLAINER.get(sign, unicodedata.normalize("NFKD", sign)[:1])
    return next((each for each in (sign, plain) if ord(each) in known), "?")
