"""Changes the agent drafts: what is named becomes ids, nothing changes, and the words are true of the rows."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain.tools import ToolRuntime

from agent.german.catalogue import sentences
from channels.identity import asker_for
from tests.tools.calling import AS_OF, ask, explained
from tools import bill_changes
from tools.asker import Asker
from tools.bill_changes import OneInstalmentAtATime, propose_discount_answer, propose_hold, propose_hold_release
from tools.catalogue import PROPOSE, find
from tools.customer_changes import NothingOverdue, OtherAmount, propose_reminder, propose_write_off
from tools.drafting import NotThatSide, TooMany, several
from tools.supplier_changes import (
    NoAccountOnFile,
    NotInYourWords,
    propose_bank_change,
    propose_supplier,
    propose_terms_change,
)
from workingcapital.controls.refusals import MayNotPropose
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence
from workingcapital.money import rounded
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity

WHY = "so the asker said"


def person(store: Store, name: str, company: str = "HALDE") -> Asker:
    """That person in a conversation of their own: what is proposed in it is asked for the first time."""
    return replace(asker_for(store, f"{name}@halden.example", company), thread_id=uuid.uuid4().hex)


def one(store: Store, query: str, *values: Any) -> dict[str, Any]:
    with person(store, "cfo").books() as books:
        row = books.execute(query.encode(), values).fetchone()
    assert row is not None
    return row


def open_bill(store: Store, held: bool = False) -> dict[str, Any]:
    """A bill of its own number, open, with one instalment that falls due in a while."""
    return one(
        store,
        """select v.*, p.name as party_name, i.instalment_id, i.due_date as item_due from invoice v
           join party p using (company_id, party_id) join instalment i using (company_id, invoice_id)
           where v.company_id = 'HALDE' and v.side = 'payable' and v.kind = 'invoice' and v.status = 'open'
             and (v.hold_reason is not null) = %s and v.duplicate_of_id is null and i.open_amount = v.gross
             and i.due_date > '2026-07-20' and v.hold_code is distinct from 'bank_change'
             and not exists (select from invoice w where w.company_id = v.company_id
                             and w.normalised_number = v.normalised_number and w.invoice_id <> v.invoice_id)
             and not exists (select from discount_step s where s.company_id = v.company_id and s.instalment_id = i.instalment_id)
           order by v.invoice_id limit 1""",
        held,
    )


def drafted(found: Evidence, kind: str) -> Mapping[str, Any]:
    assert found.outcome == "answered", found.say
    assert found.proposal is not None
    assert (found.proposal["kind"], found.proposal["status"]) == (kind, "draft")
    return found.proposal


def test_a_hold_is_a_draft_of_the_bill_that_is_named_and_holds_nothing_yet(sample_store: Store) -> None:
    bill = open_bill(sample_store)
    clerk = person(sample_store, "ap.clerk")
    found = ask(propose_hold, clerk, number=bill["number"].lower(), code="quality", reason="the goods are damaged")
    made = drafted(found, "bill_hold")
    assert made["subject"]["invoice"] == bill["invoice_id"]
    assert {"field": "hold_code", "from": None, "to": "quality"} in made["changes"]
    assert made["reason"] == "the goods are damaged"
    assert made["title"] in found.say
    assert found.facts[0].decimal() == bill["open_amount"]
    assert all(each["same"] for each in explained(sample_store, found.facts))
    assert one(sample_store, "select hold_code from invoice where invoice_id = %s", bill["invoice_id"]) == {
        "hold_code": None
    }


def test_a_held_bill_is_drafted_for_release_and_a_free_one_is_not(sample_store: Store) -> None:
    clerk = person(sample_store, "ap.clerk")
    held = one(
        sample_store,
        """select number from invoice v where company_id = 'HALDE' and side = 'payable' and hold_reason is not null
           and status = 'open' and hold_code is distinct from 'bank_change' and not exists (select from invoice w
             where w.company_id = v.company_id and w.normalised_number = v.normalised_number and w.invoice_id <> v.invoice_id)
           order by invoice_id limit 1""",
    )
    made = drafted(ask(propose_hold_release, clerk, number=held["number"], code="resolved", reason=WHY), "bill_release")
    assert all(each["to"] is None for each in made["changes"])
    free = ask(
        propose_hold_release,
        person(sample_store, "ap.clerk"),
        number=open_bill(sample_store)["number"],
        code="resolved",
        reason=WHY,
    )
    assert (free.outcome, free.reason, free.proposal) == ("clarify", "not_allowed", None)
    assert "it is not on hold" in free.say


def test_a_number_that_several_carry_is_asked_about(sample_store: Store) -> None:
    row = one(
        sample_store,
        """select min(number) as number from invoice where company_id = 'HALDE' and side = 'payable'
           group by normalised_number having count(*) > 1 limit 1""",
    )
    found = ask(propose_hold, person(sample_store, "ap.clerk"), number=row["number"], code="price", reason=WHY)
    assert (found.outcome, found.proposal) == ("clarify", None)
    assert len(found.options) > 1


def test_an_invoice_of_ours_is_not_held(sample_store: Store) -> None:
    row = one(
        sample_store,
        "select number from invoice where company_id = 'HALDE' and side = 'receivable' and status = 'open' limit 1",
    )
    with pytest.raises(NotThatSide, match="an invoice of ours"):
        ask(propose_hold, person(sample_store, "ap.clerk"), number=row["number"], code="price", reason=WHY)


def test_who_may_not_propose_a_kind_may_not_through_the_agent_either(sample_store: Store) -> None:
    bill = open_bill(sample_store)
    for who in ("auditor", "ar.clerk", "vendor.maintainer"):
        with pytest.raises(MayNotPropose):
            ask(propose_hold, person(sample_store, who), number=bill["number"], code="price", reason=WHY)


def test_an_offer_is_taken_in_per_cent_of_the_bill_or_a_year(sample_store: Store) -> None:
    bill = open_bill(sample_store)
    args = {"number": bill["number"], "pay_on": "2026-07-02", "reason": WHY}
    flat = ask(propose_discount_answer, person(sample_store, "treasury.analyst"), **args, percent="1.2")
    made = drafted(flat, "discount_offer")
    wanted = rounded(bill["gross"] * Decimal("1.2") / 100, bill["currency"])
    assert Decimal(made["subject"]["discount"]) == wanted == flat.facts[0].decimal()
    yearly = ask(propose_discount_answer, person(sample_store, "treasury.analyst"), **args, annual_rate="9")
    early = (bill["item_due"] - date(2026, 7, 2)).days
    assert Decimal(drafted(yearly, "discount_offer")["subject"]["discount"]) == rounded(
        bill["gross"] * 9 * early / 36000, bill["currency"]
    )


@given(
    open_=st.decimals("0.01", "99999999", places=2),
    percent=st.decimals("0.01", "5", places=2),
    early=st.integers(19, 180),
)
def test_a_percentage_survives_its_way_over_a_yearly_rate_to_the_cent(
    open_: Decimal, percent: Decimal, early: int
) -> None:
    rate = bill_changes._annual(None, str(percent), early)
    cent = Decimal("0.01")
    by_rate = (open_ * rate / 100 * early / 360).quantize(cent, ROUND_HALF_UP)
    assert by_rate == (open_ * percent / 100).quantize(cent, ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("yearly", "flat", "early", "why"),
    [(None, None, 5, "either"), ("9", "1", 5, "either"), ("9", None, 0, "before the due date")],
)
def test_an_offer_is_said_in_one_way_and_ends_before_the_due_date(
    yearly: str | None, flat: str | None, early: int, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        bill_changes._annual(yearly, flat, early)


def test_a_change_names_no_more_than_fifty_documents() -> None:
    items: list[Any] = [None] * 51
    with pytest.raises(TooMany):
        several(items)


def overdue_customer(store: Store) -> dict[str, Any]:
    """A customer who may be reminded today, late with several invoices, counted from the raw rows."""
    return one(
        store,
        """select p.name, count(*) as items, sum(v.open_amount) as total, max(v.dunning_level) as level,
                  min(v.due_date) as oldest, count(*) filter (where v.due_date = m.oldest) as of_the_oldest
           from invoice v join party p using (company_id, party_id),
                lateral (select min(w.due_date) as oldest from invoice w where w.company_id = v.company_id
                         and w.party_id = v.party_id and w.side = 'receivable' and w.status = 'open'
                         and w.open_amount > 0) m
           where v.company_id = 'HALDE' and v.side = 'receivable' and v.status = 'open' and v.open_amount > 0
             and v.due_date < '2026-06-30'
           group by p.party_id, p.name
           having count(distinct v.due_date) > 1 and max(v.dunning_level) < 4 and count(distinct v.currency) = 1
             and not bool_or(v.disputed or v.dunning_block) and not bool_or(exists (
               select from dispute d where d.company_id = v.company_id and d.invoice_id = v.invoice_id))
             and not bool_or(exists (select from dunning_letter l where l.company_id = v.company_id
                                     and l.party_id = v.party_id and l.letter_date > '2026-06-20'))
           order by p.party_id limit 1""",
    )


def test_a_reminder_names_what_is_overdue(sample_store: Store) -> None:
    customer = overdue_customer(sample_store)
    found = ask(propose_reminder, person(sample_store, "ar.clerk"), party=customer["name"], reason=WHY)
    made = drafted(found, "dunning_letter")
    assert made["subject"]["level"] == customer["level"] + 1
    assert len(made["subject"]["items"]) == customer["items"] == len(found.tables[0].rows)
    assert found.facts[0].decimal() == customer["total"] == Decimal(made["total"])
    assert made["subject"]["text"].startswith(("Dear customer", "Sehr geehrte"))
    assert all(each["same"] for each in explained(sample_store, found.facts))


def test_a_reminder_of_what_is_very_late_leaves_the_rest_out(sample_store: Store) -> None:
    customer = overdue_customer(sample_store)
    days = (AS_OF - customer["oldest"]).days
    found = ask(propose_reminder, person(sample_store, "ar.clerk"), party=customer["name"], reason=WHY, min_days=days)
    made = drafted(found, "dunning_letter")
    assert len(made["subject"]["items"]) == customer["of_the_oldest"] < customer["items"]


def test_who_is_late_with_nothing_is_not_reminded(sample_store: Store) -> None:
    punctual = one(
        sample_store,
        """select p.name from party p where p.company_id = 'HALDE' and p.is_customer and not exists (
             select from invoice v where v.company_id = p.company_id and v.party_id = p.party_id
             and v.side = 'receivable' and v.status = 'open' and v.due_date < '2026-06-30')
             and exists (select from invoice v where v.company_id = p.company_id and v.party_id = p.party_id
                         and v.side = 'receivable') order by p.party_id limit 1""",
    )
    with pytest.raises(NothingOverdue, match="nothing that a reminder could name"):
        ask(propose_reminder, person(sample_store, "ar.clerk"), party=punctual["name"], reason=WHY)


def test_an_offer_for_a_bill_on_which_nothing_is_open_is_none(sample_store: Store) -> None:
    paid = one(
        sample_store,
        """select v.number, p.name as party from invoice v join party p using (company_id, party_id)
           where v.company_id = 'HALDE' and v.side = 'payable' and v.kind = 'invoice' and v.open_amount = 0
             and not exists (select from invoice w where w.company_id = v.company_id
                             and w.normalised_number = v.normalised_number and w.invoice_id <> v.invoice_id)
           order by v.invoice_id limit 1""",
    )
    offer: dict[str, Any] = {"pay_on": "2026-07-02", "percent": "1", "reason": WHY}
    with pytest.raises(OneInstalmentAtATime, match="nothing is open on"):
        ask(
            propose_discount_answer,
            person(sample_store, "treasury.analyst"),
            number=paid["number"],
            party=paid["party"],
            **offer,
        )


def test_an_invoice_that_was_named_and_is_not_overdue_is_left_out_and_said(sample_store: Store) -> None:
    customer = overdue_customer(sample_store)
    row = one(
        sample_store,
        """select min(v.number) filter (where v.status = 'open' and v.due_date < '2026-06-30') as late,
                  min(v.number) filter (where v.status = 'paid') as paid
           from invoice v join party p using (company_id, party_id)
           where v.company_id = 'HALDE' and p.name = %s and v.side = 'receivable' and v.kind = 'invoice'""",
        customer["name"],
    )
    args = {"party": customer["name"], "reason": WHY, "numbers": [row["late"], row["paid"]]}
    found = ask(propose_reminder, person(sample_store, "ar.clerk"), **args)
    assert [each["number"] for each in drafted(found, "dunning_letter")["subject"]["items"]] == [row["late"]]
    assert found.notices == [f"Left out, not that overdue: {row['paid']} of {customer['name']}."]
    assert sentences(found.notices[0])[1] == ()


def test_what_is_blocked_for_reminders_is_left_out_and_said(sample_store: Store) -> None:
    customer = overdue_customer(sample_store)
    with sample_store.loading(Identity("cfo@halden.example", ("HALDE",))) as books:
        kept = books.execute(
            """update invoice set dunning_block = true where invoice_id = (
                 select min(v.invoice_id) from invoice v join party p using (company_id, party_id)
                 where p.name = %s and v.side = 'receivable' and v.status = 'open' and v.due_date = %s) returning number""",
            [customer["name"], customer["oldest"]],
        ).fetchone()
    assert kept is not None
    found = ask(propose_reminder, person(sample_store, "ar.clerk"), party=customer["name"], reason=WHY)
    named = [each["number"] for each in drafted(found, "dunning_letter")["subject"]["items"]]
    assert kept["number"] not in named
    assert found.notices == [f"Left out, in dispute or blocked for reminders: {kept['number']}."]


def a_number(store: Store, which: str, *values: Any) -> str:
    """The number of an invoice of ours that nobody else's document has."""
    return one(
        store,
        f"""select number from invoice v where company_id = 'HALDE' and side = 'receivable' and kind = 'invoice'
            and {which} and not exists (select from invoice w where w.company_id = v.company_id
              and w.normalised_number = v.normalised_number and w.invoice_id <> v.invoice_id)
            order by invoice_id limit 1""",
        *values,
    )["number"]


def test_a_write_off_of_several_is_none_where_one_of_them_is_paid(sample_store: Store) -> None:
    still, paid = (
        a_number(sample_store, which) for which in ("status = 'open' and open_amount > 0", "status = 'paid'")
    )
    args = {"numbers": [still, paid], "code": "goodwill", "reason": WHY}
    with pytest.raises(OtherAmount, match=f"nothing is open on {paid}"):
        ask(propose_write_off, person(sample_store, "ar.clerk"), **args)


def test_a_write_off_takes_all_that_is_open_and_no_other_amount(sample_store: Store) -> None:
    clerk = person(sample_store, "ar.clerk")
    row = one(
        sample_store,
        """select number, open_amount, currency from invoice v where company_id = 'HALDE' and side = 'receivable'
           and status = 'open' and kind = 'invoice' and open_amount > 0 and not exists (select from invoice w
             where w.company_id = v.company_id and w.normalised_number = v.normalised_number and w.invoice_id <> v.invoice_id)
           order by open_amount limit 1""",
    )
    left = rounded(row["open_amount"], row["currency"])
    args = {"numbers": [row["number"]], "code": "small_difference", "reason": WHY}
    with pytest.raises(OtherAmount, match=f"{left} {row['currency']} is open"):
        ask(propose_write_off, clerk, **args, amount=str(left - 1))
    made = drafted(ask(propose_write_off, clerk, **args, amount=str(left)), "write_off")
    assert Decimal(made["total"]) == left


def test_terms_are_those_of_the_books(sample_store: Store) -> None:
    row = one(
        sample_store,
        """select p.name, t.name as other from party p join payment_term t using (company_id)
           where p.company_id = 'HALDE' and p.is_supplier and p.ap_term_id <> t.term_id order by p.party_id, t.term_id limit 1""",
    )
    maintainer = person(sample_store, "vendor.maintainer")
    found = ask(propose_terms_change, maintainer, party=row["name"], terms=row["other"], reason=WHY)
    assert drafted(found, "terms_change")["changes"][0]["to"] == row["other"]
    assert row["other"] in found.say


def said(who: Asker, message: str, **args: Any) -> Evidence:
    """propose_supplier() in a turn whose message is that."""
    runtime: ToolRuntime[Asker, Any] = ToolRuntime(
        state={"question": message}, context=who, config={}, stream_writer=lambda _: None, tool_call_id="s", store=None
    )
    call = {"name": "propose_supplier", "args": {**args, "runtime": runtime}, "id": "s", "type": "tool_call"}
    evidence = propose_supplier.invoke(call).artifact
    assert isinstance(evidence, Evidence)
    return evidence


def test_a_new_supplier_is_called_what_the_asker_wrote(sample_store: Store) -> None:
    who = person(sample_store, "vendor.maintainer")
    details = {"name": "Wendelstein Guss GmbH", "code": "71234", "country": "DE", "reason": WHY}
    found = said(who, "Please enter the new supplier  wendelstein guss GmbH, number 71234, from Germany", **details)
    made = drafted(found, "supplier_creation")
    assert made["subject"]["name"] == "Wendelstein Guss GmbH"
    assert [each["to"] for each in made["changes"] if each["field"] == "account"] == [None]
    with pytest.raises(NotInYourWords, match="name"):
        said(who, "Enter the new supplier from the mail, number 71234", **details)


def test_an_account_is_one_on_file_and_is_shown_masked(sample_store: Store) -> None:
    row = one(
        sample_store,
        """select p.name, a.account_id, coalesce(a.iban, a.account_number) as number from party_bank_account a
           join party p using (company_id, party_id) where a.company_id = 'HALDE' and a.status = 'unverified'
           and p.is_supplier and left(a.iban, 2) = substr(a.bic, 5, 2) order by a.account_id limit 1""",
    )
    who = person(sample_store, "vendor.maintainer")
    found = ask(propose_bank_change, who, party=row["name"], reason=WHY)
    made = drafted(found, "bank_change")
    assert made["subject"]["account"] == row["account_id"]
    assert row["number"] not in found.model_dump_json()
    other = one(
        sample_store,
        """select p.name from party p where p.company_id = 'HALDE' and p.is_supplier and not exists (
             select from party_bank_account a where a.company_id = p.company_id and a.party_id = p.party_id
             and a.status = 'unverified') order by p.party_id limit 1""",
    )
    with pytest.raises(NoAccountOnFile):
        ask(propose_bank_change, who, party=other["name"], reason=WHY)


def test_no_tool_that_proposes_takes_an_account_number_an_address_or_a_number_to_call() -> None:
    forbidden = {"iban", "bic", "account_number", "routing", "holder", "phone", "email", "total", "payee"}
    for name in PROPOSE:
        tool = find(name)
        assert tool is not None
        taken = tool.tool_call_schema.model_json_schema()["properties"]
        assert not forbidden & set(taken), name
        assert taken.get("account", {}).get("anyOf", [{"type": "integer"}])[0] == {"type": "integer"}, name


def test_more_than_a_company_is_asked_back(sample_store: Store) -> None:
    who = replace(person(sample_store, "cfo"), focus=("HALDE", "HALUK"))
    found = ask(propose_hold, who, number="1", code="price", reason=WHY)
    assert (found.outcome, found.reason) == ("clarify", "which_company")


def test_a_hold_ends_on_the_day_that_is_said(sample_store: Store) -> None:
    until = AS_OF + timedelta(days=14)
    found = ask(
        propose_hold, person(sample_store, "ap.manager"), number=open_bill(sample_store)["number"], code="dispute",
        reason=WHY, until=until.isoformat(),
    )  # fmt: skip
    assert {"field": "hold_until", "from": None, "to": until.isoformat()} in drafted(found, "bill_hold")["changes"]


def test_what_a_draft_says_has_its_german(sample_store: Store) -> None:
    who = replace(person(sample_store, "ap.clerk"), language="de")
    found = ask(propose_hold, who, number=open_bill(sample_store)["number"], code="quality", reason=WHY)
    text, missing = sentences(found.say)
    assert missing == ()
    assert text.startswith("Entwurf: Rechnung ")
    for kind, say in (
        ("Write-off, goodwill", "[[F1]] would no longer be owed to us."),
        ("New supplier Wendelstein Guss GmbH", "It has no account yet: a person types one, and a verifier calls back."),
        (
            "New bank account of Acme",
            "Account DE…3000: a verifier calls back first, and payments to the supplier wait meanwhile.",
        ),
        ("Reminder, level 2, to Acme", "It names 3 invoices, together [[F1]], the oldest 61 days overdue."),
        ("New terms for Acme", "New bills get n10 instead of n30; bills that are booked keep theirs."),
    ):
        whole = f"Draft: {kind}. {say} Nothing changes before you send it and eine Prüfung approves."
        assert sentences(whole)[1] == (), whole
    assert sentences("That cannot be proposed: it is not on hold.") == (
        "Das lässt sich nicht vorschlagen: sie ist nicht gesperrt.", ())  # fmt: skip
