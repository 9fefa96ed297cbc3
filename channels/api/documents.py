"""Documents for citations: the page as a picture and as text."""

from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from channels.api.asking import TheAsker
from retrieval import pages
from retrieval.settings import RetrievalSettings
from retrieval.vault import FolderVault

router = APIRouter(prefix="/v1/documents", tags=["documents"])


@cache
def _vault() -> FolderVault:
    return FolderVault(RetrievalSettings().documents_dir)


@router.get("/{document_id}")
def document(document_id: str, asker: TheAsker) -> dict[str, Any]:
    """What is known of a document; its text is untrusted."""
    with asker.books() as books:
        found = pages.find(books, document_id)
    shown = (
        "file_name",
        "mime",
        "pages",
        "kind",
        "document_date",
        "trust",
        "trust_reason",
        "in_force_from",
        "in_force_to",
    )
    return {"document_id": document_id, **{name: found[name] for name in shown if name in found}}


@router.get("/{document_id}/pages/{number}.png")
def picture(document_id: str, number: int, asker: TheAsker) -> Response:
    """A page as PNG."""
    with asker.books() as books:
        found = pages.find(books, document_id)
    image = pages.page_image(found, number, _vault())
    return Response(image, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@router.get("/{document_id}/pages/{number}")
def page(document_id: str, number: int, asker: TheAsker) -> dict[str, Any]:
    """A page as text: its sentences with their boxes in per cent."""
    with asker.books() as books:
        found = pages.find(books, document_id)
        lines = pages.page_text(books, found, number)
    return {
        "document_id": document_id,
        "filename": found["file_name"],
        "page": number,
        "pages": found["pages"],
        "image": f"/v1/documents/{document_id}/pages/{number}.png",
        "lines": lines,
        "text": "\n".join(line["text"] for line in lines),
    }
