"""From what an e-invoice states to a bill of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from workingcapital.importing.currencies import is_currency
from workingcapital.importing.document import Document, Instalment, Line, Party, Step, Tax
from workingcapital.importing.ledger_party import account, compact, make_party
from workingcapital.importing.prose import read_prose
from workingcapital.importing.skonto import read_skonto
from workingcapital.importing.stated import Stated, StatedParty
from workingcapital.importing.steps import make_steps
from workingcapital.importing.text import multiline
from workingcapital.importing.xmlfile import BadField
from workingcapital.invoices import KIND_OF_CODE
from workingcapital.money import minor_digits
from workingcapital.terms import DiscountStep, DueRule

_COLLECTED: Final = frozenset(("49", "59"))  # UNTDID 4461: direct debit, SEPA direct debit


def make_bill(stated: Stated, file: str, source_system: str, sha256: str, payload: Mapping[str, Any]) -> Document:
    """The bill; refuses what it cannot be without: number, date, currency, seller, an amount."""
    number, issued = _needed(stated.number, "number"), _needed(stated.issued, "issue date")
    currency = _currency(stated)
    payable = _payable(stated, currency)
    credit = KIND_OF_CODE.get(stated.type_code) == "credit_note" and payable > 0
    flip = Decimal(-1 if credit else 1)
    payable *= flip
    kind = "credit_note" if payable < 0 else KIND_OF_CODE.get(stated.type_code, "invoice")
    seller, payee = _parties(stated)
    terms, due, steps = _terms(stated, issued, payable, currency)
    hold = _hold(stated, payee or seller)
    net = (stated.net if stated.net is not None else payable * flip) * flip
    return Document(
        file=file, row=1, source_system=source_system, source_id=sha256, side="payable", kind=kind, number=number,
        party=seller, payee=payee, issued=issued, posted=issued, due=due, currency=currency, net=net,
        tax=(stated.tax or Decimal(0)) * flip, gross=payable, instalments=_instalments(stated, payable, due, steps),
        payload={**payload, "due_date_stated": bool(stated.instalments)}, approval="entered", term_text=terms or None,
            po_number=stated.order,
        payment_reference=stated.payment_reference, lines=_signed_lines(stated.lines, flip),
        taxes=_signed_taxes(stated.taxes, flip), hold_code="other" if hold else None, hold_reason=hold,
    )  # fmt: skip


def _needed(value: Any, field: str) -> Any:
    if value is None:
        raise BadField(field, "is not stated in the document")
    return value


def _currency(stated: Stated) -> str:
    currency = str(_needed(stated.currency, "currency")).upper()
    if not is_currency(currency):
        raise BadField("currency", f"{currency!r} is not a currency of ISO 4217")
    return currency


def _payable(stated: Stated, currency: str) -> Decimal:
    """What is to be paid, after what was paid in advance: that is the amount of the bill in the books."""
    payable: Decimal = _needed(stated.payable if stated.payable is not None else stated.grand_total, "payable amount")
    if payable == 0:
        raise BadField("payable amount", "is 0: there is nothing to pay")
    if payable != payable.quantize(Decimal(1).scaleb(-minor_digits(currency))):
        raise BadField("payable amount", f"{payable} has more decimals than {currency} knows")
    return payable


def _parties(stated: Stated) -> tuple[Party, Party | None]:
    """Seller and deviating payee; the bank accounts belong to whoever is paid."""
    seller, payee = _needed(stated.seller, "seller"), stated.payee
    holder = payee.name if payee else seller.name
    accounts = sorted((account(iban, holder, bic) for iban, bic in stated.accounts), key=lambda a: a.fault is not None)
    if payee is None or payee.name == seller.name:
        return replace(_party(seller), accounts=tuple(accounts)), None
    return _party(seller), replace(_party(payee), accounts=tuple(accounts))


def _party(stated: StatedParty) -> Party:
    country = stated.country if stated.country and len(stated.country) == 2 else None
    return make_party(
        None, " ".join(stated.name.split()), vat_number=compact(stated.vat_number), tax_number=stated.tax_number,
        registry_number=stated.registry_number, country=country, street=stated.street, city=stated.city,
        postal_code=stated.postal_code, email=stated.email,
    )  # fmt: skip


def _hold(stated: Stated, paid_to: Party) -> str | None:
    """Why the bill must not be paid by us as it stands."""
    if stated.means and stated.means <= _COLLECTED:
        return "the supplier collects it by direct debit"
    faults = [a.fault for a in paid_to.accounts]
    return faults[0] if faults and all(faults) else None


def _terms(stated: Stated, issued: date, payable: Decimal, currency: str) -> tuple[str, date, tuple[Step, ...]]:
    """Terms as text, the last due date, and the discount steps: by rule, in fields, or in a sentence."""
    text = "\n".join(multiline(terms) for terms in stated.terms)
    prose = read_prose(text, issued)
    last = max((instalment.due for instalment in stated.instalments), default=None)
    skonto = read_skonto(stated.terms)
    steps = skonto or _discounts(stated, issued) or prose.steps
    net_days = [step.rule for step in skonto if step.percent == 0]
    due = last or (net_days[-1].on(issued) if net_days else None) or prose.due or issued
    grand, tax = stated.grand_total or payable, stated.tax or Decimal(0)
    share = abs(tax / grand) if grand else Decimal(0)
    return text, due, make_steps(steps, issued, payable, share, currency, "document")


def _discounts(stated: Stated, issued: date) -> tuple[DiscountStep, ...]:
    found = []
    for discount in stated.discounts:
        days = discount.days if discount.until is None else (discount.until - issued).days
        if days is not None and days >= 0 and 0 < discount.percent < 100:
            found.append(DiscountStep(discount.percent, DueRule(days), discount.base))
    return tuple(found)


def _instalments(stated: Stated, payable: Decimal, due: date, steps: tuple[Step, ...]) -> tuple[Instalment, ...]:
    """Several due dates with amounts that add up to the payable one; else one instalment."""
    parts = [(part.due, part.amount) for part in stated.instalments if part.amount]
    if len(parts) > 1 and sum(amount for _, amount in parts if amount) == abs(payable):
        sign = Decimal(1).copy_sign(payable)
        return tuple(Instalment(day, (amount or Decimal(0)) * sign) for day, amount in parts)
    return (Instalment(due, payable, steps),)


def _signed_lines(lines: Sequence[Line], flip: Decimal) -> tuple[Line, ...]:
    return tuple(replace(line, quantity=line.quantity * flip, net=line.net * flip) for line in lines)


def _signed_taxes(taxes: Sequence[Tax], flip: Decimal) -> tuple[Tax, ...]:
    return tuple(replace(tax, base=tax.base * flip, amount=tax.amount * flip) for tax in taxes)
