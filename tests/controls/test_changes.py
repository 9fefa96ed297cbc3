"""Proposals of every kind: what is named, what an approval carries out, who may say yes, and what makes one stale."""

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.store.small_books import (
    ANALYST,
    ANN,
    APPROVER,
    AR_CLERK,
    AR_MANAGER,
    CFO,
    CLERK,
    CONTROLLER,
    MAINTAINER,
    MANAGER,
    RUN,
    VERIFIER,
    VIEWER,
    enter_bill,
    enter_company,
    enter_receivable,
    enter_supplier,
    iban_of,
)
from workingcapital.controls.policy import STANDARD
from workingcapital.controls.proposals import RunLine
from workingcapital.controls.refusals import (
    AlreadyDecided,
    BadProposal,
    CallBackMissing,
    KeyReused,
    LimitExceeded,
    MayNotPropose,
    NotPayable,
    OwnProposal,
    RoleMissing,
    StaleProposal,
)
from workingcapital.parties import normalise
from workingcapital.store import audit
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.people import people
from workingcapital.store.proposals import proposals
from workingcapital.store.proposals.changes import Call, CallBack, call_back, propose_change

C = "NORTH"
NEW_IBAN = "DE89370400440532013000"
_number = count(1)
Proposal = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def a_company(store: Store) -> None:
    enter_company(store, C)


def supplier(store: Store) -> int:
    party = enter_supplier(store, C, f"P{next(_number)}")
    change(store, "update party set phone = '+49 30 123456' where party_id = %s", party)
    return party


def customer(store: Store) -> int:
    party = enter_supplier(store, C, f"K{next(_number)}")
    change(store, "update party set is_customer = true, is_supplier = false where party_id = %s", party)
    return party


def bill(store: Store, amount: str = "1000.00", party: int | None = None) -> dict[str, Any]:
    item = enter_bill(store, C, amount, number=f"R-{next(_number)}", party=party or supplier(store))
    return one_row(
        store, "select * from instalment join invoice using (company_id, invoice_id) where instalment_id = %s", item
    )


def one_row(store: Store, query: str, *values: object) -> dict[str, Any]:
    with store.reading(Identity(CLERK, (C,))) as books:
        row = books.execute(query.encode(), values).fetchone()
    assert row is not None
    return row


def change(store: Store, statement: str, *values: object) -> None:
    with store.loading(Identity(ANN, (C,))) as books:
        books.execute(statement.encode(), values)


def draft(
    store: Store, by: str, kind: str, call: str | None = None, why: str = "agreed by telephone", **subject: Any
) -> Proposal:
    with store.reading(Identity(by, (C,))) as books:
        return propose_change(books, C, kind, subject, why, Call("t1", 1, call or f"call-{next(_number)}"))


def waiting(store: Store, by: str, kind: str, **subject: Any) -> Proposal:
    made = draft(store, by, kind, **subject)
    with store.reading(Identity(by, (C,))) as books:
        return proposals.submit(books, C, made["proposal_id"], made["digest"])


def decide(store: Store, by: str, one: Proposal, verb: str = "approve") -> dict[str, Any]:
    return proposals.decide(
        store,
        Identity(by, (C,)),
        one["proposal_id"],
        one["digest"],
        verb,
        "no" if verb == "decline" else None,
        f"key-{next(_number)}",
    )


def called(store: Store, one: Proposal, by: str = VERIFIER, **changed: str) -> None:
    told = {
        "number": "+49 30 123456",
        "number_from": "on_file",
        "spoke_with": "Frau Beispiel",
        "heard": NEW_IBAN,
    } | changed
    call_back(store, Identity(by, (C,)), C, one["proposal_id"], one["digest"], CallBack(**told))


def run_of(store: Store, item: int) -> Proposal:
    with store.reading(Identity(CLERK, (C,))) as books:
        made = proposals.propose(books, C, [RunLine(item, RUN, RUN)], RUN, "run", "t2", 1, f"call-{next(_number)}")
        return proposals.submit(books, C, made["proposal_id"], made["digest"])


def read(store: Store, one: Proposal) -> Proposal:
    with store.reading(Identity(CLERK, (C,))) as books:
        return proposals.get(books, C, one["proposal_id"])


def test_a_bill_is_held_and_let_go_again_by_two_people_each(store: Store) -> None:
    held = bill(store)
    one = waiting(store, CLERK, "bill_hold", invoice=held["invoice_id"], code="price")
    assert one["title"] == f"Hold bill {held['number']} of {read(store, one)['subject']['party_name']}"
    assert {"field": "hold_code", "from": None, "to": "price"} in one["changes"]
    assert decide(store, MANAGER, one)["status"] == "approved"
    with pytest.raises(NotPayable) as refused:
        run_of(store, held["instalment_id"])
    assert refused.value.errors[0]["why"] == "on hold: agreed by telephone"
    release = waiting(store, ANALYST, "bill_release", invoice=held["invoice_id"], code="agreed")
    decide(store, MANAGER, release)
    assert run_of(store, held["instalment_id"])["status"] == "waiting"


def test_a_waiting_run_over_a_bill_that_is_then_held_is_stale(store: Store) -> None:
    held = bill(store)
    run = run_of(store, held["instalment_id"])
    decide(store, MANAGER, waiting(store, CLERK, "bill_hold", invoice=held["invoice_id"], code="quality"))
    with pytest.raises(StaleProposal, match="on hold"):
        decide(store, APPROVER, run)


@pytest.mark.parametrize(
    ("kind", "proposer", "subject", "why"),
    [
        ("bill_hold", CLERK, {"invoice": 987_654_321, "code": "price"}, "no such bill"),
        ("bill_hold", CLERK, {"code": "price"}, "no such bill"),
        ("bill_release", CLERK, {"invoice": 987_654_321, "code": "agreed"}, "no such bill"),
        ("terms_change", MAINTAINER, {"party": 987_654_321, "side": "payable", "term": 1}, "no such party"),
        ("dunning_letter", AR_CLERK, {"party": 987_654_321, "level": 1, "items": []}, "no such customer"),
        ("write_off", AR_CLERK, {"items": [], "code": "goodwill"}, "at least one item"),
        ("write_off", AR_CLERK, {"items": [987_654_321], "code": "goodwill"}, "not receivables"),
        ("discount_offer", CLERK, {"item": 987_654_321, "pay_on": "2026-07-02", "annual_rate": "8"}, "no such bill"),
        ("bank_change", MAINTAINER, {"party": 987_654_321, "iban": NEW_IBAN, "holder": "x"}, "no such supplier"),
        ("policy_change", CFO, {"policy": {}}, "who approves payment runs"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_out_is_refused_with_the_reason(
    store: Store, kind: str, proposer: str, subject: Mapping[str, Any], why: str
) -> None:
    with pytest.raises(NotPayable, match=why):
        draft(store, proposer, kind, **subject)


@pytest.mark.parametrize(
    ("kind", "subject", "why"),
    [
        ("bill_hold", {"invoice": 1, "code": "price", "iban": NEW_IBAN}, "no 'iban'"),
        ("bill_hold", {"invoice": "one", "code": "price"}, "no id, date or amount"),
        ("bill_hold", {"invoice": 1, "until": "2026-02-30"}, "no id, date or amount"),
        ("payment_run", {}, "nothing that can be proposed so"),
        ("sending money", {}, "nothing that can be proposed so"),
    ],
)  # fmt: skip
def test_a_proposal_names_ids_and_codes_and_nothing_else(
    store: Store, kind: str, subject: dict[str, Any], why: str
) -> None:
    with pytest.raises(BadProposal, match=why):
        draft(store, CLERK, kind, **subject)


def test_a_proposal_without_a_reason_is_refused(store: Store) -> None:
    with pytest.raises(BadProposal, match="say why"):
        draft(store, CLERK, "bill_hold", why=" ", invoice=bill(store)["invoice_id"], code="price")


@pytest.mark.parametrize(
    ("kind", "person"),
    [
        ("bill_hold", VIEWER), ("bank_change", CLERK), ("bank_change", CFO), ("supplier_creation", VERIFIER),
        ("write_off", CLERK), ("dunning_letter", AR_MANAGER), ("policy_change", MANAGER), ("terms_change", CLERK),
    ],
)  # fmt: skip
def test_each_kind_is_proposed_by_its_own_roles(store: Store, kind: str, person: str) -> None:
    with pytest.raises(MayNotPropose):
        draft(store, person, kind)


def test_the_same_call_proposes_a_change_once(store: Store) -> None:
    held = bill(store)
    first, again = (
        draft(store, CLERK, "bill_hold", call="once", invoice=held["invoice_id"], code="price") for _ in range(2)
    )
    assert first["proposal_id"] == again["proposal_id"]
    with pytest.raises(KeyReused):
        draft(store, CLERK, "bill_hold", call="once", invoice=held["invoice_id"], code="quality")


def test_a_bank_change_takes_a_call_back_and_the_old_account_is_paid_until_the_cooling_off_is_over(
    store: Store,
) -> None:
    party = supplier(store)
    owed = bill(store, party=party)
    one = waiting(store, MAINTAINER, "bank_change", party=party, iban=NEW_IBAN, holder="Supplier GmbH")
    assert NEW_IBAN not in str(one), "readers see the last four signs"
    assert one["needs"] == ["vendor_verifier"]
    with pytest.raises(NotPayable) as refused:
        run_of(store, owed["instalment_id"])
    assert "waits for its verification" in refused.value.errors[0]["why"]
    with pytest.raises(CallBackMissing, match="call the supplier back"):
        decide(store, VERIFIER, one)
    for wrong in (
        {"heard": iban_of("X")},
        {"number": "+49 30 999999"},
        {"number_from": "the mail"},
        {"spoke_with": " "},
    ):
        with pytest.raises(CallBackMissing):
            called(store, one, **wrong)
    called(store, one, heard="DE89 3704 0044 0532 0130 00")
    assert decide(store, VERIFIER, one)["status"] == "approved"
    with store.reading(Identity(CLERK, (C,))) as books:
        accounts = books.execute(
            """select iban, status, valid_from, valid_to, verified_by, verification from party_bank_account
               where party_id = %s order by account_id""",
            [party],
        ).fetchall()
    old, new = accounts
    assert (old["status"], old["valid_to"]) == ("verified", date(2026, 7, 9))
    assert (new["iban"], new["status"], new["valid_from"], new["verified_by"]) == (
        NEW_IBAN,
        "verified",
        date(2026, 7, 10),
        VERIFIER,
    )
    assert NEW_IBAN not in str(new["verification"])
    [line] = run_of(store, owed["instalment_id"])["lines"]
    assert line["account"][-4:] == old["iban"][-4:]
    late = bill(store, party=party)
    with store.reading(Identity(CLERK, (C,))) as books:
        later = date(2026, 7, 14)
        made = proposals.propose(
            books, C, [RunLine(late["instalment_id"], later, later)], later, "run", "t2", 1, f"call-{next(_number)}"
        )
    assert made["lines"][0]["account"] == "DE…3000"


def test_a_run_that_carries_the_old_account_goes_stale_when_a_change_is_asked_for(store: Store) -> None:
    party = supplier(store)
    run = run_of(store, bill(store, party=party)["instalment_id"])
    waiting(store, MAINTAINER, "bank_change", party=party, iban=NEW_IBAN, holder="Supplier GmbH")
    with pytest.raises(StaleProposal, match="bank change"):
        decide(store, APPROVER, run)


def test_a_declined_bank_change_lets_the_old_account_be_paid_again(store: Store) -> None:
    party = supplier(store)
    owed = bill(store, party=party)
    one = waiting(store, MAINTAINER, "bank_change", party=party, iban=NEW_IBAN, holder="Supplier GmbH")
    decide(store, VERIFIER, one, "decline")
    assert run_of(store, owed["instalment_id"])["status"] == "waiting"


@pytest.mark.parametrize("person", [MAINTAINER, CLERK, MANAGER, CFO])
def test_nobody_but_a_verifier_verifies_a_bank_change(store: Store, person: str) -> None:
    one = waiting(store, MAINTAINER, "bank_change", party=supplier(store), iban=NEW_IBAN, holder="x")
    with pytest.raises((RoleMissing, OwnProposal)):
        called(store, one, by=person)
    with pytest.raises((RoleMissing, OwnProposal, LimitExceeded)):
        decide(store, person, one)


@pytest.mark.parametrize(
    ("details", "why"),
    [
        ({"iban": "DE88370400440532013000", "holder": "x"}, "checksum"),
        ({"iban": NEW_IBAN, "bic": "NWBKGB2L", "holder": "x"}, "two countries"),
        ({"iban": NEW_IBAN, "bic": "COBA", "holder": "x"}, "BIC"),
        ({"account_number": "12345678", "holder": "x"}, "sort code"),
        ({"iban": NEW_IBAN}, "holder"),
        ({"holder": "x"}, "neither"),
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_one_is_refused(store: Store, details: dict[str, str], why: str) -> None:
    with pytest.raises(NotPayable, match=why):
        draft(store, MAINTAINER, "bank_change", party=supplier(store), **details)


def test_an_account_that_came_with_a_document_is_verified_by_its_id(store: Store) -> None:
    party = supplier(store)
    change(store, """insert into party_bank_account (company_id, party_id, iban, holder, valid_from, changed_from_id)
                     select company_id, party_id, %s, 'Supplier', '2026-06-25', account_id from party_bank_account where party_id = %s""",
           NEW_IBAN, party)  # fmt: skip
    account = one_row(
        store, "select account_id from party_bank_account where party_id = %s and status = 'unverified'", party
    )
    one = waiting(store, MAINTAINER, "bank_change", party=party, account=account["account_id"])
    called(store, one)
    decide(store, VERIFIER, one)
    now = one_row(
        store, "select status, valid_from from party_bank_account where account_id = %s", account["account_id"]
    )
    assert (now["status"], now["valid_from"]) == ("verified", date(2026, 7, 10))


def test_a_new_supplier_is_paid_on_the_account_that_was_read_back(store: Store) -> None:
    details = {
        "code": "70111",
        "name": "Neuwerk GmbH",
        "normalised_name": normalise("Neuwerk GmbH"),
        "country": "DE",
        "phone": "+49 40 555 1234",
    }
    account = {"iban": NEW_IBAN, "holder": "Neuwerk GmbH", "currency": "EUR"}
    one = waiting(store, MAINTAINER, "supplier_creation", **details, **account)
    with pytest.raises(CallBackMissing):
        decide(store, VERIFIER, one)
    called(store, one, number="+49 40 555 1234", number_from="public_register")
    decide(store, VERIFIER, one)
    party = one_row(store, "select party_id, is_supplier, source_system from party where code = '70111'")
    assert (party["is_supplier"], party["source_system"]) == (True, "proposal")
    assert run_of(store, bill(store, party=party["party_id"])["instalment_id"])["lines"][0]["account"] == "DE…3000"
    with pytest.raises(NotPayable, match="same number, name or VAT"):
        draft(store, MAINTAINER, "supplier_creation", **{**details, "code": "70112"})


def test_terms_change_for_one_side(store: Store) -> None:
    party = supplier(store)
    change(
        store, "insert into payment_term (company_id, code, name) values ('NORTH', 'N45', 'n45') on conflict do nothing"
    )
    term = one_row(store, "select term_id from payment_term where code = 'N45'")["term_id"]
    one = waiting(store, MAINTAINER, "terms_change", party=party, side="payable", term=term)
    assert one["changes"] == [{"field": "terms", "from": None, "to": "n45"}]
    decide(store, CONTROLLER, one)
    assert one_row(store, "select ap_term_id, ar_term_id from party where party_id = %s", party) == {
        "ap_term_id": term,
        "ar_term_id": None,
    }


def test_a_reminder_is_worded_by_code_and_raises_the_level(store: Store) -> None:
    party = customer(store)
    item = enter_receivable(store, C, "1190.00", number="A-1", party=party, due=date(2026, 5, 20))
    one = waiting(store, AR_CLERK, "dunning_letter", party=party, level=1, items=[item])
    assert "A-1, due on 2026-05-20, open 1190.00 EUR" in one["subject"]["text"]
    decide(store, AR_MANAGER, one)
    letter = one_row(store, "select level, amount, text, status from dunning_letter where party_id = %s", party)
    assert (letter["level"], str(letter["amount"]), letter["text"]) == (1, "1190.0000", one["subject"]["text"])
    with pytest.raises(NotPayable, match="the next may go on 2026-07-07"):
        draft(store, AR_CLERK, "dunning_letter", party=party, level=2, items=[item])


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ("update invoice set disputed = true where party_id = %s", "in dispute"),
        ("update invoice set dunning_block = true where party_id = %s", "kept out"),
        ("""update instalment set due_date = '2026-06-30'
            where invoice_id in (select invoice_id from invoice where party_id = %s)""", "not overdue"),
        ("update invoice set side = 'payable' where party_id = %s", "not items of this customer"),
    ],
)  # fmt: skip
def test_who_may_not_be_reminded_is_not(store: Store, spoil: str, why: str) -> None:
    party = customer(store)
    item = enter_receivable(store, C, "500.00", number=f"A-{next(_number)}", party=party, due=date(2026, 5, 20))
    change(store, spoil, party)
    with pytest.raises(NotPayable, match=why):
        draft(store, AR_CLERK, "dunning_letter", party=party, level=1, items=[item])


@pytest.mark.parametrize(("amount", "approvers"), [("5000.00", [AR_MANAGER]), ("5000.01", [AR_MANAGER, CFO])])
def test_a_write_off_closes_the_item_by_the_people_of_its_amount(
    store: Store, amount: str, approvers: list[str]
) -> None:
    item = enter_receivable(store, C, amount, number=f"A-{next(_number)}", party=customer(store), due=date(2026, 1, 20))
    proposer = CONTROLLER if len(approvers) == 1 else AR_CLERK  # write-offs of one proposer count together
    one = waiting(store, proposer, "write_off", items=[item], code="unrecoverable")
    for person in approvers:
        decide(store, person, one)
    assert read(store, one)["status"] == "approved"
    assert (
        str(one_row(store, "select open_amount from instalment where instalment_id = %s", item)["open_amount"])
        == "0.0000"
    )


def test_an_accepted_offer_replaces_the_discount_of_the_terms(store: Store) -> None:
    owed = bill(store, "36000.00")
    offer = {"item": owed["instalment_id"], "pay_on": "2026-07-02"}
    with pytest.raises(NotPayable, match=r"the terms give more on that day: 720\.00 EUR"):
        draft(store, CLERK, "discount_offer", **offer, annual_rate="10")
    one = waiting(store, CLERK, "discount_offer", **offer, annual_rate="50")  # 36,000 × 50% × 18 / 360 = 900
    assert (one["subject"]["days_early"], one["subject"]["discount"], one["total"]) == (18, "900.00", "35100.00")
    decide(store, MANAGER, one)
    [line] = run_of(store, owed["instalment_id"])["lines"]
    assert (line["discount"], line["pay_amount"]) == ("900.00", "35100.00")


def test_the_policy_changes_by_two_controllers_and_makes_what_waits_stale(store: Store) -> None:
    run = run_of(store, bill(store)["instalment_id"])
    wider = {**STANDARD, "decide_within_hours": 48}
    one = waiting(store, CFO, "policy_change", policy=wider)
    assert one["changes"] == [{"field": "decide_within_hours", "from": "72", "to": "48"}]
    for person in (MANAGER, VIEWER):
        with pytest.raises(RoleMissing):
            decide(store, person, one)
    with pytest.raises(OwnProposal):
        decide(store, CFO, one)
    decide(store, CONTROLLER, one)
    with store.reading(Identity(CLERK, (C,))) as books:
        assert people.policy(books, C).body["decide_within_hours"] == 48
    with pytest.raises(StaleProposal, match="policy"):
        decide(store, APPROVER, run)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ({"decide_within_hours": 0}, "decide_within_hours"),
        ({"splitting_hours": 1}, "splitting_hours"),
        ({"bank_change_cooling_off_days": 0}, "cooling_off"),
        ({"tiers": {"payment_run": [{"up_to": "5", "slots": [["ap_manager"]]}]}}, "the last tier"),
        ({"tiers": {"payment_run": [{"up_to": None, "slots": []}]}}, "somebody who approves"),
        ({"tiers": {"payment_run": [{"up_to": None, "slots": [["god"]]}]}}, "roles that exist"),
        ({"tiers": {"payment_run": STANDARD["tiers"]["payment_run"], "gift": []}}, "kind of proposal"),
        ({"tiers": {"payment_run": [{"up_to": "9", "slots": [["ap_manager"]]}, {"up_to": "8", "slots": [["ap_manager"]]},
                                    {"up_to": None, "slots": [["ap_manager"]]}]}}, "rise"),
    ],
)  # fmt: skip
def test_a_policy_that_does_not_hold_together_is_refused(store: Store, spoil: dict[str, Any], why: str) -> None:
    with pytest.raises(NotPayable, match=why):
        draft(store, CFO, "policy_change", policy={**STANDARD, **spoil})


def test_four_runs_just_under_a_bound_by_one_person_count_together_whoever_they_pay(store: Store) -> None:
    runs = [run_of(store, bill(store, "49000")["instalment_id"]) for _ in range(4)]
    assert [read(store, run)["needs"] for run in runs[1:]] == [["ap_manager"]] * 3
    with pytest.raises(LimitExceeded):
        decide(store, APPROVER, runs[3])


def test_two_suppliers_on_one_account_count_as_one_payee(store: Store) -> None:
    parties = [enter_supplier(store, C, f"P{next(_number)}", iban=iban_of("one of two")) for _ in range(2)]
    first, second = (run_of(store, bill(store, "30000", party=party)["instalment_id"]) for party in parties)
    assert read(store, first)["tier_amount"] == "29400.00"
    assert read(store, second)["tier_amount"] == "58800.00"


def test_a_bill_entered_twice_is_paid_once_whatever_anybody_plans(store: Store) -> None:
    party = supplier(store)
    first = enter_bill(store, C, "700.00", number="R-TWICE", party=party)
    again = enter_bill(store, C, "700.00", number="R-TWICE", party=party)
    with pytest.raises(NotPayable) as refused:
        run_of(store, again)
    assert "entered twice: R-TWICE" in refused.value.errors[0]["why"]
    assert run_of(store, first)["status"] == "waiting"


@pytest.mark.parametrize(
    "step",
    [("draft", "approved"), ("draft", "released"), ("waiting", "released"), ("declined", "waiting"), ("stale", "approved"),
     ("recalled", "waiting"), ("approved", "waiting"), ("confirmed", "sent"), ("failed", "sent"), ("expired", "approved")],
)  # fmt: skip
def test_a_status_moves_along_the_steps_or_not_at_all(store: Store, step: tuple[str, str]) -> None:
    before, after = step
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, true)", [store.sign(Identity(ANN, (C,)))])
        with pytest.raises(psycopg.Error) as refused:
            _push(
                owner, draft(store, CLERK, "bill_hold", invoice=bill(store)["invoice_id"], code="price"), before, after
            )
    assert refused.value.sqlstate == "WC401"


def _push(owner: Any, one: Proposal, before: str, after: str) -> None:
    """As the owner, who may do anything: to `before` by the shortest way of the steps, then to `after`."""
    ways = owner.execute(
        """with recursive way (at, path) as (
             select 'draft', array[]::text[] union all
             select s.to_status, w.path || s.to_status from way w join control.proposal_step s on s.from_status = w.at)
           select path from way where at = %s order by cardinality(path) limit 1""",
        [before],
    ).fetchone()
    for status in (*ways[0], after):
        owner.execute(
            "update control.payment_proposal set status = %s where proposal_id = %s", [status, one["proposal_id"]]
        )


@pytest.mark.parametrize(
    "tamper",
    ["body = body || '{\"total\": \"1\"}'", "digest = repeat('a', 64)", "subject = '{}'", "proposed_by = 'cfo@halden.example'",
     "kind = 'bill_release'", "base_total = 1", "policy_version = 1 + policy_version"],
)  # fmt: skip
def test_a_sealed_proposal_is_never_changed_even_by_the_owner_of_the_tables(store: Store, tamper: str) -> None:
    one = draft(store, CLERK, "bill_hold", invoice=bill(store)["invoice_id"], code="price")
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, true)", [store.sign(Identity(ANN, (C,)))])
        with pytest.raises(psycopg.Error, match="not changed"):
            owner.execute(
                f"update control.payment_proposal set {tamper} where proposal_id = %s".encode(), [one["proposal_id"]]
            )


def test_the_kinds_that_are_told_are_the_databases(store: Store) -> None:
    from workingcapital.controls.proposals import titled

    with store.reading(Identity(CLERK, (C,))) as books:
        kinds = {row["kind"] for row in books.execute("select kind from control.proposal_kind").fetchall()}
        functions = {
            row["proname"]
            for row in books.execute(
                "select proname from pg_proc where pronamespace = 'control'::regnamespace"
            ).fetchall()
        }
    for kind in kinds:
        assert f"{kind}_body" in functions
        assert kind == "payment_run" or f"carry_out_{kind}" in functions
        assert titled(kind, RUN, {}) != kind.replace("_", " ").capitalize(), f"{kind} has no title"


def test_every_change_is_on_record_and_the_chain_is_whole(store: Store) -> None:
    one = waiting(store, CLERK, "bill_hold", invoice=bill(store)["invoice_id"], code="price")
    decide(store, MANAGER, one)
    with pytest.raises(AlreadyDecided):
        decide(store, MANAGER, one)
    with store.reading(Identity(CLERK, (C,))) as books:
        trail = audit.trail(books, C, one["proposal_id"])
        assert [event["verb"] for event in reversed(trail)] == ["proposed", "submitted", "approved", "refused"]
        assert audit.verify(books, C)["whole"]


def test_somebody_with_psql_as_the_services_login_changes_no_row_by_a_kinds_own_function(store: Store) -> None:
    with psycopg.connect(store.conninfo("wcc_runtime"), autocommit=True) as session:
        session.execute("select set_config('wcc.context', %s, false)", [store.sign(Identity(CFO, (C,)))])
        for attack in (
            "select control.carry_out_policy_change(p, 'x') from control.payment_proposal p",
            "select control.carry_out('NORTH', gen_random_uuid(), 'x')",
            "select control.record_call_back('NORTH', gen_random_uuid(), '', '', '', '', '', '')",
            "select control.verify_account(null, null, null, null)",
            "insert into control.call_back select company_id, proposal_id, 'x', digest, '1', 'on_file', 'x' from control.payment_proposal",
            "update control.proposal_kind set proposed_by = '{viewer}'",
            "insert into control.proposal_step values ('draft', 'approved', 'x')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(attack.encode())
        with pytest.raises(psycopg.Error) as refused:
            session.execute(
                "select control.propose('NORTH', 'bank_change', %s, 'x', 't', 1, 'c', '{}')", [Jsonb({"party": 1})]
            )
    assert refused.value.sqlstate == "WC301"
