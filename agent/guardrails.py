"""Untrusted text: what comes in is cleaned before anything is stored, what goes out carries nothing away."""

import math
import re
import unicodedata
from typing import Any

from workingcapital.controls.masking import masked
from workingcapital.errors import BadInput

# Characters that hide text or turn its direction: bidi controls, zero-width, Unicode tags, soft hyphen.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
IMAGE = re.compile(r"!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])")
LINK = re.compile(r"\[([^\]]*)\]\((?!#F[0-9a-f]+\)|/v1/)(?:[^()]|\([^()]*\))*\)")
REFERENCE = re.compile(r"^\s*\[[^\]]+\]:\s*\S+.*$", re.MULTILINE)
REFERENCE_USE = re.compile(r"\[([^\]]+)\]\[[^\]]*\]")
TAG = re.compile(r"<[^>\n]{0,500}>")
ADDRESS = re.compile(r"\b(?:https?|ftp|mailto|javascript|data):\S+", re.IGNORECASE)


class QuestionTooLong(BadInput):
    """This question is too long."""


class EmptyQuestion(BadInput):
    """There is no question in this."""


def clean_question(text: str, max_chars: int) -> str:
    """The asker's words without hidden characters, account numbers masked; before anything is stored."""
    visible = CONTROL.sub(" ", INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()
    if not visible:
        raise EmptyQuestion("Write a question, for example: Which discounts expire this week?")
    if len(visible) > max_chars:
        raise QuestionTooLong(f"{len(visible)} characters; at most {max_chars} are read")
    return masked(visible)


def storable(written: Any, depth: int = 16) -> Any:
    """What a model wrote, as it can be kept: numbers of 64 bits, text of UTF-8 without NUL, not nested without end.

    >>> storable({"amount": 10**20, "rate": float("nan"), "note": "a\\x00b\\ud800"})
    {'amount': 'a number beyond 64 bits', 'rate': 'nan', 'note': 'ab?'}
    """
    if depth == 0:
        return "nested too deeply"
    if isinstance(written, str):
        return written.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(written, dict):
        return {storable(str(key), 1): storable(value, depth - 1) for key, value in written.items()}
    if isinstance(written, list | tuple):
        return [storable(value, depth - 1) for value in written]
    if isinstance(written, int) and not -(2**63) <= written < 2**63:
        return "a number beyond 64 bits"
    return str(written) if isinstance(written, float) and not math.isfinite(written) else written


def clean_answer(markdown: str) -> str:
    """An answer that cannot carry data out: no HTML, no images, links to receipts and our own pages only."""
    text = INVISIBLE.sub("", markdown)
    for pattern, keep in (
        (IMAGE, ""),
        (REFERENCE, ""),
        (REFERENCE_USE, r"\1"),
        (LINK, r"\1"),
        (TAG, ""),
        (ADDRESS, ""),
    ):
        text = pattern.sub(keep, text)
    return text.strip()
