"""From an approved run to files written once, sent, and answered; what stops a release, and what is never sent again."""

import csv
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from lxml import etree

from channels.export import FileDiffers, WrittenElsewhere, release_run, write_once, write_run
from channels.identity import asker_for
from tests.store.small_books import (
    ANALYST,
    ANN,
    APPROVER,
    CFO,
    CLERK,
    CONTROLLER,
    MANAGER,
    RELEASER,
    RUN,
    enter_bill,
    enter_company,
    enter_supplier,
)
from tools.asker import Asker
from workingcapital.banking.transfers import BadTransfer
from workingcapital.controls.policy import STANDARD
from workingcapital.controls.proposals import RunLine
from workingcapital.controls.refusals import (
    AlreadyReleased,
    BadProposal,
    InFlight,
    KeyReused,
    LockMissing,
    MayNotRelease,
    NotPayable,
    NotWaiting,
    RoleMissing,
    StaleLoad,
)
from workingcapital.store import audit
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.once import once
from workingcapital.store.proposals import proposals
from workingcapital.store.proposals.changes import Call, propose_change

C = "NORTH"
_number = count(1)
Proposal = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def a_company(store: Store) -> None:
    enter_company(store, C)


@pytest.fixture
def releaser(store: Store) -> Asker:
    return asker_for(store, RELEASER, C)


def own(store: Store, statement: str, *values: object) -> None:
    """As the owner of the tables: what no login of the service may do."""
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, true)", [store.sign(Identity(ANN, (C,)))])
        owner.execute(statement.encode(), values)


def approved(store: Store, amount: str = "1000.00", source: str = "manual") -> Proposal:
    n = next(_number)
    item = enter_bill(store, C, amount, number=f"R-{n}", party=enter_supplier(store, C, f"P{n}"))
    with store.loading(Identity(ANN, (C,))) as books:
        books.execute(
            """update invoice set source_system = %s, source_id = %s where invoice_id =
                 (select invoice_id from instalment where instalment_id = %s)""",
            [source, f"{source}-{n}", item],
        )
    with store.reading(Identity(CLERK, (C,))) as books:
        one = proposals.propose(books, C, [RunLine(item, RUN, RUN)], RUN, "run", "t", 1, f"call-{n}")
        proposals.submit(books, C, one["proposal_id"], one["digest"])
    proposals.decide(store, Identity(APPROVER, (C,)), one["proposal_id"], one["digest"], "approve", None, f"key-{n}")
    return one


def read(store: Store, one: Proposal) -> Proposal:
    with store.reading(Identity(CLERK, (C,))) as books:
        return proposals.get(books, C, one["proposal_id"])


def answered(
    store: Store, by: str, one: Proposal, answer: str = "confirmed", evidence: str = "statement 127, line 4"
) -> str:
    return proposals.record_answer(store, Identity(by, (C,)), C, one["proposal_id"], answer, evidence)


@pytest.fixture(scope="module")
def we_pay(store: Store, a_company: None) -> None:
    """What comes from the ledger "sap" we pay ourselves; by a change of policy that two controllers made."""
    with store.reading(Identity(CFO, (C,))) as books:
        wanted = {**STANDARD, "payers": {"sap": "us", "csv": "erp"}}
        one = propose_change(books, C, "policy_change", {"policy": wanted}, "treasury pays", Call("t", 1, "payers"))
        proposals.submit(books, C, one["proposal_id"], one["digest"])
    proposals.decide(store, Identity(CONTROLLER, (C,)), one["proposal_id"], one["digest"], "approve", None, "payers")


def test_by_default_the_ledger_pays_and_the_export_is_written_once(
    store: Store, releaser: Asker, tmp_path: Path
) -> None:
    one = approved(store)
    released = release_run(releaser, one["proposal_id"], None, None)
    assert released["status"] == "released"
    [path], _, status = write_run(releaser, released, tmp_path)
    assert (path.name, status) == (f"NORTH-2026-07-02-{one['digest'][:16]}.csv", "sent")
    [row] = csv.DictReader(path.read_text().splitlines())
    assert (row["pay_amount"], row["discount"], row["number"]) == ("980.00", "20.00", one["lines"][0]["number"])
    again = release_run(releaser, one["proposal_id"], None, None)
    assert again["replayed"]
    assert write_run(releaser, again, tmp_path)[0] == [path]
    assert list(tmp_path.iterdir()) == [path]


def test_a_sent_run_is_not_written_a_second_time_elsewhere(store: Store, releaser: Asker, tmp_path: Path) -> None:
    one = approved(store)
    write_run(releaser, release_run(releaser, one["proposal_id"], None, None), tmp_path / "first")
    with pytest.raises(WrittenElsewhere):
        write_run(releaser, release_run(releaser, one["proposal_id"], None, None), tmp_path / "second")
    assert list((tmp_path / "second").iterdir()) == []


def test_a_crash_between_release_and_file_is_made_good_by_the_same_call(
    store: Store, releaser: Asker, tmp_path: Path
) -> None:
    one = approved(store)
    released = release_run(releaser, one["proposal_id"], None, None)  # … and the program dies here
    assert read(store, one)["status"] == "released"
    with store.executing(releaser.identity) as books:
        books.execute("select 1")
    paths, _, status = write_run(releaser, release_run(releaser, one["proposal_id"], None, None), tmp_path)
    assert (status, paths[0].name) == ("sent", released["files"][0]["name"])


def test_a_crash_between_file_and_word_is_made_good_by_the_same_call(
    store: Store, releaser: Asker, tmp_path: Path
) -> None:
    one = approved(store)
    released = release_run(releaser, one["proposal_id"], None, None)
    from workingcapital.banking.run_files import files_of

    write_once(tmp_path / released["files"][0]["name"], files_of(released)[0].content)  # … and the program dies here
    assert read(store, one)["status"] == "released"
    assert write_run(releaser, release_run(releaser, one["proposal_id"], None, None), tmp_path)[2] == "sent"


def test_a_file_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    path.write_bytes(b"mine")
    with pytest.raises(FileDiffers):
        write_once(path, b"theirs")
    assert path.read_bytes() == b"mine"


def test_eight_writers_of_one_file_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: write_once(path, b"x" * 100_000), range(8)))
    assert path.read_bytes() == b"x" * 100_000
    assert list(tmp_path.iterdir()) == [path]


def test_only_who_released_says_that_a_file_was_written(store: Store, releaser: Asker) -> None:
    one = approved(store)
    release_run(releaser, one["proposal_id"], None, None)
    for person in (CFO, MANAGER):
        with pytest.raises(MayNotRelease):
            proposals.file_written(store, Identity(person, (C,)), C, one["proposal_id"], "run", "0" * 64)
    with pytest.raises(BadProposal):
        proposals.file_written(store, releaser.identity, C, one["proposal_id"], "run", "not a hash")
    proposals.file_written(store, releaser.identity, C, one["proposal_id"], "run", "1" * 64)
    with pytest.raises(AlreadyReleased):
        proposals.file_written(store, releaser.identity, C, one["proposal_id"], "run", "2" * 64)


def test_what_we_pay_ourselves_becomes_a_payment_file_and_a_posting_file(
    store: Store, releaser: Asker, we_pay: None, tmp_path: Path
) -> None:
    one = approved(store, source="sap")
    with pytest.raises(LockMissing, match="sap"):
        release_run(releaser, one["proposal_id"], None, None)
    assert read(store, one)["status"] == "approved"
    released = release_run(releaser, one["proposal_id"], "payment block 7", None)
    paths, files, status = write_run(releaser, released, tmp_path)
    assert [each.format for each in files] == ["pain.001", "posting"]
    assert [path.suffix for path in paths] == [".xml", ".csv"]
    assert status == "sent"
    root = etree.parse(paths[0]).getroot()
    assert [each.text for each in root.iter("{*}CtrlSum")] == ["980.00", "980.00"]
    [row] = csv.DictReader(paths[1].read_text().splitlines())
    assert (row["settled"], row["erp_lock"]) == ("1000.00", "payment block 7")


def test_a_run_whose_file_cannot_be_made_stays_approved(store: Store, releaser: Asker, we_pay: None) -> None:
    own(store, "update books.bank_account set bic = 'NOTABIC!' where company_id = %s", C)
    try:
        one = approved(store, source="sap")
        with pytest.raises(BadTransfer) as refused:
            release_run(releaser, one["proposal_id"], "block 8", None)
    finally:
        own(store, "update books.bank_account set bic = null where company_id = %s", C)
    assert refused.value.errors[0]["why"] == "the BIC is not valid"
    assert read(store, one)["status"] == "approved"


def test_a_load_that_is_old_stops_the_release_until_the_ledger_is_read_again(store: Store, releaser: Asker) -> None:
    one = approved(store, source="csv")
    own(store, "update books.company set today = null where company_id = %s", C)
    try:
        own(store, """insert into books.load (company_id, source_system, kind, loaded_at)
                      values (%s, 'csv', 'payables', now() - interval '25 hours')""", C)  # fmt: skip
        with pytest.raises(StaleLoad, match="import it again"):
            release_run(releaser, one["proposal_id"], None, None)
        assert read(store, one)["status"] == "approved"
        own(store, "insert into books.load (company_id, source_system, kind) values (%s, 'csv', 'payables')", C)
        assert release_run(releaser, one["proposal_id"], None, None)["status"] == "released"
    finally:
        own(store, "update books.company set today = '2026-06-30' where company_id = %s", C)


def sent(store: Store, releaser: Asker, folder: Path) -> Proposal:
    one = approved(store)
    write_run(releaser, release_run(releaser, one["proposal_id"], None, None), folder)
    return one


def test_an_answer_is_entered_by_somebody_who_did_not_release(store: Store, releaser: Asker, tmp_path: Path) -> None:
    one = sent(store, releaser, tmp_path)
    with pytest.raises(RoleMissing):
        answered(store, RELEASER, one)
    with pytest.raises(RoleMissing):
        answered(store, CLERK, one)
    with pytest.raises(BadProposal, match="where the answer stands"):
        answered(store, ANALYST, one, evidence=" ")
    assert answered(store, ANALYST, one) == "confirmed"
    assert answered(store, ANALYST, one) == "confirmed"
    after = read(store, one)
    assert (after["answered_by"], after["evidence"]) == (ANALYST, "statement 127, line 4")
    with pytest.raises(NotWaiting):
        answered(store, ANALYST, one, "failed")
    with pytest.raises(AlreadyReleased):
        release_run(releaser, one["proposal_id"], None, None)


def test_nothing_is_answered_that_was_not_sent(store: Store) -> None:
    with pytest.raises(NotWaiting):
        answered(store, ANALYST, approved(store))


def test_a_bank_that_says_nothing_is_silent_and_the_run_is_never_sent_again(
    store: Store, releaser: Asker, tmp_path: Path
) -> None:
    one = sent(store, releaser, tmp_path / "once")
    item = one["lines"][0]["item_id"]
    own(
        store,
        "update control.execution set sent_at = now() - interval '49 hours' where proposal_id = %s",
        one["proposal_id"],
    )
    assert read(store, one)["status"] == "silent"
    with store.reading(Identity(CLERK, (C,))) as books:
        assert one["proposal_id"] in [each["proposal_id"] for each in proposals.listing(books, (C,), "silent")]
    with pytest.raises(NotPayable, match="may not be paid"), store.reading(Identity(CLERK, (C,))) as books:
        proposals.propose(books, C, [RunLine(item, RUN, RUN)], RUN, "again", "t", 1, "again")
    with pytest.raises((WrittenElsewhere, AlreadyReleased)):
        write_run(releaser, release_run(releaser, one["proposal_id"], None, None), tmp_path / "again")
    assert answered(store, MANAGER, one, "failed", "the bank's report of 4 July") == "failed"
    with store.reading(Identity(CLERK, (C,))) as books:
        retried = proposals.propose(books, C, [RunLine(item, RUN, RUN)], RUN, "again", "t", 1, "after the failure")
    assert retried["status"] == "draft"
    assert retried["digest"] != one["digest"]


def test_a_change_is_carried_out_by_its_approval_and_not_released(store: Store, releaser: Asker) -> None:
    bill = enter_bill(store, C, "10.00", number="R-HELD", party=enter_supplier(store, C, "HELD"))
    with store.reading(Identity(CLERK, (C,))) as books:
        row = books.execute("select invoice_id from instalment where instalment_id = %s", [bill]).fetchone()
        assert row is not None
        subject = {"invoice": row["invoice_id"], "code": "price"}
        one = propose_change(books, C, "bill_hold", subject, "too dear", Call("t", 1, "hold"))
        proposals.submit(books, C, one["proposal_id"], one["digest"])
    proposals.decide(store, Identity(MANAGER, (C,)), one["proposal_id"], one["digest"], "approve", None, "hold")
    with pytest.raises(NotWaiting, match="nothing to release"):
        release_run(releaser, one["proposal_id"], None, None)


def test_the_same_key_releases_once_and_takes_no_other_request(store: Store, releaser: Asker) -> None:
    one, other = approved(store), approved(store)
    first = release_run(releaser, one["proposal_id"], None, "release once")
    again = release_run(releaser, one["proposal_id"], None, "release once")
    assert {**again, "replayed": None} == {**first, "replayed": None}
    with pytest.raises(KeyReused):
        release_run(releaser, other["proposal_id"], None, "release once")
    assert read(store, other)["status"] == "approved"


def test_a_key_that_is_still_under_way_is_refused(store: Store) -> None:
    who = Identity(CLERK, (C,))

    def inside() -> dict[str, Any]:
        with pytest.raises(InFlight), store.reading(who) as other:
            once(other, C, "slow", {"a": 1}, lambda: {"done": True})
        return {"done": True}

    with store.reading(who) as books:
        assert once(books, C, "slow", {"a": 1}, inside) == {"done": True}
    with store.reading(who) as books:
        assert once(books, C, "slow", {"a": 1}, lambda: {"done": "twice"}) == {"done": True}
    with pytest.raises(KeyReused), store.reading(who) as books:
        once(books, C, "slow", {"a": 2}, lambda: {"done": "twice"})


def test_every_step_to_the_answer_is_on_record(store: Store, releaser: Asker, tmp_path: Path) -> None:
    one = sent(store, releaser, tmp_path)
    answered(store, ANALYST, one)
    with store.reading(Identity(CLERK, (C,))) as books:
        verbs = [event["verb"] for event in reversed(audit.trail(books, C, one["proposal_id"]))]
        assert verbs == ["proposed", "submitted", "approved", "released", "sent", "confirmed"]
        assert audit.verify(books, C)["whole"]
