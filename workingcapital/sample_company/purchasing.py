"""Purchase orders, what was received on them, and how bills matched."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from workingcapital.sample_company.chance import cents, happens, pick, stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.days import TODAY
from workingcapital.sample_company.posting import Draft
from workingcapital.sample_company.rows import Books

TOLERANCE_PERCENT, TOLERANCE_AMOUNT = Decimal(5), Decimal(250)
REASONS = {
    "price": "The billed price is above the ordered price by more than the tolerance",
    "quantity": "More was billed than was received",
    "no_receipt": "Nothing was received on the order yet",
}


@dataclass(eq=False)
class Order:
    """An order behind one bill, and the way in which the two differ (None: they agree)."""

    draft: Draft
    ordered_on: date
    differs: str | None
    line: int
    settled_on: date | None
    price_factor: Decimal = Decimal(1)
    number: str = ""
    prices: list[Decimal] = field(default_factory=list)


def attach_orders(company: Company, drafts: list[Draft]) -> list[Order]:
    """Give bills for goods their orders, numbered by date; some bills have none."""
    rng = stream(company.code, "orders")
    orders = [
        _order(rng, draft)
        for draft in drafts
        if draft.habit.with_orders and draft.kind == "invoice" and not happens(rng, 8)
    ]
    numbers = count(1)
    for order in sorted(orders, key=lambda order: (order.ordered_on, order.draft.party["key"], order.draft.number)):
        order.number = f"PO-{order.ordered_on.year}-{next(numbers):05d}"
        order.draft.order = order
    return orders


def _order(rng: Random, draft: Draft) -> Order:
    order = Order(
        draft, draft.issue - timedelta(days=rng.randrange(8, 45)), None, rng.randrange(len(draft.lines)), None
    )
    order.differs = _difference(rng, draft)
    _, quantity, price = draft.lines[order.line]
    if order.differs == "within":
        order.price_factor = 1 - min(Decimal(pick(rng, [1, 2, 3, 4])) / 100, Decimal(240) / (quantity * price))
    elif order.differs == "price":
        order.price_factor = 1 - Decimal(pick(rng, [7, 9, 12, 15])) / 100
    order.prices = [price for _, _, price in draft.lines]
    order.prices[order.line] = max(cents(price * order.price_factor), Decimal("0.01"))
    if order.differs in REASONS:
        order.settled_on = draft.posting + timedelta(days=rng.randrange(9, 42))
        draft.blocked_until = order.settled_on
    return order


def _difference(rng: Random, draft: Draft) -> str | None:
    """Mismatches are rare, and more of the recent ones are still open."""
    often = 3 if draft.posting > TODAY - timedelta(days=30) else 1
    number = rng.random() * 100
    _, quantity, price = draft.lines[0]
    if number < 1.6 * often:
        return "price"
    if number < 2.4 * often:
        return "quantity" if quantity >= 4 else None
    if number < 3.2 * often:
        return "no_receipt"
    return "within" if number < 18 and quantity * price > 50 else None


def orders(books: Books, orders: list[Order]) -> None:
    """Order, receipt and match rows, and the hold on bills whose difference is not settled."""
    for order in sorted(orders, key=lambda order: order.number):
        _write_order(books, order)
        for sequence, (_, quantity, price) in enumerate(order.draft.lines, 1):
            _write_receipts(books, order, sequence, quantity)
            _write_match(books, order, sequence, quantity, price)
        _hold(books, order)


def order_key(order: Order) -> str:
    """The natural key of an order."""
    return f"{order.draft.company.code}/{order.number}"


def _write_order(books: Books, order: Order) -> None:
    draft, key = order.draft, order_key(order)
    books.add(
        "purchase_order", company_id=draft.company.code, key=key, number=order.number, party_key=draft.party["key"],
        order_date=order.ordered_on, currency=draft.currency, status="open" if _waiting(order) else "closed",
    )  # fmt: skip
    for sequence, (item, quantity, _) in enumerate(draft.lines, 1):
        books.add(
            "purchase_order_line", company_id=draft.company.code, order_key=key, sequence=sequence, item=item,
            quantity=quantity, unit_price=order.prices[sequence - 1],
        )  # fmt: skip


def _waiting(order: Order) -> bool:
    return order.settled_on is not None and order.settled_on > TODAY


def _write_receipts(books: Books, order: Order, sequence: int, quantity: Decimal) -> None:
    """What came, and when: late where the difference was that it had not come."""
    first_day = max(order.ordered_on + timedelta(days=1), order.draft.issue - timedelta(days=2))
    late = order.differs in ("quantity", "no_receipt") and sequence == order.line + 1
    first = quantity if not late else Decimal(0) if order.differs == "no_receipt" else _short(quantity)
    parts = [(first_day, first)]
    if late and order.settled_on and not _waiting(order):
        parts.append((order.settled_on, quantity - first))
    for day, received in parts:
        if received:
            books.add(
                "goods_receipt", company_id=order.draft.company.code, order_key=order_key(order),
                order_line_sequence=sequence, received_on=day, quantity=received,
            )  # fmt: skip


def _short(quantity: Decimal) -> Decimal:
    return max(Decimal(1), (quantity * 3 / 4).to_integral_value())


def _write_match(books: Books, order: Order, sequence: int, quantity: Decimal, price: Decimal) -> None:
    here = sequence == order.line + 1 and order.differs in REASONS
    first = str(order.differs) if here else "matched"
    received = Decimal(0) if first == "no_receipt" else _short(quantity) if first == "quantity" else quantity
    _match(books, order, sequence, (quantity, price), received, first, order.draft.posting)
    if here and first != "price" and order.settled_on and not _waiting(order):
        _match(books, order, sequence, (quantity, price), quantity, "matched", order.settled_on)


def _match(
    books: Books,
    order: Order,
    sequence: int,
    billed: tuple[Decimal, Decimal],
    received: Decimal,
    verdict: str,
    day: date,
) -> None:
    books.add(
        "match_result", company_id=order.draft.company.code, invoice_key=order.draft.key, order_key=order_key(order),
        order_line_sequence=sequence, verdict=verdict, ordered=billed[0], received=received, invoiced=billed[0],
        order_price=order.prices[sequence - 1], invoice_price=billed[1], tolerance_percent=TOLERANCE_PERCENT,
        tolerance_amount=TOLERANCE_AMOUNT, at=datetime.combine(day, time(9), UTC),
    )  # fmt: skip


def _hold(books: Books, order: Order) -> None:
    if _waiting(order) and order.differs:
        books[order.draft.key].update(hold_code=order.differs, hold_reason=f"{REASONS[order.differs]} ({order.number})")
