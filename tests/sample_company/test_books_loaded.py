"""The sample group in a real database is what was generated, once, and seen by whom it should be."""

import pytest

from workingcapital import sample_company
from workingcapital.store.database.context import Identity
from workingcapital.store.people.people import grants_of

CFO = Identity("cfo@halden.example", ("HALDE", "HALUK", "HALUS"))


@pytest.fixture(scope="module")
def tables():
    return sample_company.generate()


def all_rows(store, query, parameters=()):
    with store.reading(CFO) as books:
        return books.execute(query, parameters).fetchall()


def test_a_second_load_says_that_it_is_there_and_changes_nothing(sample_store):
    before = all_rows(sample_store, "select count(*) as n from invoice")
    assert sample_company.load(sample_store).already_there
    assert all_rows(sample_store, "select count(*) as n from invoice") == before


@pytest.mark.parametrize(
    "table",
    ["party", "party_bank_account", "invoice", "invoice_line", "instalment", "discount_step", "payment", "allocation",
     "purchase_order", "goods_receipt", "match_result", "dispute", "promise_to_pay", "bank_statement", "bank_line",
     "bank_match", "cash_item", "order_book", "ledger_balance", "fx_rate", "holiday", "statutory_rate"],
)  # fmt: skip
def test_every_generated_row_is_in_the_books(sample_store, tables, table):
    [row] = all_rows(sample_store, f"select count(*) as n from {table}")
    assert row["n"] == len(tables[table])


def test_open_amounts_and_status_in_the_books_are_the_generated_ones(sample_store, tables):
    stored = {
        row["source_id"]: (row["open_amount"], row["status"])
        for row in all_rows(sample_store, "select source_id, open_amount, status from invoice")
    }
    assert stored == {row["key"]: (row["open_amount"], row["status"]) for row in tables["invoice"]}


def test_control_accounts_agree_with_the_items_of_the_day(sample_store):
    differences = all_rows(
        sample_store,
        """
        select b.company_id, b.month_end, b.account, b.currency, b.amount, s.open_amount
        from ledger_balance b
        left join lateral (
            select sum(i.open_amount) as open_amount
            from books.items_as_of(b.company_id, b.month_end,
                                   case b.account when 'ar_control' then 'receivable' else 'payable' end) i
            where i.currency = b.currency
        ) s on true
        where b.account in ('ar_control', 'ap_control') and b.month_end >= '2026-03-31'
          and b.amount <> coalesce(s.open_amount, 0)
        """,
    )
    assert differences == []


def test_references_between_rows_survive_the_change_from_keys_to_ids(sample_store, tables):
    stored = {
        row["source_id"]: (row["party"], row["credits"])
        for row in all_rows(
            sample_store,
            """select v.source_id, p.source_id as party, c.source_id as credits from invoice v
               join party p using (company_id, party_id)
               left join invoice c on c.company_id = v.company_id and c.invoice_id = v.credits_invoice_id""",
        )
    }
    assert stored == {row["key"]: (row["party_key"], row["credits_key"]) for row in tables["invoice"]}


def test_every_row_names_the_load_it_came_with(sample_store):
    [row] = all_rows(
        sample_store,
        """select count(*) filter (where l.load_id is null) as without, count(distinct v.load_id) as loads
           from invoice v left join load l using (company_id, load_id)""",
    )
    assert (row["without"], row["loads"]) == (0, 3)
    loads = all_rows(sample_store, "select company_id, inserted, period_to from load order by company_id")
    assert [row["company_id"] for row in loads] == ["HALDE", "HALUK", "HALUS"]
    assert all(row["inserted"] > 20_000 for row in loads)


def test_truth_about_duplicates_is_not_in_the_database(sample_store):
    found = all_rows(sample_store, "select to_regclass('books.truth_duplicate') as name")
    assert found == [{"name": None}]
    [marked] = all_rows(sample_store, "select count(*) as n from invoice where duplicate_of_id is not null")
    assert marked["n"] == 1


def test_people_hold_the_roles_of_the_sample(sample_store):
    assert grants_of(sample_store, "cfo@halden.example")["HALDE"] == frozenset({"controller_cfo"})
    assert list(grants_of(sample_store, "viewer.uk@halden.example")) == ["HALUK"]
    assert list(grants_of(sample_store, "auditor@halden.example")) == ["HALDE", "HALUK", "HALUS"]
    assert grants_of(sample_store, "security.admin@halden.example") == {}


def test_another_company_stays_out_of_sight(sample_store):
    with sample_store.reading(Identity("viewer.uk@halden.example", ("HALUK",))) as books:
        seen = books.execute("select distinct company_id from invoice").fetchall()
    assert seen == [{"company_id": "HALUK"}]


def test_progress_is_told_until_everything_is_written(store):
    told = []
    report = sample_company.load(store, lambda what, done, total: told.append((what, done, total)))
    assert not report.already_there
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert {total for _, _, total in told} == {told[-1][1]}
