"""Whether the server lives and whether it can answer."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from channels.api.asking import TheStore

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(store: TheStore) -> JSONResponse:
    """The books answer."""
    ready = store.ready()
    return JSONResponse({"status": "ready" if ready else "unavailable"}, status_code=200 if ready else 503)
