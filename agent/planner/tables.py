"""The planner's data files, each read once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data"


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML file of the data folder."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of words of the data folder."""
    return frozenset((DATA / f"{name}.txt").read_text(encoding="utf-8").split())


def said(entry: dict[str, str], language: str) -> str:
    """The English or the German of an entry."""
    return entry["de" if language == "de" else "en"]
