"""Bills: what suppliers send, when it arrives, and when it is approved."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from workingcapital.sample_company.chance import cents, happens, pick, skewed, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.data.words import BOUGHT
from workingcapital.sample_company.days import TODAY, months, open_days_later, open_days_of_month
from workingcapital.sample_company.posting import Draft, Line
from workingcapital.sample_company.suppliers import Supplier

SAME_EACH_TIME = ("rent", "lease", "licence", "weekly")


def bills(company: Company, suppliers: list[Supplier]) -> list[Draft]:
    """Every bill posted until today, supplier by supplier."""
    return [draft for supplier in suppliers for draft in _of_supplier(company, supplier) if draft.posting <= TODAY]


def _of_supplier(company: Company, supplier: Supplier) -> list[Draft]:
    rng = stream(company.code, "bills", supplier.party["code"])
    sequence, found = rng.randrange(100, 4000), []
    for index, month in enumerate(months()):
        for day in _issue_days(rng, company, supplier, month, index):
            sequence += 1 if supplier.category in SAME_EACH_TIME else rng.randrange(1, 9)
            found.append(_bill(rng, company, supplier, day, sequence, index))
    return found


def _issue_days(rng: Random, company: Company, supplier: Supplier, month: date, index: int) -> list[date]:
    """When this supplier writes bills in a month."""
    days = open_days_of_month(company.calendar, month)
    match supplier.category:
        case "rent" | "energy":
            return [days[0]]
        case "lease":
            return [days[9]] * round(supplier.bills_a_month)
        case "weekly":
            return [day for day in days if day.isoweekday() == 5]
        case "licence":
            every = max(1, round(1 / supplier.bills_a_month))
            return [days[-2]] if index % every == 0 else []
    count = int(supplier.bills_a_month * (0.8 + 0.4 * rng.random()) + rng.random())
    return sorted(pick(rng, days) for _ in range(count))


def _bill(rng: Random, company: Company, supplier: Supplier, issue: date, sequence: int, index: int) -> Draft:
    receipt = issue + timedelta(days=rng.randrange(0, 4))
    posting = open_days_later(company.calendar, receipt, rng.randrange(0, 2))
    lines = _lines(rng, company, supplier, index)
    draft = Draft(
        company, "payable", supplier.party, supplier.number(sequence, issue.year, issue.month), issue, posting,
        supplier.currency, supplier.tax_percent, supplier.term, lines, receipt=receipt,
        cost_centre=supplier.cost_centre,
        withholding=supplier.withholding, habit=supplier,
    )  # fmt: skip
    slow = 4 if draft.net > 50_000 else 1
    draft.approved_on = open_days_later(company.calendar, posting, rng.randrange(1, 5) + rng.randrange(slow))
    return draft


def _lines(rng: Random, company: Company, supplier: Supplier, index: int) -> list[Line]:
    language = "de" if company.code == "HALDE" and supplier.party["country"] in ("DE", "AT") else "en"
    words = BOUGHT[supplier.category][language]
    if supplier.category in SAME_EACH_TIME:
        raised = Decimal("1.03") if index >= 18 and supplier.category == "rent" else Decimal(1)
        return [(words[0], Decimal(1), cents(Decimal(supplier.low) * raised))]
    amount = skewed(rng, supplier.low, supplier.high)
    if not supplier.with_orders:
        return [(pick(rng, words), Decimal(1), amount)]
    return [_goods(rng, pick(rng, words), part) for part in parts(rng, amount)]


def parts(rng: Random, amount: Decimal) -> list[Decimal]:
    """The amount in one to three lines."""
    count = 1 + happens(rng, 45) + happens(rng, 20)
    shares = [1 + rng.randrange(5) for _ in range(count)]
    return [amount * share / sum(shares) for share in shares]


def _goods(rng: Random, description: str, amount: Decimal) -> Line:
    quantity = Decimal(pick(rng, [1, 2, 4, 5, 8, 10, 12, 20, 25, 40, 50]))
    return description, quantity, max(cents(amount / quantity), Decimal("0.50"))
