"""Credit notes: what came back, what was billed too high."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from workingcapital.sample_company.accounts import digits
from workingcapital.sample_company.chance import happens, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.days import TODAY, open_days_later
from workingcapital.sample_company.posting import Draft


def credit_notes(company: Company, drafts: list[Draft]) -> list[Draft]:
    """Credit notes on some of the documents; a few of them are never used."""
    side = drafts[0].side
    rng = stream(company.code, "credits", side)
    found = []
    for draft in drafts:
        if happens(rng, 3.0) and draft.term not in ("HALVES", "THIRDS") and draft.withholding is None:
            credit = _credit(rng, company, draft)
            if credit.posting <= TODAY:
                found.append(credit)
    return found


def _credit(rng: Random, company: Company, draft: Draft) -> Draft:
    """A part of one line comes back."""
    description, quantity, price = draft.lines[0]
    back = max(Decimal(1), (quantity / 4).to_integral_value()) if quantity > 1 else Decimal(1)
    line = (
        description,
        -back,
        price if quantity > 1 else (price * rng.randrange(5, 31) / 100).quantize(Decimal("0.01")),
    )
    issue = open_days_later(company.calendar, draft.issue + timedelta(days=rng.randrange(4, 22)), 0)
    number = f"GS-{digits(rng, 5)}" if company.code == "HALDE" else f"CN-{digits(rng, 5)}"
    return Draft(
        company, draft.side, draft.party, number, issue, max(issue, draft.posting), draft.currency, draft.tax_percent,
        draft.term,
        [line], kind="credit_note", receipt=issue if draft.side == "payable" else None, cost_centre=draft.cost_centre,
        credits=draft, stays_open=happens(rng, 18), habit=draft.habit,
    )  # fmt: skip


def debit_memos(company: Company, drafts: list[Draft]) -> list[Draft]:
    """Charges for paying late, on a few customer invoices."""
    rng = stream(company.code, "debit memos")
    found = []
    for draft in drafts:
        if draft.kind == "invoice" and draft.gross > 4000 and happens(rng, 0.3):
            issue = open_days_later(company.calendar, draft.issue + timedelta(days=rng.randrange(50, 80)), 0)
            text = "Verzugszinsen und Pauschale" if company.code == "HALDE" else "Late-payment charge"
            line = (text, Decimal(1), Decimal(rng.randrange(4000, 26000)) / 100)
            memo = Draft(
                company, "receivable", draft.party, "", issue, issue, draft.currency, Decimal(0), "N14", [line],
                kind="debit_memo", habit=draft.habit,
            )  # fmt: skip
            if issue <= TODAY:
                found.append(memo)
    return found
