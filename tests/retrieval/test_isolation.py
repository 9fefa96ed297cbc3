"""One company's documents do not exist for another, by meaning, by word, by id or by the function underneath."""

from datetime import date

import psycopg
import pytest

from retrieval.embedding import embedder
from retrieval.pages import find
from retrieval.search import search
from tests.retrieval.conftest import everybody
from workingcapital.errors import NotFound
from workingcapital.store.database.connection import Store
from workingcapital.store.passages import passages_by_word

TODAY = date(2026, 6, 30)
UK = everybody("HALUK")


def test_a_search_in_a_company_that_is_not_granted_finds_nothing(documents_store: Store) -> None:
    with documents_store.reading(UK) as books:
        assert search(books, embedder(), "HALDE", "early payment discount", TODAY) == []
        assert search(books, embedder(), "HALUK", "early payment discount", TODAY) != []


def test_a_search_stays_in_the_company_asked_even_where_all_are_granted(documents_store: Store) -> None:
    with documents_store.reading(everybody()) as books:
        found = search(books, embedder(), "HALUK", "early payment discount", TODAY, top=50)
        ids = {one.document_id for one in found}
        rows = books.execute(
            "select distinct company_id from document where document_id::text = any(%s)", [list(ids)]
        ).fetchall()
    assert [row["company_id"] for row in rows] == ["HALUK"]


def test_the_word_search_underneath_reads_the_signed_context_and_no_argument(documents_store: Store) -> None:
    with documents_store.reading(UK) as books:
        assert passages_by_word(books, "HALDE", ["skonto"], [], [], 10) == []
    with documents_store.reading(everybody()) as books:
        assert passages_by_word(books, "HALDE", ["skonto"], [], [], 10) != []


def test_without_a_context_the_word_search_finds_nothing(documents_store: Store) -> None:
    with psycopg.connect(documents_store.conninfo("wcc_runtime")) as bare:
        rows = bare.execute("select * from books.passages_by_word('HALDE', '{skonto}', '{}', '{}', 10)").fetchall()
        assert rows == []
        assert bare.execute("select count(*) from books.document_chunk").fetchone() == (0,)


def test_a_document_of_another_company_is_not_found_by_its_id(documents_store: Store) -> None:
    with documents_store.reading(everybody()) as books:
        row = books.execute(
            "select document_id::text as id from document where company_id = 'HALDE' limit 1"
        ).fetchone()
    assert row is not None
    with documents_store.reading(UK) as books, pytest.raises(NotFound):
        find(books, row["id"])


_PLANNING = "-c search_path=books,public -c enable_seqscan=off -c enable_sort=off"


def plan(store: Store, login: str, query: str) -> str:
    """How PostgreSQL would run the query as the login, were it to avoid reading whole tables."""
    with psycopg.connect(store.conninfo(login), options=_PLANNING) as connection:
        connection.execute("select set_config('wcc.context', %s, false)", [store.sign(everybody())])
        return "\n".join(row[0] for row in connection.execute("explain " + query).fetchall())


def test_words_are_looked_up_in_their_index_which_row_security_would_forbid(documents_store: Store) -> None:
    query = "select chunk_id from document_chunk where words @@ to_tsquery('german', 'skonto')"
    assert "document_chunk_by_word" in plan(documents_store, "wcc_owner", query)
    assert "document_chunk_by_word" not in plan(documents_store, "wcc_runtime", query)


def test_meaning_is_looked_up_in_its_index_as_the_runtime_itself(documents_store: Store) -> None:
    vector = "[" + ",".join(["0.05"] * 384) + "]"
    query = (
        "select chunk_id from document_chunk where company_id = 'HALDE'"
        f" order by embedding <=> '{vector}'::vector limit 5"
    )
    assert "document_chunk_by_meaning" in plan(documents_store, "wcc_runtime", query)
