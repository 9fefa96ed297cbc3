"""Every figure is tied to a fact of this turn, or withheld."""

from datetime import date

import pytest

from agent.grounding import ground_text
from workingcapital.facts import Citation, Evidence, Fact, Table

DSO = Fact(
    label="DSO",
    value="41.2",
    unit="days",
    as_of=date(2026, 6, 30),
    company="HALDE",
    formula="dso.end.v1",
    period="2026-Q2",
)
DPO = Fact(
    label="DPO",
    value="38.0",
    unit="days",
    as_of=date(2026, 6, 30),
    company="HALDE",
    formula="dpo.purchases.v1",
    period="2026-Q2",
)
CASH = Fact(
    label="Cash",
    value="4324754.86",
    unit="money",
    currency="EUR",
    as_of=date(2026, 6, 30),
    company="HALDE",
    formula="cash.position.v1",
)
SHARE = Fact(
    label="Overdue share",
    value="35.60",
    unit="percent",
    as_of=date(2026, 6, 30),
    company="HALDE",
    formula="overdue.share.v1",
)
FOUND = [Evidence(facts=[DSO, DPO, CASH, SHARE])]


def test_a_placeholder_becomes_the_figure_with_a_link_to_its_receipt() -> None:
    grounded = ground_text(f"DSO is [[{DSO.id}]].", FOUND, "en")
    assert grounded.markdown == f"DSO is [41.2 days](#{DSO.id})."
    assert (grounded.plain, grounded.fact_ids, grounded.untied) == ("DSO is 41.2 days.", (DSO.id,), ())


def test_german_answers_have_german_figures() -> None:
    assert ground_text(f"Kasse: [[{CASH.id}]]", FOUND, "de").plain == "Kasse: 4.324.754,86 EUR"


@pytest.mark.parametrize(
    "text", ["DSO is 41.2 days.", "Cash is EUR 4,324,754.86.", "Kasse 4.324.754,86", "35.60% is overdue"]
)
def test_a_bare_figure_that_is_a_facts_value_is_tied(text: str) -> None:
    grounded = ground_text(text, FOUND, "en")
    assert grounded.untied == ()
    assert grounded.fact_ids


@pytest.mark.parametrize(
    "text",
    [
        "DSO is 42.1 days.", "Cash is EUR 4,324,754.68.", "About 4.3 million EUR.", "36% is overdue", "It fell by 3.2 days.",
        "Twelve customers are late.", "[[F000000000000000]]", "DSO is 35.60 days.", "41.2% is overdue",
    ],
)  # fmt: skip
def test_a_figure_no_fact_states_is_withheld(text: str) -> None:
    grounded = ground_text(text, FOUND, "en")
    assert grounded.untied
    assert "[withheld]" in grounded.markdown


def test_dates_and_periods_of_the_evidence_may_stand() -> None:
    assert ground_text("As of 2026-06-30, in 2026-Q2.", FOUND, "en").untied == ()


def test_a_date_no_evidence_holds_is_withheld() -> None:
    assert ground_text("Due on 2026-07-15.", FOUND, "en").untied


def test_quoted_sentences_may_hold_figures_only_when_a_document_says_so() -> None:
    cited = [
        Evidence(
            citations=[Citation(document_id="d", filename="c.pdf", page=2, quote="Late fees are 9 per cent a year.")]
        )
    ]
    assert ground_text("It says “Late fees are 9 per cent a year.”", cited, "en").untied == ()
    assert ground_text("It says “Late fees are 12 per cent a year.”", cited, "en").untied


def test_a_table_cell_that_is_text_may_be_named_one_that_is_a_figure_needs_its_fact() -> None:
    table = Table(title="Bills", columns=["Bill", "Open"], rows=[["RE-4711", "99.00"]], fact_ids=[[None, "F1"]])
    found = [Evidence(tables=[table])]
    assert ground_text("Bill RE-4711 is open.", found, "en").untied == ()
    assert ground_text("It is 99.00 EUR.", found, "en").untied == ("99.00",)


def test_two_facts_of_one_value_are_told_apart_by_the_words_beside() -> None:
    uk = DSO.model_copy(update={"company": "HALUK", "id": "F0aa"})
    grounded = ground_text("DSO of HALUK is 41.2 days.", [Evidence(facts=[DSO, uk])], "en")
    assert grounded.fact_ids == ("F0aa",)
