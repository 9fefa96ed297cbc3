"""How often the right sentence is found. The figures asserted are those measured, not those wished for."""

from datetime import date

import pytest

from retrieval.embedding import embedder
from retrieval.found import Found
from retrieval.search import search
from tests.retrieval.conftest import everybody
from tests.retrieval.wordings import FRESH, KNOWN, NOWHERE, Case
from workingcapital.store.database.connection import Store

TODAY = date(2026, 6, 30)


def found_at(books, case: Case) -> int | None:
    """The place (from 1) at which the right sentence stands among the first three."""
    company, question, file, words = case
    found: list[Found] = search(books, embedder(), company, question, TODAY)
    right = [n for n, one in enumerate(found[:3], start=1) if one.filename == file and words in one.quote]
    return right[0] if right else None


@pytest.fixture(scope="module")
def places(documents_store: Store) -> dict[str, list[int | None]]:
    with documents_store.reading(everybody()) as books:
        return {name: [found_at(books, case) for case in cases] for name, cases in (("known", KNOWN), ("fresh", FRESH))}


def test_the_sentence_comes_first_for_wordings_that_were_known(places) -> None:
    missed = [case for case, place in zip(KNOWN, places["known"], strict=True) if place != 1]
    assert missed == []


def test_the_sentence_comes_first_for_most_fresh_wordings(places) -> None:
    first = sum(place == 1 for place in places["fresh"])
    assert first >= 18, [case for case, place in zip(FRESH, places["fresh"], strict=True) if place != 1]


def test_the_sentence_is_among_three_for_nearly_all_fresh_wordings(places) -> None:
    among = sum(place is not None for place in places["fresh"])
    assert among >= 19, [case for case, place in zip(FRESH, places["fresh"], strict=True) if place is None]


@pytest.mark.parametrize(("company", "question"), NOWHERE)
def test_what_no_document_speaks_of_finds_nothing(documents_store: Store, company: str, question: str) -> None:
    with documents_store.reading(everybody()) as books:
        assert search(books, embedder(), company, question, TODAY) == []


def test_a_party_named_in_the_question_narrows_the_search_to_its_documents(documents_store: Store) -> None:
    with documents_store.reading(everybody()) as books:
        found = search(books, embedder(), "HALDE", "early payment discount of Tiefenried", TODAY)
    assert {one.party for one in found} == {"Tiefenried Elektromotoren AG"}


def test_a_contract_that_has_ended_stands_behind_the_one_in_force(documents_store: Store) -> None:
    with documents_store.reading(everybody()) as books:
        now = search(books, embedder(), "HALDE", "Tiefenried contract: bonus", TODAY)
        then = search(books, embedder(), "HALDE", "Tiefenried contract: bonus", date(2025, 6, 30))
    assert (now[0].filename, now[0].in_force) == ("liefervertrag_tiefenried_2026.docx", True)
    assert (then[0].filename, then[0].in_force) == ("liefervertrag_tiefenried_2024.pdf", True)


def test_the_same_question_has_the_same_answer_twice(documents_store: Store) -> None:
    with documents_store.reading(everybody()) as books:
        once = search(books, embedder(), "HALDE", "late fee", TODAY)
        again = search(books, embedder(), "HALDE", "late fee", TODAY)
    assert once == again
