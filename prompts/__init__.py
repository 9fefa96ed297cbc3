"""Prose for the model, reviewed like prose."""

import re
from functools import cache
from pathlib import Path

BLANK = re.compile(r"\{\{(\w+)\}\}")


class UnfilledBlank(Exception):
    """A prompt was rendered with a blank missing or one too many."""


@cache
def _text(name: str) -> str:
    return (Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8")


def render(name: str, **blanks: str) -> str:
    """Fill the named blanks of a prompt; a missing or surplus blank is an error.

    >>> render("feedback", problems="12.5")[:11]
    'Your answer'
    """
    text = _text(name)
    wanted = set(BLANK.findall(text))
    if wanted != set(blanks):
        raise UnfilledBlank(f"{name}.md wants {sorted(wanted)}, was given {sorted(blanks)}")
    return BLANK.sub(lambda match: blanks[match[1]], text)
