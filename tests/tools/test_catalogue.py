"""Every tool of the catalogue on the sample group: figures that can be read again, and honest words elsewhere."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.tools.calling import AS_OF, GROUP, ask, asker, explained, reading
from tools.catalogue import by_name
from workingcapital.facts import Evidence, Fact

TOOLS = by_name()


def asked(store, tool: str, /, *focus: str, **args) -> Evidence:
    return ask(TOOLS[tool], asker(store, *focus), **args)


def one(store, query: str) -> dict:
    with reading(store) as books:
        row = books.execute(query).fetchone()
    assert row is not None
    return row


def assert_explained(store, found: Evidence) -> None:
    assert found.outcome == "answered", found.say
    assert found.facts
    for each in explained(store, found.facts[:40]):
        assert each["same"], each


NO_ARGUMENTS = (
    "bank_changes", "shared_bank_accounts", "ageing", "overdue", "unused_credits", "open_discounts", "early_payments",
    "payments_made", "possible_duplicates", "bills_without_order", "call_list", "slipping_customers", "promises",
    "credit_limit_use", "concentration", "unapplied_cash", "fx_exposure", "what_moved",
)  # fmt: skip


@pytest.mark.parametrize("name", NO_ARGUMENTS)
def test_every_figure_of_a_tool_can_be_read_again(sample_store, name):
    args = {"side": "receivable"} if name == "ageing" else {}
    assert_explained(sample_store, asked(sample_store, name, **args))


@pytest.mark.parametrize("name", NO_ARGUMENTS)
def test_a_tool_speaks_of_every_company_in_focus_and_of_no_other(sample_store, name):
    args = {"side": "payable"} if name == "ageing" else {}
    both = asked(sample_store, name, "HALUK", "HALUS", **args)
    assert {fact.company for fact in both.facts} <= {"HALUK", "HALUS"}
    alone = asked(sample_store, name, "HALUK", **args)
    assert {fact.id for fact in alone.facts} <= {fact.id for fact in both.facts}


def test_no_tool_asks_for_a_company_a_person_or_todays_date(sample_store):
    for tool in TOOLS.values():
        named = set(tool.tool_call_schema.model_json_schema().get("properties", {}))
        assert not named & {"company", "companies", "person", "as_of", "today", "runtime"}
        assert tool.description


def test_the_worth_of_discounts_is_net_of_vat_and_funding(sample_store):
    found = asked(sample_store, "open_discounts", until="2026-07-15", rate="6.5")
    worth, cash = found.facts[:2]
    assert 0 < worth.decimal() < cash.decimal()
    line = next(fact for fact in found.facts if fact.formula == "discount.worth.v1")
    given = {key: Decimal(line.inputs[key]) for key in ("discount", "vat_correction", "cash", "rate")}
    expected = given["discount"] - given["vat_correction"]
    expected -= given["cash"] * Decimal("0.065") * line.inputs["days_early"] / 365
    assert abs(line.decimal() - expected) <= Decimal("0.005")
    assert given["vat_correction"] > 0


def test_where_vat_is_not_recovered_the_whole_discount_is_saved(sample_store):
    found = asked(sample_store, "open_discounts", "HALUS", until="2026-08-15")
    lines = [fact for fact in found.facts if fact.formula == "discount.worth.v1"]
    assert lines
    assert all(Decimal(fact.inputs["vat_correction"]) == 0 for fact in lines)


def test_only_discounts_a_run_reaches_are_counted(sample_store):
    found = asked(sample_store, "open_discounts", until="2026-07-15", top=500)
    for fact in found.facts:
        if fact.formula == "discount.worth.v1":
            assert date.fromisoformat(fact.inputs["takes_run"]).isoweekday() in (2, 4)


def test_a_blocked_bill_says_why(sample_store):
    held = one(
        sample_store,
        "select number, hold_reason from invoice where company_id = 'HALDE' and hold_reason is not null"
        " and open_amount > 0 and side = 'payable' order by invoice_id limit 1",
    )
    found = asked(sample_store, "invoice_status", number=held["number"])
    assert held["hold_reason"] in found.say
    assert_explained(sample_store, found)


def test_an_invoice_number_is_found_in_another_spelling(sample_store):
    row = one(
        sample_store,
        "select number from invoice where company_id = 'HALDE' and side = 'receivable' and number like '%-%'"
        " order by invoice_id limit 1",
    )
    found = asked(sample_store, "invoice_status", number=row["number"].lower().replace("-", " "))
    assert row["number"] in found.say


def test_an_invoice_that_does_not_exist_is_said_not_to(sample_store):
    found = asked(sample_store, "invoice_status", number="ZZ-999999")
    assert (found.outcome, found.reason) == ("no_data", "not_found")
    assert not found.facts


def test_the_history_of_a_paid_invoice_settles_it(sample_store):
    row = one(
        sample_store,
        "select v.number, v.gross from invoice v join allocation using (company_id) where v.company_id = 'HALDE'"
        " and v.status = 'paid' and v.side = 'receivable' and v.kind = 'invoice' order by v.invoice_id limit 1",
    )
    found = asked(sample_store, "invoice_status", number=row["number"])
    settled = [fact for fact in found.facts if fact.inputs.get("asked", {}).get("column") == "settles"]
    assert sum(fact.decimal() for fact in settled) == row["gross"]
    assert "settled in full" in found.say


def test_several_bills_of_one_number_are_asked_about(sample_store):
    row = one(
        sample_store,
        "select min(number) as number from invoice where company_id = 'HALDE' and side = 'payable'"
        " group by normalised_number having count(*) > 1 limit 1",
    )
    found = asked(sample_store, "invoice_status", number=row["number"])
    assert found.outcome == "clarify"
    assert len(found.options) > 1


def test_a_firm_that_is_customer_and_supplier_is_shown_as_both(sample_store):
    row = one(sample_store, "select name from party where company_id = 'HALDE' and is_customer and is_supplier limit 1")
    found = asked(sample_store, "party_position", name=row["name"])
    labels = {fact.label for fact in found.facts}
    assert {"Open receivables", "Open payables", "Net position"} <= labels
    net = found.fact("Net position").decimal()
    assert net == found.fact("Open receivables").decimal() - found.fact("Open payables").decimal()
    assert_explained(sample_store, found)


def test_a_misspelt_name_is_found_and_a_shared_word_is_asked_about(sample_store):
    assert asked(sample_store, "find_party", name="Holmgard Schrauben").facts[0].party.startswith("Holmgart")
    found = asked(sample_store, "find_party", name="Nordwall")
    assert found.outcome == "clarify"
    assert len(found.options) == 2
    assert asked(sample_store, "find_party", name=found.options[0]).outcome == "answered"


def test_a_name_in_foreign_letters_is_pointed_out(sample_store):
    found = asked(sample_store, "find_party", name="70099")
    assert any("script" in notice for notice in found.notices)


def test_an_unverified_bank_change_is_listed_with_what_waits_to_be_paid(sample_store):
    found = asked(sample_store, "bank_changes", days=30)
    rows = {row[0]: row for row in found.tables[0].rows}
    assert rows["Officine Bardelli S.r.l."][3] == "unverified"
    assert rows["Quintus Beratung AG"][3].startswith("verified")
    assert all(len(row[2]) == 5 for row in found.tables[0].rows)


def test_duplicates_are_found_and_rents_are_not(sample_store):
    found = asked(sample_store, "possible_duplicates", top=500)
    suppliers = {row[2] for row in found.tables[0].rows}
    assert any(row[3] == "100" for row in found.tables[0].rows)
    with reading(sample_store) as books:
        rents = books.execute(
            "select distinct p.name from invoice v join party p using (company_id, party_id)"
            " where v.company_id = 'HALDE' and v.side = 'payable' group by p.name, v.gross having count(*) > 12"
        ).fetchall()
    assert rents
    assert not suppliers & {row["name"] for row in rents}


def test_the_three_way_match_names_what_differs(sample_store):
    row = one(
        sample_store,
        "select o.number from match_result m join purchase_order o using (company_id, order_id)"
        " where m.company_id = 'HALDE' and m.verdict = 'price' order by m.match_id limit 1",
    )
    found = asked(sample_store, "three_way_match", order=row["number"])
    assert "price above the order" in found.say
    assert any(fact.label.startswith("Price difference") and fact.decimal() > 0 for fact in found.facts)


def test_an_order_that_does_not_exist_is_said_not_to(sample_store):
    assert asked(sample_store, "three_way_match", order="PO-none").outcome == "no_data"


@pytest.mark.parametrize(
    ("amount", "roles"), [("50000", "ap approver"), ("50000.01", "ap manager"), ("600000", "controller cfo")]
)
def test_the_policy_names_who_approves_an_amount(sample_store, amount, roles):
    found = asked(sample_store, "policy_for_amount", amount=amount)
    assert roles in found.say


def test_a_receipt_is_matched_to_the_three_invoices_it_pays(sample_store):
    found = asked(sample_store, "match_receipt", amount="48200.00", party="Raffinerie Elbmark")
    first = [row for row in found.tables[0].rows if row[0] == "1"]
    assert sum(Decimal(row[5]) for row in first) == Decimal("48200.00")


def test_interest_on_a_uk_claim_of_5000_over_101_days(sample_store):
    found = asked(sample_store, "late_payment_interest", "HALUK", amount="5000", days=101, currency="GBP", regime="UK")
    interest, fixed, both = found.facts
    assert interest.value == str((Decimal(5000) * Decimal("0.1175") * 101 / 365).quantize(Decimal("0.01")))
    assert (fixed.value, fixed.currency) == ("70.00", "GBP")
    assert both.decimal() == interest.decimal() + fixed.decimal()
    assert_explained(sample_store, found)


def test_german_interest_changes_with_the_half_year(sample_store):
    found = asked(sample_store, "late_payment_interest", amount="1000", days=270, regime="DE")
    assert sum(days for days, _ in found.facts[0].inputs["stretches"]) == 270
    assert len(found.facts[0].inputs["stretches"]) == 2


def test_a_regime_without_a_loaded_rate_is_said(sample_store):
    found = asked(sample_store, "late_payment_interest", amount="1000", days=10, regime="US_PPA")
    assert (found.outcome, found.reason) == ("no_data", "no_rate")


@pytest.mark.parametrize(
    ("args", "label", "value"),
    [
        ({"terms": "2/10 n30", "rate": "8"}, "Annual yield of 2/10", "37.24"),
        ({"terms": "2/10 n30", "rate": "8", "pays_on_day": 45}, "Annual yield of 2/10", "21.28"),
        ({"terms": "2/10 n30", "rate": "8", "year": 360}, "Annual yield of 2/10", "36.73"),
        ({"terms": "2/10", "rate": "8", "pays_on_day": 50}, "Effective annual yield of 2/10", "20.24"),
    ],
)
def test_terms_yield_what_the_textbooks_say(sample_store, args, label, value):
    assert asked(sample_store, "term_economics", **args).fact(label).value == value


def test_a_worth_has_a_column_only_where_there_is_an_amount(sample_store):
    args = {"terms": "2/10 n30", "rate": "8"}
    shown = asked(sample_store, "term_economics", **args).tables[0].columns
    assert [each for each in asked(sample_store, "term_economics", amount="10000", **args).tables[0].columns
            if each not in shown] == ["Worth"]  # fmt: skip


def test_terms_nobody_can_read_are_refused(sample_store):
    from workingcapital.errors import BadInput

    with pytest.raises(BadInput):
        asked(sample_store, "term_economics", terms="whenever")


def test_an_offer_of_1_2_per_cent_for_25_days_is_weighed_against_the_credit_line(sample_store):
    found = asked(sample_store, "discount_offer", percent="1.2", days_early=25)
    expected = Decimal("0.012") / Decimal("0.988") * 365 / 25 * 100
    assert found.facts[0].value == str(expected.quantize(Decimal("0.01")))
    assert "accept" in found.say


def test_a_sliding_scale_ends_at_nothing_on_the_due_date(sample_store):
    found = asked(sample_store, "discount_offer", amount="10000", apr="18", days_early=7)
    values = [fact.value for fact in found.facts if fact.formula == "discount.dynamic.v1"]
    assert (values[0], values[-1]) == ("35.00", "0.00")


def test_longer_terms_keep_cash_and_name_the_legal_limit(sample_store):
    found = asked(sample_store, "change_terms", side="payable", from_days=30, to_days=75)
    assert found.facts[0].decimal() > 0
    assert "above the legal limit" in found.notices[0]
    assert_explained(sample_store, found)


def test_money_due_on_easter_monday_must_be_there_on_thursday(sample_store):
    found = asked(sample_store, "release_date", due="2026-04-06")
    assert found.fact("Value date").value == "2026-04-02"
    assert found.fact("Last day to release").value == "2026-04-01"


def test_concentration_is_the_share_of_the_largest(sample_store):
    few, many = (asked(sample_store, "concentration", top=top).facts[0].decimal() for top in (1, 5))
    assert 0 < few < many < 100


def test_credit_limits_are_sorted_by_use(sample_store):
    uses = [Decimal(row[1]) for row in asked(sample_store, "credit_limit_use").tables[0].rows]
    assert uses == sorted(uses, reverse=True)


def test_nobody_who_promised_a_coming_day_for_everything_is_on_the_call_list(sample_store):
    found = asked(sample_store, "call_list", top=100)
    assert found.tables[0].rows
    assert all(int(row[1]) > 3 for row in found.tables[0].rows)


def test_money_cells_are_facts(sample_store):
    for name in NO_ARGUMENTS:
        args = {"side": "payable"} if name == "ageing" else {}
        for table in asked(sample_store, name, *GROUP, **args).tables:
            money = [place for place, unit in enumerate(table.units) if unit == "money"]
            for ids, row in zip(table.fact_ids, table.rows, strict=True):
                assert all(ids[place] for place in money if row[place] and row[place] != "no limit")


def test_a_viewer_of_one_company_sees_nothing_of_another(sample_store):
    who = asker(sample_store, "HALDE", person="viewer.uk@halden.example", companies=("HALUK",))
    found = ask(TOOLS["open_items"], who, side="payable")
    assert found.outcome == "no_data"
    assert not found.facts


def test_the_same_question_gives_the_same_facts(sample_store):
    first, second = (asked(sample_store, "open_discounts", *GROUP) for _ in range(2))
    assert [fact.id for fact in first.facts] == [fact.id for fact in second.facts]


def test_facts_are_of_the_day_asked(sample_store):
    found = asked(sample_store, "payments_made", date_to=(AS_OF + timedelta(days=30)).isoformat())
    assert all(isinstance(fact, Fact) and fact.as_of <= AS_OF for fact in found.facts)
