"""Receipts nobody has applied yet, and the few invoices they could pay."""

from datetime import date, timedelta
from decimal import Decimal

from workingcapital.sample_company.bank_changes import named
from workingcapital.sample_company.chance import happens, pick, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.customers import Customer
from workingcapital.sample_company.days import TODAY, on_or_after, open_days
from workingcapital.sample_company.posting import Draft
from workingcapital.sample_company.rows import Books
from workingcapital.sample_company.settlement import Settlement

PAYER = {"HALDE": "Raffinerie Elbmark GmbH", "HALUK": "Humberside Refining Ltd", "HALUS": "Calumet Basin Refining LLC"}
# Net amounts of three invoices of that payer; in Germany their gross adds up to 48,200.00.
NETS = {
    "HALDE": ("18000.00", "12000.00", "10504.20"),
    "HALUK": ("9200.00", "6150.00", "4025.50"),
    "HALUS": ("7400.00", "5125.00", "3318.75"),
}


def invoices_of_the_payer(company: Company, buyers: list[Customer]) -> list[Draft]:
    """Three invoices that one receipt will pay, still open."""
    customer = next(buyer for buyer in buyers if buyer.party["name"] == PAYER[company.code])
    days = (date(2026, 4, 21), date(2026, 4, 24), date(2026, 4, 28))
    return [
        Draft(
            company, "receivable", customer.party, "", day, day, customer.currency, customer.tax_percent, "N60",
            [("Ersatzteilpaket" if company.code == "HALDE" else "Spare parts kit", Decimal(1), Decimal(net))],
            stays_open=True, habit=customer,
        )
        for day, net in zip(days, NETS[company.code], strict=True)
    ]  # fmt: skip


def unapplied_receipts(books: Books, settlement: Settlement, three: list[Draft]) -> None:
    """One receipt for the three invoices, and some that say too little to be applied."""
    company = settlement.company
    party = named(books, company.code, PAYER[company.code])
    amount = sum((draft.gross for draft in three), Decimal(0))
    settlement.payment(
        "in",
        party,
        date(2026, 6, 29),
        three[0].currency,
        amount,
        reference="Sammelzahlung" if company.code == "HALDE" else "Payment on account",
    )
    rng = stream(company.code, "unapplied")
    open_invoices = [
        row for row in books.of("invoice", company.code)
        if row["side"] == "receivable" and row["kind"] == "invoice" and row["open_amount"] > 1000
        and not row["intercompany"]
    ]  # fmt: skip
    for _ in range({"HALDE": 6, "HALUK": 3, "HALUS": 2}[company.code]):
        invoice = pick(rng, open_invoices)
        day = on_or_after(open_days(company.calendar), TODAY - timedelta(days=rng.randrange(1, 24)))
        part = invoice["open_amount"] if happens(rng, 50) else Decimal(rng.randrange(5, 90) * 100)
        if day <= TODAY:
            settlement.payment(
                "in",
                books[invoice["party_key"]],
                day,
                invoice["currency"],
                part,
                reference="ohne Angabe" if company.code == "HALDE" else "no reference",
            )
