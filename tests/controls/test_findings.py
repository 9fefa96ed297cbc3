"""Controls before payment: what they find, that it stops a payment, and who may set it aside."""

import random
from itertools import count
from typing import Any

import psycopg
import pytest

from tests.store.small_books import (
    ANN,
    APPROVER,
    CFO,
    CLERK,
    CONTROLLER,
    MAINTAINER,
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
    BadProposal,
    FindingOpen,
    MayNotGrant,
    NotWaiting,
    OwnProposal,
    RoleMissing,
    UnknownProposal,
    WrongDigest,
)
from workingcapital.controls.screening import LEAST, BadScreeningList, read
from workingcapital.parties import CONFUSABLE, normalise
from workingcapital.store import audit
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.proposals import changes, findings, proposals, screening

C = "NORTH"
_number = count(1)
Proposal = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def a_company(store: Store) -> None:
    enter_company(store, C)


def load(store: Store, text: str, name: str = "sanctions", by: str = CONTROLLER) -> dict[str, Any]:
    with store.reading(Identity(by, (C,))) as books:
        return screening.load(books, C, name, "list.csv", read(text.encode()), LEAST)


def supplier(store: Store, name: str, country: str = "DE", iban: str | None = None) -> int:
    """A supplier of that name, its account in the same name."""
    party = enter_supplier(store, C, f"F{next(_number)}", iban=iban)
    change(store, "update party_bank_account set holder = %s where party_id = %s", name, party)
    renamed(store, party, name)
    change(store, "update party set country = %s where party_id = %s", country, party)
    return party


def renamed(store: Store, party: int, name: str) -> None:
    change(store, "update party set name = %s, normalised_name = %s where party_id = %s", name, normalise(name), party)


def change(store: Store, statement: str, *values: object) -> None:
    with store.loading(Identity(ANN, (C,))) as books:
        books.execute(statement.encode(), values)


def waiting(store: Store, *parties: int, amount: str = "1000.00", on: Any = RUN) -> Proposal:
    items = [enter_bill(store, C, amount, number=f"F-{next(_number)}", party=party) for party in parties]
    with store.reading(Identity(CLERK, (C,))) as books:
        made = proposals.propose(
            books, C, [RunLine(i, on, on) for i in items], on, "run", "t", 1, f"call-{next(_number)}"
        )
        return proposals.submit(books, C, made["proposal_id"], made["digest"])


def approve(store: Store, one: Proposal, by: str = APPROVER) -> dict[str, Any]:
    key = f"k{next(_number)}"
    return proposals.decide(store, Identity(by, (C,)), one["proposal_id"], one["digest"], "approve", None, key)


def found(store: Store, one: Proposal, control: str) -> dict[str, Any]:
    with store.reading(Identity(VIEWER, (C,))) as books:
        shown = proposals.get(books, C, one["proposal_id"])["findings"]
    [each] = [each for each in shown if each["control"] == control]
    return dict(each)


def controls(store: Store, one: Proposal) -> set[str]:
    with store.reading(Identity(VIEWER, (C,))) as books:
        return {each["control"] for each in findings.findings(books, C, one["proposal_id"])}


def override(store: Store, one: Proposal, finding: str, by: str = CONTROLLER, **changed: str) -> dict[str, Any]:
    said = {"code": "another_party", "comment": "register number differs", "digest": one["digest"]} | changed
    who = Identity(by, (C,))
    return findings.override(store, who, C, one["proposal_id"], said["digest"], finding, said["code"], said["comment"])


def test_a_name_near_a_listed_one_stops_approval_until_another_person_sets_the_finding_aside(store: Store) -> None:
    one = waiting(store, supplier(store, "Volkov Trading GmbH"))
    load(store, "kind,value,note\nname,Wolkov Tradings Ltd,EU 2026/1\n")
    with pytest.raises(FindingOpen) as refused:
        approve(store, one)
    [open_one] = refused.value.errors
    assert open_one["control"] == "screening_name"
    shown = found(store, one, "screening_name")
    assert shown["blocks"]
    assert LEAST <= shown["score"] < 100
    assert "EU 2026/1" in shown["reason"]
    assert any(row.startswith("screening_entry:") for row in shown["evidence"])
    override(store, one, shown["finding"])
    assert approve(store, one)["status"] == "approved"
    assert proposals.release(store, Identity(RELEASER, (C,)), C, one["proposal_id"])["status"] == "released"
    with store.reading(Identity(VIEWER, (C,))) as books:
        event = next(each for each in audit.trail(books, C, one["proposal_id"]) if each["verb"] == "overrode")
        assert audit.verify(books, C)["whole"]
    assert (event["person_id"], event["details"]["code"]) == (CONTROLLER, "another_party")


def test_a_refused_approval_leaves_the_proposal_waiting(store: Store) -> None:
    load(store, "kind,value\nname,Petrov Shipping\n", "waiting")
    one = waiting(store, supplier(store, "Petrov Shipping AG"))
    with pytest.raises(FindingOpen):
        approve(store, one)
    with store.reading(Identity(VIEWER, (C,))) as books:
        assert proposals.get(books, C, one["proposal_id"])["status"] == "waiting"


def test_an_account_and_a_country_are_found_exactly(store: Store) -> None:
    iban = iban_of("LISTED")
    load(store, f"kind;value;note\naccount;{iban[:4]} {iban[4:]};\ncountry;kp;\n", "exact")
    assert "screening_account" in controls(store, waiting(store, supplier(store, "Plain Ltd", iban=iban)))
    assert "screening_country" in controls(store, waiting(store, supplier(store, "Far Away Ltd", country="KP")))
    assert not controls(store, waiting(store, supplier(store, "Nothing Of The Kind"))) & {
        "screening_account",
        "screening_country",
    }


def test_a_name_in_look_alike_letters_is_the_name_it_looks_like(store: Store) -> None:
    load(store, "kind,value\nname,Norwest Casper\n", "letters")
    party = supplier(store, "Nоrwеst Cаsper")  # o, e and a are Cyrillic
    assert found(store, waiting(store, party), "screening_name")["score"] == 100


def test_a_supplier_renamed_after_the_approval_stops_the_release(store: Store) -> None:
    load(store, "kind,value\nname,Quendorf Export\n", "renamed")
    party = supplier(store, "Harmless Bakery")
    one = waiting(store, party)
    approve(store, one)
    renamed(store, party, "Quendorf Export")
    with pytest.raises(FindingOpen):
        proposals.release(store, Identity(RELEASER, (C,)), C, one["proposal_id"])
    override(store, one, found(store, one, "screening_name")["finding"])
    assert proposals.release(store, Identity(RELEASER, (C,)), C, one["proposal_id"])["status"] == "released"


def test_an_override_is_for_one_finding_of_one_supplier_as_it_was_called(store: Store) -> None:
    load(store, "kind,value\nname,Zephyr Minerals\n", "evidence")
    party = supplier(store, "Zephyr Mineral")
    one = waiting(store, party)
    override(store, one, found(store, one, "screening_name")["finding"])
    renamed(store, party, "Zephyr Minerals")
    with pytest.raises(FindingOpen):
        approve(store, one)
    again = waiting(store, party)
    with pytest.raises(FindingOpen):
        approve(store, again)


def test_who_may_not_set_a_finding_aside(store: Store) -> None:
    load(store, "kind,value\nname,Umbra Logistics\n", "who")
    one = waiting(store, supplier(store, "Umbra Logistics"))
    finding = found(store, one, "screening_name")["finding"]
    for by, refused in ((CLERK, OwnProposal), (APPROVER, RoleMissing), (MANAGER, RoleMissing), (RELEASER, RoleMissing)):
        with pytest.raises(refused):
            override(store, one, finding, by=by)
    with pytest.raises(BadProposal, match="another_party"):
        override(store, one, finding, code="because")
    with pytest.raises(BadProposal, match="checked"):
        override(store, one, finding, comment=" ")
    with pytest.raises(WrongDigest):
        override(store, one, finding, digest="0" * 64)
    with pytest.raises(UnknownProposal, match="no such finding"):
        override(store, one, "0" * 16)
    override(store, one, finding)
    with pytest.raises(AlreadyDecided):
        override(store, one, finding, by=CFO)


def test_who_set_a_finding_aside_does_not_approve(store: Store) -> None:
    load(store, "kind,value\nname,Lumen Partners\n", "both")
    one = waiting(store, supplier(store, "Lumen Partners"), amount="600000.00")
    override(store, one, found(store, one, "screening_name")["finding"], by=CFO)
    approve(store, one, by=MANAGER)
    with pytest.raises(OwnProposal, match="aside"):
        approve(store, one, by=CFO)
    assert approve(store, one, by=CONTROLLER)["status"] == "approved"


def test_who_decided_sets_nothing_aside_and_nothing_of_a_closed_proposal_is(store: Store) -> None:
    one = waiting(store, supplier(store, "Later Listed Works"), amount="600000.00")
    approve(store, one, by=CONTROLLER)
    load(store, "kind,value\nname,Later Listed Works\n", "later")
    finding = found(store, one, "screening_name")["finding"]
    with pytest.raises(OwnProposal):
        override(store, one, finding, by=CONTROLLER)
    proposals.decide(
        store, Identity(MANAGER, (C,)), one["proposal_id"], one["digest"], "decline", "no", "decline-later"
    )
    with pytest.raises(NotWaiting):
        override(store, one, finding, by=CFO)


def test_a_new_version_is_in_force_at_once_and_the_same_file_is_no_new_version(store: Store) -> None:
    party = supplier(store, "Versioned Goods")
    assert load(store, "kind,value\nname,Versioned Goods\n", "versions")["version"] == 1
    assert load(store, "kind,value\nname,Versioned Goods\n", "versions")["unchanged"]
    one = waiting(store, party)
    assert "screening_name" in controls(store, one)
    second = load(store, "kind,value\nname,Somebody Else Entirely\n", "versions")
    assert (second["version"], second["entries_before"]) == (2, 1)
    assert "screening_name" not in controls(store, one)
    with store.reading(Identity(VIEWER, (C,))) as books:
        mine = [each for each in screening.lists(books, C) if each["name"] == "versions"]
    assert [(each["version"], each["in_force"]) for each in mine] == [(2, True), (1, False)]


def test_who_takes_an_entry_off_a_list_does_not_approve_what_it_stopped(store: Store) -> None:
    party = supplier(store, "Dropped Minerals")
    load(store, "kind,value\nname,Dropped Minerals\nname,Kept Minerals Corporation\n", "dropping", by=CFO)
    one = waiting(store, party, amount="600000.00")
    with pytest.raises(FindingOpen):
        approve(store, one, by=MANAGER)
    load(store, "kind,value\nname,Kept Minerals Corporation\n", "dropping", by=CFO)
    load(store, "kind,value\nname,Kept Minerals Corporation\nname,Another Entry Altogether\n", "dropping", by=CFO)
    approve(store, one, by=MANAGER)
    with pytest.raises(OwnProposal, match="took entries off"):
        approve(store, one, by=CFO)


@pytest.mark.parametrize("by", [CLERK, APPROVER, RELEASER, VIEWER])
def test_loading_a_list_takes_a_controller(store: Store, by: str) -> None:
    with pytest.raises(MayNotGrant):
        load(store, "kind,value\nname,Whoever\n", "role", by=by)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"name,why\nx,y\n", "kind and value"),
        (b"kind,value\nperson,x\n", "do not fit"),
        (b"kind,value\ncountry,Iran\n", "do not fit"),
        (b"kind,value\naccount,1\n", "do not fit"),
        (b"kind,value\n", "0 entries"),
        (b"kind,value\nname,\xff\n", "UTF-8"),
    ],
)
def test_a_file_that_is_no_list_is_said_and_nothing_is_loaded(text: bytes, said: str) -> None:
    with pytest.raises(BadScreeningList, match=said):
        read(text)


def test_letters_are_taken_for_the_same_letters_in_the_database(store: Store) -> None:
    with store.reading(Identity(VIEWER, (C,))) as books, psycopg.connect(store.conninfo(OWNER)) as owner:
        del books
        row = owner.execute("select control.skeleton(%s)", ["".join(map(chr, CONFUSABLE))]).fetchone()
    assert row is not None
    assert row[0] == "".join(str(each) for each in CONFUSABLE.values())


def test_signs_of_fraud_are_shown_and_stop_nothing(store: Store) -> None:
    party = supplier(store, "Signal Works")
    change(
        store,
        """with old as (insert into party_bank_account (company_id, party_id, iban, holder, valid_from, valid_to, status)
                        values (%(c)s, %(p)s, %(i)s, 'Signal Works', '2020-01-01', '2023-12-31', 'verified') returning account_id)
           insert into payment (company_id, direction, party_id, payee_account_id, value_date, currency, amount)
           select %(c)s, 'out', %(p)s, account_id, '2023-05-05', 'EUR', 10 from old""".replace("%(c)s", f"'{C}'")
        .replace("%(p)s", str(party))
        .replace("%(i)s", f"'{iban_of('OLD')}'"),
    )
    for _ in range(6):
        enter_bill(store, C, "100.00", number=f"F-{next(_number)}", party=party)
    one = waiting(store, party, amount="2000.00")
    assert {"new_account", "out_of_pattern"} <= controls(store, one)
    assert not found(store, one, "new_account")["blocks"]
    assert approve(store, one)["status"] == "approved"


def test_one_account_of_two_suppliers_and_a_holder_of_another_name_are_shown(store: Store) -> None:
    supplier(store, "First Holder", iban=iban_of("TWIN"))
    second = supplier(store, "Second Holder", iban=iban_of("TWIN"))
    change(store, "update party_bank_account set holder = 'Quite Another' where party_id = %s", second)
    assert {"shared_account", "payee_name"} <= controls(store, waiting(store, second))


def test_runs_counted_together_and_an_account_abroad_are_shown(store: Store) -> None:
    party = supplier(store, "Abroad Works", iban="GB33BUKB20201555555555")
    waiting(store, party)
    assert {"counted_together", "new_country"} <= controls(store, waiting(store, party))


def test_a_run_on_no_run_day_is_shown(store: Store) -> None:
    off_cycle = RUN.replace(day=RUN.day + 1)  # a Friday
    assert "off_cycle" in controls(store, waiting(store, supplier(store, "Friday Works"), on=off_cycle))


def test_a_bill_that_changed_after_its_import_is_shown(store: Store) -> None:
    party = supplier(store, "Changed Works")
    one = waiting(store, party)
    change(
        store,
        """with l as (insert into load (company_id, source_system, kind) values (%s, 'erp', 'payables') returning load_id)
           insert into row_history (company_id, load_id, table_name, row_id, change, before)
           select v.company_id, l.load_id, 'invoice', v.invoice_id, 'updated', jsonb_build_object('gross', v.gross - 1)
           from invoice v, l where v.party_id = %s""",
        C,
        party,
    )
    assert "changed_after_import" in controls(store, one)


def test_a_new_account_is_judged_when_it_is_proposed(store: Store) -> None:
    load(store, f"kind,value\naccount,{iban_of('BAD')}\n", "change")
    party = supplier(store, "Moving Works")
    subject = {
        "party": party,
        "iban": iban_of("BAD"),
        "bic": "BYLADEM1001",
        "holder": "Moving Works",
        "currency": "EUR",
    }
    with store.reading(Identity(MAINTAINER, (C,))) as books:
        made = changes.propose_change(
            books, C, "bank_change", subject, "new bank", changes.Call("t", 2, f"c{next(_number)}")
        )
    assert {each["control"] for each in made["findings"]} >= {"screening_account"}


@pytest.mark.parametrize("login", ["wcc_runtime", "wcc_decision", "wcc_execution", "wcc_loader"])
def test_with_psql_no_login_of_the_service_takes_a_control_away(store: Store, login: str) -> None:
    with psql(store, login) as session:
        session.execute("select set_config('wcc.context', %s, false)", [store.sign(Identity(CONTROLLER, (C,)))])
        for statement in (
            "delete from control.screening_list",
            "delete from control.screening_hit",
            "update control.screening_entry set compared = 'nobody'",
            "update control.control_rule set blocks = false",
            "insert into control.finding_override select * from control.finding_override",
            "alter table books.party disable trigger suppliers_renamed",
            "select control.screen_suppliers('NORTH', '{}')",
            "select control.check_findings(null, null)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(statement.encode())


def test_what_was_set_aside_is_not_rewritten_even_by_the_owner(store: Store) -> None:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, false)", [store.sign(Identity(CONTROLLER, (C,)))])
        with pytest.raises(psycopg.errors.RaiseException, match="insert-only"):
            owner.execute("delete from control.finding_override")


def test_misspelt_names_are_found_and_other_names_are_not(sample_store: Store) -> None:
    """One letter dropped, doubled or exchanged in each of 120 suppliers' names; the names themselves are the strangers."""
    chosen, random_ = Identity("benchmark", ("HALDE",)), random.Random(7)
    with sample_store.reading(chosen) as books:
        rows = books.execute(
            "select name from party where company_id = 'HALDE' and is_supplier and length(normalised_name) >= 8 order by party_id limit 120"
        ).fetchall()
    names = [str(row["name"]) for row in rows]
    listed = [_misspelt(name, random_) for name in names[:60]]
    lines = "\n".join(f'name,"{name}"' for name in listed)
    with sample_store.reading(Identity("controller@halden.example", ("HALDE",))) as books:
        screening.load(books, "HALDE", "misspelt", "list.csv", read(f"kind,value\n{lines}\n".encode()), LEAST)
        hits = {(hit["supplier"], hit["listed"]) for hit in screening.hits(books, "HALDE")}
    right = {(name, listed[place]) for place, name in enumerate(names[:60])}
    assert len(right & hits) / len(right) >= 0.95
    assert len(hits - right) <= 6


def _misspelt(name: str, random_: random.Random) -> str:
    place = random_.randrange(1, len(name.split(maxsplit=1)[0]))
    letter = name[place]
    return random_.choice(
        [name[:place] + name[place + 1 :], name[:place] + letter + name[place:], name[:place] + "e" + name[place + 1 :]]
    )
