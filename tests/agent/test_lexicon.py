"""The names of the books are looked at once a turn, and again in the next."""

from dataclasses import replace

import pytest

from agent import lexicon
from tests.tools.calling import asker
from workingcapital.store.database.connection import Store


def test_names_are_looked_at_once_a_turn(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[tuple[str, ...]] = []

    def version(books: object, companies: tuple[str, ...]) -> tuple[int, int]:
        looked.append(companies)
        return len(looked), 0  # the books have changed each time

    monkeypatch.setattr(lexicon, "names_version", version)
    first = asker(sample_store)
    read = lexicon.lexicon_of(first)
    assert lexicon.lexicon_of(first) is read
    assert len(looked) == 1
    assert lexicon.lexicon_of(replace(first, turn=2)) is not read
    assert len(looked) == 2
