"""A large load comes in pieces, and nothing in the books tells of them: one piece or many, the same rows stand there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.importing.desk import Desk
from workingcapital.importing import ImportReport, undo
from workingcapital.importing.settings import ImportSettings
from workingcapital.store.database.connection import Store

BILLS = "Supplier,VAT number,Invoice Number,Invoice Date,Due Date,Terms,Amount,IBAN,Paid on,Disputed\n" + "".join(
    f"{row}\n"
    for row in (
        "Acme,,7,2026-01-02,2026-02-01,2/10n30,100.00,DE89370400440532013000,,",
        "Beta,,8,2026-01-03,2026-02-02,n30,50.00,,,yes",
        "Acme,,7,2026-01-02,2026-02-01,2/10n30,100.00,DE89370400440532013000,,",  # the same bill again: held
        "Gamma,,9,2026-01-04,2026-02-03,n30,70.00,,2026-02-01,",
        "Acme,,7,2026-01-09,2026-02-08,2/10n30,40.00,DE89370400440532013000,,",  # another bill of this number
        "Acme,DE123456789,10,2026-01-05,2026-02-04,n14,60.00,DE00000000000000000000,,",  # another party: its tax number
        "Acme,,7,2026-01-10,2026-02-09,2/10n30,41.00,,,",
        "Beta,,8,2026-01-03,2026-02-02,n30,50.00,,,",
    )
)
ITEMS = "Customer,Invoice Number,Invoice Date,Due Date,Amount\n" + "".join(
    f"Customer {n % 3},N-{n},2026-01-31,2026-02-28,{n}.00\n" for n in range(1, 12)
)


@pytest.fixture
def desks(store: Store, company: Callable[..., str], tmp_path: Path) -> tuple[Desk, Desk]:
    """Two companies of their own."""
    return Desk(store, company(), tmp_path), Desk(store, company(), tmp_path)


def in_pieces(desk: Desk, text: str, rows: int, **options: Any) -> ImportReport:
    return desk.load(text, settings=ImportSettings(piece_rows=rows), **options)


def told(report: ImportReport) -> dict[str, Any]:
    return {**report.as_json(), "load_id": report.load_id is not None}


def kept(desk: Desk) -> list[list[dict[str, Any]]]:
    """The books by their own names instead of ids, with what is open of them by the kept sums."""
    return [
        desk.ask(
            """select i.source_id, i.number, p.code, p.name, i.gross, i.open_amount, i.status, i.hold_code, t.code as term,
                      d.source_id as repeats, i.source_payload, s.from_day, s.open_amount as span, s.disputed
               from invoice i join party p using (company_id, party_id)
               left join payment_term t using (company_id, term_id)
               left join invoice d on d.company_id = i.company_id and d.invoice_id = i.duplicate_of_id
               left join open_span s on s.company_id = i.company_id and s.invoice_id = i.invoice_id
               where i.company_id = %(company)s order by i.source_id, s.from_day"""
        ),
        desk.ask(
            """select p.code, a.iban, a.status, a.valid_from from party_bank_account a join party p using (company_id,
               party_id) where a.company_id = %(company)s order by 1, 2"""
        ),
        desk.ask(
            """select day, side, due_date, currency, disputed, amount, items from open_movement
               where company_id = %(company)s and (amount <> 0 or items <> 0) order by 1, 2, 3, 4, 5, 6"""
        ),
        desk.ask("select table_name, count(*) from row_history where company_id = %(company)s group by 1 order by 1"),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_pieces_leave_the_books_as_one_load_does_new_changed_and_unchanged(desks: tuple[Desk, Desk], rows: int) -> None:
    whole, cut = desks
    assert told(in_pieces(cut, BILLS, rows)) == told(whole.load(BILLS))
    assert kept(cut) == kept(whole)
    assert {row["hold_code"] for row in kept(cut)[0]} == {None, "duplicate"}
    changed = BILLS.replace("70.00,,2026-02-01", "80.00,,2026-02-01").replace("60.00", "61.00")
    assert told(in_pieces(cut, changed, rows)) == told(whole.load(changed))
    assert kept(cut) == kept(whole)
    assert kept(cut)[3] == [{"table_name": "invoice", "count": 2}]


@pytest.mark.parametrize("again", [False, True])
def test_an_id_that_stands_in_an_earlier_piece_is_named_with_its_row(desk: Desk, again: bool) -> None:
    if again:
        desk.load(ITEMS)
    before = desk.snapshot()
    report = in_pieces(desk, ITEMS + "Customer 1,N-2,2026-01-31,2026-02-28,5.00\n", 4)
    assert [(r.row, r.why) for r in report.rejected] == [(13, "'N-2' stands in row 3 already")]
    assert report.load_id is None
    assert desk.snapshot() == before


def test_faults_of_all_pieces_are_named_and_nothing_changes(desk: Desk) -> None:
    lines = ITEMS.splitlines(keepends=True)
    text = "".join([*lines[:5], "Customer 1,N-90,2026-02-30,2026-03-01,1.00\n", *lines[5:], lines[3],
                    "Customer 1,N-91,2026-01-31,2026-03-01,none\n", lines[7]])  # fmt: skip
    before = desk.snapshot()
    report = in_pieces(desk, text, 4)
    assert sorted(r.row for r in report.rejected) == [6, 14, 15, 16]
    assert (report.load_id, desk.snapshot()) == (None, before)
    accepted = in_pieces(desk, text, 4, accept_rejects=True)
    assert (accepted.inserted, accepted.rejected_rows) == (11, 4)


def test_an_account_that_a_load_brings_is_on_file_for_none_of_its_pieces(desk: Desk) -> None:
    header, row = "Supplier,Invoice Number,Invoice Date,Due Date,Amount,IBAN\n", "2026-01-02,2026-02-01,10.00"
    desk.load(f"{header}Acme,1,{row},DE89370400440532013000\n")
    desk.ask("update party_bank_account set status = 'verified' where company_id = %(company)s returning 1 as done")
    in_pieces(desk, header + "".join(f"Acme,{n},{row},GB82WEST12345698765432\n" for n in (2, 3, 4)), 1)
    held = desk.ask("select number, hold_code from invoice where company_id = %(company)s order by number")
    assert [(each["number"], each["hold_code"]) for each in held] == [
        ("1", None), ("2", "bank_change"), ("3", "bank_change"), ("4", "bank_change"),
    ]  # fmt: skip


def test_a_bill_is_held_as_a_repeat_of_what_the_books_hold_when_the_whole_load_is_in(desk: Desk) -> None:
    header = "Supplier,Bill ID,Invoice Number,Invoice Date,Due Date,Amount\n"
    old, same = "Acme,A,7,2026-01-02,2026-02-01,10.00\n", "Acme,B,7,2026-01-02,2026-02-01,10.00\n"
    mapping = {"columns": {"source_id": "Bill ID"}}
    desk.load(header + old, mapping=mapping)
    in_pieces(desk, header + same + old.replace("10.00", "11.00"), 1, mapping=mapping)
    assert desk.ask("select 1 as held from invoice where company_id = %(company)s and hold_code = 'duplicate'") == []


def test_a_load_in_pieces_is_undone_as_a_whole(desk: Desk) -> None:
    before = desk.snapshot()
    report = in_pieces(desk, BILLS, 2)
    assert report.load_id is not None
    assert undo(desk.store, desk.who, desk.company, report.load_id) == {"removed": 8, "restored": 0}
    assert desk.snapshot() == before
