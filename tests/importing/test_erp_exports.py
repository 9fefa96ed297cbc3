"""Exports of SAP, ERPNext and Odoo: terms codes, clearing dates, payment schedules, rates and long numbers."""

from datetime import date
from decimal import Decimal

import pytest

from tests.importing.desk import Desk
from workingcapital.importing import undo
from workingcapital.importing.document import Document
from workingcapital.importing.xero import Export

SAP = """Company Code;Vendor;Fiscal Year;Document Number;Reference;Document Type;Document Date;Posting Date;\
Baseline Payment Date;Terms of Payment;Clearing Date;Amount in doc. curr.;Document currency;Amount in local currency
1000;200017;2026;5100000000000001;R-77;KR;15.05.2026;18.05.2026;20.05.2026;ZB03;;1.190,00-;EUR;1.190,00-
1000;200017;2026;5100000000000002;R-78;KR;15.05.2026;18.05.2026;20.05.2026;ZB01;01.06.2026;500,00-;USD;460,00-
1000;200017;2027;5100000000000001;G-1;KG;16.05.2026;18.05.2026;16.05.2026;ZB01;;119,00;EUR;119,00
"""
SAP_RULES = {"kind": "sap", "terms": {"ZB01": "n30", "ZB03": "3/7 2/14 n30"}}

ERPNEXT = """ID,Supplier,Supplier Invoice No,Supplier Invoice Date,Posting Date,Due Date,Currency,Exchange Rate,Grand Total,\
Outstanding Amount,Due Date (Payment Schedule),Payment Amount (Payment Schedule),Discount Date (Payment Schedule),\
Discount (Payment Schedule)
ACC-PINV-2026-00001,Nordwind AG,NW-1,2026-04-15,2026-04-16,2026-06-30,USD,0.92,1000.00,400.00,2026-05-31,300.00,2026-05-10,2
,,,,,,,,,,2026-06-30,700.00,,
ACC-PINV-2026-00002,Nordwind AG,NW-2,2026-04-20,2026-04-20,2026-05-20,EUR,1,250.00,250.00,2026-05-20,250.00,,
"""
ODOO = """Number,Vendor,Bill Reference,Invoice/Bill Date,Due Date,Currency,Total in Currency,Amount Due,Total Signed,\
Journal Items/Due Date,Journal Items/Amount in Currency
BILL/2026/05/0001,Azure Interior,AI-9,2026-05-13,2026-07-12,GBP,600.00,600.00,702.00,2026-06-12,-200.00
,,,,,,,,,,600.00
,,,,,,,,,2026-07-12,-400.00
"""

ITEMS = """select v.number, v.our_number, v.currency, v.gross, v.fx_rate, v.baseline_date, i.due_date, i.amount,
                  i.open_amount, v.kind
           from invoice v join instalment i using (company_id, invoice_id) where company_id = %(company)s
           order by v.our_number, v.issue_date, i.sequence"""
STEPS = """select pay_by, percent, amount from discount_step where company_id = %(company)s order by pay_by"""


def test_sap_items_have_terms_from_codes_clearing_days_and_numbers_beyond_32_bits(desk: Desk) -> None:
    report = desk.load(SAP, mapping=SAP_RULES)
    assert (report.inserted, report.rejected_rows) == (3, 0)
    bill, credit, cleared = desk.ask(ITEMS)
    assert (bill["our_number"], bill["number"], bill["gross"]) == ("5100000000000001", "R-77", Decimal("1190"))
    assert (bill["baseline_date"], bill["due_date"]) == (date(2026, 5, 20), date(2026, 6, 19))
    assert (credit["our_number"], credit["gross"], credit["kind"]) == ("5100000000000001", -119, "credit_note")
    assert (cleared["open_amount"], cleared["fx_rate"]) == (0, Decimal("0.92"))
    assert [(step["pay_by"], step["percent"]) for step in desk.ask(STEPS)] == [
        (date(2026, 5, 27), 3), (date(2026, 6, 3), 2)
    ]  # fmt: skip
    assert desk.load(SAP, mapping=SAP_RULES).unchanged == 3


SPECIAL = """Company Code;Vendor;Fiscal Year;Document Number;Reference;Document Type;Document Date;Net due date;\
Amount in doc. curr.;Document currency;Special G/L ind.;Invoice reference
1000;200017;2026;5100000001;R-90;KR;15.05.2026;14.06.2026;1.190,00-;EUR;;
1000;200017;2026;5100000002;AZ-1;KA;15.05.2026;01.06.2026;500,00-;EUR;F;
"""


def test_a_request_for_a_down_payment_is_read_as_a_prepayment(desk: Desk) -> None:
    assert desk.load(SPECIAL, mapping=SAP_RULES).rejected_rows == 0
    assert [(item["number"], item["kind"], item["gross"]) for item in desk.ask(ITEMS)] == [
        ("R-90", "invoice", 1190), ("AZ-1", "prepayment", 500)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "field", "why"),
    [
        (
            "KZ;15.05.2026;01.06.2026;500,00;EUR;A;",
            "Special G/L ind.",
            "a down payment that was made, not an open bill",
        ),
        ("KR;15.05.2026;01.06.2026;500,00-;EUR;W;", "Special G/L ind.", "W means a bill of exchange"),
        ("KR;15.05.2026;01.06.2026;500,00-;EUR;9;", "Special G/L ind.", "9 means a special ledger account"),
        ("KZ;15.05.2026;01.06.2026;500,00;EUR;;5100000001", "Document Type", "clears a part of 5100000001"),
        ("KZ;15.05.2026;01.06.2026;500,00;EUR;;0000000000", "Document Type", "KZ is a payment, not a document"),
    ],
)
def test_special_items_and_part_payments_of_sap_are_named_and_nothing_changes(
    desk: Desk, row: str, field: str, why: str
) -> None:
    report = desk.load(f"{SPECIAL}1000;200017;2026;5100000003;X-1;{row}\n", mapping=SAP_RULES)
    assert [(each.row, each.field) for each in report.rejected] == [(4, field)]
    assert why in report.rejected[0].why
    assert desk.ask(ITEMS) == []


@pytest.mark.parametrize(
    ("template", "due"),
    [("Immediate Payment", "2026-05-13"), ("30 Days", "2026-06-12"), ("End of Following Month", "2026-06-30")],
)
def test_the_terms_templates_that_odoo_ships_say_when_a_bill_is_due(desk: Desk, template: str, due: str) -> None:
    bill = f"Number,Vendor,Invoice/Bill Date,Total in Currency,Payment Terms\nB/1,Azure,2026-05-13,60.00,{template}\n"
    assert desk.load(bill, kind="odoo").rejected_rows == 0
    assert [str(item["due_date"]) for item in desk.ask(ITEMS)] == [due]


def test_a_payment_among_sap_items_is_named_and_nothing_changes(desk: Desk) -> None:
    before = desk.snapshot()
    paid = SAP.splitlines()[1].replace(";KR;", ";KZ;")
    report = desk.load("\n".join((SAP.splitlines()[0], paid)), mapping=SAP_RULES)
    assert [(each.row, each.field) for each in report.rejected] == [(2, "Document Type")]
    assert "KZ is a payment" in report.rejected[0].why
    assert desk.snapshot() == before


def test_an_unknown_terms_code_without_a_due_date_is_asked_about(desk: Desk) -> None:
    report = desk.load(SAP, mapping={"kind": "sap", "terms": {"ZB01": "n30"}})
    assert [(each.row, each.field) for each in report.rejected] == [(2, "Terms of Payment")]


def test_an_erpnext_schedule_becomes_instalments_and_what_is_paid_settles_the_earliest_first(desk: Desk) -> None:
    report = desk.load(ERPNEXT, mapping={"kind": "erpnext", "as_of": "2026-06-15"})
    assert (report.inserted, report.rejected_rows) == (2, 0), report.as_json()
    first, second, other = desk.ask(ITEMS)
    assert (first["amount"], first["open_amount"], first["due_date"]) == (300, 0, date(2026, 5, 31))
    assert (second["amount"], second["open_amount"], second["due_date"]) == (700, 400, date(2026, 6, 30))
    assert (first["fx_rate"], other["fx_rate"]) == (Decimal("0.92"), None)
    assert [(step["pay_by"], step["amount"]) for step in desk.ask(STEPS)] == [(date(2026, 5, 10), 6)]
    changed = ERPNEXT.replace("1000.00,400.00", "1000.00,900.00")
    assert desk.load(changed, mapping={"kind": "erpnext", "as_of": "2026-06-15"}).updated == 1
    assert [item["open_amount"] for item in desk.ask(ITEMS)] == [200, 700, 250]


def test_instalments_that_do_not_add_up_are_refused(desk: Desk) -> None:
    report = desk.load(ERPNEXT.replace(",700.00", ",600.00"), mapping={"kind": "erpnext", "as_of": "2026-06-15"})
    assert [(each.row, each.field) for each in report.rejected] == [(2, "Payment Amount (Payment Schedule)")]
    assert "add up to 900.00, the document to 1000.00" in report.rejected[0].why


def test_odoo_items_are_the_due_lines_of_a_bill_and_its_rate_is_that_of_its_amounts(desk: Desk) -> None:
    report = desk.load(ODOO, mapping={"kind": "odoo"})
    assert (report.inserted, report.rejected_rows) == (1, 0), report.as_json()
    assert [(item["due_date"], item["amount"], item["fx_rate"]) for item in desk.ask(ITEMS)] == [
        (date(2026, 6, 12), 200, Decimal("1.17")), (date(2026, 7, 12), 400, Decimal("1.17"))
    ]  # fmt: skip


def test_a_rate_that_does_not_fit_the_amounts_is_refused(desk: Desk) -> None:
    header = "Customer,Invoice Number,Invoice Date,Due Date,Currency,Amount,Exchange Rate,Amount in local currency"
    report = desk.load(f"{header}\nA,1,2026-05-01,2026-05-31,USD,100.00,0.92,110.00\n")
    assert [(each.field, each.row) for each in report.rejected] == [("Exchange Rate", 2)]


def test_a_load_with_instalments_is_undone_whole(desk: Desk) -> None:
    before = desk.snapshot()
    report = desk.load(ERPNEXT, mapping={"kind": "erpnext", "as_of": "2026-06-15"})
    undo(desk.store, desk.who, desk.company, report.load_id or 0)
    assert desk.snapshot() == before


def test_the_rate_of_a_xero_document_is_the_inverse_of_what_xero_states() -> None:
    record = {
        "Type": "ACCREC", "InvoiceID": "a", "Status": "AUTHORISED", "CurrencyCode": "USD", "CurrencyRate": 1.25,
        "Total": 100, "TotalTax": 0, "AmountDue": 100, "DateString": "2026-05-01", "DueDateString": "2026-05-31",
        "Contact": {"ContactID": "c", "Name": "Acme"},
    }  # fmt: skip
    own = {**record, "InvoiceID": "b", "CurrencyCode": "EUR", "CurrencyRate": 1}
    found = [each for each in Export({"Invoices": [record, own]}, "EUR").documents() if isinstance(each, Document)]
    assert [each.fx_rate for each in found] == [Decimal("0.8"), None]
