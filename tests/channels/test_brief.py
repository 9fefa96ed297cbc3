"""The morning brief over real HTTP: by role, in the reader's language, and what waits for whom."""

from tests.channels.conftest import ANALYST, CFO, MANAGER, VIEWER, People
from tests.channels.test_api import ask

APPROVER = "ap.approver@halden.example"


def kinds(brief: dict) -> list[str]:
    return [each["kind"] for each in brief["items"]]


def test_a_brief_is_its_readers_own(as_person: People) -> None:
    cfo = as_person(CFO).get("/v1/brief").json()
    assert (cfo["company"], cfo["as_of"], cfo["person"], cfo["delivered_at"]) == ("HALDE", "2026-06-30", CFO, None)
    assert {"floor", "discounts", "bank_changes", "slipping"} <= set(kinds(cfo))
    clerk = as_person("ar.clerk@halden.example").get("/v1/brief").json()
    assert set(kinds(clerk)) == {"calls", "promises", "slipping"}


def test_each_figure_of_it_opens_its_receipt(as_person: People) -> None:
    brief = as_person(CFO).get("/v1/brief").json()
    for item in brief["items"]:
        told = as_person(CFO).get(f"/v1/facts/{item['facts'][0]}").json()
        assert told["same"] is True
        assert f"(#{item['facts'][0]})" in item["say"] + " ".join(item["lines"])


def test_it_is_read_in_german(as_person: People) -> None:
    brief = as_person(CFO).get("/v1/brief", headers={"accept-language": "de-DE"}).json()
    assert brief["language"] == "de"
    assert "Skonto im Wert von [3.345,08 EUR]" in " ".join(each["say"] for each in brief["items"])


def test_the_next_step_of_each_item_is_a_question_that_is_answered(as_person: People) -> None:
    brief = as_person(CFO).get("/v1/brief").json()
    for item in brief["items"]:
        answer = ask(as_person(CFO), item["ask"])
        assert answer["status"] == "answered", item["ask"]
    [discounts] = [each for each in brief["items"] if each["kind"] == "discounts"]
    total = next(each for each in brief["facts"] if each["formula"] == "discount.worth.total.v1")
    answer = ask(as_person(CFO), discounts["ask"])
    assert total["value"] in [each["value"] for each in answer["facts"]]


def test_another_companys_brief_is_closed_to_who_may_not_see_it(as_person: People) -> None:
    assert as_person(VIEWER).get("/v1/brief", params={"company": "HALDE"}).status_code == 404
    assert as_person(VIEWER).get("/v1/brief").json()["company"] == "HALUK"
    assert as_person(CFO).get("/v1/brief", params={"day": "yesterday"}).status_code == 422


def test_a_run_waits_for_those_who_may_decide_on_it_until_one_has(as_person: People) -> None:
    body = {"company": "HALUK", "run_date": "2026-07-02"}
    made = as_person(ANALYST).post("/v1/proposals", json=body).json()

    def waits(person: str) -> bool:
        brief = as_person(person).get("/v1/brief", params={"company": "HALUK"}).json()
        return "approvals" in kinds(brief)

    assert float(made["total"]) < 50_000  # an approver will do, or a manager
    assert (waits(APPROVER), waits(MANAGER), waits(CFO), waits(ANALYST)) == (True, True, False, False)
    said = {"decision": "decline", "digest": made["digest"], "comment": "not this week"}
    as_person(APPROVER).post(
        f"/v1/proposals/{made['proposal_id']}/decision", json=said, headers={"idempotency-key": "brief-1"}
    ).raise_for_status()
    assert (waits(APPROVER), waits(MANAGER)) == (False, False)
