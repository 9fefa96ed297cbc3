"""The figures of the benchmark of the books: as the product makes them, by pandas, and row by row."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from benchmarks.books_ledger import COMPANY
from workingcapital.metrics.ageing import COLUMNS
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure, state
from workingcapital.store.gathering.balances import balance, gathered_total, grouped
from workingcapital.store.items import ItemFilter

DSO_FAMILY: Final = ("dso.end.v1", "dso.average.v1", "dso.countback.v1", "bpdso.v1", "add.v1", "cei.v1")
TOP: Final = 10
RATES: Final = {"EUR": Decimal(1), "USD": Decimal("0.92"), "GBP": Decimal("1.17")}
Said = dict[str, Decimal]


def ageing(books: Books, day: date) -> Said:
    """Receivables by age, and all of them: Facts, as the tool gives them."""
    groups = grouped(books, COMPANY, day, ItemFilter("receivable"), "column", len(COLUMNS))
    said = dict.fromkeys(COLUMNS, Decimal(0))
    for name, narrow, found in groups:
        said[name] = state("open.total.v1", COMPANY, day, narrow.asked(), gathered_total(found, narrow)).decimal()
    said["all"] = measure(books, "open.total.v1", COMPANY, day, side="receivable").decimal()
    return said


def dso_family(books: Books, day: date) -> Said:
    """Six figures of the running quarter."""
    return {formula: measure(books, formula, COMPANY, day).decimal() for formula in DSO_FAMILY}


def drivers(books: Books, day: date) -> Said:
    """What is overdue, and the ten customers who owe most of it."""
    late = ItemFilter("receivable", overdue_days=1, credits=False)
    largest = grouped(books, COMPANY, day, late, "party", TOP)
    said = {name: found.value.total for name, _, found in largest}
    return {"all": balance(books, COMPANY, day, late).value.total, **said}


QUESTIONS: Final = {"ageing": ageing, "dso_family": dso_family, "overdue_drivers": drivers}

_ITEMS: Final = """
    select v.side, v.currency, v.gross, v.posting_date, i.due_date, i.amount, p.name, v.kind,
           coalesce((select array_agg(array[to_char(a.allocated_on, 'YYYYMMDD')::numeric, a.settles])
                     from allocation a where a.company_id = i.company_id and a.instalment_id = i.instalment_id), '{}')
               as settled,
           (select array_agg(array[d.opened_on, coalesce(d.closed_on, '9999-12-31')]) from dispute d
            where d.company_id = v.company_id and d.invoice_id = v.invoice_id) as disputes
    from invoice v join instalment i using (company_id, invoice_id) join party p using (company_id, party_id)
    where v.side = 'receivable' and v.company_id = %(company)s
"""


def column_of(open_amount: Any, disputed: bool, days: int) -> str:
    """The column of an ageing by due date."""
    if open_amount < 0:
        return "credits"
    if disputed:
        return "disputed"
    return next(
        (name for name, last in (("current", 0), ("1–30", 30), ("31–60", 60), ("61–90", 90)) if days <= last), "91+"
    )


def row_by_row(books: Books, day: date) -> dict[str, Said]:
    """Ageing and drivers as a loop over objects does it: each invoice with its instalment and its allocations."""
    aged: Said = dict.fromkeys((*COLUMNS, "all"), Decimal(0))
    late: dict[str, Decimal] = {}
    for row in _each(books):
        if row["posting_date"] > day:
            continue
        settled = sum((cut for on, cut in row["settled"] if _day(on) <= day), Decimal(0))
        rest = row["amount"] - settled
        if rest == 0:
            continue
        disputed = any(opened <= day < closed for opened, closed in row["disputes"] or ())
        worth = rest * RATES[row["currency"]]
        aged[column_of(rest, disputed, (day - row["due_date"]).days)] += worth
        aged["all"] += worth
        if rest > 0 and row["due_date"] < day:
            late[row["name"]] = late.get(row["name"], Decimal(0)) + worth
    return {"ageing": aged, "overdue_drivers": _largest(late)}


def _day(number: Decimal) -> date:
    return date(int(number) // 10000, int(number) // 100 % 100, int(number) % 100)


def _largest(late: dict[str, Decimal]) -> Said:
    first = sorted(late.items(), key=lambda each: (-each[1], each[0]))[:TOP]
    return {"all": sum(late.values(), Decimal(0)), **dict(first)}


def _each(books: Books) -> Iterator[dict[str, Any]]:
    with books.cursor(name="row_by_row") as cursor:
        cursor.itersize = 5_000
        yield from cursor.execute(_ITEMS, {"company": COMPANY})


def frames(books: Books) -> dict[str, pd.DataFrame]:
    """The rows as pandas holds them, amounts in hundredths as integers: exact, and fast."""
    queries = {
        "items": """select i.instalment_id, v.invoice_id, v.currency, v.party_id, p.name, v.posting_date, i.due_date,
                           (i.amount * 100)::bigint as amount, (v.gross * 100)::bigint as gross
                    from invoice v join instalment i using (company_id, invoice_id)
                    join party p using (company_id, party_id)
                    where v.company_id = %(company)s and v.side = 'receivable'""",
        "allocations": """select instalment_id, allocated_on, (settles * 100)::bigint as settles from allocation
                          where company_id = %(company)s""",
        "disputes": "select invoice_id, opened_on, closed_on from dispute where company_id = %(company)s",
    }
    found = {}
    for name, query in queries.items():
        with books.cursor(name=f"frame_{name}") as cursor:
            cursor.itersize = 100_000
            columns = [each.name for each in (cursor.execute(query, {"company": COMPANY}).description or ())]
            found[name] = pd.DataFrame([tuple(row.values()) for row in cursor], columns=columns)
    for name, column in (("items", "posting_date"), ("items", "due_date"), ("allocations", "allocated_on"),
                         ("disputes", "opened_on"), ("disputes", "closed_on")):  # fmt: skip
        found[name][column] = pd.to_datetime(found[name][column])
    return found


def by_pandas(data: dict[str, pd.DataFrame], day: date) -> dict[str, Said]:
    """Ageing, drivers and DSO of a day from the frames."""
    on = pd.Timestamp(day)
    items = _open_on(data, day)
    cut = data["disputes"]
    live = cut[(cut.opened_on <= on) & (cut.closed_on.isna() | (cut.closed_on > on))].invoice_id
    days = (on - items.due_date).dt.days
    column = pd.cut(days, [-(10**6), 0, 30, 60, 90, 10**6], labels=["current", "1–30", "31–60", "61–90", "91+"])
    column = column.astype(object).mask(items.invoice_id.isin(live), "disputed").mask(items.open < 0, "credits")
    aged = {name: _worth(items[column == name]) for name in COLUMNS}
    late = items[(items.due_date < on) & (items.open > 0)]
    sums = late.groupby(["name", "currency"]).open.sum().unstack(fill_value=0)
    worth = {name: sum((Decimal(int(row[c])) / 100 * RATES[c] for c in sums.columns), Decimal(0))
             for name, row in sums.iterrows()}  # fmt: skip
    return {"ageing": {**aged, "all": _worth(items)}, "overdue_drivers": _largest({str(k): v for k, v in worth.items()}),
            "dso_family": {"dso.end.v1": _dso(data, items, day)}}  # fmt: skip


def _open_on(data: dict[str, pd.DataFrame], day: date) -> pd.DataFrame:
    on = pd.Timestamp(day)
    settled = data["allocations"][data["allocations"].allocated_on <= on].groupby("instalment_id").settles.sum()
    items = data["items"][data["items"].posting_date <= on]
    items = items.assign(open=items.amount - items.instalment_id.map(settled).fillna(0).astype("int64"))
    return items[items.open != 0]


def _dso(data: dict[str, pd.DataFrame], items: pd.DataFrame, day: date) -> Decimal:
    first = date(day.year, 1 + 3 * ((day.month - 1) // 3), 1)
    posted = data["items"].posting_date
    sold = data["items"][(posted >= pd.Timestamp(first)) & (posted <= pd.Timestamp(day))].assign(open=lambda x: x.gross)
    return _worth(items) / _worth(sold) * ((day - first) + timedelta(1)).days


def _worth(items: pd.DataFrame) -> Decimal:
    sums = items.groupby("currency").open.sum()
    return sum((Decimal(int(amount)) / 100 * RATES[str(currency)] for currency, amount in sums.items()), Decimal(0))
