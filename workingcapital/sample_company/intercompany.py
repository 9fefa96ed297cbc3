"""What the three companies sell each other: one document, in two sets of books."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from workingcapital.sample_company.chance import skewed, stream
from workingcapital.sample_company.company import GROUP, HALDE, HALUK, HALUS, Company
from workingcapital.sample_company.days import TODAY, months, next_open, open_days_later, open_days_of_month
from workingcapital.sample_company.parties import add_account, add_party
from workingcapital.sample_company.payments import last_run
from workingcapital.sample_company.posting import Draft
from workingcapital.sample_company.rows import Books, Row

CITY = {"HALDE": "Haldenau", "HALUK": "Leeds", "HALUS": "Chicago"}
CODE = {"HALDE": "9000{}", "HALUK": "IC00{}", "HALUS": "IC-{}"}

# seller, buyer, what for, currency, how many a month, lowest and highest amount
TRADE = (
    (HALDE, HALUK, "Pumps and spare parts, transfer price", "EUR", 2, 38_000, 120_000),
    (HALDE, HALUS, "Pumps and spare parts, transfer price", "EUR", 1, 34_000, 96_000),
    (HALUK, HALDE, "Sales support, monthly charge", "EUR", 1, 9_500, 9_600),
    (HALUS, HALDE, "Field service for customers overseas", "USD", 1, 8_000, 31_000),
)


def sister_parties(books: Books) -> dict[tuple[str, str], Row]:
    """Each company as a party in the books of the others: (in whose books, who)."""
    found = {}
    for ours in GROUP:
        for number, sister in enumerate((c for c in GROUP if c is not ours), 1):
            term = f"{ours.code}/TERM/N30"
            party = add_party(
                books, ours.code, CODE[ours.code].format(number), sister.name, sister.country, CITY[sister.code],
                is_supplier=True, is_customer=True, ap_term_key=term, ar_term_key=term,
                intercompany_company_id=sister.code, vat_number=sister.vat_number,
            )  # fmt: skip
            add_account(books, party, sister.currency, status="verified")
            found[ours.code, sister.code] = party
    return found


def sales_within_the_group(parties: Mapping[tuple[str, str], Row]) -> list[Draft]:
    """The sellers' documents of 24 months."""
    found = []
    for seller, buyer, what, currency, often, low, high in TRADE:
        rng = stream("intercompany", seller.code, buyer.code)
        for month in months():
            days = open_days_of_month(seller.calendar, month)
            for nth in range(often):
                day = days[min(5 + 9 * nth, len(days) - 1)]
                draft = Draft(
                    seller, "receivable", parties[seller.code, buyer.code], "", day, day, currency, Decimal(0), "N30",
                    [(what, Decimal(1), skewed(rng, low, high))], more={"intercompany": True},
                )  # fmt: skip
                found.append(draft)
    return [draft for draft in found if draft.posting <= TODAY]


def mirrored(parties: Mapping[tuple[str, str], Row], sale: Draft) -> Draft:
    """The buyer's bill for a sale: same number, same amount, paid on the buyer's last run in time."""
    buyer = next(c for c in GROUP if c.code == sale.party["intercompany_company_id"])
    posting = open_days_later(buyer.calendar, sale.issue + timedelta(days=1), 0)
    bill = Draft(
        buyer, "payable", parties[buyer.code, sale.company.code], sale.number, sale.issue, posting, sale.currency,
        Decimal(0), "N30",
        sale.lines, receipt=sale.issue + timedelta(days=1), cost_centre=_cost_centre(buyer), twin=sale,
        approved_on=open_days_later(buyer.calendar, posting, 2), more={"intercompany": True},
    )  # fmt: skip
    run = last_run(buyer, sale.issue + timedelta(days=30))
    if run is None:
        raise ValueError(f"no run for {sale.number}")
    bill.pay_on, sale.pay_on, sale.twin = run, next_open(sale.company.calendar, run), bill
    if run >= TODAY:
        sale.stays_open = True
    return bill


def _cost_centre(company: Company) -> str:
    return {"HALDE": "4100", "HALUK": "P100", "HALUS": "100"}[company.code]
