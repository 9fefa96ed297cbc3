"""Electronic invoices of the same bills: UBL, CII, and CII inside a PDF (Factur-X)."""

import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from workingcapital.sample_company.documents.paper import Bill, draw
from workingcapital.sample_company.documents.wording import terms
from workingcapital.sample_company.terms import TERMS

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CII = "urn:un:unece:uncefact:"
_GUIDELINE = "urn:cen.eu:en16931:2017"


def ubl(bill: Bill) -> bytes:
    """The bill as UBL 2.1 invoice."""
    invoice, currency = bill.invoice, bill.invoice["currency"]
    parts = [
        _tag("cbc:CustomizationID", _GUIDELINE), _tag("cbc:ID", invoice["number"]), _tag("cbc:IssueDate", str(invoice["issue_date"])),
        _tag("cbc:DueDate", str(invoice["due_date"])), _tag("cbc:InvoiceTypeCode", "380"), _tag("cbc:DocumentCurrencyCode", currency),
        _tag("cac:OrderReference", _tag("cbc:ID", invoice["po_number"]), raw=True) if invoice["po_number"] else "",
        _ubl_party("AccountingSupplierParty", bill.seller), _ubl_party("AccountingCustomerParty", bill.buyer),
        _ubl_means(bill), _tag("cac:PaymentTerms", _tag("cbc:Note", _terms_note(bill)), raw=True), _ubl_tax(bill),
        _tag("cac:LegalMonetaryTotal", "".join(
            f'<cbc:{name} currencyID="{currency}">{_money(value)}</cbc:{name}>'
            for name, value in (("LineExtensionAmount", invoice["net"]), ("TaxExclusiveAmount", invoice["net"]),
                                ("TaxInclusiveAmount", invoice["gross"]), ("PayableAmount", invoice["gross"]))), raw=True),
        *(_ubl_line(bill, n) for n in range(len(bill.lines))),
    ]  # fmt: skip
    head = f'<Invoice xmlns="{_UBL}Invoice-2" xmlns:cac="{_UBL}CommonAggregateComponents-2" xmlns:cbc="{_UBL}CommonBasicComponents-2">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{"".join(parts)}</Invoice>\n'.encode()


def cii(bill: Bill) -> bytes:
    """The bill as UN/CEFACT cross industry invoice."""
    invoice = bill.invoice
    document = (
        _tag("ram:ID", invoice["number"])
        + _tag("ram:TypeCode", "380")
        + _tag("ram:IssueDateTime", _stamp(invoice["issue_date"]), raw=True)
    )
    order = (
        _tag("ram:BuyerOrderReferencedDocument", _tag("ram:IssuerAssignedID", invoice["po_number"]), raw=True)
        if invoice["po_number"]
        else ""
    )
    agreement = _cii_party("SellerTradeParty", bill.seller) + _cii_party("BuyerTradeParty", bill.buyer) + order
    trade = "".join(_cii_line(bill, n) for n in range(len(bill.lines)))
    trade += _tag("ram:ApplicableHeaderTradeAgreement", agreement, raw=True)
    trade += _tag(
        "ram:ApplicableHeaderTradeDelivery",
        _tag(
            "ram:ActualDeliverySupplyChainEvent",
            _tag("ram:OccurrenceDateTime", _stamp(invoice["issue_date"]), raw=True),
            raw=True,
        ),
        raw=True,
    )
    trade += _tag("ram:ApplicableHeaderTradeSettlement", _settlement(bill), raw=True)
    context = _tag("ram:GuidelineSpecifiedDocumentContextParameter", _tag("ram:ID", _GUIDELINE), raw=True)
    body = _tag("rsm:ExchangedDocumentContext", context, raw=True) + _tag("rsm:ExchangedDocument", document, raw=True)
    body += _tag("rsm:SupplyChainTradeTransaction", trade, raw=True)
    head = (
        f'<rsm:CrossIndustryInvoice xmlns:rsm="{_CII}data:standard:CrossIndustryInvoice:100" '
        f'xmlns:ram="{_CII}data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="{_CII}data:standard:UnqualifiedDataType:100">'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{body}</rsm:CrossIndustryInvoice>\n'.encode()


def hybrid(bill: Bill, extra: Callable[..., None] | None = None) -> bytes:
    """The drawn bill with its CII inside: a Factur-X file of profile EN 16931."""
    from facturx import generate_from_binary

    made: bytes = generate_from_binary(
        draw(bill, extra), cii(bill), flavor="factur-x", level="en16931", check_xsd=False, check_schematron=False,
        pdf_metadata={"author": bill.seller["name"], "keywords": "Factur-X", "title": bill.invoice["number"], "subject": "Invoice"},
    )  # fmt: skip
    return _same_every_time(made, bill.invoice["issue_date"])


def _same_every_time(pdf: bytes, made_on: date) -> bytes:
    """Replace the moment of writing by the invoice's date, wherever the file holds it."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import (
        ArrayObject,
        ByteStringObject,
        DictionaryObject,
        NameObject,
        StreamObject,
        TextStringObject,
    )

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for found in writer._objects:
        if isinstance(found, StreamObject) and found.get("/Type") == "/Metadata":
            moment = f"{made_on:%Y-%m-%d}T12:00:00".encode()
            found.set_data(re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d", moment, found.get_data()))
        for holder in (found, found.get("/Params") if isinstance(found, DictionaryObject) else None):
            for key in ("/CreationDate", "/ModDate"):
                if isinstance(holder, DictionaryObject) and key in holder:
                    holder[NameObject(key)] = TextStringObject(f"D:{made_on:%Y%m%d}120000Z")
    writer._ID = ArrayObject([ByteStringObject(b"0" * 16), ByteStringObject(b"0" * 16)])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _tag(name: str, content: str, raw: bool = False) -> str:
    return f"<{name}>{content if raw else escape(str(content))}</{name}>"


def _money(value: Decimal) -> str:
    return f"{value:.2f}"


def _stamp(value: date) -> str:
    return f'<udt:DateTimeString format="102">{value:%Y%m%d}</udt:DateTimeString>'


def _terms_note(bill: Bill) -> str:
    """Terms in words, and as #SKONTO# lines where they are one due date in days (XRechnung, BR-DE-18)."""
    portion = TERMS[bill.term_code][1][0]
    steps = [step for step in portion.steps if step.due[0] == "days_after_invoice"]
    skonto = "".join(f"#SKONTO#TAGE={step.due[1]}#PROZENT={step.percent:.2f}#\n" for step in steps)
    return f"{terms(bill.term_code, bill.language)}\n{skonto}" if skonto else terms(bill.term_code, bill.language)


def _category(bill: Bill) -> str:
    return "S" if bill.invoice["tax"] else "AE" if bill.seller["country"] != bill.buyer["country"] else "O"


def _rate(bill: Bill, index: int = 0) -> str:
    return f"{bill.lines[index]['tax_percent']:.2f}"


def _ubl_party(role: str, party: dict[str, str]) -> str:
    address = (
        _tag("cbc:StreetName", party["street"])
        + _tag("cbc:CityName", party["city"])
        + _tag("cbc:PostalZone", party["postal_code"] or "0")
    )
    address += _tag("cac:Country", _tag("cbc:IdentificationCode", party["country"]), raw=True)
    tax = (
        _tag("cbc:CompanyID", party["vat_number"]) + _tag("cac:TaxScheme", _tag("cbc:ID", "VAT"), raw=True)
        if party["vat_number"]
        else ""
    )
    body = _tag("cac:PostalAddress", address, raw=True) + (_tag("cac:PartyTaxScheme", tax, raw=True) if tax else "")
    body += _tag("cac:PartyLegalEntity", _tag("cbc:RegistrationName", party["name"]), raw=True)
    return _tag(f"cac:{role}", _tag("cac:Party", body, raw=True), raw=True)


def _ubl_means(bill: Bill) -> str:
    account = bill.account["iban"] or bill.account["account_number"]
    code = _tag("cbc:PaymentMeansCode", "58" if bill.account["iban"] else "30") + _tag(
        "cbc:PaymentID", bill.invoice["number"]
    )
    return _tag(
        "cac:PaymentMeans", code + _tag("cac:PayeeFinancialAccount", _tag("cbc:ID", account), raw=True), raw=True
    )


def _ubl_tax(bill: Bill) -> str:
    currency, invoice = bill.invoice["currency"], bill.invoice
    category = (
        _tag("cbc:ID", _category(bill))
        + _tag("cbc:Percent", _rate(bill))
        + _tag("cac:TaxScheme", _tag("cbc:ID", "VAT"), raw=True)
    )
    amounts = f'<cbc:TaxableAmount currencyID="{currency}">{_money(invoice["net"])}</cbc:TaxableAmount>'
    amount = f'<cbc:TaxAmount currencyID="{currency}">{_money(invoice["tax"])}</cbc:TaxAmount>'
    return _tag(
        "cac:TaxTotal",
        amount + _tag("cac:TaxSubtotal", amounts + amount + _tag("cac:TaxCategory", category, raw=True), raw=True),
        raw=True,
    )


def _ubl_line(bill: Bill, index: int) -> str:
    line, currency = bill.lines[index], bill.invoice["currency"]
    category = (
        _tag("cbc:ID", _category(bill))
        + _tag("cbc:Percent", _rate(bill, index))
        + _tag("cac:TaxScheme", _tag("cbc:ID", "VAT"), raw=True)
    )
    item = _tag("cbc:Name", line["description"]) + _tag("cac:ClassifiedTaxCategory", category, raw=True)
    body = (
        _tag("cbc:ID", str(index + 1))
        + f'<cbc:InvoicedQuantity unitCode="C62">{line["quantity"].normalize():f}</cbc:InvoicedQuantity>'
    )
    body += f'<cbc:LineExtensionAmount currencyID="{currency}">{_money(line["net"])}</cbc:LineExtensionAmount>' + _tag(
        "cac:Item", item, raw=True
    )
    body += _tag(
        "cac:Price", f'<cbc:PriceAmount currencyID="{currency}">{line["unit_price"]}</cbc:PriceAmount>', raw=True
    )
    return _tag("cac:InvoiceLine", body, raw=True)


def _cii_party(role: str, party: dict[str, str]) -> str:
    address = (
        _tag("ram:PostcodeCode", party["postal_code"] or "0")
        + _tag("ram:LineOne", party["street"])
        + _tag("ram:CityName", party["city"])
    )
    body = _tag("ram:Name", party["name"]) + _tag(
        "ram:PostalTradeAddress", address + _tag("ram:CountryID", party["country"]), raw=True
    )
    if party["vat_number"]:
        body += _tag(
            "ram:SpecifiedTaxRegistration", f'<ram:ID schemeID="VA">{escape(party["vat_number"])}</ram:ID>', raw=True
        )
    return _tag(f"ram:{role}", body, raw=True)


def _cii_line(bill: Bill, index: int) -> str:
    line = bill.lines[index]
    tax = (
        _tag("ram:TypeCode", "VAT")
        + _tag("ram:CategoryCode", _category(bill))
        + _tag("ram:RateApplicablePercent", _rate(bill, index))
    )
    total = _tag(
        "ram:SpecifiedTradeSettlementLineMonetarySummation", _tag("ram:LineTotalAmount", _money(line["net"])), raw=True
    )
    body = _tag("ram:AssociatedDocumentLineDocument", _tag("ram:LineID", str(index + 1)), raw=True)
    body += _tag("ram:SpecifiedTradeProduct", _tag("ram:Name", line["description"]), raw=True)
    price = _tag("ram:NetPriceProductTradePrice", _tag("ram:ChargeAmount", str(line["unit_price"])), raw=True)
    body += _tag("ram:SpecifiedLineTradeAgreement", price, raw=True)
    quantity = f'<ram:BilledQuantity unitCode="C62">{line["quantity"].normalize():f}</ram:BilledQuantity>'
    body += _tag("ram:SpecifiedLineTradeDelivery", quantity, raw=True)
    body += _tag("ram:SpecifiedLineTradeSettlement", _tag("ram:ApplicableTradeTax", tax, raw=True) + total, raw=True)
    return _tag("ram:IncludedSupplyChainTradeLineItem", body, raw=True)


def _settlement(bill: Bill) -> str:
    invoice, currency = bill.invoice, bill.invoice["currency"]
    account = (
        _tag("ram:IBANID", bill.account["iban"])
        if bill.account["iban"]
        else _tag("ram:ProprietaryID", bill.account["account_number"])
    )
    means = _tag("ram:TypeCode", "58" if bill.account["iban"] else "30") + _tag(
        "ram:PayeePartyCreditorFinancialAccount", account, raw=True
    )
    tax = (
        _tag("ram:CalculatedAmount", _money(invoice["tax"]))
        + _tag("ram:TypeCode", "VAT")
        + _tag("ram:BasisAmount", _money(invoice["net"]))
    )
    tax += _tag("ram:CategoryCode", _category(bill)) + _tag("ram:RateApplicablePercent", _rate(bill))
    due = _tag("ram:Description", _terms_note(bill)) + _tag(
        "ram:DueDateDateTime", _stamp(invoice["due_date"]), raw=True
    )
    totals = "".join(
        _tag(f"ram:{name}", _money(value))
        for name, value in (("LineTotalAmount", invoice["net"]), ("TaxBasisTotalAmount", invoice["net"]))
    )
    totals += f'<ram:TaxTotalAmount currencyID="{currency}">{_money(invoice["tax"])}</ram:TaxTotalAmount>'
    totals += _tag("ram:GrandTotalAmount", _money(invoice["gross"])) + _tag(
        "ram:DuePayableAmount", _money(invoice["gross"])
    )
    return (
        _tag("ram:PaymentReference", invoice["number"]) + _tag("ram:InvoiceCurrencyCode", currency)
        + _tag("ram:SpecifiedTradeSettlementPaymentMeans", means, raw=True) + _tag("ram:ApplicableTradeTax", tax, raw=True)
        + _tag("ram:SpecifiedTradePaymentTerms", due, raw=True)
        + _tag("ram:SpecifiedTradeSettlementHeaderMonetarySummation", totals, raw=True)
    )  # fmt: skip
