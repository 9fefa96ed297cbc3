"""The API of the contract over real HTTP."""

import json
import re
import uuid

import httpx
import pytest

from tests.channels.conftest import ANALYST, CFO, CONTROLLER, MANAGER, RELEASER, VIEWER, People
from workingcapital.controls.masking import iban_is_valid


def ask(client: httpx.Client, message: str, **more: object) -> dict:
    response = client.post("/v1/chat", json={"message": message, "stream": False, **more})
    assert response.status_code == 200, response.text
    return response.json()


def test_an_answer_has_the_shape_of_the_contract(as_person: People) -> None:
    answer = ask(as_person(CFO), "What is our DSO?")
    assert {
        "thread_id", "answer_id", "status", "answer", "reason", "as_of", "companies", "facts", "tables", "charts", "citations",
        "proposal", "notices", "model", "timings_ms",
    } <= set(answer)  # fmt: skip
    assert (answer["status"], answer["as_of"], answer["companies"]) == ("answered", "2026-06-30", ["HALDE"])
    assert answer["facts"][0]["unit"] == "days"
    assert answer["model"] == "built-in planner"


def test_a_stream_ends_with_the_answer(as_person: People) -> None:
    with as_person(CFO).stream("POST", "/v1/chat", json={"message": "What is our DSO?"}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        blocks = "".join(response.iter_text()).strip().split("\n\n")
    events = [
        (block.split("\n")[0].removeprefix("event: "), json.loads(block.split("\n")[1].removeprefix("data: ")))
        for block in blocks
    ]
    assert events[0][0] == "status"
    assert events[-1][0] == "answer"
    assert {"tool", "fact", "token"} <= {name for name, _ in events}


def test_a_fact_can_be_recomputed(as_person: People) -> None:
    answer = ask(as_person(CFO), "What is our DSO?")
    told = as_person(CFO).get(f"/v1/facts/{answer['facts'][0]['id']}").json()
    assert told["same"] is True
    assert told["then"] == told["now"] == answer["facts"][0]["value"]


def test_a_fact_of_another_company_is_not_found(as_person: People) -> None:
    answer = ask(as_person(CFO), "What is our DSO?")
    assert as_person(VIEWER).get(f"/v1/facts/{answer['facts'][0]['id']}").status_code == 404


def test_a_thread_belongs_to_its_person(as_person: People) -> None:
    thread = ask(as_person(CFO), "What is our DSO?")["thread_id"]
    assert any(each["thread_id"] == thread for each in as_person(CFO).get("/v1/threads").json()["threads"])
    assert as_person(CFO).get(f"/v1/threads/{thread}").json()["turns"][0]["question"] == "What is our DSO?"
    assert as_person(CONTROLLER).get(f"/v1/threads/{thread}").status_code == 404
    assert as_person(CONTROLLER).delete(f"/v1/threads/{thread}").status_code == 404
    assert (
        as_person(CONTROLLER)
        .post("/v1/chat", json={"message": "And last year?", "thread_id": thread, "stream": False})
        .status_code
        == 404
    )
    assert as_person(CFO).delete(f"/v1/threads/{thread}").status_code == 204
    assert as_person(CFO).get(f"/v1/threads/{thread}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422), (b'{"message": NaN}', 422), (b"[" * 10_000, 400), (b'{"message": "hi", "role": "admin"}', 422), (b"{}", 422),
        (b'{"message": "   "}', 422), (json.dumps({"message": "x" * 5000}).encode(), 422),
        (b'{"message": "' + b"x" * 1_000_001 + b'"}', 413),
    ],
)  # fmt: skip
def test_a_bad_body_is_refused_in_words_without_a_trace(as_person: People, body: bytes, status: int) -> None:
    response = as_person(CFO).post("/v1/chat", content=body, headers={"content-type": "application/json"})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert {"type", "title", "status", "detail", "errors"} <= set(problem)
    assert "Traceback" not in response.text


def test_every_response_has_a_request_id_and_keeps_the_callers_trace(as_person: People) -> None:
    trace = uuid.uuid4().hex
    response = as_person(CFO).get("/healthz", headers={"traceparent": f"00-{trace}-{'1' * 16}-01"})
    assert response.headers["x-request-id"] == trace
    assert len(as_person(CFO).get("/readyz").headers["x-request-id"]) == 32


def test_the_server_counts_its_turns_and_tells_nothing_else(as_person: People) -> None:
    ask(as_person(CFO), "What is our DSO?")
    text = as_person(CFO).get("/metrics").text
    assert 'wcc_turns_total{model="built-in planner",status="answered"}' in text
    assert "DSO" not in text


def test_an_unknown_person_and_an_unknown_company_are_refused(as_person: People) -> None:
    assert as_person("nobody@halden.example").get("/v1/me").status_code == 403
    assert (
        as_person(VIEWER).post("/v1/chat", json={"message": "DSO?", "company": "HALDE", "stream": False}).status_code
        == 404
    )


def propose(people: People, run_date: str = "2026-07-02") -> dict:
    response = people(ANALYST).post(
        "/v1/proposals", json={"run_date": run_date, "floor": "1500000", "company": "HALDE"}
    )
    assert response.status_code == 201, response.text
    return response.json()


def decide(
    client: httpx.Client, proposal: dict, decision: str = "approve", key: str | None = None, **more: object
) -> httpx.Response:
    body = {"decision": decision, "digest": proposal["digest"], **more}
    return client.post(
        f"/v1/proposals/{proposal['proposal_id']}/decision",
        json=body,
        headers={"Idempotency-Key": key or uuid.uuid4().hex},
    )


def test_a_run_lives_from_proposal_to_release(as_person: People) -> None:
    proposal = propose(as_person)
    assert proposal["status"] == "waiting"
    assert decide(as_person(ANALYST), proposal).status_code == 403, "its own proposer"
    assert decide(as_person(VIEWER), proposal).status_code in (403, 404), "a viewer of another company"
    assert decide(as_person(MANAGER), {**proposal, "digest": "0" * 64}).status_code == 409, "another digest"
    key = uuid.uuid4().hex
    approved = decide(as_person(MANAGER), proposal, key=key)
    assert approved.status_code == 200, approved.text
    assert decide(as_person(MANAGER), proposal, key=key).json() == approved.json(), "the same key: the same answer"
    assert decide(as_person(MANAGER), proposal).status_code == 409, "a second approval"
    path = f"/v1/proposals/{proposal['proposal_id']}"
    assert as_person(MANAGER).post(f"{path}/release").status_code == 403, "an approver does not release"
    released = as_person(RELEASER).post(f"{path}/release")
    assert released.status_code == 200, released.text
    assert as_person(CFO).get(path).json()["status"] == "released"


def test_a_decision_needs_an_idempotency_key(as_person: People) -> None:
    proposal = propose(as_person, "2026-07-07")
    response = as_person(MANAGER).post(
        f"/v1/proposals/{proposal['proposal_id']}/decision", json={"decision": "decline", "digest": proposal["digest"]}
    )
    assert response.status_code == 422
    assert decide(as_person(MANAGER), proposal, "decline", comment="not this week").status_code == 200


def test_account_numbers_of_a_proposal_are_masked(as_person: People) -> None:
    proposal = propose(as_person, "2026-07-09")
    text = as_person(CFO).get(f"/v1/proposals/{proposal['proposal_id']}").text
    assert all(
        len(line["account"].replace("…", "").replace("•", "").replace("*", "").strip()) <= 8
        for line in json.loads(text)["lines"]
    )
    assert not any(iban_is_valid(word) for word in re.findall(r"\w+", text))
    decide(as_person(MANAGER), proposal, "decline", comment="test")
