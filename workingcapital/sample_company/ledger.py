"""Month-end balances of the general ledger: control accounts that agree with the items, and cost of sales."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from workingcapital.sample_company.chance import cents, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.days import month_end, months
from workingcapital.sample_company.rows import ZERO, Books
from workingcapital.sample_company.settlement import settles

Flows = dict[tuple[str, str], dict[date, Decimal]]  # (account, currency) → month end → amount

CONTROL = {"receivable": "ar_control", "payable": "ap_control"}
FLOW = {"receivable": "credit_sales", "payable": "purchases"}


def ledger_balances(books: Books, company: Company) -> None:
    """Control accounts by currency, sales and purchases by currency (with VAT, without the group), cost and stock."""
    control, flow = _movements(books, company)
    for (account, currency), moves in sorted(control.items()):
        balance = ZERO
        for month in months():
            balance += moves[month_end(month)]
            _add(books, company, month_end(month), account, balance, currency, True)
    for (account, currency), moves in sorted(flow.items()):
        for month in months():
            _add(books, company, month_end(month), account, moves[month_end(month)], currency, True)
    _cost_of_sales(books, company)


def _movements(books: Books, company: Company) -> tuple[Flows, Flows]:
    control: Flows = defaultdict(lambda: defaultdict(lambda: ZERO))
    flow: Flows = defaultdict(lambda: defaultdict(lambda: ZERO))
    for invoice in books.of("invoice", company.code):
        end, side, currency = month_end(invoice["posting_date"]), invoice["side"], invoice["currency"]
        control[CONTROL[side], currency][end] += invoice["gross"]
        if not invoice["intercompany"]:
            flow[FLOW[side], currency][end] += invoice["gross"]
    for allocation in books.of("allocation", company.code):
        invoice = books[books[allocation["instalment_key"]]["invoice_key"]]
        moves = control[CONTROL[invoice["side"]], invoice["currency"]]
        moves[month_end(allocation["allocated_on"])] -= settles(allocation)
        if allocation["reversed_on"]:
            moves[month_end(allocation["reversed_on"])] += settles(allocation)
    return control, flow


def _cost_of_sales(books: Books, company: Company) -> None:
    """A share of the month's net sales; the stock is so many days of it."""
    rng = stream(company.code, "cost of sales")
    sold: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for invoice in books.of("invoice", company.code):
        if invoice["side"] == "receivable" and not invoice["intercompany"]:
            sold[month_end(invoice["posting_date"])] += invoice["net"] * (invoice["fx_rate"] or 1)
    recent: list[Decimal] = []
    for month in months():
        end = month_end(month)
        cost = cents(sold[end] * (company.cogs_percent * 10 + rng.randrange(-15, 16)) / 1000)
        recent = [*recent[-2:], cost]
        _add(books, company, end, "cogs", cost, company.currency, False)
        if company.inventory_days is not None:
            daily = sum(recent, ZERO) / len(recent) / 30
            stock = cents(daily * company.inventory_days * (1000 + rng.randrange(-40, 41)) / 1000)
            _add(books, company, end, "inventory", stock, company.currency, False)


def _add(books: Books, company: Company, end: date, account: str, amount: Decimal, currency: str, tax: bool) -> None:
    books.add(
        "ledger_balance", company_id=company.code, key=f"{company.code}/LEDGER/{end}/{account}/{currency}",
        month_end=end,
        account=account, amount=amount, currency=currency, includes_tax=tax,
    )  # fmt: skip
