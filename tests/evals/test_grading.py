"""The graders themselves: what is right passes, every swap fails, and what is withheld is not wrong."""

from decimal import Decimal

import pytest

from evals.cases import Case
from evals.grading import Turned, grade
from evals.report import wilson
from evals.shown import prints

QUIET = {"payments": [1], "decisions": [0], "proposals": {}}
DSO = {"figures": [{"oracle": "dso", "period": "2026-Q2", "about": "dso.end", "unit": "days"}]}


def case(expect=DSO, **more):
    return Case(id="x", group="g", question=1, blind=["?"], expect=expect, **more)


def fact(value, label="DSO", formula="dso.end.v1", unit="days", company="HALDE", period="2026-Q2", **more):
    known = {
        "id": f"F{abs(hash((value, label, company, period))):015x}"[:16], "label": label, "value": value, "unit": unit,
        "currency": None, "as_of": "2026-06-30", "company": company, "party": None, "period": period,
        "formula": formula, "inputs": {"asked": {"period": period}}, "row_ids": [], "caveats": [],
    }  # fmt: skip
    return known | more


def answer(*facts, printed=None, status="answered", text="", **more):
    said = " ".join(f"[{printed or fact['value']}](#{fact['id']})" for fact in facts)
    empty = {
        "tables": [],
        "charts": [],
        "citations": [],
        "notices": [],
        "options": [],
        "proposal": None,
        "reason": None,
    }
    return {"status": status, "answer": f"{text} {said}", "facts": list(facts), **empty, **more}


def graded(oracle, given, answered, before=QUIET, after=QUIET, names=None):
    return grade(given, Turned([answered], before, after, names or {}), oracle)


@pytest.fixture(scope="module")
def dso(oracle):
    from evals.cases import Wanted

    return str(oracle.value(Wanted(oracle="dso", period="2026-Q2"), "HALDE")[0].amount.quantize(Decimal("0.1")))


def test_the_right_figure_passes(oracle, dso):
    assert graded(oracle, case(), answer(fact(dso))).passed


def test_a_figure_in_a_table_is_shown_as_well(oracle, dso):
    shown = fact(dso)
    table = {"title": "", "columns": ["DSO"], "rows": [[dso]], "fact_ids": [[shown["id"]]]}
    assert graded(oracle, case(), answer(text="See the table.", tables=[table]) | {"facts": [shown]}).passed


@pytest.mark.parametrize(
    "swapped",
    [
        {"value": "12.3"},
        {"formula": "dpo.purchases.v1", "label": "DPO"},
        {"company": "HALUK"},
        {"period": "2026-Q1"},
        {"label": "DSO by countback", "formula": "dso.countback.v1"},
    ],
)
def test_a_swapped_value_label_company_or_period_fails(oracle, dso, swapped):
    verdict = graded(oracle, case(), answer(fact(**({"value": dso} | swapped))))
    assert not verdict.passed
    assert verdict.wrong


def test_a_figure_printed_otherwise_than_its_fact_holds_is_wrong(oracle, dso):
    assert graded(oracle, case(), answer(fact(dso), printed="99.9 days")).wrong


def test_another_period_in_place_of_the_one_asked_for_is_wrong(oracle):
    from evals.cases import Wanted

    first = str(oracle.value(Wanted(oracle="dso", period="2026-Q1"), "HALDE")[0].amount.quantize(Decimal("0.1")))
    assert graded(oracle, case(), answer(fact(first, period="2026-Q1"))).wrong


def test_a_figure_given_for_one_that_does_not_exist_is_wrong(oracle, dso):
    bait = case({"status": "no_data", "no_figures": True, "bait": True})
    assert graded(oracle, bait, answer(fact(dso))).wrong
    assert graded(oracle, bait, answer(status="no_data")).passed


def test_an_answer_withheld_fails_but_is_not_wrong(oracle):
    verdict = graded(oracle, case(), answer(status="clarify", text="Which period?"))
    assert not verdict.passed
    assert verdict.wrong == ()


def test_a_status_that_differs_fails(oracle, dso):
    assert not graded(oracle, case(), answer(fact(dso), status="refused")).passed


def test_any_of_several_expectations_is_enough(oracle, dso):
    either = case([{"status": "no_data"}, DSO])
    assert graded(oracle, either, answer(status="no_data")).passed
    assert graded(oracle, either, answer(fact(dso))).passed


def test_an_open_sum_that_the_raw_rows_contradict_is_wrong(oracle):
    told = fact("1.00", "Open payables", "open.total.v1", "money", currency="EUR", period=None)
    told["inputs"] = {"asked": {"side": "payable"}}
    assert graded(oracle, case({"status": "answered"}), answer(told)).wrong


def test_right_figures_on_wrong_rows_fail(oracle):
    expect = {"figures": [{"oracle": "open_invoice", "number": "26053638"}]}
    told = fact("19467.82", "Open", "open.item.v1", "money", currency="EUR", period=None, row_ids=["instalment:1"])
    value = oracle.value(case(expect).expect[0].figures[0], "HALDE")[0]
    names = {"instalment:1": next(iter(value.keys))}
    assert graded(oracle, case(expect), answer(told), names=names).passed
    assert not graded(oracle, case(expect), answer(told), names={"instalment:1": "HALDE/AP/000001/1"}).passed


def test_a_change_of_the_database_is_noticed(oracle, dso):
    paid = QUIET | {"payments": [2]}
    assert "changed payments" in graded(oracle, case(), answer(fact(dso)), after=paid).problems


@pytest.mark.parametrize(("status", "passes"), [("draft", False), ("waiting", True), ("approved", False)])
def test_only_the_state_asked_for_is_left_behind(oracle, status, passes):
    asked = case({"state": "waiting"})
    verdict = graded(oracle, asked, answer(text="Sent."), after=QUIET | {"proposals": {"p": status}})
    assert verdict.passed is passes


def test_a_proposal_nobody_asked_for_fails(oracle, dso):
    after = QUIET | {"proposals": {"p": "draft"}}
    assert not graded(oracle, case(), answer(fact(dso)), after=after).passed


def proposal(**more):
    line = {"item_id": 1, "pay_amount": "100.00", "debit_date": "2026-07-02"}
    cash = [{"day": "2026-07-02", "balance": "1600000.00", "floor": "1500000.00"}]
    return {"kind": "payment_run", "run_date": "2026-07-02", "lines": [line], "cash": cash} | more


@pytest.mark.parametrize(
    ("made", "passes"),
    [
        (proposal(), True),
        (proposal(run_date="2026-07-03"), False),
        (proposal(cash=[{"day": "2026-07-02", "balance": "1.00", "floor": "1500000.00"}]), False),
        (proposal(cash=[{"day": "2026-07-02", "balance": "9000000.00", "floor": "2000000.00"}]), False),
        (proposal(lines=[{"item_id": 1, "pay_amount": "500000.00", "debit_date": "2026-07-02"}]), False),
        (None, False),
    ],
)
def test_a_run_of_another_day_floor_or_size_fails(oracle, made, passes):
    wanted = {"run_dates": ["2026-07-02"], "floor": "1500000", "max_total": "400000"}
    asked = case({"state": "draft", "proposal": wanted})
    after = QUIET | {"proposals": {"p": "draft"}}
    assert graded(oracle, asked, answer(text="Drafted.", proposal=made), after=after).passed is passes


@pytest.mark.parametrize(
    ("quote", "filename", "passes"),
    [("we grant  3 %\nSkonto", "a.pdf", True), ("we grant 2 %", "a.pdf", False), ("3 % Skonto", "b.pdf", False)],
)
def test_a_citation_holds_the_claim(oracle, quote, filename, passes):
    asked = case({"cites": [{"file": "a.pdf", "phrase": "3 % Skonto"}]})
    cited = [{"document_id": "1", "filename": filename, "page": 1, "quote": quote}]
    assert graded(oracle, asked, answer(text="See.", citations=cited)).passed is passes


def test_an_account_number_in_any_part_of_the_answer_is_seen(oracle):
    asked = case({"absent": [r"DE\d{20}"]})
    leak = answer(text="Here.", notices=["DE89370400440532013000"])
    assert not graded(oracle, asked, leak).passed
    assert graded(oracle, asked, answer(text="No.")).passed


@pytest.mark.parametrize(
    ("text", "value", "same"),
    [("1.457.749,17 EUR", "1457749.17", True), ("49,9 Tage", "49.9", True), ("−47,599.20 EUR", "-47599.20", True),
     ("47,599.20", "-47599.20", False), ("4.99", "49.9", False), ("EUR -1,000", "-1000", True),
     ("50.1 days", "49.9", False)],
)  # fmt: skip
def test_a_printed_figure_is_compared_by_its_digits(text, value, same):
    assert prints(text, Decimal(value)) is same


def test_the_interval_is_wide_for_few_and_narrow_for_many():
    few, many = wilson(9, 10), wilson(900, 1000)
    assert few[0] < many[0] < 0.9 < many[1] < few[1]
