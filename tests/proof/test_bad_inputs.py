"""Each bad input that the document lists names a test that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"^\| .+ \| `([\w/]+)::(test_\w+)` \|$", re.MULTILINE)


def test_every_bad_input_of_the_document_names_a_test_that_exists() -> None:
    named = NAMED.findall((ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8"))
    assert len(named) > 40
    missing = [f"{file}::{test}" for file, test in named if f"def {test}(" not in _text(file)]
    assert not missing


def _text(file: str) -> str:
    return (ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8")
