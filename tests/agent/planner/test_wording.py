"""Answers in words: every figure a placeholder, the company and the day named, in both languages."""

import re
from datetime import date

import pytest

from agent.grounding import ground_text
from agent.planner.answers.wording import word
from agent.planner.question.frame import Frame
from agent.planner.tables import table
from agent.wording import show
from tests.agent.planner.books import TODAY
from workingcapital.facts import Citation, Evidence, Fact, Table, nothing


def money(label: str, value: str, party: str | None = None) -> Fact:
    return Fact(
        label=label,
        value=value,
        unit="money",
        currency="EUR",
        as_of=TODAY,
        company="HALDE",
        party=party,
        formula="open.total.v1",
    )


OVERDUE = money("Overdue receivables", "806026.77")
SHARE = Fact(
    label="Overdue share of receivables",
    value="12.95",
    unit="percent",
    as_of=TODAY,
    company="HALDE",
    formula="overdue.share.v1",
)
COUNT = Fact(
    label="Number of overdue receivables", value="74", unit="count", as_of=TODAY, company="HALDE", formula="count.v1"
)
ACME = money("Open receivables", "90708.06", "Acme Trading GmbH")
SHOWN = Table(
    title="Overdue receivables, HALDE",
    columns=["Party", "Open"],
    rows=[["Acme Trading GmbH", "90708.06"]],
    fact_ids=[[None, ACME.id]],
)
FOUND = Evidence(facts=[OVERDUE, SHARE, COUNT, ACME], tables=[SHOWN], say="Overdue receivables of HALDE.")
DSO = Fact(
    label="DSO", value="49.9", unit="days", as_of=TODAY, company="HALDE", period="2026-Q2", formula="dso.end.v1",
    caveats=("USD converted to EUR at 0.93 (bank, 2026-06-30)",),
)  # fmt: skip


@pytest.mark.parametrize(("language", "says"), [("en", "overdue"), ("de", "überfällig")])
def test_the_headline_comes_first_then_who_drives_it(language: str, says: str) -> None:
    text = word(Frame("overdue", {"side": "receivable"}), [FOUND], language)
    assert text.index(OVERDUE.id) < text.index(ACME.id)
    assert says in text
    assert "HALDE" in text
    assert "Acme Trading GmbH" in text


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_figure_is_written_but_by_its_fact(language: str) -> None:
    text = word(Frame("overdue", {"side": "receivable"}), [FOUND], language)
    assert ground_text(text, [FOUND], language).untied == ()
    assert not re.search(r"\d", re.sub(r"\[\[F\w+\]\]|30 Jun 2026|30\.06\.2026", "", text))


def test_the_formula_is_told_where_it_was_asked_for() -> None:
    found = Evidence(facts=[DSO, money("Open receivables", "6102122.63")])
    text = word(Frame("dso", {"explain": True}), [found], "en")
    assert "receivables at the end / credit sales × days of the period" in text
    assert ground_text(text, [found], "en").untied == ()
    assert "×" not in word(Frame("dso"), [found], "en")


def test_a_caveat_is_said_in_the_language_of_the_question() -> None:
    assert "converted to EUR at" in word(Frame("dso"), [Evidence(facts=[DSO])], "en")
    assert "in EUR umgerechnet mit" in word(Frame("dso"), [Evidence(facts=[DSO])], "de")


def test_a_doubted_figure_is_read_again_and_not_given_up() -> None:
    text = word(Frame("dso", {"recheck": True, "premise": "that_is_wrong"}), [Evidence(facts=[DSO])], "en")
    assert text.startswith("I looked in the books again")
    assert DSO.id in text


def test_an_honest_nothing_is_said_in_the_tools_own_words() -> None:
    assert (
        word(Frame("invoice_status"), [nothing("no_data", "not_found", "No invoice 'X' in HALDE.")], "en")
        == "No invoice 'X' in HALDE."
    )


def test_a_passage_is_quoted_with_its_page() -> None:
    quote = Citation(document_id="d1", filename="contract.pdf", page=2, quote="A discount of 2% applies.")
    text = word(Frame("search_documents"), [Evidence(citations=[quote], say="Found it.")], "en")
    assert "> A discount of 2% applies." in text
    assert "[contract.pdf, page 2](/v1/documents/d1/pages/2)" in text


def test_every_sentence_stands_in_both_languages() -> None:
    for name in ("phrases", "refusals"):
        for entry in table(name).values():
            assert entry["en"]
            assert entry["de"]
            assert entry["en"] != entry["de"]


def test_the_week_that_was_asked_about_is_named() -> None:
    cells = [
        money(name, value)
        for name, value in (("Closing P10", "1.00"), ("Closing P50", "2.00"), ("Closing P90", "3.00"))
    ]
    weeks = Table(
        title="Cash forecast, HALDE (EUR)", columns=["Week to", "Closing P10", "Closing P50", "Closing P90"],
        rows=[["2026-08-11", "1.00", "2.00", "3.00"]], fact_ids=[[None, *(cell.id for cell in cells)]],
    )  # fmt: skip
    kept = {"first": "2026-06-30", "last": date(2026, 8, 11).isoformat(), "grain": "number", "role": "", "weeks": 6}
    text = word(Frame("cash_forecast", {"when": [kept]}), [Evidence(facts=cells, tables=[weeks])], "en")
    assert f"[[{cells[1].id}]] on 11 Aug 2026" in text


def metric(label: str, value: str, period: str, formula: str) -> Fact:
    return Fact(label=label, value=value, unit="days", as_of=TODAY, company="HALDE", period=period, formula=formula)


def test_each_metric_is_compared_by_the_figures_of_its_own_table() -> None:
    def compared(label: str, formula: str, now: str, then: str, change: str) -> Evidence:
        facts = [metric(label, now, "2026-Q2", formula), metric(label, then, "2026-Q1", formula)]
        facts.append(metric(f"Change in {label}", change, "2026-Q1 → 2026-Q2", "difference.days.v1"))
        rows: list[list[str | None]] = [["2026-Q2", now], ["2026-Q1", then], ["Change", change]]
        shown = Table(title=label, columns=["Period", "Days"], rows=rows, fact_ids=[[None, fact.id] for fact in facts])
        return Evidence(facts=[*facts, DSO], tables=[shown])

    found = [
        compared("DPO", "dpo.purchases.v1", "22.4", "13.2", "9.2"),
        compared("Cash conversion cycle", "ccc.v1", "79.1", "91.6", "-12.5"),
    ]
    said = ground_text(word(Frame("dso"), found, "en"), found, "en").plain
    assert "DPO of HALDE is 22.4 days for 2026-Q2, against 13.2 days for 2026-Q1: a change of 9.2 days." in said
    assert "Cash conversion cycle of HALDE is 79.1 days for 2026-Q2" in said
    assert "DSO" not in said.split("Next:")[0], "a part of another metric is no answer of its own"


def test_a_method_that_is_not_the_default_is_named() -> None:
    countback = metric("DSO (countback)", "49.7", "2026-Q2", "dso.countback.v1")
    found = [Evidence(facts=[countback])]
    assert "DSO (countback) of HALDE" in ground_text(word(Frame("dso"), found, "en"), found, "en").plain


def test_what_is_left_out_of_a_figure_is_said_whatever_else_there_is_to_say() -> None:
    notes = ("USD converted to EUR at 0.93 (bank, 2026-06-30)", "CHF converted to EUR at 1.05 (bank, 2026-06-30)")
    left = ("10.00 ARS left out: no rate", "20.00 XOF left out: no rate", "30.00 KES left out: no rate")
    text = word(Frame("dso"), [Evidence(facts=[DSO.model_copy(update={"id": "F1", "caveats": (*notes, *left)})])], "en")
    assert all(each in text for each in left)


def test_a_blocked_discount_leads_no_answer() -> None:
    worth = [
        money(f"Worth {n}", value, f"Supplier {n}") for n, value in (("A", "179.92"), ("B", "14.22"), ("C", "13.99"))
    ]
    shown = Table(
        title="Discounts that expire, HALDE",
        columns=["Supplier", "Worth", "Blocked"],
        rows=[["Supplier A", "179.92", None], ["Supplier B", "14.22", "on hold"], ["Supplier C", "13.99", None]],
        fact_ids=[[None, each.id, None] for each in worth],
    )
    text = word(Frame("open_discounts"), [Evidence(facts=worth, tables=[shown], say="Discounts can be taken.")], "en")
    assert "Supplier A" in text
    assert "Supplier C" in text
    assert "Supplier B" not in text


def test_a_percentage_less_a_percentage_is_told_in_points() -> None:
    change = SHARE.model_copy(update={"id": "F2", "formula": "difference.percent.v1", "value": "7.70"})
    assert (show(change, "en"), show(change, "de")) == ("7.70 percentage points", "7,70 Prozentpunkte")
