"""What is shipped for the sample is what reading and embedding its documents gives."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.embedding import embedder
from retrieval.ingest import files_under
from retrieval.kinds import mime_of
from retrieval.passages import passages
from retrieval.sample import Known, KnownReader, ingest_sample_documents, reader_digest, text_key
from retrieval.sandbox import Sandbox
from retrieval.settings import RetrievalSettings
from retrieval.vault import digest
from workingcapital.sample_company.documents import make_documents
from workingcapital.sample_company.generator import generate
from workingcapital.store.database.connection import Store

ANEW = "make the shipped files anew: python -m retrieval.shipping"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sample")
    make_documents(folder, generate())
    return files_under([folder])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(RetrievalSettings()) as running:
        yield running


def test_every_sample_document_has_its_reading_shipped(files: list[Path]) -> None:
    known = Known.load()
    assert known.readings, f"read by {reader_digest()[:8]}; {ANEW}"
    missing = [path.name for path in files if digest(path.read_bytes()) not in known.readings]
    assert missing == [], ANEW


@pytest.mark.parametrize(
    "name",
    [
        "rahmenvertrag_rodenau_2025.pdf",
        "liefervertrag_tiefenried_2026.docx",
        "mail_system_message.eml",
        "note_tags.txt",
    ],
)
def test_a_shipped_reading_is_the_one_that_reading_gives(files: list[Path], sandbox: Sandbox, name: str) -> None:
    path = next(path for path in files if path.name == name)
    mime = mime_of(path, RetrievalSettings())
    shipped = KnownReader(sandbox, Known(Known.load().readings, {})).read(path, mime)
    assert digest(path.read_bytes()) in Known.load().readings
    assert shipped == sandbox.read(path, mime)


def test_a_shipped_vector_is_the_one_the_model_gives(files: list[Path], sandbox: Sandbox) -> None:
    path = next(path for path in files if path.name == "rahmenvertrag_rodenau_2025.pdf")
    reading, _ = KnownReader(sandbox, Known.load()).read(path, "application/pdf")
    texts = [
        one.searchable("contract, Rodenau Dichtungstechnik GmbH") for one in passages(reading, RetrievalSettings())
    ]
    shipped = [Known.load().vectors[text_key(text)] for text in texts]
    for one, fresh in zip(shipped, embedder().embed(texts), strict=True):
        assert float(one @ fresh) > 0.99


def test_the_documents_are_taken_in_once(documents_store: Store) -> None:
    assert ingest_sample_documents(documents_store) == {}
