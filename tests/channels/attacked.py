"""Two companies behind one server, and everything in one of them that somebody of the other could ask for by its id."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from tests.proof import doors
from tests.proof.effects import effects
from tests.proof.world import World
from tests.store.small_books import RUN
from workingcapital.store.database.connection import Store

THEIRS: dict[str, Any] = {"digest": "0" * 64}
CALLED = {"number": "1", "number_from": "contract", "spoke_with": "Ann", "heard": "DE89370400440532013000"}
# Every address that takes an id, with a body of its shape.
BY_ID: Mapping[tuple[str, str], Any] = {
    ("GET", "/v1/proposals/{proposal_id}"): None,
    ("POST", "/v1/proposals/{proposal_id}/submit"): {},
    ("POST", "/v1/proposals/{proposal_id}/recall"): {},
    ("POST", "/v1/proposals/{proposal_id}/call-back"): CALLED,
    ("POST", "/v1/proposals/{proposal_id}/decision"): {"decision": "approve"},
    ("POST", "/v1/proposals/{proposal_id}/findings/{finding}/override"): {"reason_code": "other_person", "comment": "x"},
    ("POST", "/v1/proposals/{proposal_id}/release"): {"digest": None},
    ("POST", "/v1/proposals/{proposal_id}/files"): {"digest": None, "format": "run", "sha256": "0" * 64},
    ("POST", "/v1/proposals/{proposal_id}/answer"): {"digest": None, "answer": "confirmed", "evidence": "statement"},
    ("GET", "/v1/threads/{thread_id}"): None,
    ("GET", "/v1/threads/{thread_id}/export"): None,
    ("DELETE", "/v1/threads/{thread_id}"): None,
    ("GET", "/v1/answers/{answer_id}/export"): None,
    ("GET", "/v1/facts/{fact_id}"): None,
    ("GET", "/v1/documents/{document_id}"): None,
    ("GET", "/v1/documents/{document_id}/pages/{number}.png"): None,
    ("GET", "/v1/documents/{document_id}/pages/{number}"): None,
    ("POST", "/v1/access/grants/{number}/approve"): {"digest": None, "company": "THEIRS"},
    ("POST", "/v1/access/grants/{number}/end"): {"digest": None, "company": "THEIRS"},
    ("POST", "/v1/access/delegations/{number}/approve"): {"digest": None, "company": "THEIRS"},
    ("POST", "/v1/access/delegations/{number}/end"): {"digest": None, "company": "THEIRS"},
}  # fmt: skip
NO_OBJECT = {"/v1/preferences/{name}"}  # names one's own, and nobody else's


@dataclass(frozen=True)
class Scene:
    """A server over two companies; THEIRS has a run that waits, one that is approved, and a talk of its clerk."""

    http: httpx.Client
    app: FastAPI
    store: Store
    ours: World
    theirs: World
    ids: Mapping[str, str]
    waiting: Mapping[str, Any]
    approved: Mapping[str, Any]

    def call(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """One request in a person's name, each with an idempotency key of its own unless it brings one."""
        named = {} if who is None else {"X-WCC-Person": who}
        return self.http.request(
            method, path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex} | named | headers
        )

    def decide(self, who: str, made: Mapping[str, Any], digest: str | None = None, **headers: str) -> httpx.Response:
        """Approve, over HTTP."""
        body = {"decision": "approve", "digest": digest or made["digest"]}
        return self.call(who, "POST", f"/v1/proposals/{made['proposal_id']}/decision", body, **headers)

    def untouched(self) -> None:
        """Only what was founded has happened."""
        assert {code: effects(self.store, code).wrong for code in ("OURS", "THEIRS")} == {"OURS": (), "THEIRS": ()}
        assert doors.read(self.store, self.theirs, self.waiting["proposal_id"])["status"] == "waiting"
        assert doors.read(self.store, self.theirs, self.approved["proposal_id"])["status"] == "approved"


def sent(store: Store, world: World, items: list[int], call: str) -> dict[str, Any]:
    """A run of the clerk's that waits."""
    made = doors.propose(store, world, "clerk", items, call, RUN)
    return doors.submit(store, world, "clerk", made["proposal_id"], made["digest"])
