"""Expected values by name: the oracle on the sample's raw rows, and a few sums done by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd

from evals import by_hand
from evals.cases import Wanted
from evals.oracle import controls, days, items, payables, treasury
from evals.oracle.frames import Frames, base_currency, in_base, of, rows_of, total

TODAY = date(2026, 6, 30)


@dataclass(frozen=True)
class Value:
    """A figure to be met; `keys` are the raw keys of the items it is made of, where that is checked."""

    amount: Decimal
    currency: str | None = None
    keys: frozenset[str] | None = None


@dataclass(frozen=True)
class Oracle:
    """The raw rows of the sample, asked by name; what was worked out once is kept."""

    data: Frames
    _known: dict[str, Any] = field(default_factory=dict)

    def value(self, wanted: Wanted, company: str) -> tuple[Value, ...]:
        """The values, any of which is right."""
        if wanted.any:
            return tuple(each for one in wanted.any for each in self.value(one, company))
        if wanted.literal is not None:
            return (Value(Decimal(wanted.literal)),)
        found = self.ask(wanted, company)
        return (found if isinstance(found, Value) else Value(Decimal(found)),)

    def ask(self, wanted: Wanted, company: str) -> Any:
        """What the named oracle says; an unknown name or argument is an error of the case."""
        oracle = ORACLES[wanted.oracle or ""]
        work = partial(oracle, self.data, company, **_read(wanted.arguments()))
        return self.kept(f"{company} {wanted.model_dump_json()}", work)

    def kept(self, key: str, work: Callable[[], Any]) -> Any:
        """Worked out once."""
        if key not in self._known:
            self._known[key] = work()
        return self._known[key]


def _read(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as the oracle takes them: a period as its first and last day, rates in per cent as ratios."""
    read = dict(arguments)
    if "period" in read:
        read["period"] = period(str(read["period"]))
    if "rate" in read:
        read["rate"] = Decimal(str(read["rate"])) / 100
    return {key: date.fromisoformat(value) if _is_day(value) else value for key, value in read.items()}


def period(text: str) -> tuple[date, date]:
    """2026-Q2, 2026-05 or 2025 as first and last day.

    >>> period("2026-Q2")
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    """
    year, _, part = text.partition("-")
    first, length = (1, 12) if not part else ((int(part[1]) * 3 - 2, 3) if part[0] == "Q" else (int(part), 1))
    return date(int(year), first, 1), by_hand.month_end(int(year), first + length - 1)


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"


def _days(formula: Callable[[Frames, str, Any], Decimal]) -> Callable[..., Decimal]:
    return lambda data, company, period: formula(data, company, period)


def _items(
    data: Frames, company: str, side: str, party: str | None = None, currency: str | None = None,
    due_from: date | None = None, due_to: date | None = None, disputed: bool | None = None,
    number: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    found = items.open_items(data, company, TODAY, side)
    for column, value in (("party", party), ("currency", currency), ("disputed", disputed), ("number", number)):
        if value is not None:
            found = found[found[column] == value]
    if due_from:
        found = found[found["due_date"] >= due_from]
    return found[found["due_date"] <= due_to] if due_to else found


def _sum(data: Frames, company: str, rows: pd.DataFrame, currency: str | None = None) -> Value:
    """The items in one currency: their own where they have but one, else the company's."""
    own = sorted(set(rows["currency"]))
    said = currency or (own[0] if len(own) == 1 else base_currency(data, company))
    amount = total(rows["open"]) if own == [said] else in_base(data, company, rows, "open", TODAY)
    return Value(amount, said, frozenset(rows["key"]))


def open_total(data: Frames, company: str, side: str, **which: Any) -> Value:
    """Open items of a side, of a party, in a currency, by due date."""
    return _sum(data, company, _items(data, company, side, **which), which.get("currency"))


def open_invoice(data: Frames, company: str, number: str) -> Value:
    """What is open of one document."""
    found = items.open_items(data, company, TODAY)
    return _sum(data, company, found[found["number"] == number])


def overdue_total(data: Frames, company: str, side: str, min_days: int = 1, party: str | None = None) -> Value:
    """Debit items late by so many days or more."""
    late = items.overdue(data, company, TODAY, side, min_days)
    return _sum(data, company, late if party is None else late[late["party"] == party])


def overdue_items(data: Frames, company: str, side: str) -> frozenset[str]:
    """The keys of the items that are late."""
    return frozenset(items.overdue(data, company, TODAY, side)["key"])


def overdue_parties(data: Frames, company: str, side: str, top: int) -> list[str]:
    """The parties that are late with most, in base currency."""
    late = items.overdue(data, company, TODAY, side)
    sums = {str(party): in_base(data, company, part, "open", TODAY) for party, part in late.groupby("party")}
    return sorted(sums, key=lambda party: -sums[party])[:top]


def late_by_party(data: Frames, company: str, min_days: int) -> dict[tuple[str, str], Decimal]:
    """What each customer is late with and does not dispute, by currency."""
    late = items.overdue(data, company, TODAY, "receivable", min_days)
    late = late[~late["disputed"].astype(bool)]
    return {(str(k[0]), str(k[1])): total(part["open"]) for k, part in late.groupby(["party", "currency"])}


def ageing_bucket(data: Frames, company: str, side: str, bucket: str, basis: str = "due_date") -> Value:
    """One column of the ageing."""
    return Value(items.ageing(data, company, TODAY, side, basis)[bucket], base_currency(data, company))


def credits_total(data: Frames, company: str, side: str) -> Value:
    """Credit notes that are not wholly used."""
    return _sum(data, company, items.unused_credits(data, company, TODAY, side))


def limit_use(data: Frames, company: str, party: str) -> Decimal:
    """How much of its limit a customer uses, in per cent."""
    found = items.limit_use(data, company, TODAY)
    return Decimal(found[found["name"] == party]["share"].iloc[0])


def pending(data: Frames, company: str, party: str) -> Value:
    """What is still to be paid to a supplier, credits and all."""
    return _sum(data, company, _items(data, company, "payable", party=party))


def pending_bills(data: Frames, company: str, party: str) -> Value:
    """The same without credit notes."""
    found = _items(data, company, "payable", party=party)
    return _sum(data, company, found[found["open"] > 0])


def price_difference(data: Frames, company: str, order: str) -> Decimal:
    """By how many per cent an order was billed too dear."""
    orders = of(data, "purchase_order", company)
    key = orders[orders["number"] == order]["key"].iloc[0]
    found = of(data, "match_result", company)
    row = next(each for each in rows_of(found[found["order_key"] == key]) if each.verdict == "price")
    return Decimal(row.invoice_price / row.order_price - 1) * 100


def duplicate_numbers(data: Frames, company: str, at_least: str) -> list[str]:
    """The numbers of the second bills of true pairs, from an amount on."""
    bills = of(data, "invoice", company).set_index("key")
    pairs = controls.true_duplicates(data, company)
    large = bills[bills["gross"] >= Decimal(at_least)]["number"]
    return sorted({str(large[key]) for pair in pairs for key in pair if key in large.index})


def discount_of(data: Frames, company: str, number: str) -> Value:
    """What a bill's next step takes off."""
    return _step(data, company, number, period("2026-07")[1], Decimal(0), "discount")


def discount_worth_of(data: Frames, company: str, number: str, until: date, rate: Decimal) -> Value:
    """What the best step of a bill is worth."""
    return _step(data, company, number, until, rate, "worth")


def _step(data: Frames, company: str, number: str, until: date, rate: Decimal, column: str) -> Value:
    found = payables.open_discounts(data, company, TODAY, until, rate)
    row = next(each for each in rows_of(found[found["number"] == number]) if each.takes)
    return Value(getattr(row, column), str(row.currency))


def discount_numbers(data: Frames, company: str, until: date, rate: Decimal) -> list[str]:
    """The bills whose discount is worth taking."""
    found = payables.open_discounts(data, company, TODAY, until, rate)
    return sorted(payables.best_discounts(found)["number"])


def early_numbers(data: Frames, company: str, first: date, last: date, rate: Decimal, top: int) -> list[str]:
    """The bills whose early payment cost most."""
    found = payables.early_payments(data, company, first, last, rate)
    costs = found.groupby("number")["cost"].apply(lambda cells: float(sum(cells)))
    return [str(number) for number in costs.sort_values(ascending=False).index[:top]]


def no_order_total(data: Frames, company: str, cost_centre: str | None = None) -> Value:
    """Open bills that name no order."""
    found = payables.bills_without_order(data, company, TODAY)
    return _sum(data, company, found if cost_centre is None else found[found["cost_centre"] == cost_centre])


def promised(data: Frames, company: str) -> list[str]:
    """Customers whose promise still runs."""
    rows = of(data, "promise_to_pay", company)
    waiting = rows[rows["kept"].isna() & (rows["pay_on"] >= TODAY)]
    bills, names = of(data, "invoice", company).set_index("key"), of(data, "party", company).set_index("key")["name"]
    return sorted({str(names[bills.loc[key, "party_key"]]) for key in waiting["invoice_key"]})


def _base(amount: Callable[..., Any]) -> Callable[..., Value]:
    """The same in base currency."""
    return lambda data, company, **asked: Value(amount(data, company, **asked), base_currency(data, company))


ORACLES: dict[str, Callable[..., Any]] = {
    "dso": _days(days.dso), "dso_average": _days(days.dso_average), "best_possible_dso": _days(days.best_possible_dso),
    "add": _days(days.average_days_delinquent), "cei": _days(days.cei), "dpo": _days(days.dpo),
    "dpo_cogs": _days(days.dpo_on_cogs), "dio": _days(days.dio), "ccc": _days(days.ccc),
    "turnover": _days(days.turnover),
    "dso_countback": lambda data, company: days.dso_countback(data, company, TODAY),
    "days_late": lambda data, company, side, period: days.days_late_of_paid(data, company, side, period),
    "overdue_share": lambda data, company, side: items.overdue_share(data, company, TODAY, side),
    "concentration": lambda data, company, side, top: items.concentration(data, company, TODAY, side, top)[0],
    "largest": lambda data, company, side, top: items.concentration(data, company, TODAY, side, top)[1],
    "limit_parties": lambda data, company, top: list(items.limit_use(data, company, TODAY)["name"][:top]),
    "limit_use": limit_use, "open_total": open_total, "open_invoice": open_invoice, "overdue_total": overdue_total,
    "overdue_items": overdue_items, "overdue_parties": overdue_parties, "late_by_party": late_by_party,
    "ageing_bucket": ageing_bucket, "credits_total": credits_total, "pending": pending, "pending_bills": pending_bills,
    "price_difference": price_difference, "duplicate_numbers": duplicate_numbers, "promised": promised,
    "cash": _base(lambda data, company: treasury.cash(data, company, TODAY)),
    "floor": _base(lambda data, company: treasury.floor(data, company, TODAY)),
    "unapplied": _base(lambda data, company: in_base(
        data, company, treasury.unapplied_receipts(data, company, TODAY), "left", TODAY)),
    "exposure": lambda data, company, currency: Value(treasury.exposure(data, company, TODAY)[currency], currency),
    "discounts_worth": _base(lambda data, company, until, rate: payables.discounts_worth(
        data, company, TODAY, until, rate)),
    "discount_of": discount_of, "discount_worth_of": discount_worth_of, "discount_numbers": discount_numbers,
    "early_cost": _base(lambda data, company, first, last, rate: in_base(
        data, company, payables.early_payments(data, company, first, last, rate), "cost", TODAY)),
    "early_numbers": early_numbers, "no_order_total": no_order_total,
    "bank_changed": lambda data, company, days: sorted(controls.bank_changes(data, company, TODAY, days)["party"]),
    "sharing": lambda data, company: sorted(
        {each for group in controls.shared_accounts(data, company) for each in group}),
    "apr": by_hand.apr, "ear": by_hand.ear, "dynamic": _base(by_hand.dynamic),
    "uk_interest": by_hand.uk_interest, "uk_fixed_sum": by_hand.uk_fixed_sum,
    "german_interest": by_hand.german_interest,
}  # fmt: skip
