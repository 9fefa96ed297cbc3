"""UBL 2: invoices and credit notes."""

from collections.abc import Iterator
from decimal import Decimal

from workingcapital.importing.document import Line, Tax
from workingcapital.importing.stated import Stated, StatedDiscount, StatedInstalment, StatedParty
from workingcapital.importing.xmlfile import Element, day, number, text

ROOTS = (
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice",
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote",
)


def read_ubl(root: Element) -> Stated:
    """The document as it states itself."""
    totals = root.find("LegalMonetaryTotal")
    sums = totals if totals is not None else root
    default_type = "381" if root.tag == "CreditNote" else "380"
    return Stated(
        syntax="UBL",
        number=text(root, "ID"),
        type_code=text(root, "InvoiceTypeCode", "CreditNoteTypeCode") or default_type,
        issued=day(root, "IssueDate"),
        currency=text(root, "DocumentCurrencyCode"),
        net=number(sums, "TaxExclusiveAmount"),
        tax=_tax_total(root),
        grand_total=number(sums, "TaxInclusiveAmount"),
        payable=number(sums, "PayableAmount"),
        seller=_party(root.find("AccountingSupplierParty/Party")),
        payee=_party(root.find("PayeeParty")),
        accounts=list(_accounts(root)),
        means=frozenset(e.text or "" for e in root.iterfind("PaymentMeans/PaymentMeansCode")),
        terms=[note.text for note in root.iterfind("PaymentTerms/Note") if note.text],
        instalments=list(_instalments(root)),
        discounts=list(_discounts(root)),
        order=text(root, "OrderReference/ID"),
        payment_reference=text(root, "PaymentMeans/PaymentID"),
        lines=[_line(e) for e in root if e.tag in ("InvoiceLine", "CreditNoteLine")],
        taxes=[_tax(e) for e in root.iterfind("TaxTotal/TaxSubtotal")],
    )


def _tax_total(root: Element) -> Decimal | None:
    """The total in the document's currency; a second one may stand in the currency of the tax office."""
    currency = text(root, "DocumentCurrencyCode")
    for total in root.iterfind("TaxTotal"):
        amount = total.find("TaxAmount")
        if amount is not None and amount.get("currencyID") in (None, currency):
            return number(total, "TaxAmount")
    return None


def _party(party: Element | None) -> StatedParty | None:
    if party is None:
        return None
    name = text(party, "PartyLegalEntity/RegistrationName", "PartyName/Name")
    schemes = {text(e, "TaxScheme/ID"): text(e, "CompanyID") for e in party.iterfind("PartyTaxScheme")}
    return (name and StatedParty(
        name=name,
        vat_number=schemes.pop("VAT", None),
        tax_number=next(iter(schemes.values()), None),
        registry_number=text(party, "PartyLegalEntity/CompanyID"),
        country=text(party, "PostalAddress/Country/IdentificationCode"),
        street=text(party, "PostalAddress/StreetName"),
        city=text(party, "PostalAddress/CityName"),
        postal_code=text(party, "PostalAddress/PostalZone"),
        email=text(party, "Contact/ElectronicMail"),
    )) or None  # fmt: skip


def _accounts(root: Element) -> Iterator[tuple[str, str | None]]:
    for means in root.iterfind("PaymentMeans"):
        iban = text(means, "PayeeFinancialAccount/ID")
        if iban:
            yield iban, text(means, "PayeeFinancialAccount/FinancialInstitutionBranch/ID")


def _instalments(root: Element) -> Iterator[StatedInstalment]:
    """Instalments stand in the payment terms, a single due date in the header or beside the means of payment."""
    found = [
        StatedInstalment(due, number(terms, "Amount"))
        for terms in root.iterfind("PaymentTerms")
        if (due := day(terms, "InstallmentDueDate", "PaymentDueDate"))
    ]
    single = day(root, "DueDate", "PaymentMeans/PaymentDueDate")
    yield from found or ([StatedInstalment(single, None)] if single else [])


def _discounts(root: Element) -> Iterator[StatedDiscount]:
    for terms in root.iterfind("PaymentTerms"):
        percent = number(terms, "SettlementDiscountPercent")
        if percent:
            yield StatedDiscount(percent, None, day(terms, "SettlementPeriod/EndDate"), None)


def _line(line: Element) -> Line:
    quantity = number(line, "InvoicedQuantity", "CreditedQuantity") or Decimal(1)
    net = number(line, "LineExtensionAmount") or Decimal(0)
    price = number(line, "Price/PriceAmount")
    per = number(line, "Price/BaseQuantity") or Decimal(1)
    return Line(
        description=text(line, "Item/Name", "Item/Description", "Note") or "",
        quantity=quantity,
        unit_price=price / per if price is not None else net,
        net=net,
        tax_percent=number(line, "Item/ClassifiedTaxCategory/Percent") or Decimal(0),
    )


def _tax(subtotal: Element) -> Tax:
    return Tax(
        category=text(subtotal, "TaxCategory/ID") or "",
        percent=number(subtotal, "TaxCategory/Percent") or Decimal(0),
        base=number(subtotal, "TaxableAmount") or Decimal(0),
        amount=number(subtotal, "TaxAmount") or Decimal(0),
    )
