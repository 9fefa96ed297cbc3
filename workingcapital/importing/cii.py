"""UN/CEFACT Cross Industry Invoice: XRechnung and ZUGFeRD 2 / Factur-X, and the older names of ZUGFeRD 1."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from workingcapital.importing.document import Line, Tax
from workingcapital.importing.stated import Stated, StatedDiscount, StatedInstalment, StatedParty
from workingcapital.importing.xmlfile import Element, day, number, text

ROOTS: Final = (
    "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice",
    "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument",
    "{urn:un:unece:uncefact:data:standard:CBFBUY:5}Invoice",
)

# ZUGFeRD 1 name → name since CII D16B.
_RENAMED: Final = {
    "HeaderExchangedDocument": "ExchangedDocument",
    "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
    "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
    "SpecifiedTradeSettlementMonetarySummation": "SpecifiedTradeSettlementHeaderMonetarySummation",
    "SpecifiedTradeSettlementLineMonetarySummation": "SpecifiedTradeSettlementHeaderMonetarySummation",
    "SpecifiedSupplyChainTradeAgreement": "SpecifiedLineTradeAgreement",
    "SpecifiedSupplyChainTradeDelivery": "SpecifiedLineTradeDelivery",
    "SpecifiedSupplyChainTradeSettlement": "SpecifiedLineTradeSettlement",
    "ApplicablePercent": "RateApplicablePercent",
}
_SUMS: Final = "SpecifiedTradeSettlementHeaderMonetarySummation"


def read_cii(root: Element) -> Stated:
    """The document as it states itself."""
    for element in root.iter():
        element.tag = _RENAMED.get(str(element.tag), element.tag)
    head = _part(root, "ExchangedDocument")
    deal = _part(root, "SupplyChainTradeTransaction")
    agreement, settlement = (
        _part(deal, "ApplicableHeaderTradeAgreement"),
        _part(deal, "ApplicableHeaderTradeSettlement"),
    )
    sums = _part(settlement, _SUMS)
    payable = sums.find("DuePayableAmount")
    return Stated(
        syntax="CII",
        number=text(head, "ID"),
        type_code=text(head, "TypeCode") or "380",
        issued=day(head, "IssueDateTime/DateTimeString", "IssueDateTime"),
        currency=text(settlement, "InvoiceCurrencyCode")
        or (payable.get("currencyID") if payable is not None else None),
        net=number(sums, "TaxBasisTotalAmount"),
        tax=_tax_total(sums, text(settlement, "InvoiceCurrencyCode")),
        grand_total=number(sums, "GrandTotalAmount"),
        payable=number(sums, "DuePayableAmount"),
        seller=_party(agreement.find("SellerTradeParty")),
        payee=_party(settlement.find("PayeeTradeParty")),
        accounts=list(_accounts(settlement)),
        means=frozenset(e.text or "" for e in settlement.iterfind("SpecifiedTradeSettlementPaymentMeans/TypeCode")),
        terms=[e.text for e in settlement.iterfind("SpecifiedTradePaymentTerms/Description") if e.text],
        instalments=list(_instalments(settlement)),
        discounts=list(_discounts(settlement)),
        order=text(agreement, "BuyerOrderReferencedDocument/IssuerAssignedID", "BuyerOrderReferencedDocument/ID"),
        payment_reference=text(settlement, "PaymentReference"),
        lines=[_line(e) for e in deal.iterfind("IncludedSupplyChainTradeLineItem")],
        taxes=[_tax(e) for e in settlement.iterfind("ApplicableTradeTax")],
    )


def _part(element: Element, name: str) -> Element:
    """A part of the document; an absent one reads as empty, and its fields are missed where they are needed."""
    found = element.find(name)
    return found if found is not None else element.makeelement(name)


def _tax_total(sums: Element, currency: str | None) -> Decimal | None:
    for total in sums.iterfind("TaxTotalAmount"):
        if total.get("currencyID") in (None, currency):
            return Decimal(total.text.strip()) if total.text else None
    return None


def _party(party: Element | None) -> StatedParty | None:
    name = text(party, "Name", "SpecifiedLegalOrganization/TradingBusinessName") if party is not None else None
    if party is None or name is None:
        return None
    numbers = {e.get("schemeID"): text(e, ".") for e in party.iterfind("SpecifiedTaxRegistration/ID")}
    return StatedParty(
        name=name,
        vat_number=numbers.get("VA"),
        tax_number=numbers.get("FC"),
        registry_number=text(party, "SpecifiedLegalOrganization/ID"),
        country=text(party, "PostalTradeAddress/CountryID"),
        street=text(party, "PostalTradeAddress/LineOne"),
        city=text(party, "PostalTradeAddress/CityName"),
        postal_code=text(party, "PostalTradeAddress/PostcodeCode"),
        email=text(party, "DefinedTradeContact/EmailURIUniversalCommunication/URIID"),
    )


def _accounts(settlement: Element) -> Iterator[tuple[str, str | None]]:
    for means in settlement.iterfind("SpecifiedTradeSettlementPaymentMeans"):
        iban = text(means, "PayeePartyCreditorFinancialAccount/IBANID")
        if iban:
            yield iban, text(means, "PayeeSpecifiedCreditorFinancialInstitution/BICID")


def _instalments(settlement: Element) -> Iterator[StatedInstalment]:
    for terms in settlement.iterfind("SpecifiedTradePaymentTerms"):
        due = day(terms, "DueDateDateTime/DateTimeString", "DueDateDateTime")
        if due:
            yield StatedInstalment(due, number(terms, "PartialPaymentAmount"))


def _discounts(settlement: Element) -> Iterator[StatedDiscount]:
    for terms in settlement.iterfind("SpecifiedTradePaymentTerms"):
        for discount in terms.iterfind("ApplicableTradePaymentDiscountTerms"):
            percent, days = number(discount, "CalculationPercent"), number(discount, "BasisPeriodMeasure")
            measure = discount.find("BasisPeriodMeasure")
            if percent and days is not None and measure is not None and measure.get("unitCode") == "DAY":
                yield StatedDiscount(percent, int(days), None, number(discount, "BasisAmount"))


def _line(line: Element) -> Line:
    trade = _part(line, "SpecifiedLineTradeSettlement")
    net = number(trade, f"{_SUMS}/LineTotalAmount") or Decimal(0)
    price = number(line, "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount")
    per = number(line, "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/BasisQuantity") or Decimal(1)
    return Line(
        description=text(line, "SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description") or "",
        quantity=number(line, "SpecifiedLineTradeDelivery/BilledQuantity") or Decimal(1),
        unit_price=price / per if price is not None else net,
        net=net,
        tax_percent=number(trade, "ApplicableTradeTax/RateApplicablePercent") or Decimal(0),
    )


def _tax(tax: Element) -> Tax:
    return Tax(
        category=text(tax, "CategoryCode") or "",
        percent=number(tax, "RateApplicablePercent") or Decimal(0),
        base=number(tax, "BasisAmount") or Decimal(0),
        amount=number(tax, "CalculatedAmount") or Decimal(0),
    )
