"""Ledgers into the books: what is detected, what is asked, what is refused, and how a load is taken back."""

import gzip
import tracemalloc
from decimal import Decimal
from typing import Any

import pytest

from tests.importing.desk import Desk
from workingcapital.errors import BadInput, Conflict, UnknownCompany
from workingcapital.importing import import_files, undo
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.profile import Ambiguous
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.sheets import CsvSheet
from workingcapital.store.database.context import Identity

HEADER = "Customer ID,Customer Name,Invoice Number,Invoice Date,Due Date,Amount"
ROW = "C1,Acme Ltd,R-1,2024-01-31,2024-02-29,100.00"


def rows(*lines: str, header: str = HEADER) -> str:
    return "\n".join((header, *lines)) + "\n"


# What is detected


@pytest.mark.parametrize(
    ("encoding", "shown"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_detected_and_shown(desk: Desk, encoding: str, shown: str, delimiter: str) -> None:
    text = rows("C1,Zoë Müller Söhne,R-1,2024-01-31,2024-02-29,100.00").replace(",", delimiter)
    report = desk.load(text.encode(encoding))
    assert (report.inserted, report.exit_code) == (1, 0)
    assert report.detected["ledger.csv"]["encoding"] == shown
    assert report.detected["ledger.csv"]["delimiter"] == delimiter
    assert desk.ask("select name from party where company_id = %(company)s")[0]["name"] == "Zoë Müller Söhne"


@pytest.mark.parametrize(
    ("header", "line", "side"),
    [
        ("Kundennummer;Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung",
        "1;2;31.01.2024;29.02.2024;1.234,50;EUR", "receivable"),
        ("Lieferant;Belegnummer;Belegdatum;Fälligkeitsdatum;Betrag", "Acme;2;31.01.2024;29.02.2024;1.234,50",
        "payable"),
        ("Fournisseur;Numéro de facture;Date de facture;Date d'échéance;Montant TTC",
        "Acme;2;31/01/2024;29/02/2024;1 234,50", "payable"),
        ("Cliente;Número de factura;Fecha de factura;Fecha de vencimiento;Importe total",
        "Acme;2;31/01/2024;29/02/2024;1.234,50", "receivable"),
        ("Fornitore;Numero fattura;Data fattura;Data scadenza;Importo totale", "Acme;2;31/01/2024;29/02/2024;1.234,50",
        "payable"),
        ("Klant;Factuurnummer;Factuurdatum;Vervaldatum;Totaalbedrag", "Acme;2;31-01-2024;29-02-2024;1.234,50",
        "receivable"),
        ("SupplierName;InvoiceNo;InvoiceDate;DueDate;GrossAmount", "Acme;2;01/31/2024;02/29/2024;1,234.50", "payable"),
    ],
)  # fmt: skip
def test_columns_are_recognised_in_several_languages(desk: Desk, header: str, line: str, side: str) -> None:
    assert desk.load(rows(line, header=header)).inserted == 1
    found = desk.ask("select side, issue_date::text, due_date::text, gross from invoice where company_id = %(company)s")
    assert found == [{"side": side, "issue_date": "2024-01-31", "due_date": "2024-02-29", "gross": Decimal("1234.50")}]


def test_day_and_month_are_asked_about_when_no_row_tells(desk: Desk) -> None:
    text = rows("C1,Acme,R-1,03/04/2024,05/06/2024,1.00", "C1,Acme,R-2,04/05/2024,06/07/2024,1.00")
    with pytest.raises(Ambiguous, match="date_order"):
        desk.load(text)
    assert desk.load(text, mapping={"date_order": "dmy"}).inserted == 2
    assert desk.ask("select min(issue_date)::text as d from invoice where company_id = %(company)s") == [
        {"d": "2024-04-03"}
    ]


def test_one_row_anywhere_in_the_file_settles_the_order(desk: Desk) -> None:
    unclear = [f"C1,Acme,R-{n},03/04/2024,05/06/2024,1.00" for n in range(400)]
    report = desk.load(rows(*unclear, "C1,Acme,R-400,03/04/2024,06/28/2024,1.00"))
    assert report.detected["ledger.csv"]["date_order"] == {"issue_date": "mdy", "due_date": "mdy"}


def test_a_column_that_mixes_orders_is_not_guessed(desk: Desk) -> None:
    text = rows("C1,Acme,R-1,13/04/2024,15/06/2024,1.00", "C1,Acme,R-2,04/13/2024,16/07/2024,1.00")
    with pytest.raises(Ambiguous, match=r"row 2.*row 3"):
        desk.load(text)


def test_a_lone_thousand_or_three_decimals_is_asked_about(desk: Desk) -> None:
    text = rows("C1,Acme,R-1,2024-01-31,2024-02-29,1.234")
    with pytest.raises(Ambiguous, match="decimal"):
        desk.load(text)
    assert desk.load(text, mapping={"decimal": ","}).totals["amounts"] == {
        "EUR": {"gross": "1234.00", "open": "1234.00"}
    }


def test_the_mapping_file_overrules_in_yaml_and_json(desk: Desk) -> None:
    text = "Who;What;When;Until;How much\nAcme;7;31.01.2024;29.02.2024;5,00\n"
    with pytest.raises(BadInput):
        desk.load(text)
    names = {"party_name": "Who", "number": "What", "issue_date": "When", "due_date": "Until", "gross": "How much"}
    yaml = "kind: payables\ncurrency: USD\ncolumns:\n" + "".join(
        f"  {field}: {name}\n" for field, name in names.items()
    )
    assert desk.load(text, mapping=desk.file(yaml, "map.yaml"), dry_run=True).inserted == 1
    json = str({"kind": "payables", "currency": "USD", "columns": names}).replace("'", '"')
    assert desk.load(text, mapping=desk.file(json, "map.json")).inserted == 1
    assert desk.ask("select currency from invoice where company_id = %(company)s") == [{"currency": "USD"}]


@pytest.mark.parametrize(
    "mapping",
    [
        {"colums": {}},
        {"columns": {"gros": "Amount"}},
        {"columns": {"gross": "Nowhere"}},
        {"date_order": "xyz"},
        {"currency": "euro"},
    ],
)
def test_a_mapping_file_with_a_mistake_is_refused_with_the_place(desk: Desk, mapping: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        desk.load(rows(ROW), mapping=mapping)


# What is refused


@pytest.mark.parametrize(
    ("line", "field", "why"),
    [
        ("C1,Acme,R-2,2024-02-30,2024-03-30,1.00", "Invoice Date", "does not exist"),
        ("C1,Acme,R-2,2024-01-31,soon,1.00", "Due Date", "not a date"),
        ("C1,Acme,R-2,2024-01-31,,1.00", "Due Date", "empty"),
        ("C1,Acme,R-2,2024-01-31,2024-02-29,0.00", "Amount", "is 0"),
        ("C1,Acme,R-2,2024-01-31,2024-02-29,-5.00", "Amount", "below zero"),
        ("C1,Acme,R-2,2024-01-31,2024-02-29,1e30", "Amount", "not an amount"),
        ("C1,Acme,R-2,2024-01-31,2024-02-29,=1+2", "Amount", "formula"),
        ("C1,Acme,R-2,2024-01-31,2024-02-29,1.005", "Amount", "decimals"),
        ("C1,Acme,,2024-01-31,2024-02-29,1.00", "Invoice Number", "empty"),
        (",,R-2,2024-01-31,2024-02-29,1.00", "Customer Name", "names no customer"),
        ("C1,Acme,R-2,2024-01-31,2024-02-29,1.00,extra", "row", "no column"),
        ("C1,Acme,R-1,2024-01-31,2024-02-29,2.00", "source id", "row 2"),
    ],
)
def test_a_bad_row_is_named_and_nothing_changes(desk: Desk, line: str, field: str, why: str) -> None:
    text = rows(ROW, line)
    report = desk.load(text)
    assert report.exit_code == 2
    assert (report.load_id, report.inserted) == (None, 0)
    (rejected,) = report.as_json()["rejected"]
    assert (rejected["file"], rejected["row"], rejected["field"]) == ("ledger.csv", 3, field)
    assert why in rejected["why"]
    assert desk.ask("select from invoice where company_id = %(company)s") == []
    accepted = desk.load(text, accept_rejects=True)
    assert (accepted.exit_code, accepted.inserted, accepted.rejected_rows) == (0, 1, 1)


@pytest.mark.parametrize(
    ("currency", "amount", "taken"),
    [("JPY", "100", True), ("JPY", "100.50", False), ("KWD", "1.005", True), ("KWD", "1.0005", False), ("XYZ", "1.00",
        False), ("EURO", "1.00", False)],
)  # fmt: skip
def test_an_amount_is_no_finer_than_its_currency_and_the_currency_exists(
    desk: Desk, currency: str, amount: str, taken: bool
) -> None:
    line = f"C1,Acme,R-9,2024-01-31,2024-02-29,{amount},{currency}"
    report = desk.load(rows(ROW + ",EUR", line, header=HEADER + ",Currency"))
    assert (report.rejected_rows == 0) == taken


def test_negatives_are_credits_only_where_the_file_or_the_mapping_says_so(desk: Desk) -> None:
    header = HEADER + ",Type"
    report = desk.load(
        rows(
            ROW + ",Invoice",
            "C1,Acme,K-1,2024-01-31,2024-02-29,(5.00),Credit Note",
            "C1,Acme,K-2,2024-01-31,2024-02-29,5.00,Credit Memo",
            header=header,
        )
    )
    assert report.totals["credit_notes"] == 2
    assert desk.ask("select sum(gross) as s from invoice where company_id = %(company)s") == [{"s": Decimal("90.00")}]
    assert desk.load(rows("C1,Acme,K-3,2024-01-31,2024-02-29,-5.00,Invoice", header=header)).exit_code == 2
    assert desk.load(rows("C1,Acme,K-3,2024-01-31,2024-02-29,5.00-"), mapping={"negatives": "credit"}).inserted == 1


def test_missing_and_repeated_headers_are_explained_in_words(desk: Desk) -> None:
    with pytest.raises(BadInput, match=r"due date.*default_terms"):
        desk.load("Customer,Invoice Number,Invoice Date,Amount\nA,1,2024-01-31,1.00\n")
    with pytest.raises(BadInput, match="several columns are called 'Amount'"):
        desk.load(rows(ROW + ",5.00", header=HEADER + ",Amount"))
    with pytest.raises(BadInput, match="receivables or payables"):
        desk.load("Name,Number,Date,Due Date,Amount\nA,1,2024-01-31,2024-02-29,1.00\n")


def test_a_file_that_is_not_what_it_is_called_is_refused(desk: Desk) -> None:
    for content, name in (
        (b"%PDF-1.4", "a.csv"),
        (b"PK\x03\x04", "b.csv"),
        (b"a,b", "c.xlsx"),
        (b"", "d.csv"),
        (b"a", "e.exe"),
    ):
        with pytest.raises(BadInput):
            desk.load(content, name=name)
    with pytest.raises(BadInput, match="NUL"):
        desk.load(rows("C1,Ac\0me,R-1,2024-01-31,2024-02-29,1.00"))


def test_gzip_is_read_cut_gzip_and_bombs_are_refused(desk: Desk) -> None:
    packed = gzip.compress(rows(ROW).encode())
    assert desk.load(packed, name="ledger.csv.gz").inserted == 1
    with pytest.raises(BadInput, match="cut or damaged"):
        desk.load(packed[:-12], name="cut.csv.gz")
    with pytest.raises(BadInput, match="expands"):
        desk.load(gzip.compress(b"a,b\n" * 2_000_000), name="bomb.csv.gz", settings=ImportSettings(max_expansion=20))


def test_a_strangers_company_is_not_found(desk: Desk) -> None:
    with pytest.raises(UnknownCompany):
        import_files(desk.store, Identity("x", ("OTHER",)), desk.company, [desk.file(rows(ROW))])


@pytest.mark.parametrize(
    ("row", "field"),
    [(f"{'N' * 9000},1", "party_name"), (f"Nordwind AG,{'7' * 201}", "number")],
)
def test_a_name_or_number_that_no_index_can_hold_is_named_and_nothing_changes(desk: Desk, row: str, field: str) -> None:
    before = desk.snapshot()
    header = "Supplier,Invoice Number,Invoice Date,Due Date,Amount"
    report = desk.load(rows(f"{row},2024-01-31,2024-02-29,1.00", header=header))
    assert [(each.row, each.field) for each in report.rejected] == [(2, field)]
    assert "is the column the right one?" in report.rejected[0].why
    assert desk.snapshot() == before


def test_memory_does_not_grow_with_the_file(desk: Desk) -> None:
    peaks = []
    for lines in (5_000, 100_000):
        path = desk.file(rows(*[ROW] * lines), f"{lines}.csv")
        sheet = CsvSheet.open(path, FileMapping(), ImportSettings())
        tracemalloc.start()
        assert sum(1 for _ in sheet.rows()) == lines + 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0] + 100_000


# Names


def test_names_are_data_and_look_alikes_are_flagged_not_merged(desk: Desk) -> None:
    header = "Supplier,Invoice Number,Invoice Date,Due Date,Amount"
    desk.load(rows("Nordwind AG,1,2024-01-31,2024-02-29,1.00", header=header))
    report = desk.load(
        rows(
            "Nоrdwind AG,2,2024-01-31,2024-02-29,1.00",
            "O'Brien'; DROP TABLE party,3,2024-01-31,2024-02-29,1.00",
            "NORDWIND,4,2024-01-31,2024-02-29,1.00",
            header=header,
        ),
        name="more.csv",
    )
    found = desk.ask(
        "select name, payment_block is not null as blocked, (select count(*) from invoice i where i.party_id ="
        " p.party_id)::int as bills from party p where company_id = %(company)s order by party_id"
    )
    assert {row["name"]: (row["blocked"], row["bills"]) for row in found} == {
        "Nordwind AG": (False, 2),
        "Nоrdwind AG": (True, 1),
        "O'Brien'; DROP TABLE party": (False, 1),
    }
    assert any("looks like" in notice for notice in report.notices)


def test_a_customer_who_is_a_supplier_is_one_party(desk: Desk) -> None:
    desk.load(rows(ROW))
    desk.load(
        "Supplier ID,Supplier Name,Invoice Number,Invoice Date,Due Date,Amount\nC1,Acme"
        " Ltd,B1,2024-01-31,2024-02-29,7.00\n",
        name="ap.csv",
    )
    assert desk.ask("select is_supplier, is_customer from party where company_id = %(company)s") == [
        {"is_supplier": True, "is_customer": True}
    ]


def test_a_bad_iban_blocks_the_payment_only(desk: Desk) -> None:
    header = "Supplier,Invoice Number,Invoice Date,Due Date,Amount,IBAN"
    report = desk.load(
        rows(
            "Good GmbH,1,2024-01-31,2024-02-29,1.00,DE89 3704 0044 0532 0130 00",
            "Bad GmbH,2,2024-01-31,2024-02-29,1.00,DE12 1234 5678 9012 3456 78",
            header=header,
        )
    )
    assert (report.inserted, report.exit_code) == (2, 0)
    found = desk.ask(
        "select holder, status, status_reason is not null as why from party_bank_account where company_id ="
        " %(company)s order by holder"
    )
    assert found == [
        {"holder": "Bad GmbH", "status": "blocked", "why": True},
        {"holder": "Good GmbH", "status": "unverified", "why": False},
    ]


# Payments, disputes, terms


def test_settled_part_paid_and_open_items_stand_right_on_any_day(desk: Desk) -> None:
    header = HEADER + ",Open Amount,Payment Date,Disputed"
    desk.load(rows(
        "C1,Acme,R-1,2024-01-31,2024-02-29,100.00,0.00,2024-03-15,No",
        "C1,Acme,R-2,2024-01-31,2024-02-29,100.00,40.00,2024-02-10,Yes",
        "C1,Acme,R-3,2024-01-31,2024-02-29,100.00,100.00,,",
        header=header,
    ))  # fmt: skip
    now = desk.ask(
        "select number, open_amount, status, disputed from invoice where company_id = %(company)s order by number"
    )
    assert [(r["number"], r["open_amount"], r["status"], r["disputed"]) for r in now] == [
        ("R-1", 0, "paid", False), ("R-2", 40, "open", True), ("R-3", 100, "open", False),
    ]  # fmt: skip
    for day, expected in (("2024-01-31", 300), ("2024-02-10", 240), ("2024-03-14", 240), ("2024-03-15", 140)):
        assert desk.ask(f"select sum(open_amount) as s from items_as_of(%(company)s, '{day}', 'receivable')") == [
            {"s": expected}
        ]


def test_a_part_payment_without_a_day_is_asked_about(desk: Desk) -> None:
    text = rows(ROW + ",40.00", header=HEADER + ",Open Amount")
    report = desk.load(text)
    assert "as_of" in report.rejected[0].why
    assert desk.load(text, mapping={"as_of": "2024-03-31"}).inserted == 1


def test_terms_give_due_date_and_discount_steps(desk: Desk) -> None:
    header = "Supplier,Invoice Number,Invoice Date,Terms,Net Amount,VAT"
    desk.load(rows("Acme,1,2024-02-22,3/7 2/14 n30,100.00,19.00", header=header))
    assert desk.ask("select due_date::text, gross from invoice where company_id = %(company)s") == [
        {"due_date": "2024-03-23", "gross": Decimal("119.00")}
    ]
    steps = desk.ask(
        "select pay_by::text, percent, base, amount, tax_part from discount_step where company_id = %(company)s"
        " order by sequence"
    )
    assert [(s["pay_by"], s["percent"], s["base"], s["amount"], s["tax_part"]) for s in steps] == [
        ("2024-02-29", 3, Decimal("119.00"), Decimal("3.57"), Decimal("0.57")),
        ("2024-03-07", 2, Decimal("119.00"), Decimal("2.38"), Decimal("0.38")),
    ]  # fmt: skip
    assert desk.ask(
        "select t.code, l.due_value, count(d.*)::int as steps from payment_term t join term_line l using"
        " (company_id, term_id) join term_discount d using (company_id, term_line_id) where t.company_id ="
        " %(company)s group by 1, 2"
    ) == [{"code": "3/7 2/14 n30", "due_value": 30, "steps": 2}]


def test_the_same_number_may_stand_on_many_bills_and_an_exact_repeat_is_held(desk: Desk) -> None:
    header = "Supplier,Invoice Number,Invoice Date,Due Date,Amount"
    text = rows(
        "Acme,1,2024-01-31,2024-02-29,1.00",
        "Acme,1,2024-02-29,2024-03-29,1.00",
        "Acme,0001,2024-01-31,2024-02-29,1.00",
        "Other,1,2024-01-31,2024-02-29,1.00",
        header=header,
    )
    report = desk.load(text)
    assert report.inserted == 4
    held = desk.ask(
        "select number, hold_code, duplicate_of_id is not null as of from invoice where company_id = %(company)s"
        " and hold_code is not null"
    )
    assert held == [{"number": "0001", "hold_code": "duplicate", "of": True}]
    assert len(report.notices) == 1
    assert desk.load(text).unchanged == 4


# Again, changed, and back


def test_a_second_run_says_unchanged(desk: Desk) -> None:
    text = rows(*(f"C{n % 7},Acme {n % 7},R-{n},2024-01-31,2024-02-29,{n + 1}.00" for n in range(300)))
    assert desk.load(text).inserted == 300
    before = desk.snapshot()
    again = desk.load(text)
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, 300)
    assert desk.snapshot() == before


def test_a_dry_run_counts_and_changes_nothing(desk: Desk) -> None:
    report = desk.load(rows(ROW), dry_run=True)
    assert (report.inserted, report.load_id) == (1, None)
    assert desk.ask("select from load where company_id = %(company)s") == []
    assert desk.ask("select from party where company_id = %(company)s") == []


def test_a_changed_row_is_an_update_with_its_history_and_keeps_its_item(desk: Desk) -> None:
    header = HEADER + ",Payment Date"
    desk.load(
        rows(
            "C1,Acme,R-1,2024-01-31,2024-02-29,100.00,2024-03-01",
            "C1,Acme,R-2,2024-01-31,2024-02-29,5.00,",
            header=header,
        )
    )
    item = desk.ask("select min(instalment_id) as id from instalment where company_id = %(company)s")[0]["id"]
    report = desk.load(
        rows("C1,Acme,R-1,2024-01-31,2024-03-31,90.00,", "C1,Acme,R-2,2024-01-31,2024-02-29,5.00,", header=header)
    )
    assert (report.inserted, report.updated, report.unchanged) == (0, 1, 1)
    changed = desk.ask(
        "select instalment_id, due_date::text, amount, open_amount from instalment where company_id = %(company)s"
        " order by 1 limit 1"
    )
    assert changed == [
        {"instalment_id": item, "due_date": "2024-03-31", "amount": Decimal(90), "open_amount": Decimal(90)}
    ]
    assert desk.ask("select from payment where company_id = %(company)s") == []
    (kept,) = desk.ask(
        "select before -> 'invoice' ->> 'gross' as gross, load_id from row_history where company_id = %(company)s"
    )
    assert kept == {"gross": "100.0000", "load_id": report.load_id}


def test_undo_takes_a_load_back_as_a_whole(desk: Desk) -> None:
    header = HEADER + ",Payment Date,Disputed,Terms"
    desk.load(
        rows(
            "C1,Acme,R-1,2024-01-31,2024-02-29,100.00,2024-03-01,Yes,2/10 n30",
            "C1,Acme,R-2,2024-01-31,2024-02-29,5.00,,,",
            header=header,
        )
    )
    before = desk.snapshot()
    second = desk.load(
        rows(
            "C1,Acme,R-1,2024-01-31,2024-03-31,90.00,,,3/7 n60",
            "C2,New Inc,R-3,2024-01-31,2024-02-29,7.00,2024-04-01,Yes,n30",
            header=header,
        )
    )
    assert (second.inserted, second.updated) == (1, 1)
    assert desk.snapshot() != before
    assert undo(desk.store, desk.who, desk.company, second.load_id or 0) == {"removed": 1, "restored": 1}
    assert desk.snapshot() == before
    with pytest.raises(Conflict, match="already"):
        undo(desk.store, desk.who, desk.company, second.load_id or 0)


def test_a_load_that_later_loads_changed_is_undone_last(desk: Desk) -> None:
    first = desk.load(rows(ROW))
    second = desk.load(rows(ROW.replace("100.00", "99.00")))
    with pytest.raises(Conflict, match=str(second.load_id)):
        undo(desk.store, desk.who, desk.company, first.load_id or 0)
    undo(desk.store, desk.who, desk.company, second.load_id or 0)
    undo(desk.store, desk.who, desk.company, first.load_id or 0)
    assert all(table == [] for table in desk.snapshot())
