"""The examples in the docstrings of the import room, and of the values it stands on, are true."""

import doctest
import importlib
from pathlib import Path

import pytest

import workingcapital

ROOT = Path(workingcapital.__file__).parent
MODULES = [f"workingcapital.importing.{path.stem}" for path in sorted((ROOT / "importing").glob("[a-z]*.py"))]


@pytest.mark.parametrize(
    "name", [*MODULES, "workingcapital.terms", "workingcapital.parties", "workingcapital.invoices"]
)
def test_the_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
