"""The pack of a group: the companies side by side, what they owe one another out, and sums that are theirs."""

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from tests.pack.test_pack import CFO, TODAY, section
from workingcapital.errors import BadInput
from workingcapital.facts import Fact
from workingcapital.pack.group import group_pack
from workingcapital.pack.pdf import as_pdf
from workingcapital.pack.section import Pack
from workingcapital.pack.xlsx import as_xlsx
from workingcapital.store import conversations, founding
from workingcapital.store.database.context import Identity
from workingcapital.store.figures import explain

CODES = ["HALDE", "HALUK", "HALUS"]


@pytest.fixture(scope="module")
def pack(sample_store) -> Pack:
    with sample_store.reading(CFO) as books:
        made = group_pack(books, CODES, "2026-06", TODAY)
        conversations.keep_facts(books, made.facts(), CFO.person)
    return made


@pytest.fixture(scope="module")
def rates(sample_store) -> dict[str, Decimal]:
    with sample_store.reading(CFO) as books:
        found = books.execute(
            "select from_currency, to_currency, rate from fx_rate where company_id = 'HALDE' and on_date = '2026-06-30'"
        ).fetchall()
    straight = {row["from_currency"]: row["rate"] for row in found if row["to_currency"] == "EUR"}
    inverse = {row["to_currency"]: 1 / row["rate"] for row in found if row["from_currency"] == "EUR"}
    return {"EUR": Decimal(1), **inverse, **straight}


def in_euro(sample_store, rates: dict[str, Decimal], side: str, narrow: str) -> Decimal:
    with sample_store.reading(CFO) as books:
        rows = [
            row
            for code in CODES
            for row in books.execute(
                "select currency, sum(open_amount) as amount from books.items_as_of(%s, '2026-06-30', %s) where "
                + narrow
                + " group by 1",
                (code, side),
            ).fetchall()
        ]
    return round(sum((row["amount"] * rates[row["currency"]] for row in rows), Decimal(0)), 2)


def test_the_group_is_the_sum_of_what_third_parties_owe_each_company(sample_store, rates, pack):
    said = section(pack, "Position")
    for side in ("receivable", "payable"):
        late = "due_date < '2026-06-30' and open_amount > 0 and not intercompany"
        assert said[f"Open {side}s"][-1].decimal() == in_euro(sample_store, rates, side, "not intercompany")
        assert said[f"Overdue {side}s"][-1].decimal() == in_euro(sample_store, rates, side, late)
        assert [fact.currency for fact in said[f"Open {side}s"]] == ["EUR", "GBP", "USD", "EUR"]


def test_what_the_companies_owe_one_another_leaves_the_group(sample_store, rates, pack):
    said = section(pack, "Eliminations")
    for side in ("receivables", "payables"):
        ledgers = said[f"{side.capitalize()} in the ledgers"][-1].decimal()
        inside = said[f"of these between the companies, {side}"][-1].decimal()
        group = said[f"{side.capitalize()} of the group"][-1].decimal()
        assert inside == in_euro(sample_store, rates, side[:-1], "intercompany")
        assert inside > 0
        assert abs(ledgers - inside - group) <= Decimal("0.01")
    assert said["Between the companies, out of balance"][0].decimal() == 0


def test_the_ageing_adds_up_in_every_column(pack):
    for title in ("Ageing of receivables", "Ageing of payables"):
        [ageing] = [each for each in pack.sections if each.title == title]
        for place in range(1, 5):
            *cells, total = [row[place] for row in ageing.rows]
            assert isinstance(total, Fact)
            assert sum(cell.decimal() for cell in cells if isinstance(cell, Fact)) == total.decimal()


def test_the_dso_of_the_group_is_of_its_sums_and_no_mean(sample_store, rates, pack):
    dso = section(pack, "Drivers")["DSO"][-1]
    with sample_store.reading(CFO) as books:
        sales = [
            row
            for code in CODES
            for row in books.execute(
                """
                select c.base_currency as currency,
                       sum(v.gross * case when v.currency = c.base_currency then 1 else v.fx_rate end) as amount
                from invoice v join company c using (company_id)
                where v.company_id = %s and v.side = 'receivable' and v.posting_date between '2026-04-01' and '2026-06-30'
                  and v.status not in ('draft', 'void', 'deleted') and v.kind <> 'prepayment' and not v.intercompany
                group by 1
                """,
                (code,),
            ).fetchall()
        ]
    sold = sum(row["amount"] * rates[row["currency"]] for row in sales)
    owed = sum(Decimal(amount) * Decimal(rate) for _, amount, rate in dso.inputs["balances"])
    assert dso.decimal() == round(owed * 91 / sold, 1)


def test_every_figure_of_the_group_is_in_the_files_and_explains_itself(sample_store, pack):
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(pack))).pages)
    assert [fact.id for fact in pack.facts() if fact.id not in text] == []
    assert as_xlsx(pack)[:2] == b"PK"
    assert {row[0] for row in section_rows(pack, "Rates")} == {"1 GBP in EUR", "1 USD in EUR"}
    one_of_each = {fact.formula: fact for fact in pack.facts()}
    assert {"group.total.v1", "group.days.v1", "group.share.v1", "fx.rate.v1"} <= set(one_of_each)
    with sample_store.reading(CFO) as books:
        for fact in one_of_each.values():
            assert explain(books, conversations.find_fact(books, fact.id))["same"], fact.formula


def section_rows(pack: Pack, title: str):
    [found] = [each for each in pack.sections if each.title == title]
    return found.rows


def test_a_company_of_which_nothing_is_known_is_left_out_by_name(sample_store):
    founding.add_company(sample_store, "EMPTY", "Empty Ltd", currency="EUR", country="DE")
    who = Identity(CFO.person, (*CFO.companies, "EMPTY"))
    with sample_store.reading(who) as books:
        made = group_pack(books, ["HALDE", "EMPTY"], "2026-06", date(2026, 6, 30))
        assert any(note.startswith("EMPTY left out") for note in made.notes)
        with pytest.raises(BadInput, match="two companies"):
            group_pack(books, ["HALDE"], "2026-06", TODAY)
