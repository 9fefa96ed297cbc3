"""What stands in a brief: figures against the oracle's, every one recomputable, by role, in both languages."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agent.brief import worded
from evals.oracle import controls, items, payables, treasury
from evals.oracle.frames import Frames, frames, in_base, of, rows_of
from workingcapital import sample_company
from workingcapital.brief.content import BY_ROLE, morning_brief
from workingcapital.brief.item import Brief, Item
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.figures import explain

TODAY = date(2026, 6, 30)
COMPANIES = ("HALDE", "HALUK", "HALUS")
RATES = {"HALDE": Decimal("0.065")}
EVERYTHING = tuple(BY_ROLE)


@pytest.fixture(scope="module")
def raw() -> Frames:
    return frames(sample_company.generate())


@pytest.fixture(scope="module")
def books(sample_store: Store) -> Iterator[Books]:
    with sample_store.reading(Identity("cfo@halden.example", COMPANIES)) as connection:
        yield connection


@pytest.fixture(scope="module", params=COMPANIES)
def whole(books: Books, request: pytest.FixtureRequest) -> Brief:
    """A brief with every kind of item, of each company."""
    return morning_brief(books, request.param, TODAY, EVERYTHING, is_today=True)


def item_of(brief: Brief, kind: str) -> Item:
    return next(each for each in brief.items if each.kind == kind)


def value(brief: Brief, kind: str, formula: str, **asked: Any) -> Decimal:
    """The one figure of an item made by a formula and asked for in this way."""
    [found] = [
        fact.decimal()
        for fact in item_of(brief, kind).facts
        if fact.formula == formula and all(fact.inputs["asked"].get(key) == each for key, each in asked.items())
    ]
    return found


def test_discounts_are_worth_what_the_oracle_says(whole: Brief, raw: Frames) -> None:
    rate = treasury.credit_line(raw, whole.company)[1]
    expected = payables.discounts_worth(raw, whole.company, TODAY, TODAY + timedelta(days=7), rate)
    if expected == 0:
        assert all(each.kind != "discounts" or each.tone == "watch" for each in whole.items)
    else:
        assert abs(value(whole, "discounts", "discount.worth.total.v1") - expected) <= Decimal("0.005")


def test_held_bills_are_those_on_hold_on_the_day(whole: Brief, raw: Frames) -> None:
    bills = of(raw, "invoice", whole.company)
    held = {
        bill.key for bill in rows_of(bills)
        if bill.hold_reason is not None and (bill.hold_until is None or bill.hold_until > TODAY)
    }  # fmt: skip
    found = items.open_items(raw, whole.company, TODAY, "payable", group=False)
    found = found[found["invoice_key"].isin(held) & (found["kind"] != "credit_note")]
    assert value(whole, "held", "count.v1", of="held_bills") == len(found)
    expected = in_base(raw, whole.company, found, "open", TODAY)
    assert abs(value(whole, "held", "held.total.v1") - expected) <= Decimal("0.005")


def test_accounts_nobody_called_back_about_are_named_with_what_waits(whole: Brief, raw: Frames) -> None:
    changed = controls.bank_changes(raw, whole.company, TODAY)
    changed = changed[changed["status"] != "verified"]
    assert value(whole, "bank_changes", "count.v1") == len(changed)
    waiting = {fact.party: fact.decimal() for fact in item_of(whole, "bank_changes").facts if fact.unit == "money"}
    pending = {row.party: row.pending for row in rows_of(changed)}
    assert waiting.keys() <= pending.keys()
    assert len(waiting) == min(3, len(pending))


def test_promises_are_broken_when_their_day_has_passed(whole: Brief, raw: Frames) -> None:
    open_now = set(items.open_items(raw, whole.company, TODAY, "receivable")["invoice_key"])
    broken = [
        each for each in rows_of(of(raw, "promise_to_pay", whole.company))
        if each.invoice_key in open_now and each.promised_on <= TODAY and (each.kept is False or each.pay_on < TODAY)
    ]  # fmt: skip
    assert value(whole, "promises", "count.v1") == len(broken)
    largest = max(each.amount for each in broken)
    assert max(fact.decimal() for fact in item_of(whole, "promises").facts if fact.unit == "money") == largest


def test_the_floor_is_the_sum_of_the_accounts_own(whole: Brief, raw: Frames) -> None:
    assert value(whole, "floor", "forecast.floor.v1") == treasury.floor(raw, whole.company, TODAY)


def test_the_risk_day_is_the_first_week_end_whose_p10_is_under_the_floor(books: Books) -> None:
    brief = morning_brief(books, "HALDE", TODAY, ["controller_cfo"], is_today=True)
    [day] = [fact for fact in item_of(brief, "floor").facts if fact.formula == "forecast.risk_day.v1"]
    floor, closings, ends = (day.inputs[name] for name in ("floor", "closings", "week_ends"))
    under = [Decimal(each) < Decimal(floor) for each in closings]
    assert day.value == ends[under.index(True)]
    assert not any(under[: under.index(True)])


def test_every_figure_is_computed_again_from_the_books(whole: Brief, books: Books) -> None:
    told = {fact.label: explain(books, fact) for fact in whole.facts()}
    assert told
    assert {label for label, each in told.items() if not each["same"]} == set()


def test_every_figure_in_words_is_a_fact_of_its_item(whole: Brief) -> None:
    for each in whole.items:
        words = " ".join([*each.say, *each.lines])
        assert all(f"[[{fact.id}]]" in words for fact in each.facts)
        assert words.count("[[") >= 1


@pytest.mark.parametrize("role", BY_ROLE)
def test_a_role_is_told_its_own_things(books: Books, role: str) -> None:
    brief = morning_brief(books, "HALUK", TODAY, [role], is_today=True)
    assert {each.kind for each in brief.items} <= {*BY_ROLE[role], "feeds"}
    assert brief.items or brief.quiet


def test_what_is_to_be_done_stands_before_what_is_to_be_watched(whole: Brief) -> None:
    tones = [each.tone for each in whole.items]
    assert tones == sorted(tones, key=["act", "watch", "calm"].index)


def test_a_day_gone_by_does_not_say_what_waited(books: Books) -> None:
    brief = morning_brief(books, "HALDE", date(2026, 6, 1), ["ap_manager"], is_today=False)
    assert not {"approvals", "releases"} & {each.kind for each in brief.items}
    assert any("gone by" in note for note in brief.notes)


def test_a_german_brief_holds_no_english_sentence(whole: Brief, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        told = worded(whole.document(), "de")
    assert [record.message for record in caplog.records] == []
    words = " ".join(f"{each['say']} {' '.join(each['lines'])} {each['ask']}" for each in told["items"])
    assert not {" the ", " is ", " are ", " of "} & {f" {word} " for word in words.split()}
    assert "[[" not in words
