"""Bills as UBL 2.1."""

from workingcapital.sample_company.documents.paper import Bill
from workingcapital.sample_company.documents.xmltext import GUIDELINE, category, money, nest, rate, tag, terms_note

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


def ubl(bill: Bill) -> bytes:
    """The bill as UBL 2.1 invoice."""
    invoice, currency = bill.invoice, bill.invoice["currency"]
    parts = [
        tag("cbc:CustomizationID", GUIDELINE), tag("cbc:ID", invoice["number"]),
        tag("cbc:IssueDate", str(invoice["issue_date"])), tag("cbc:DueDate", str(invoice["due_date"])),
        tag("cbc:InvoiceTypeCode", "380"), tag("cbc:DocumentCurrencyCode", currency),
        nest("cac:OrderReference", tag("cbc:ID", invoice["po_number"])) if invoice["po_number"] else "",
        _ubl_party("AccountingSupplierParty", bill.seller), _ubl_party("AccountingCustomerParty", bill.buyer),
        _ubl_means(bill), nest("cac:PaymentTerms", tag("cbc:Note", terms_note(bill))), _ubl_tax(bill),
        nest("cac:LegalMonetaryTotal", "".join(
            f'<cbc:{name} currencyID="{currency}">{money(value)}</cbc:{name}>'
            for name, value in (("LineExtensionAmount", invoice["net"]), ("TaxExclusiveAmount", invoice["net"]),
                                ("TaxInclusiveAmount", invoice["gross"]), ("PayableAmount", invoice["gross"])))),
        *(_ubl_line(bill, n) for n in range(len(bill.lines))),
    ]  # fmt: skip
    head = (
        f'<Invoice xmlns="{_UBL}Invoice-2" xmlns:cac="{_UBL}CommonAggregateComponents-2" '
        f'xmlns:cbc="{_UBL}CommonBasicComponents-2">'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{"".join(parts)}</Invoice>\n'.encode()


def _ubl_party(role: str, party: dict[str, str]) -> str:
    address = (
        tag("cbc:StreetName", party["street"])
        + tag("cbc:CityName", party["city"])
        + tag("cbc:PostalZone", party["postal_code"] or "0")
    )
    address += nest("cac:Country", tag("cbc:IdentificationCode", party["country"]))
    tax = (
        tag("cbc:CompanyID", party["vat_number"]) + nest("cac:TaxScheme", tag("cbc:ID", "VAT"))
        if party["vat_number"]
        else ""
    )
    body = nest("cac:PostalAddress", address) + (nest("cac:PartyTaxScheme", tax) if tax else "")
    body += nest("cac:PartyLegalEntity", tag("cbc:RegistrationName", party["name"]))
    return nest(f"cac:{role}", nest("cac:Party", body))


def _ubl_means(bill: Bill) -> str:
    account = bill.account["iban"] or bill.account["account_number"]
    code = tag("cbc:PaymentMeansCode", "58" if bill.account["iban"] else "30") + tag(
        "cbc:PaymentID", bill.invoice["number"]
    )
    return nest("cac:PaymentMeans", code + nest("cac:PayeeFinancialAccount", tag("cbc:ID", account)))


def _ubl_tax(bill: Bill) -> str:
    currency, invoice = bill.invoice["currency"], bill.invoice
    kind = tag("cbc:ID", category(bill)) + tag("cbc:Percent", rate(bill)) + nest("cac:TaxScheme", tag("cbc:ID", "VAT"))
    amounts = f'<cbc:TaxableAmount currencyID="{currency}">{money(invoice["net"])}</cbc:TaxableAmount>'
    amount = f'<cbc:TaxAmount currencyID="{currency}">{money(invoice["tax"])}</cbc:TaxAmount>'
    return nest(
        "cac:TaxTotal",
        amount + nest("cac:TaxSubtotal", amounts + amount + nest("cac:TaxCategory", kind)),
    )


def _ubl_line(bill: Bill, index: int) -> str:
    line, currency = bill.lines[index], bill.invoice["currency"]
    kind = (
        tag("cbc:ID", category(bill))
        + tag("cbc:Percent", rate(bill, index))
        + nest("cac:TaxScheme", tag("cbc:ID", "VAT"))
    )
    item = tag("cbc:Name", line["description"]) + nest("cac:ClassifiedTaxCategory", kind)
    body = (
        tag("cbc:ID", str(index + 1))
        + f'<cbc:InvoicedQuantity unitCode="C62">{line["quantity"].normalize():f}</cbc:InvoicedQuantity>'
    )
    body += f'<cbc:LineExtensionAmount currencyID="{currency}">{money(line["net"])}</cbc:LineExtensionAmount>' + nest(
        "cac:Item", item
    )
    body += nest("cac:Price", f'<cbc:PriceAmount currencyID="{currency}">{line["unit_price"]}</cbc:PriceAmount>')
    return nest("cac:InvoiceLine", body)
