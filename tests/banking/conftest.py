"""Companies with statements to import."""

from tests.importing.conftest import company, data, desk

__all__ = ["company", "data", "desk"]
