"""Roles and delegations over HTTP: asked for by one person, approved by another, ended, reviewed by all."""

import uuid
from typing import Any

import httpx
import pytest

from tests.channels.conftest import CFO, CONTROLLER, MANAGER, VIEWER, People

ADMIN, APPROVER, CLERK = (f"{name}@halden.example" for name in ("security.admin", "ap.approver", "ap.clerk"))


def post(client: httpx.Client, path: str, key: str | None = None, **body: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key or uuid.uuid4().hex}
    return client.post(f"/v1/access{path}", json={"company": "HALDE", **body}, headers=headers)


def held(client: httpx.Client, person: str) -> list[tuple[str, str | None]]:
    """The roles of a person in the review, with whoever approved each."""
    found = client.get("/v1/access", params={"company": "HALDE"}).json()
    return [(each["role"], each["approved_by"]) for each in found["people"] if each["person"] == person]


def test_a_role_is_asked_for_approved_and_ended(as_person: People) -> None:
    key, new = uuid.uuid4().hex, f"{uuid.uuid4().hex[:8]}@halden.example"
    asked = {"person": new, "name": "Nele New", "role": "ap_approver", "limit": "20000", "until": "2099-01-31"}
    made = post(as_person(ADMIN), "/grants", key, **asked)
    assert (made.status_code, made.json()["status"]) == (201, "waiting"), made.text
    assert post(as_person(ADMIN), "/grants", key, **asked).json() == made.json(), "the same key: the same request"
    assert held(as_person(CLERK), new) == [("ap_approver", None)]
    path = f"/grants/{made.json()['grant']}"
    for person in (ADMIN, CLERK, MANAGER):
        assert post(as_person(person), f"{path}/approve").status_code == 403
    assert post(as_person(CFO), f"{path}/approve").json()["status"] == "approved"
    assert post(as_person(CONTROLLER), f"{path}/approve").status_code == 409
    assert held(as_person(CLERK), new) == [("ap_approver", CFO)]
    assert post(as_person(CLERK), f"{path}/end").status_code == 403
    assert post(as_person(ADMIN), f"{path}/end").json()["status"] == "ended"
    assert held(as_person(CLERK), new) == []


def test_a_role_that_waits_is_turned_down(as_person: People) -> None:
    new = f"{uuid.uuid4().hex[:8]}@halden.example"
    made = post(as_person(ADMIN), "/grants", person=new, role="viewer").json()
    assert post(as_person(CFO), f"/grants/{made['grant']}/end").status_code == 200
    assert post(as_person(CFO), f"/grants/{made['grant']}/approve").status_code == 409


def test_a_delegation_is_given_by_its_holder_approved_by_a_third_and_ended_by_either(as_person: People) -> None:
    asked = {"person": APPROVER, "role": "ap_manager", "limit": "100000", "until": "2026-12-31"}
    assert post(as_person(CLERK), "/delegations", **asked).status_code == 403, "a role one does not hold"
    far = post(as_person(MANAGER), "/delegations", **{**asked, "until": "2099-01-01"})
    assert (far.status_code, "92 days" in far.json()["detail"]) == (422, True)
    made = post(as_person(MANAGER), "/delegations", **asked)
    assert made.status_code == 201, made.text
    path = f"/delegations/{made.json()['delegation']}"
    for person in (MANAGER, APPROVER):
        assert post(as_person(person), f"{path}/approve").status_code == 403
    assert post(as_person(CONTROLLER), f"{path}/approve").status_code == 200
    assert ("ap_manager", CONTROLLER) in held(as_person(APPROVER), APPROVER)
    assert post(as_person(CLERK), f"{path}/end").status_code == 404
    assert post(as_person(APPROVER), f"{path}/end").status_code == 200


@pytest.mark.parametrize(
    ("person", "body", "status", "words"),
    [
        (CFO, {"person": "jo@halden.example", "role": "viewer"}, 403, "security admin"),
        (ADMIN, {"person": ADMIN, "role": "viewer"}, 403, "themselves"),
        (ADMIN, {"person": CLERK, "role": "ap_manager"}, 403, "does not approve"),
        (ADMIN, {"person": "jo@halden.example", "role": "emperor"}, 422, "emperor"),
        (ADMIN, {"person": "no address", "role": "viewer"}, 422, "no address"),
        (ADMIN, {"person": "jo@halden.example", "role": "viewer", "limit": "-1"}, 422, "limit"),
        (ADMIN, {"person": "jo@halden.example", "role": "viewer", "approved_by": CFO}, 422, "approved_by"),
        (ADMIN, {"person": "jo@halden.example", "role": "viewer", "until": "2020-01-01"}, 422, "2020-01-01"),
    ],
)
def test_a_role_that_must_not_be_is_refused_in_words(
    as_person: People, person: str, body: dict[str, Any], status: int, words: str
) -> None:
    answer = post(as_person(person), "/grants", **body)
    assert (answer.status_code, words in answer.text) == (status, True), answer.text


def test_the_review_names_the_roles_and_stays_within_the_askers_companies(as_person: People) -> None:
    review = as_person(ADMIN).get("/v1/access", params={"company": "HALDE"}).json()
    assert review["findings"] == []
    assert {"role": "ap_clerk", "may": "enter bills, propose"} in review["roles"]
    assert as_person(VIEWER).get("/v1/access", params={"company": "HALDE"}).status_code == 404
