"""GET /v1/answers/{id}/export: an own answer as a file."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from channels.api.asking import TheAsker
from channels.exporting import exported

router = APIRouter(prefix="/v1/answers", tags=["answers"])


@router.get("/{answer_id}/export", response_class=Response)
def export(
    answer_id: str, asker: TheAsker, format: str = "xlsx", table: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """Its tables as csv or xlsx, or the whole answer as md or pdf; every figure with its Fact id."""
    file = exported(asker, answer_id, format, table)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)
