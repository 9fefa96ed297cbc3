"""Statements in the books: entered once, changed with their history, taken back whole."""

import json

import pytest

from tests.banking.files import bai2, camt, entry, mt940
from tests.importing.desk import Desk
from workingcapital.errors import BadInput, Conflict
from workingcapital.importing import import_files, undo
from workingcapital.store.cash import account_balances

BOOKED = """
    select b.iban, b.account_number, b.floor, s.opening, s.closing, s.load_id, l.amount
    from bank_statement s join bank_account b using (company_id, bank_account_id)
    left join bank_line l using (company_id, statement_id)
    where s.company_id = %(company)s order by l.bank_line_id"""
JUNE = camt("100.00", "130.00", entry("50.00"), entry("20.00", "DBIT"))


def booked(desk: Desk) -> list[dict[str, object]]:
    return desk.ask(BOOKED)


def test_a_statement_opens_its_account_and_adds_up_in_the_books(desk: Desk) -> None:
    report = desk.load(JUNE, name="june.xml")
    assert (report.exit_code, report.read, report.inserted, report.unchanged) == (0, 1, 1, 0)
    assert report.totals["amounts"] == {
        "EUR": {"opening": "100.00", "in": "50.00", "out": "-20.00", "closing": "130.00"}
    }
    rows = booked(desk)
    assert {(row["iban"], row["floor"]) for row in rows} == {("DE89370400440532013000", 0)}
    assert rows[0]["opening"] + sum(row["amount"] for row in rows) == rows[0]["closing"]
    assert any("the account was entered, with a floor of 0" in notice for notice in report.notices)
    assert json.loads(json.dumps(report.as_json(), default=str))["totals"]["rejected"] == 0


def test_a_statement_comes_to_the_account_the_company_has(desk: Desk) -> None:
    with desk.store.loading(desk.who) as books:
        books.execute(
            "insert into bank_account (company_id, name, iban, currency, floor)"
            " values (%s, 'Main', 'DE89 3704 0044 0532 0130 00', 'EUR', 1000)",
            [desk.company],
        )
    desk.load(JUNE, name="june.xml")
    desk.load(mt940("C260630EUR130,00", "C260701EUR130,00"), name="july.sta")
    assert {row["floor"] for row in booked(desk)} == {1000}
    assert len(desk.ask("select * from bank_account where company_id = %(company)s")) == 1


def test_the_same_statement_twice_is_unchanged(desk: Desk) -> None:
    desk.load(JUNE, name="june.xml")
    again = desk.load(JUNE, name="other-name.xml")
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, 1)
    assert len(booked(desk)) == 2


def test_a_changed_statement_is_an_update_and_its_undo_restores_it(desk: Desk) -> None:
    desk.load(JUNE, name="june.xml")
    before = booked(desk)
    changed = desk.load(camt("100.00", "131.00", entry("51.00"), entry("20.00", "DBIT")), name="june.xml")
    assert changed.updated == 1
    assert [row["amount"] for row in booked(desk)] == [51, -20]
    with pytest.raises(Conflict, match="later loads changed the same rows"):
        undo(desk.store, desk.who, desk.company, int(str(before[0]["load_id"])))
    assert undo(desk.store, desk.who, desk.company, changed.load_id or 0) == {"removed": 0, "restored": 1}
    assert booked(desk) == before


def test_an_undone_load_leaves_neither_statement_nor_account(desk: Desk) -> None:
    report = desk.load(JUNE, name="june.xml")
    assert undo(desk.store, desk.who, desk.company, report.load_id or 0) == {"removed": 1, "restored": 0}
    for table in ("bank_statement", "bank_line", "bank_account"):
        assert desk.ask(f"select * from {table} where company_id = %(company)s") == []


def test_one_refused_statement_keeps_all_of_them_out_unless_accepted(desk: Desk) -> None:
    good = mt940("C260629EUR1,00", "C260630EUR2,00", ":61:260630C1,00NTRF")
    bad = mt940("C260630EUR2,00", "C260701EUR9,00", ":61:260701C1,00NTRF", number="8/1")
    report = desk.load(good + bad, name="s.sta")
    assert (report.exit_code, report.load_id, booked(desk)) == (2, None, [])
    (rejection,) = report.rejected
    assert (rejection.file, rejection.row) == ("s.sta", 8)
    assert "6.00 EUR are missing" in rejection.why
    assert desk.load(good + bad, name="s.sta", accept_rejects=True).inserted == 1
    assert len(booked(desk)) == 1


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    report = desk.load(bai2(), name="s.txt", dry_run=True)
    assert (report.inserted, report.load_id, booked(desk)) == (1, None, [])


def test_a_missing_statement_between_two_is_noticed(desk: Desk) -> None:
    desk.load(mt940("C260629EUR1,00", "C260630EUR1,00"), name="a.sta")
    report = desk.load(mt940("C260701EUR7,00", "C260702EUR7,00", number="9/1"), name="b.sta")
    assert any("a statement is missing between them" in notice for notice in report.notices)


def test_lines_matched_to_payments_keep_their_statement(desk: Desk) -> None:
    report = desk.load(JUNE, name="june.xml")
    with desk.store.loading(desk.who) as books:
        books.execute(
            """with paid as (insert into payment (company_id, direction, value_date, currency, amount)
                   values (%(c)s, 'in', '2026-06-30', 'EUR', 50) returning payment_id)
               insert into bank_match (company_id, bank_line_id, payment_id, amount, how)
               select %(c)s, min(bank_line_id), min(payment_id), 50, 'manual' from bank_line, paid
               where company_id = %(c)s""",
            {"c": desk.company},
        )
    changed = desk.load(camt("100.00", "131.00", entry("51.00"), entry("20.00", "DBIT")), name="june.xml")
    assert "take the matches back first" in changed.rejected[0].why
    with pytest.raises(Conflict, match="1 lines of load"):
        undo(desk.store, desk.who, desk.company, report.load_id or 0)
    assert [row["amount"] for row in booked(desk)] == [50, -20]


def test_a_notice_is_kept_without_touching_the_cash_position(desk: Desk) -> None:
    desk.load(JUNE, name="june.xml")
    notice = camt(None, None, entry("77.00"), ident="N-1").replace("camt.053", "camt.054")
    notice = notice.replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn").replace("Stmt>", "Ntfctn>")
    report = desk.load(notice, name="notice.xml")
    assert (report.totals["notices"], report.totals["statements"], report.inserted) == (1, 0, 1)
    day = report.totals["period_to"]
    with desk.store.loading(desk.who) as books:
        (balance,) = account_balances(books, desk.company, day)
    assert balance.opening + balance.booked == 130


def test_statements_and_ledgers_are_not_imported_in_one_go(desk: Desk) -> None:
    files = [desk.file(JUNE, "june.xml"), desk.file("customer,number\n", "l.csv")]
    with pytest.raises(BadInput, match=r"l\.csv is no bank statement, others are"):
        import_files(desk.store, desk.who, desk.company, files)


def test_what_is_said_to_be_a_statement_and_is_none_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match=r"neither camt\.053, camt\.054, MT940 nor BAI2"):
        desk.load("a,b\n1,2\n", kind="statement")
    with pytest.raises(BadInput, match="holds NUL bytes"):
        desk.load(b":20:A\n\x00", kind="statement", name="s.sta")
