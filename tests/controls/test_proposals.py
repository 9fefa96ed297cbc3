"""A proposal's life on the real database: who may do what, for exactly which body, and how often."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import psycopg
import pytest

from tests.store.small_books import (
    ADMIN,
    ANALYST,
    ANN,
    APPROVER,
    CFO,
    CLERK,
    CONTROLLER,
    MANAGER,
    RELEASER,
    RUN,
    VIEWER,
    enter_bill,
    enter_company,
    enter_supplier,
    iban_of,
    psql,
)
from workingcapital.controls.proposals import RunLine
from workingcapital.controls.refusals import (
    AlreadyDecided,
    AlreadyReleased,
    BadProposal,
    ExpiredProposal,
    KeyReused,
    LimitExceeded,
    MayNotPropose,
    MayNotRelease,
    NotPayable,
    NotTheProposer,
    NotWaiting,
    NotYourCompany,
    OwnProposal,
    RoleMissing,
    StaleProposal,
    UnknownProposal,
    WrongDigest,
)
from workingcapital.errors import NotPermitted
from workingcapital.store import audit
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.proposals import proposals

C = "NORTH"
_number = count(1)
Proposal = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def a_company(store: Store) -> None:
    enter_company(store, C)
    enter_company(store, "SOUTH")


def bill(store: Store, amount: str = "1000.00", **kind: Any) -> int:
    """A bill of a supplier of its own, so that no two tests share a payee."""
    n = next(_number)
    party = kind.pop("party", None) or enter_supplier(store, C, f"P{n}")
    return enter_bill(store, C, amount, number=f"R-{n}", party=party, **kind)


def draft(store: Store, *items: int, by: str = CLERK, call: str | None = None, **more: Any) -> Proposal:
    lines = [RunLine(item, RUN, RUN) for item in items]
    with store.reading(Identity(by, (C,))) as books:
        return proposals.propose(
            books, C, lines, RUN, "Thursday's run", "t1", 1, call or f"call-{next(_number)}", **more
        )


def waiting(store: Store, *items: int, by: str = CLERK) -> Proposal:
    made = draft(store, *items, by=by)
    with store.reading(Identity(by, (C,))) as books:
        return proposals.submit(books, C, made["proposal_id"], made["digest"])


def decide(store: Store, by: str, one: Proposal, verb: str = "approve", **changed: Any) -> dict[str, Any]:
    asked = {"digest": one["digest"], "comment": None, "key": f"key-{next(_number)}"} | changed
    return proposals.decide(
        store, Identity(by, (C,)), one["proposal_id"], asked["digest"], verb, asked["comment"], asked["key"]
    )


def release(store: Store, by: str, one: Proposal) -> dict[str, Any]:
    return proposals.release(store, Identity(by, (C,)), C, one["proposal_id"])


def read(store: Store, one: Proposal) -> Proposal:
    with store.reading(Identity(CLERK, (C,))) as books:
        return proposals.get(books, C, one["proposal_id"])


def payments(store: Store, one: Proposal) -> list[dict[str, Any]]:
    with store.reading(Identity(CLERK, (C,))) as books:
        return books.execute(
            "select status, amount, end_to_end_id from payment where proposal_id = %s order by payment_id",
            [one["proposal_id"]],
        ).fetchall()


def change(store: Store, statement: str, *values: object) -> None:
    with store.loading(Identity(ANN, (C,))) as books:
        books.execute(statement.encode(), values)


def last_refusal(store: Store) -> dict[str, Any]:
    with store.reading(Identity(CLERK, (C,))) as books:
        return next(event for event in audit.trail(books, C) if event["verb"] == "refused")


def test_a_run_goes_from_draft_to_payments_that_another_person_approved(store: Store) -> None:
    one = draft(store, bill(store), plan={"value": "12.00", "lines": {}})
    assert (one["status"], one["total"], one["needs"]) == ("draft", "980.00", ["ap_approver"])
    assert (one["lines"][0]["amount"], one["lines"][0]["discount"], one["lines"][0]["pay_amount"]) == (
        "1000.00",
        "20.00",
        "980.00",
    )
    with store.reading(Identity(CLERK, (C,))) as books:
        sent = proposals.submit(books, C, one["proposal_id"], one["digest"])
    assert sent["status"] == "waiting"
    assert payments(store, one) == []
    decided = decide(store, APPROVER, one)
    assert (decided["status"], decided["needs"], decided["executed"]) == ("approved", [], True)
    [payment] = payments(store, one)
    assert (payment["status"], str(payment["amount"])) == ("scheduled", "980.0000")
    assert read(store, one)["decisions"][0]["person"] == APPROVER


def test_a_proposal_shows_accounts_masked(store: Store) -> None:
    one = draft(store, bill(store))
    assert one["lines"][0]["account"].startswith("DE…")
    assert len(one["lines"][0]["account"]) == len("DE…2051")
    assert iban_of(one["lines"][0]["party"].removeprefix("Supplier ")) not in str(one)


@pytest.mark.parametrize("person", [VIEWER, APPROVER, MANAGER, RELEASER, ADMIN, "stranger@halden.example"])
def test_who_may_not_propose_is_refused_and_the_refusal_is_on_record(store: Store, person: str) -> None:
    item = bill(store)
    with pytest.raises(MayNotPropose):
        draft(store, item, by=person)
    refused = last_refusal(store)
    assert (refused["person_id"], refused["details"]["code"]) == (person, "WC301")


@pytest.mark.parametrize("person", [CLERK, ANALYST, CFO])
def test_who_may_propose_does(store: Store, person: str) -> None:
    assert draft(store, bill(store), by=person)["proposed_by"] == person


def test_a_company_that_was_not_signed_for_cannot_be_proposed_for(store: Store) -> None:
    with pytest.raises(NotYourCompany), store.reading(Identity(CLERK, ("SOUTH",))) as books:
        proposals.propose(books, C, [RunLine(1, RUN, RUN)], RUN, "", "t", 1, "c")


def test_the_same_call_of_the_same_turn_proposes_once(store: Store) -> None:
    item = bill(store)
    first, again = (draft(store, item, call="once") for _ in range(2))
    assert first["proposal_id"] == again["proposal_id"]
    with pytest.raises(KeyReused):
        draft(store, bill(store), call="once")


def test_a_call_carried_out_by_eight_threads_at_once_proposes_once(store: Store) -> None:
    item = bill(store)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: draft(store, item, call="at once")["proposal_id"], range(8)))
    assert len(set(made)) == 1


def test_the_proposer_cannot_approve_their_own_proposal(store: Store) -> None:
    one = waiting(store, bill(store, "900000"), by=CFO)
    with pytest.raises(OwnProposal):
        decide(store, CFO, one)
    assert read(store, one)["status"] == "waiting"
    assert (last_refusal(store)["person_id"], last_refusal(store)["object_id"]) == (CFO, one["proposal_id"])


def test_a_wrong_digest_approves_nothing(store: Store) -> None:
    one, other = waiting(store, bill(store)), waiting(store, bill(store))
    for digest in ("0" * 64, "", other["digest"], one["digest"].upper()):
        with pytest.raises(WrongDigest):
            decide(store, APPROVER, one, digest=digest)
    assert payments(store, one) == []


def test_a_second_approval_is_refused_and_pays_nothing_twice(store: Store) -> None:
    one = waiting(store, bill(store))
    decide(store, APPROVER, one)
    for person in (APPROVER, MANAGER):
        with pytest.raises(AlreadyDecided):
            decide(store, person, one)
    assert len(payments(store, one)) == 1


def test_the_same_key_gives_the_same_answer_and_another_body_under_it_is_refused(store: Store) -> None:
    one = waiting(store, bill(store))
    first, again = (decide(store, APPROVER, one, key="double click") for _ in range(2))
    assert {**again, "replayed": None} == {**first, "replayed": None}
    assert again["replayed"]
    with pytest.raises(KeyReused):
        decide(store, APPROVER, one, "decline", key="double click")
    assert len(payments(store, one)) == 1


def test_eight_approvals_at_once_have_one_effect(store: Store) -> None:
    one = waiting(store, bill(store))

    def attempt(n: int) -> str:
        try:
            return str(decide(store, (APPROVER, MANAGER)[n % 2], one)["status"])
        except AlreadyDecided:
            return "already"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(attempt, range(8)))
    assert outcomes == ["already"] * 7 + ["approved"]
    assert len(payments(store, one)) == 1


def test_two_waiting_runs_over_the_same_bill_pay_it_once(store: Store) -> None:
    item = bill(store)
    one, other = waiting(store, item), waiting(store, item)

    def attempt(each: Proposal) -> str:
        try:
            return str(decide(store, APPROVER, each)["status"])
        except StaleProposal:
            return "stale"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (one, other))) == ["approved", "stale"]
    assert len(payments(store, one)) + len(payments(store, other)) == 1
    assert {read(store, one)["status"], read(store, other)["status"]} == {"approved", "stale"}


@pytest.mark.parametrize("person", [VIEWER, CLERK, ANALYST, RELEASER, ADMIN, "stranger@halden.example"])
def test_who_has_no_approving_role_decides_nothing(store: Store, person: str) -> None:
    one = waiting(store, bill(store), by=CFO)
    for verb in ("approve", "decline"):
        with pytest.raises(RoleMissing):
            decide(store, person, one, verb)
    assert read(store, one)["status"] == "waiting"


@pytest.mark.parametrize(
    ("amount", "proposer", "approvers"),  # two runs just under one bound would count together if one person sent both
    [
        ("51020.40", CLERK, [APPROVER]),  # 49,999.99 after discount
        ("51020.41", ANALYST, [APPROVER]),  # 50,000.00
        ("51020.42", CLERK, [MANAGER]),  # 50,000.01
        ("510204.08", CLERK, [MANAGER]),  # 500,000.00
        ("510204.10", CLERK, [MANAGER, CFO]),  # 500,000.02
        ("900000.00", CLERK, [CONTROLLER, MANAGER]),
    ],
)
def test_the_amount_decides_who_must_approve(store: Store, amount: str, proposer: str, approvers: list[str]) -> None:
    one = waiting(store, bill(store, amount), by=proposer)
    for person in approvers[:-1]:
        assert decide(store, person, one)["status"] == "waiting"
        assert payments(store, one) == []
    assert decide(store, approvers[-1], one)["status"] == "approved"
    assert len(payments(store, one)) == 1


def test_an_approver_above_their_limit_is_refused(store: Store) -> None:
    one = waiting(store, bill(store, "60000"))
    with pytest.raises(LimitExceeded):
        decide(store, APPROVER, one)
    big = waiting(store, bill(store, "900000"))
    decide(store, CFO, big)
    with pytest.raises(LimitExceeded):
        decide(store, CONTROLLER, big)
    assert payments(store, big) == []


def test_one_person_approves_once_even_where_two_are_needed(store: Store) -> None:
    one = waiting(store, bill(store, "900000"))
    decide(store, MANAGER, one)
    with pytest.raises(AlreadyDecided):
        decide(store, MANAGER, one)
    assert read(store, one)["needs"] == ["controller_cfo"]


def test_four_payments_of_49000_to_one_supplier_need_the_people_of_196000(store: Store) -> None:
    party = enter_supplier(store, C, f"P{next(_number)}")
    parts = [waiting(store, bill(store, "49000", party=party), by=CFO) for _ in range(4)]
    assert read(store, parts[0])["needs"] == ["ap_approver"]
    assert [read(store, part)["needs"] for part in parts[1:]] == [["ap_manager"]] * 3
    with pytest.raises(LimitExceeded):
        decide(store, APPROVER, parts[3])
    assert decide(store, MANAGER, parts[3])["status"] == "approved"


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("update invoice set hold_reason = 'price' where invoice_id = %s", "on hold"),
        ("update invoice set disputed = true where invoice_id = %s", "in dispute"),
        ("update invoice set approval = 'waiting' where invoice_id = %s", "not approved"),
        ("update invoice set number = 'other' where invoice_id = %s", "changed"),
        ("update invoice set withholding_percent = 10 where invoice_id = %s", "changed"),
        (
            """insert into allocation (company_id, instalment_id, allocated_on, amount)
               select company_id, instalment_id, '2026-06-29', 1 from instalment where invoice_id = %s""",
            "changed",
        ),
        (
            """delete from discount_step where instalment_id in
               (select instalment_id from instalment where invoice_id = %s)""",
            "changed",
        ),
        (
            """update party_bank_account set iban = 'DE89370400440532013000' where party_id =
               (select party_id from invoice where invoice_id = %s)""",
            "changed",
        ),
        (
            """update party_bank_account set status = 'blocked' where party_id =
               (select party_id from invoice where invoice_id = %s)""",
            "no verified bank account",
        ),
        (
            """insert into party_bank_account (company_id, party_id, iban, holder, valid_from, changed_from_id)
               select a.company_id, a.party_id, 'DE89370400440532013000', 'x', '2026-06-29', a.account_id
               from party_bank_account a where party_id = (select party_id from invoice where invoice_id = %s)""",
            "bank change",
        ),
        (
            """update party set payment_block = 'sanctions' where party_id =
               (select party_id from invoice where invoice_id = %s)""",
            "blocked",
        ),
    ],
)
def test_any_change_in_the_rows_makes_a_waiting_proposal_stale(store: Store, statement: str, why: str) -> None:
    one = waiting(store, bill(store))
    change(store, statement, one["lines"][0]["invoice_id"])
    with pytest.raises(StaleProposal, match=why):
        decide(store, APPROVER, one)
    assert read(store, one)["status"] == "stale"
    assert payments(store, one) == []
    with pytest.raises(StaleProposal):
        decide(store, MANAGER, one)


def test_a_declined_proposal_says_why_and_pays_nothing(store: Store) -> None:
    one = waiting(store, bill(store))
    assert decide(store, APPROVER, one, "decline", comment="the goods are broken")["status"] == "declined"
    after = read(store, one)
    assert (after["status"], after["why_closed"], after["needs"]) == ("declined", "the goods are broken", [])
    with pytest.raises(AlreadyDecided):
        decide(store, MANAGER, one)


def test_account_numbers_in_a_comment_or_a_reason_are_masked_before_they_are_stored(store: Store) -> None:
    one = waiting(store, bill(store))
    decide(store, APPROVER, one, "decline", comment="they want DE89 3704 0044 0532 0130 00 now")
    assert read(store, one)["decisions"][0]["comment"] == "they want DE…3000 now"


def test_nobody_decides_on_a_draft(store: Store) -> None:
    with pytest.raises(NotWaiting):
        decide(store, APPROVER, draft(store, bill(store)))


def test_only_the_proposer_sends_or_takes_back(store: Store) -> None:
    one = draft(store, bill(store))
    for act in (proposals.submit, proposals.recall):
        with pytest.raises(NotTheProposer), store.reading(Identity(ANALYST, (C,))) as books:
            act(books, C, one["proposal_id"], one["digest"])
        with pytest.raises(WrongDigest), store.reading(Identity(CLERK, (C,))) as books:
            act(books, C, one["proposal_id"], "0" * 64)
    with store.reading(Identity(CLERK, (C,))) as books:
        assert proposals.recall(books, C, one["proposal_id"], one["digest"])["status"] == "recalled"
    with pytest.raises(AlreadyDecided), store.reading(Identity(CLERK, (C,))) as books:
        proposals.submit(books, C, one["proposal_id"], one["digest"])


def test_an_approval_after_its_time_is_refused_by_the_databases_clock(store: Store) -> None:
    one = waiting(store, bill(store))
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, true)", [store.sign(Identity(ANN, (C,)))])
        owner.execute(
            "update control.payment_proposal set expires_at = now() - interval '1 second' where proposal_id = %s",
            [one["proposal_id"]],
        )
    assert read(store, one)["status"] == "expired"
    with pytest.raises(ExpiredProposal):
        decide(store, APPROVER, one)
    assert payments(store, one) == []


def test_a_proposal_of_another_company_is_not_there(store: Store) -> None:
    one = waiting(store, bill(store))
    with pytest.raises(UnknownProposal):
        proposals.decide(store, Identity(APPROVER, ("SOUTH",)), one["proposal_id"], one["digest"], "approve", None, "k")
    with store.reading(Identity(CLERK, ("SOUTH",))) as books, pytest.raises(UnknownProposal):
        proposals.get(books, C, one["proposal_id"])
    with pytest.raises(UnknownProposal):
        decide(store, APPROVER, {"proposal_id": "PMT-00042", "digest": "x"})


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ("update invoice set hold_reason = 'price' where invoice_id = %s", "on hold: price"),
        ("update invoice set approval = 'entered' where invoice_id = %s", "the bill is not approved"),
        (
            "update invoice set duplicate_of_id = invoice_id where invoice_id = %s",
            "possibly a duplicate of another bill",
        ),
        ("update invoice set erp_lock = 'run 17' where invoice_id = %s", "locked in the ledger: run 17"),
        ("update invoice set side = 'receivable' where invoice_id = %s", "it is money owed to us"),
        ("update invoice set status = 'void' where invoice_id = %s", "nothing is open on it"),
        (
            """update party_bank_account set iban = 'DE03120300000000202051' where party_id =
               (select party_id from invoice where invoice_id = %s)""",
            "fails its checksum",
        ),
        (
            """insert into party_bank_account (company_id, party_id, iban, holder, valid_from, status, changed_from_id)
               select a.company_id, a.party_id, 'DE89370400440532013000', 'x', '2026-06-25', 'verified', a.account_id
               from party_bank_account a where party_id = (select party_id from invoice where invoice_id = %s)""",
            "changed within the last 10 days",
        ),
    ],
)
def test_what_may_not_be_paid_is_refused_with_the_reason(store: Store, spoil: str, why: str) -> None:
    good, bad = bill(store), bill(store)
    with store.reading(Identity(CLERK, (C,))) as books:
        row = books.execute("select invoice_id from instalment where instalment_id = %s", [bad]).fetchone()
    assert row is not None
    change(store, spoil, row["invoice_id"])
    with pytest.raises(NotPayable) as refused:
        draft(store, good, bad)
    [place] = refused.value.errors
    assert place["item_id"] == bad
    assert why in place["why"]


def test_a_credit_note_and_an_item_that_is_not_there_cannot_be_paid(store: Store) -> None:
    credit = bill(store, "-500.00")
    for item, why in ((credit, "a credit is offset"), (987_654_321, "no such item")):
        with pytest.raises(NotPayable) as refused:
            draft(store, item)
        assert why in refused.value.errors[0]["why"]


def test_a_run_must_make_sense(store: Store) -> None:
    item = bill(store)
    with pytest.raises(BadProposal, match="at least one"):
        draft(store)
    with pytest.raises(BadProposal, match="twice"):
        draft(store, item, item)
    for line, run, why in [
        (RunLine(item, RUN, RUN), RUN.replace(month=6, day=29), "past"),
        (RunLine(item, RUN.replace(day=1), RUN), RUN, "before its run"),
        (RunLine(item, RUN, RUN.replace(day=1)), RUN, "before it is debited"),
    ]:
        with pytest.raises(BadProposal, match=why), store.reading(Identity(CLERK, (C,))) as books:
            proposals.propose(books, C, [line], run, "", "t1", 1, f"call-{next(_number)}")


def test_a_discount_whose_last_day_has_passed_is_not_taken(store: Store) -> None:
    item = bill(store)
    with store.reading(Identity(CLERK, (C,))) as books:
        late = proposals.propose(
            books, C, [RunLine(item, RUN, RUN.replace(day=10))], RUN, "", "t1", 1, f"call-{next(_number)}"
        )
    assert (late["lines"][0]["discount"], late["total"]) == ("0.00", "1000.00")


def test_a_third_person_releases_and_the_same_person_gets_the_same_run_again(store: Store) -> None:
    one = waiting(store, bill(store))
    with pytest.raises(NotWaiting):
        release(store, RELEASER, one)
    decide(store, APPROVER, one)
    for person in (CLERK, APPROVER, CFO, VIEWER):
        with pytest.raises(MayNotRelease):
            release(store, person, one)
    released = release(store, RELEASER, one)
    assert (released["status"], released["digest"]) == ("released", one["digest"])
    assert released["lines"][0]["account"]["iban"] == iban_of(one["lines"][0]["party"].removeprefix("Supplier "))
    assert payments(store, one)[0]["status"] == "released"
    again = release(store, RELEASER, one)
    assert {**again, "replayed": None} == {**released, "replayed": None}
    assert len(payments(store, one)) == 1


def test_two_releasers_do_not_release_one_run_twice(store: Store) -> None:
    other = "other.releaser@halden.example"
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, true)", [store.sign(Identity(ANN, (C,)))])
        owner.execute(
            "insert into control.person (person_id, name) values (%s, 'Other') on conflict do nothing", [other]
        )
        owner.execute(
            """insert into control.role_grant (company_id, person_id, role, requested_by, approved_by, approved_at)
               values (%s, %s, 'treasury_releaser', %s, %s, now())""",
            [C, other, ADMIN, CFO],
        )
    one = waiting(store, bill(store))
    decide(store, APPROVER, one)
    release(store, RELEASER, one)
    with pytest.raises(AlreadyReleased):
        release(store, other, one)


def test_what_was_paid_elsewhere_between_approval_and_release_is_not_released(store: Store) -> None:
    item = bill(store)
    one = waiting(store, item)
    decide(store, APPROVER, one)
    change(
        store,
        """insert into allocation (company_id, instalment_id, allocated_on, amount)
           values ('NORTH', %s, '2026-06-30', 1000)""",
        item,
    )
    with pytest.raises(StaleProposal, match="nothing is open"):
        release(store, RELEASER, one)
    assert payments(store, one)[0]["status"] == "void"
    assert read(store, one)["status"] == "stale"


@pytest.mark.parametrize(
    "statement",
    [
        "update payment set amount = amount * 2 where proposal_id is not null",
        "update payment set payee_account_id = null where proposal_id is not null",
        "update payment set proposal_id = null where proposal_id is not null",
        "delete from payment where proposal_id is not null",
        """insert into payment (company_id, direction, value_date, currency, amount, status, proposal_id)
           select company_id, 'out', run_date, 'EUR', 1, 'released', proposal_id from control.payment_proposal""",
    ],
)
def test_a_load_does_not_touch_what_people_approved(store: Store, statement: str) -> None:
    one = waiting(store, bill(store))
    decide(store, APPROVER, one)
    with pytest.raises(NotPermitted):
        change(store, statement)
    assert [(each["status"], str(each["amount"])) for each in payments(store, one)] == [("scheduled", "980.0000")]


ATTACKS = [
    "update control.payment_proposal set status = 'approved'",
    "update control.payment_proposal set digest = repeat('0', 64)",
    """insert into control.decision (company_id, proposal_id, person_id, verb, digest)
       select company_id, proposal_id, 'cfo@halden.example', 'approve', digest from control.payment_proposal""",
    "delete from control.decision",
    "update books.payment set status = 'released'",
    """insert into books.payment (company_id, direction, value_date, currency, amount)
       values ('NORTH', 'out', now(), 'EUR', 1)""",
    """insert into control.execution (company_id, proposal_id, digest, executed_by)
       select company_id, proposal_id, digest, 'x' from control.payment_proposal""",
    "update control.role_grant set role = 'ap_manager'",
    """insert into control.role_grant (company_id, person_id, role, requested_by)
       values ('NORTH', 'clerk@halden.example', 'ap_manager', 'x')""",
    "update control.policy set body = '{}'",
    "delete from control.audit_event",
    "insert into control.audit_event values ('NORTH', 99, now(), 'x', 'x', 'x', 'x', '{}', '', '')",
    "update books.party_bank_account set iban = 'GB29NWBK60161331926819'",
    "select control.decide('NORTH', gen_random_uuid(), '', 'approve', '', 'k', null)",
    "select control.execute_run('NORTH', gen_random_uuid(), 'x')",
    "select control.carry_decision('NORTH', gen_random_uuid(), '', 'approve', '', 'cfo@halden.example', null)",
    "select control.release('NORTH', gen_random_uuid(), null)",
    "select control.issue_decision_token('NORTH', 'proposal', 'x', 'x', 'approve')",
    "select control.use_decision_token('NORTH', 'proposal', 'x', 'x', 'approve', 'x')",
    "select control.prove_second_factor('123456')",
    "select control.totp_code(secret, 1) from control.totp",
    "insert into control.second_factor (person_id, session_id) values ('cfo@halden.example', '')",
    "update control.person set is_sample = true",
    "select control.append_audit('NORTH', 'approved', 'proposal', 'x', '{}')",
    "select control.found_company('NORTH', '[]', '{}')",
    "select control.verified_context()",
    "select control.protect_tables()",
    "alter table control.payment_proposal disable row level security",
    "set role wcc_owner",
    "set session authorization wcc_owner",
    "create function public.f() returns int language sql as 'select 1'",
    "truncate books.payment",
    "copy books.payment to program 'id'",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_somebody_with_psql_as_the_services_login_gets_nothing_done(store: Store, attack: str) -> None:
    with psql(store, "wcc_runtime") as session:
        session.execute("select set_config('wcc.context', %s, false)", [store.sign(Identity(CFO, (C,)))])
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidAuthorizationSpecification)):
            session.execute(attack.encode())


def test_the_application_cannot_write_an_approval_into_the_audit_chain(store: Store) -> None:
    with psql(store, "wcc_runtime") as session:
        session.execute("select set_config('wcc.context', %s, false)", [store.sign(Identity(CFO, (C,)))])
        with pytest.raises(psycopg.Error) as refused:
            session.execute("select control.note('NORTH', 'approved', 'proposal', 'x', '{}')")
    assert refused.value.sqlstate == "WC601"


def test_a_delegate_approves_within_the_delegations_end_and_limit_but_not_for_the_proposer(store: Store) -> None:
    delegate = "delegate@halden.example"
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, true)", [store.sign(Identity(ANN, (C,)))])
        owner.execute("insert into control.person (person_id, name, is_sample) values (%s, 'Dee', true)", [delegate])
        owner.execute(
            """insert into control.delegation (company_id, from_person, to_person, role, limit_amount, valid_to,
                                               approved_by, approved_at)
               values ('NORTH', %s, %s, 'ap_manager', 100000, now() + interval '1 day', %s, now())""",
            [MANAGER, delegate, CFO],
        )
    with pytest.raises(LimitExceeded):
        decide(store, delegate, waiting(store, bill(store, "200000")))
    one = waiting(store, bill(store, "80000"))
    decide(store, delegate, one)
    assert read(store, one)["decisions"][0]["on_behalf_of"] == MANAGER
    two = waiting(store, bill(store, "900000"))
    decide(store, MANAGER, two)
    with pytest.raises((RoleMissing, LimitExceeded)):
        decide(store, delegate, two)


def test_the_audit_chain_holds_every_step_and_is_whole(store: Store) -> None:
    one = waiting(store, bill(store))
    decide(store, APPROVER, one)
    release(store, RELEASER, one)
    with store.reading(Identity(CLERK, (C,))) as books:
        trail = audit.trail(books, C, one["proposal_id"])
    assert [event["verb"] for event in reversed(trail)] == ["proposed", "submitted", "approved", "released"]
    with store.reading(Identity(CLERK, (C,))) as books:
        report = audit.verify(books, C)
    assert report["whole"], report["broken"]
    assert report["events"] > 4
