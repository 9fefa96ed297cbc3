"""A server with scripted answers behind the real page and its real headers.

It lets a test put any answer before the page: hostile Markdown, every kind of chart, a stream
that breaks. What the copilot itself answers is tested against the real server.
"""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from PIL import Image, ImageDraw

from channels.page import page_routes
from tests.browser.answers import CONTRACT_TEXT, PEOPLE, PROPOSAL, answer_to

AS_OF = "2026-06-30"
COMPANIES = [
    {"code": "HALDE", "name": "Halden GmbH", "currency": "EUR"},
    {"code": "HALUK", "name": "Halden UK Ltd", "currency": "GBP"},
    {"code": "HALUS", "name": "Halden Inc.", "currency": "USD"},
]


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """An error as the real server words it."""
    body = {"type": "/problems/test", "title": title, "status": status, "detail": detail, "errors": []}
    return JSONResponse(body, status, media_type="application/problem+json")


def scripted_app(dist: Path) -> FastAPI:
    """The page over scripted routes; `app.state.proposals` and `app.state.threads` hold what happened."""
    app = FastAPI()
    app.state.proposals, app.state.threads, app.state.decisions = {}, {}, []

    @app.get("/v1/me")
    def me(x_wcc_person: str = Header("cfo@halden.example")) -> dict[str, Any]:
        companies = [{**company, "roles": ["controller_cfo"], "reads": True} for company in COMPANIES]
        return {
            "person": x_wcc_person,
            "name": PEOPLE[x_wcc_person],
            "companies": companies,
            "as_of": AS_OF,
            "demo": True,
        }

    @app.get("/v1/people")
    def people() -> dict[str, Any]:
        return {"people": [{"person": person, "name": name} for person, name in PEOPLE.items()]}

    @app.get("/v1/brief")
    def brief(company: str = "HALDE") -> dict[str, Any]:
        told = {"language": "en", "items": [], "quiet": ["Nothing waits for your decision."], "notes": [], "facts": []}
        return {"company": company, "as_of": AS_OF, "delivered_at": None, **told}

    @app.get("/v1/threads")
    def threads() -> dict[str, Any]:
        kept = app.state.threads
        return {"threads": [{"thread_id": i, "title": t[0]["question"], "company": "HALDE"} for i, t in kept.items()]}

    @app.get("/v1/threads/{thread_id}", response_model=None)
    def thread(thread_id: str) -> dict[str, Any] | JSONResponse:
        if thread_id not in app.state.threads:
            return problem(404, "There is no such conversation.", f"no conversation {thread_id!r} of yours")
        return {"thread_id": thread_id, "company": "HALDE", "turns": app.state.threads[thread_id]}

    @app.delete("/v1/threads/{thread_id}", status_code=204)
    def forget(thread_id: str) -> None:
        del app.state.threads[thread_id]

    @app.post("/v1/chat", response_model=None)
    async def chat(request: Request, x_wcc_person: str = Header("cfo@halden.example")) -> Response:
        asked = await request.json()
        thread_id = asked.get("thread_id") or f"t{len(app.state.threads) + 1}"
        if asked.get("message") == "Break the stream.":
            return StreamingResponse(_broken(thread_id), media_type="text/event-stream")
        answer = answer_to(asked, thread_id, x_wcc_person, app.state.proposals)
        question = asked.get("message") or asked["resume"]
        app.state.threads.setdefault(thread_id, []).append({"question": question, "answer": answer})
        return StreamingResponse(_told(answer), media_type="text/event-stream")

    @app.get("/v1/facts/{fact_id}", response_model=None)
    def fact(fact_id: str) -> dict[str, Any] | JSONResponse:
        told = [fact for turns in app.state.threads.values() for turn in turns for fact in turn["answer"]["facts"]]
        found = next((one for one in told if one["id"] == fact_id), None)
        if found is None:
            return problem(404, "There is no such thing here.", f"no fact {fact_id!r}")
        text = "receivables at the end ÷ credit sales of the period × days of the period"
        value = found["value"]
        return {
            "fact": found,
            "same": True,
            "then": value,
            "now": value,
            "definition": text,
            "source": None,
            "changed": {},
        }

    @app.get("/v1/proposals")
    def proposals(status: str = "") -> dict[str, Any]:
        found = [p for p in app.state.proposals.values() if not status or p["status"] == status]
        return {
            "proposals": [{key: p[key] for key in p if key not in ("lines", "left_out", "decisions")} for p in found]
        }

    @app.get("/v1/proposals/{proposal_id}")
    def proposal(proposal_id: str) -> dict[str, Any]:
        found: dict[str, Any] = app.state.proposals.get(proposal_id, PROPOSAL)
        return found

    @app.post("/v1/proposals/{proposal_id}/decision", response_model=None)
    async def decide(
        proposal_id: str,
        request: Request,
        idempotency_key: str = Header(),
        x_wcc_person: str = Header("cfo@halden.example"),
    ) -> dict[str, Any] | JSONResponse:
        body = await request.json()
        app.state.decisions.append({**body, "key": idempotency_key, "person": x_wcc_person})
        found = app.state.proposals[proposal_id]
        if x_wcc_person.startswith("viewer"):
            return problem(403, "You may not do this.", "A viewer may not decide; this needs an ap_approver.")
        if body["digest"] != found["digest"]:
            return problem(409, "This proposal has changed since you saw it.", "Look at it again.")
        made = {
            "person": x_wcc_person,
            "decision": body["decision"],
            "comment": body.get("comment"),
            "at": "2026-06-30T10:00:00Z",
        }
        found |= {
            "status": "approved" if body["decision"] == "approve" else "declined",
            "decisions": [made],
            "needs": [],
        }
        return {"status": found["status"]}

    @app.get("/v1/documents/{document_id}/pages/{page}.png")
    def picture(document_id: str, page: int) -> Response:
        if document_id == "mail":
            raise HTTPException(404)
        return Response(_picture(), media_type="image/png")

    @app.get("/v1/documents/{document_id}/pages/{page}")
    def page_text(document_id: str, page: int) -> dict[str, Any]:
        name = "Rahmenvertrag_Nordlicht_2025.pdf"
        return {"document_id": document_id, "filename": name, "page": page, "pages": 6, "text": CONTRACT_TEXT}

    app.include_router(page_routes(dist))
    return app


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


async def _told(answer: dict[str, Any]) -> AsyncIterator[str]:
    yield _event("status", {"thread_id": answer["thread_id"], "turn": 1, "step": "started"})
    await asyncio.sleep(0.05)
    yield _event("status", {"step": "thinking", "model": answer["model"]})
    yield _event("tool", {"name": "open_discounts", "args": {}})
    for sentence in answer["answer"].replace("\n", " ").split(". "):
        await asyncio.sleep(0.02)
        yield _event("token", {"text": sentence + "."})
    yield _event("answer", answer)


async def _broken(thread_id: str) -> AsyncIterator[str]:
    yield _event("status", {"thread_id": thread_id, "turn": 1, "step": "started"})
    yield _event("token", {"text": "The first sentence came."})


def _picture() -> bytes:
    page = Image.new("RGB", (992, 1403), "white")
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(CONTRACT_TEXT.splitlines()):
        draw.text((90, 100 + 34 * number), line, fill="black", font_size=20)
    stream = io.BytesIO()
    page.save(stream, "PNG")
    return stream.getvalue()
