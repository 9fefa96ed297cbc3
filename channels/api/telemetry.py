"""GET /metrics: how many turns, how fast, how they ended, in Prometheus' text format. No question, name or amount."""

import os

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

router = APIRouter(tags=["health"])
REGISTRY = CollectorRegistry()
TURNS = Counter("wcc_turns", "Turns answered", ("status", "model"), registry=REGISTRY)
SECONDS = Histogram(
    "wcc_turn_seconds", "Seconds from question to answer", registry=REGISTRY,
    buckets=(0.05, 0.1, 0.15, 0.3, 0.5, 1, 2, 5, 10, 30, 120),
)  # fmt: skip
DECISIONS = Counter("wcc_decisions", "Decisions on proposals", ("verb", "status"), registry=REGISTRY)


def turn_answered(status: str, model: str, milliseconds: int) -> None:
    """Count one turn."""
    TURNS.labels(status, model).inc()
    SECONDS.observe(milliseconds / 1000)


@router.get("/metrics")
def metrics() -> Response:
    """The counters of this process, or the sums over all that serve side by side."""
    counted = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return Response(generate_latest(counted), media_type=CONTENT_TYPE_LATEST)
