"""The page of a citation as picture and as text: the box lies on the sentence."""

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image

from retrieval.embedding import embedder
from retrieval.pages import NoSuchPage, find, page_image, page_text
from retrieval.search import search
from retrieval.vault import FolderVault
from tests.retrieval.conftest import everybody
from workingcapital.store.database.connection import Store

TODAY = date(2026, 6, 30)


def cited(store: Store, question: str, company: str = "HALDE"):
    with store.reading(everybody()) as books:
        found = search(books, embedder(), company, question, TODAY)[0]
        return found, find(books, found.document_id), page_text(books, find(books, found.document_id), found.page)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What does the Rodenau contract say about early payment?", "pdf"),
        ("retention of title Marquell", "docx"),
        ("What did Holmgart write about the cash discount?", "eml"),
        ("Umsatzbonus Tiefenried", "docx"),
    ],
)
def test_the_box_of_the_sentence_holds_ink_and_the_page_text_holds_the_sentence(
    documents_store, vault: FolderVault, question, kind
) -> None:
    found, document, text = cited(documents_store, question)
    assert found.filename.endswith(kind)
    picture = np.asarray(Image.open(io.BytesIO(page_image(document, found.page, vault))).convert("L"))
    assert found.box is not None
    left, top, right, bottom = (side / 100 for side in found.box)
    height, width = picture.shape
    inside = picture[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1]
    assert inside.min() < 120
    assert (inside < 120).mean() > 0.02
    assert found.quote in [line["text"] for line in text]


def test_a_page_is_a_png_of_readable_size(documents_store: Store, vault: FolderVault) -> None:
    _, document, _ = cited(documents_store, "What does the Rodenau contract say about early payment?")
    image = page_image(document, 1, vault)
    assert image.startswith(b"\x89PNG")
    assert Image.open(io.BytesIO(image)).size[0] > 800


@pytest.mark.parametrize("number", [0, 2, -1, 10_000])
def test_a_page_that_is_not_there_is_said(documents_store: Store, vault: FolderVault, number: int) -> None:
    _, document, _ = cited(documents_store, "What does the Rodenau contract say about early payment?")
    with pytest.raises(NoSuchPage, match="has 1 pages"):
        page_image(document, number, vault)


def test_an_id_that_is_no_id_is_not_found(documents_store: Store) -> None:
    from workingcapital.errors import NotFound

    with documents_store.reading(everybody()) as books, pytest.raises(NotFound):
        find(books, "'; drop table document; --")
