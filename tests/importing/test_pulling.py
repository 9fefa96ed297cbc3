"""A ledger pulled from a Xero-shaped API over real HTTP: whole, in pages, at the source's pace, once."""

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from tests.importing.desk import Desk
from tests.importing.xero_server import TOKEN, Api, organisation, serving
from workingcapital.errors import BadInput, NotPermitted
from workingcapital.importing import ImportReport, undo
from workingcapital.importing.pulling import LONGEST_WAIT, SourceUnavailable, pull
from workingcapital.importing.xero_api import XeroApi


@pytest.fixture
def api() -> Iterator[Api]:
    with serving(organisation()) as running:
        yield running


def fetch(desk: Desk, api: Api, token: str = TOKEN, waited: list[float] | None = None, **more: Any) -> ImportReport:
    kept = waited if waited is not None else []
    return pull(desk.store, desk.who, desk.company, XeroApi(api.url, token), desk.folder, wait=kept.append, **more)


def open_by_side(desk: Desk) -> dict[str, Decimal]:
    rows = desk.ask("select side, sum(open_amount) as open from invoice where company_id = %(company)s"
                    " and status in ('open', 'paid') group by side")  # fmt: skip
    return {row["side"]: row["open"] for row in rows}


def test_every_page_comes_into_the_books_and_the_source_s_balances_are_the_books(desk: Desk, api: Api) -> None:
    report = fetch(desk, api)
    assert [page for page in api.seen if page.startswith("Invoices")] == ["Invoices:1", "Invoices:2", "Invoices:3"]
    assert (report.inserted, report.rejected_rows) == (254, 0)  # 250 bills, an invoice, a void one, a note, a payment
    assert {row["difference"] for row in report.totals["open"].values()} == {"0.00"}
    assert open_by_side(desk) == {"payable": Decimal("24974.95"), "receivable": Decimal("750.00")}
    assert report.totals["deleted"] == {"Invoices": 1, "Payments": 1}


def test_a_credit_note_settles_its_invoice_and_itself_on_the_day(desk: Desk, api: Api) -> None:
    fetch(desk, api)
    rows = desk.ask(
        """select v.number, a.settles, a.allocated_on::text as day, a.credit_invoice_id is not null as credit
           from allocation a join instalment i using (company_id, instalment_id) join invoice v using (company_id, invoice_id)
           where v.side = 'receivable' and company_id = %(company)s order by v.number"""
    )
    assert [tuple(row.values()) for row in rows] == [
        ("CN-1", Decimal(-250), "2026-05-25", True),
        ("INV-s-1", Decimal(250), "2026-05-25", True),
    ]


def test_a_second_pull_says_unchanged_and_a_change_at_the_source_is_an_update_with_history(
    desk: Desk, api: Api
) -> None:
    fetch(desk, api)
    before = desk.snapshot()
    again = fetch(desk, api)
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, 254)
    assert desk.snapshot() == before
    bill = api.records["Invoices"][7]
    bill |= {"Total": 120.0, "AmountDue": 120.0, "DueDateString": "2026-07-31T00:00:00"}
    changed = fetch(desk, api)
    assert (changed.inserted, changed.updated, changed.unchanged) == (0, 1, 253)
    kept = desk.ask(
        "select change, before -> 'invoice' ->> 'gross' as gross from row_history where company_id = %(company)s"
    )
    assert [(row["change"], Decimal(row["gross"])) for row in kept] == [("updated", Decimal("100.10"))]
    undo(desk.store, desk.who, desk.company, changed.load_id or 0)
    assert open_by_side(desk)["payable"] == Decimal("24974.95")


def test_a_use_of_a_credit_note_that_changes_at_the_source_is_changed_and_not_entered_beside(
    desk: Desk, api: Api
) -> None:
    def used() -> list[tuple[Any, ...]]:
        rows = desk.ask(
            """select a.source_id, a.settles, a.allocated_on::text as day from allocation a
               where company_id = %(company)s and credit_invoice_id is not null order by 1"""
        )
        return [tuple(row.values()) for row in rows]

    fetch(desk, api)
    before, opened = used(), open_by_side(desk)
    use = api.records["CreditNotes"][0]["Allocations"][0]
    use |= {"Amount": 100.0, "Date": "2026-05-27T00:00:00"}
    api.records["CreditNotes"][0]["RemainingCredit"] = 150.0
    changed = fetch(desk, api)
    assert used() == [("n-1>s-1", Decimal(100), "2026-05-27"), ("n-1>s-1/credit", Decimal(-100), "2026-05-27")]
    assert open_by_side(desk)["receivable"] == opened["receivable"], "both sides have 150.00 more open"
    history = desk.ask(
        """select before ->> 'source_id' as id, (before ->> 'amount')::numeric as amount from row_history
           where company_id = %(company)s and table_name = 'allocation' order by 1"""
    )
    assert [(row["id"], row["amount"]) for row in history] == [("n-1>s-1", 250), ("n-1>s-1/credit", -250)]
    assert fetch(desk, api).unchanged == 254
    undo(desk.store, desk.who, desk.company, changed.load_id or 0)
    assert (used(), open_by_side(desk)) == (before, opened)


def test_a_busy_source_is_given_the_seconds_it_asks_for(desk: Desk, api: Api) -> None:
    api.busy, waited = ["7", "3"], []
    assert fetch(desk, api, waited=waited).inserted == 254
    assert waited == [7.0, 3.0]


def test_a_source_that_asks_for_too_long_is_left_alone_until_the_next_pull(desk: Desk, api: Api) -> None:
    api.busy, waited = [str(int(LONGEST_WAIT) + 1)], []
    with pytest.raises(SourceUnavailable, match="asks to wait 121 s"):
        fetch(desk, api, waited=waited)
    assert waited == []
    assert fetch(desk, api).inserted == 254


def test_a_pull_that_was_cut_changes_nothing_and_goes_on_where_it_stopped(desk: Desk, api: Api) -> None:
    api.cut_at = "Invoices:2"
    with pytest.raises(SourceUnavailable, match="page 2 of Invoices"):
        fetch(desk, api)
    assert desk.ask("select 1 from invoice where company_id = %(company)s") == []
    api.cut_at, already = None, list(api.seen)
    assert fetch(desk, api).inserted == 254
    assert already == ["Contacts:1", "Invoices:1"]
    assert len(api.seen) == len(set(api.seen)), "no page is fetched twice"
    assert list(desk.folder.rglob("*.json")) == []


def test_a_dry_run_fetches_everything_and_changes_nothing(desk: Desk, api: Api) -> None:
    assert fetch(desk, api, dry_run=True).inserted == 254
    assert desk.ask("select 1 from load where company_id = %(company)s") == []


def test_a_wrong_token_and_a_wrong_address_are_said(desk: Desk, api: Api) -> None:
    with pytest.raises(NotPermitted, match="refuses the token"):
        fetch(desk, api, token="another")
    api.records = {name: [{"no": "id"}] if name == "Contacts" else [] for name in organisation()}
    report = fetch(desk, api)
    assert [(each.file, each.field) for each in report.rejected] == [("Contacts", "ContactID")]
    with pytest.raises(BadInput, match="Xero-shaped"):
        XeroApi(api.url, TOKEN).records("Invoices", {"Bills": []})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"DateString": "2026-02-30T00:00:00"}, "Date"),
        ({"CurrencyCode": "XQQ"}, "CurrencyCode"),
        ({"Total": "abc"}, "Total"),
        ({"Status": "PERHAPS"}, "Status"),
        ({"Contact": {}}, "ContactID"),
    ],
)
def test_a_record_that_cannot_be_read_keeps_everything_from_changing(
    desk: Desk, change: dict[str, Any], field: str
) -> None:
    records = deepcopy(organisation(3))
    records["Invoices"][1] |= change
    with serving(records) as api:
        report = fetch(desk, api)
    assert report.exit_code == 2
    assert [(each.file, each.row, each.field) for each in report.rejected] == [("Invoices", 2, field)]
    assert desk.ask("select 1 from invoice where company_id = %(company)s") == []
