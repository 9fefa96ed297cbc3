"""E-invoices (UBL and CII, alone or inside a PDF) as fields and as lines a person can read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from lxml import etree

from retrieval.elements import FoundField, Unreadable
from retrieval.hygiene import clean, unseen
from retrieval.settings import RetrievalSettings

EMBEDDED_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "cii.xml")

# name: (label, path in UBL, path in CII); paths are of local names, from the root element.
FIELDS: dict[str, tuple[str, str, str]] = {
    "number": ("Invoice number", "ID", "ExchangedDocument/ID"),
    "issue_date": ("Issue date", "IssueDate", "ExchangedDocument/IssueDateTime/DateTimeString"),
    "due_date": (
        "Due date",
        "DueDate|PaymentMeans/PaymentDueDate",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",
    ),
    "currency": (
        "Currency",
        "DocumentCurrencyCode",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/InvoiceCurrencyCode",
    ),
    "seller": (
        "Seller",
        "AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName|AccountingSupplierParty/Party/PartyName/Name",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/SellerTradeParty/Name",
    ),
    "seller_vat": (
        "Seller's VAT number",
        "AccountingSupplierParty/Party/PartyTaxScheme/CompanyID",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/SellerTradeParty/SpecifiedTaxRegistration/ID",
    ),
    "buyer": (
        "Buyer",
        "AccountingCustomerParty/Party/PartyLegalEntity/RegistrationName|AccountingCustomerParty/Party/PartyName/Name",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/BuyerTradeParty/Name",
    ),
    "order": (
        "Purchase order",
        "OrderReference/ID",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/BuyerOrderReferencedDocument/IssuerAssignedID",
    ),
    "net": (
        "Net amount",
        "LegalMonetaryTotal/TaxExclusiveAmount",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation/TaxBasisTotalAmount",
    ),
    "gross": (
        "Gross amount",
        "LegalMonetaryTotal/TaxInclusiveAmount",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation/GrandTotalAmount",
    ),
    "payable": (
        "Payable amount",
        "LegalMonetaryTotal/PayableAmount",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation/DuePayableAmount",
    ),
    "iban": (
        "Account for payment",
        "PaymentMeans/PayeeFinancialAccount/ID",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID",
    ),
    "terms": (
        "Payment terms",
        "PaymentTerms/Note",
        "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradePaymentTerms/Description",
    ),
    "note": ("Note", "Note", "ExchangedDocument/IncludedNote/Content"),
}
_LINES = {
    "ubl": ("InvoiceLine|CreditNoteLine", "Item/Name", "InvoicedQuantity|CreditedQuantity", "LineExtensionAmount"),
    "cii": (
        "SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem",
        "SpecifiedTradeProduct/Name",
        "SpecifiedLineTradeDelivery/BilledQuantity",
        "SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
    ),
}


def parse_safely(data: bytes) -> Any:
    """The root element; a document type, and with it every entity trick, is refused and nothing is fetched."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise Unreadable(f"the XML is damaged: {problem}") from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("XML with a document type declaration is refused")
    return root


def read_invoice(data: bytes) -> tuple[list[FoundField], list[str], list[str]]:
    """Fields, readable lines and warnings; raises Unreadable when it is no UBL or CII invoice."""
    root = parse_safely(data)
    syntax = {"Invoice": "ubl", "CreditNote": "ubl", "CrossIndustryInvoice": "cii"}.get(etree.QName(root).localname)
    if syntax is None:
        raise Unreadable(f"the XML is no UBL or CII invoice; its root is {etree.QName(root).localname}")
    fields, lines, warnings = [], [], []
    for name, (label, *paths) in FIELDS.items():
        raw = _first(root, paths[syntax == "cii"])
        warnings += [f"{kind} in {label.lower()} removed" for kind in unseen(raw)]
        value = _date(clean(raw)) if name.endswith("_date") else clean(raw)
        if value:
            fields.append(FoundField(name, value))
            lines.append(f"{label}: {value}")
    return fields, lines + list(_positions(root, syntax)), warnings


def embedded_invoice(path: Path, settings: RetrievalSettings, warnings: list[str]) -> list[FoundField]:
    """Fields of the e-invoice attached to a PDF; none when there is none, a warning when it is unreadable."""
    document = pypdfium2.PdfDocument(path)
    try:
        for index in range(document.count_attachments()):
            attachment = document.get_attachment(index)
            if attachment.get_name().lower() in EMBEDDED_NAMES:
                data = bytes(attachment.get_data())
                fields, _, found = (
                    read_invoice(data)
                    if len(data) <= settings.max_file_bytes
                    else ([], [], ["attached e-invoice too large"])
                )
                warnings += found
                return fields
    except (Unreadable, pypdfium2.PdfiumError) as problem:
        warnings.append(f"the e-invoice inside the PDF was not read: {problem}")
    finally:
        document.close()
    return []


def _positions(root: Any, syntax: str) -> Iterator[str]:
    path, name, quantity, amount = _LINES[syntax]
    for number, line in enumerate(_all(root, path), start=1):
        yield clean(
            f"Line {number}: {_first(line, name)}, quantity {_first(line, quantity)}, net {_first(line, amount)}"
        )


def _all(element: Any, path: str) -> list[Any]:
    tries = [alternative.split("/") for alternative in path.split("|")]
    for parts in tries:
        found: list[Any] = element.xpath("./" + "/".join(f"*[local-name()='{part}']" for part in parts))
        if found:
            return found
    return []


def _first(element: Any, path: str) -> str:
    found = _all(element, path)
    return "".join(found[0].itertext()) if found else ""


def _date(value: str) -> str:
    return f"{value[:4]}-{value[4:6]}-{value[6:8]}" if len(value) == 8 and value.isdigit() else value
