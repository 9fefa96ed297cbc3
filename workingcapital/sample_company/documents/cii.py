"""Bills as UN/CEFACT cross industry invoice."""

from datetime import date
from xml.sax.saxutils import escape

from workingcapital.sample_company.documents.paper import Bill
from workingcapital.sample_company.documents.xmltext import GUIDELINE, category, money, nest, rate, tag, terms_note

_CII = "urn:un:unece:uncefact:"


def cii(bill: Bill) -> bytes:
    """The bill as UN/CEFACT cross industry invoice."""
    invoice = bill.invoice
    document = (
        tag("ram:ID", invoice["number"])
        + tag("ram:TypeCode", "380")
        + nest("ram:IssueDateTime", _stamp(invoice["issue_date"]))
    )
    order = (
        nest("ram:BuyerOrderReferencedDocument", tag("ram:IssuerAssignedID", invoice["po_number"]))
        if invoice["po_number"]
        else ""
    )
    agreement = _cii_party("SellerTradeParty", bill.seller) + _cii_party("BuyerTradeParty", bill.buyer) + order
    trade = "".join(_cii_line(bill, n) for n in range(len(bill.lines)))
    trade += nest("ram:ApplicableHeaderTradeAgreement", agreement)
    trade += nest(
        "ram:ApplicableHeaderTradeDelivery",
        nest(
            "ram:ActualDeliverySupplyChainEvent",
            nest("ram:OccurrenceDateTime", _stamp(invoice["issue_date"])),
        ),
    )
    trade += nest("ram:ApplicableHeaderTradeSettlement", _settlement(bill))
    context = nest("ram:GuidelineSpecifiedDocumentContextParameter", tag("ram:ID", GUIDELINE))
    body = nest("rsm:ExchangedDocumentContext", context) + nest("rsm:ExchangedDocument", document)
    body += nest("rsm:SupplyChainTradeTransaction", trade)
    head = (
        f'<rsm:CrossIndustryInvoice xmlns:rsm="{_CII}data:standard:CrossIndustryInvoice:100" '
        f'xmlns:ram="{_CII}data:standard:ReusableAggregateBusinessInformationEntity:100" '
        f'xmlns:udt="{_CII}data:standard:UnqualifiedDataType:100">'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{body}</rsm:CrossIndustryInvoice>\n'.encode()


def _cii_party(role: str, party: dict[str, str]) -> str:
    address = (
        tag("ram:PostcodeCode", party["postal_code"] or "0")
        + tag("ram:LineOne", party["street"])
        + tag("ram:CityName", party["city"])
    )
    body = tag("ram:Name", party["name"]) + nest(
        "ram:PostalTradeAddress", address + tag("ram:CountryID", party["country"])
    )
    if party["vat_number"]:
        body += nest("ram:SpecifiedTaxRegistration", f'<ram:ID schemeID="VA">{escape(party["vat_number"])}</ram:ID>')
    return nest(f"ram:{role}", body)


def _cii_line(bill: Bill, index: int) -> str:
    line = bill.lines[index]
    tax = (
        tag("ram:TypeCode", "VAT")
        + tag("ram:CategoryCode", category(bill))
        + tag("ram:RateApplicablePercent", rate(bill, index))
    )
    total = nest("ram:SpecifiedTradeSettlementLineMonetarySummation", tag("ram:LineTotalAmount", money(line["net"])))
    body = nest("ram:AssociatedDocumentLineDocument", tag("ram:LineID", str(index + 1)))
    body += nest("ram:SpecifiedTradeProduct", tag("ram:Name", line["description"]))
    price = nest("ram:NetPriceProductTradePrice", tag("ram:ChargeAmount", str(line["unit_price"])))
    body += nest("ram:SpecifiedLineTradeAgreement", price)
    quantity = f'<ram:BilledQuantity unitCode="C62">{line["quantity"].normalize():f}</ram:BilledQuantity>'
    body += nest("ram:SpecifiedLineTradeDelivery", quantity)
    body += nest("ram:SpecifiedLineTradeSettlement", nest("ram:ApplicableTradeTax", tax) + total)
    return nest("ram:IncludedSupplyChainTradeLineItem", body)


def _settlement(bill: Bill) -> str:
    invoice, currency = bill.invoice, bill.invoice["currency"]
    account = (
        tag("ram:IBANID", bill.account["iban"])
        if bill.account["iban"]
        else tag("ram:ProprietaryID", bill.account["account_number"])
    )
    means = tag("ram:TypeCode", "58" if bill.account["iban"] else "30") + nest(
        "ram:PayeePartyCreditorFinancialAccount", account
    )
    tax = (
        tag("ram:CalculatedAmount", money(invoice["tax"]))
        + tag("ram:TypeCode", "VAT")
        + tag("ram:BasisAmount", money(invoice["net"]))
    )
    tax += tag("ram:CategoryCode", category(bill)) + tag("ram:RateApplicablePercent", rate(bill))
    due = tag("ram:Description", terms_note(bill)) + nest("ram:DueDateDateTime", _stamp(invoice["due_date"]))
    totals = "".join(
        tag(f"ram:{name}", money(value))
        for name, value in (("LineTotalAmount", invoice["net"]), ("TaxBasisTotalAmount", invoice["net"]))
    )
    totals += f'<ram:TaxTotalAmount currencyID="{currency}">{money(invoice["tax"])}</ram:TaxTotalAmount>'
    totals += tag("ram:GrandTotalAmount", money(invoice["gross"])) + tag(
        "ram:DuePayableAmount", money(invoice["gross"])
    )
    return (
        tag("ram:PaymentReference", invoice["number"]) + tag("ram:InvoiceCurrencyCode", currency)
        + nest("ram:SpecifiedTradeSettlementPaymentMeans", means) + nest("ram:ApplicableTradeTax", tax)
        + nest("ram:SpecifiedTradePaymentTerms", due)
        + nest("ram:SpecifiedTradeSettlementHeaderMonetarySummation", totals)
    )  # fmt: skip


def _stamp(value: date) -> str:
    return f'<udt:DateTimeString format="102">{value:%Y%m%d}</udt:DateTimeString>'
