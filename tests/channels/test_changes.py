"""Changes over HTTP: proposed, called back, decided, released, each by the person whose it is to do."""

import uuid
from typing import Any

import httpx

from tests.channels.conftest import ANALYST, CFO, MANAGER, RELEASER, VIEWER, People
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity

CLERK, MAINTAINER, VERIFIER = (
    f"{name}@halden.example" for name in ("ap.clerk", "vendor.maintainer", "vendor.verifier")
)
IBAN = "DE89370400440532013000"


def one(store: Store, query: str) -> int:
    with store.reading(Identity(CFO, ("HALDE",))) as books:
        row = books.execute(query.encode()).fetchone()
    assert row is not None
    return int(row["id"])


def open_bill(store: Store) -> int:
    return one(store, """select min(invoice_id) as id from invoice where company_id = 'HALDE' and side = 'payable'
                           and status = 'open' and hold_reason is null and kind = 'invoice'""")  # fmt: skip


def post(client: httpx.Client, path: str, key: str | None = None, **body: Any) -> httpx.Response:
    return client.post(f"/v1/proposals{path}", json=body, headers={"Idempotency-Key": key or uuid.uuid4().hex})


def test_a_bill_is_held_over_http(as_person: People, sample_store: Store) -> None:
    subject, key = {"invoice": open_bill(sample_store), "code": "price"}, uuid.uuid4().hex
    asked = {"kind": "bill_hold", "company": "HALDE", "subject": subject, "reason": "twice the price"}
    made = post(as_person(CLERK), "", key, **asked)
    assert made.status_code == 201, made.text
    assert (made.json()["status"], made.json()["needs"]) == ("waiting", ["ap_manager"])
    assert post(as_person(CLERK), "", key, **asked).json() == made.json(), "the same key: the same proposal"
    assert post(as_person(CLERK), "", key, **{**asked, "reason": "something else"}).status_code == 422
    path = f"/{made.json()['proposal_id']}"
    decided = post(as_person(MANAGER), f"{path}/decision", decision="approve", digest=made.json()["digest"])
    assert decided.json()["status"] == "approved"
    with sample_store.reading(Identity(CFO, ("HALDE",))) as books:
        row = books.execute("select hold_code from invoice where invoice_id = %s", [subject["invoice"]]).fetchone()
    assert row == {"hold_code": "price"}


def test_new_bank_details_are_typed_called_back_and_approved(as_person: People, sample_store: Store) -> None:
    party = one(sample_store, """select min(a.party_id) as id from party_bank_account a join party p using (company_id, party_id)
                                 where company_id = 'HALDE' and a.status = 'verified' and p.is_supplier""")  # fmt: skip
    subject = {"party": party, "iban": IBAN, "holder": "Lieferant GmbH"}
    asked = {"kind": "bank_change", "company": "HALDE", "subject": subject, "reason": "letter of 3 June"}
    assert post(as_person(CLERK), "", **asked).status_code == 403
    made = post(as_person(MAINTAINER), "", **asked).json()
    assert IBAN not in str(made)
    path, digest = f"/{made['proposal_id']}", made["digest"]
    assert post(as_person(VERIFIER), f"{path}/decision", decision="approve", digest=digest).status_code == 409
    called = {"digest": digest, "number": "+49 221 5550", "number_from": "contract", "spoke_with": "Frau Beispiel"}
    assert post(as_person(VERIFIER), f"{path}/call-back", **called, heard="DE02120300000000202051").status_code == 409
    assert post(as_person(MAINTAINER), f"{path}/call-back", **called, heard=IBAN).status_code == 403
    assert post(as_person(VERIFIER), f"{path}/call-back", **called, heard=IBAN).status_code == 200
    decided = post(as_person(VERIFIER), f"{path}/decision", decision="approve", digest=digest)
    assert decided.json()["status"] == "approved"


def test_what_is_no_proposal_is_refused_in_words(as_person: People) -> None:
    for body, status in (
        ({"kind": "gift", "subject": {}, "reason": "x"}, 422),
        ({"kind": "bill_hold", "subject": {"invoice": 1, "iban": IBAN}, "reason": "x"}, 422),
        ({"kind": "bill_hold", "subject": [], "reason": "x"}, 422),
        ({"kind": "bill_hold"}, 422),
        ({"run_date": "2026-07-02", "subject": {}}, 422),
        ([], 422),
    ):
        response = as_person(CLERK).post("/v1/proposals", json=body)
        assert response.status_code == status, body
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["detail"]


def test_a_released_run_hands_out_its_file_and_is_sent_when_it_stands(as_person: People) -> None:
    made = post(as_person(ANALYST), "", run_date="2026-07-02", company="HALUK").json()
    path = f"/{made['proposal_id']}"
    assert post(as_person(MANAGER), f"{path}/decision", decision="approve", digest=made["digest"]).status_code == 200
    released = post(as_person(RELEASER), f"{path}/release")
    assert released.status_code == 200, released.text
    [file] = released.json()["files"]
    assert file["content"].startswith("line,item_id")
    told = post(as_person(RELEASER), f"{path}/files", format=file["format"], sha256=file["sha256"])
    assert told.json()["status"] == "sent"
    assert post(as_person(RELEASER), f"{path}/answer", answer="confirmed", evidence="x").status_code == 403
    assert (
        post(as_person(ANALYST), f"{path}/answer", answer="confirmed", evidence="statement 127").json()["status"]
        == "confirmed"
    )


def test_a_draft_is_recalled_by_its_proposer_only(as_person: People) -> None:
    made = post(as_person(ANALYST), "", run_date="2026-07-07", company="HALUK").json()
    path, digest = f"/{made['proposal_id']}", made["digest"]
    assert post(as_person(VIEWER), f"{path}/recall", digest=digest).status_code == 403
    key = uuid.uuid4().hex
    first, again = (post(as_person(ANALYST), f"{path}/recall", key, digest=digest) for _ in range(2))
    assert first.json()["status"] == "recalled"
    assert again.json() == first.json()
