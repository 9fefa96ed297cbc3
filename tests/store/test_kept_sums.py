"""Sums from kept balances are the sums of the items, and are read by plans that do not grow with the ledger."""

import json
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from benchmarks.books_figures import QUESTIONS, by_pandas, frames, row_by_row
from benchmarks.books_ledger import AS_OF, COMPANY, WHO, make
from workingcapital.periods import Period
from workingcapital.store import kept_sums, row_names
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.flows import invoiced
from workingcapital.store.gathering.balances import grouped
from workingcapital.store.items import GroupBy, ItemFilter, named_sums, open_sums
from workingcapital.store.row_names import every_row, number_of

OPEN, PAID = 6_000, 6_000
DAYS = (AS_OF, date(2026, 3, 31), date(2025, 2, 14))
FILTERS = (
    ItemFilter(),
    ItemFilter("receivable"),
    ItemFilter("payable", overdue_days=1, credits=False),
    ItemFilter("receivable", overdue_days=31, disputed=False),
    ItemFilter("receivable", currency="USD", due_from=date(2026, 5, 1), due_to=date(2026, 7, 31)),
    ItemFilter("receivable", column="31–60"),
    ItemFilter("payable", credits=True, intercompany=False),
    ItemFilter("receivable", due_from=date(2026, 5, 20), due_to=date(2026, 6, 10)),
    ItemFilter("payable", due_from=date(2026, 6, 3), due_to=date(2026, 6, 25), currency="EUR"),
)


@pytest.fixture(scope="module", autouse=True)
def a_ledger(store: Store) -> None:
    make(store, OPEN, PAID)


@pytest.fixture
def books(store: Store) -> Any:
    with store.reading(WHO) as opened:
        yield opened


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("group_by", ["none", "party", "currency", "month", "column"])
@pytest.mark.parametrize("which", FILTERS, ids=lambda each: json.dumps(each.asked(), default=str))
def test_kept_sums_are_the_sums_of_the_items(
    books: Books, which: ItemFilter, group_by: GroupBy, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_sums, "FEW", 0 if day == DAYS[-1] else kept_sums.FEW)  # as in a ledger with much since
    with every_row():
        listed = open_sums(books, COMPANY, day, which, group_by)
    kept = kept_sums.sums(books, COMPANY, day, vars(which), group_by)
    assert [tuple(each) for each in kept] == [(s.key, s.name, s.currency, s.amount, s.count) for s in listed]
    assert all(len(each.rows) == each.count for each in listed)


def test_what_was_invoiced_is_the_same_counted_or_listed(books: Books) -> None:
    quarter = Period(date(2026, 4, 1), AS_OF, "2026-Q2")
    counted = invoiced(books, COMPANY, "receivable", quarter)
    with every_row():
        listed = invoiced(books, COMPANY, "receivable", quarter)
    assert [(f.currency, f.amount, f.in_base) for f in counted] == [(f.currency, f.amount, f.in_base) for f in listed]
    row = books.execute(
        """select sum(gross * coalesce(fx_rate, 1)) as total, count(*) as n from invoice
           where side = 'receivable' and posting_date between '2026-04-01' and '2026-06-30'"""
    ).fetchone()
    assert row is not None
    assert sum((flow.in_base for flow in counted), Decimal(0)) == row["total"]
    assert sum(len(flow.rows) for flow in listed) == row["n"]


def test_pandas_and_a_loop_over_rows_say_the_same(books: Books) -> None:
    data, looped = frames(books), row_by_row(books, AS_OF)
    framed = by_pandas(data, AS_OF)
    for name, question in QUESTIONS.items():
        said = question(books, AS_OF)
        for other in (framed, looped):
            for key, value in other.get(name, {}).items():
                assert abs(said[key] - value) < Decimal("0.05" if name == "dso_family" else "0.01"), (name, key)


def plan(books: Books, query: str, which: ItemFilter, group_by: str) -> dict[str, Any]:
    parameters = kept_sums._parameters(COMPANY, AS_OF, vars(which), group_by)
    if group_by == "party":
        query = kept_sums.narrowed(query, vars(which)) + kept_sums._LARGEST
        parameters |= {
            "currencies": ["EUR", "USD", "GBP"],
            "rates": [Decimal(1), Decimal("0.92"), Decimal("1.17")],
            "top": 10,
        }
    row = books.execute(f"explain (analyze, format json) {query}".encode(), parameters).fetchone()
    assert row is not None
    found: dict[str, Any] = row["QUERY PLAN"][0]["Plan"]
    return found


def nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(below for child in node.get("Plans", []) for below in nodes(child))]


def test_a_balance_is_read_from_movements_by_index_and_touches_no_item(books: Books) -> None:
    read = nodes(plan(books, kept_sums.BY_DAY, ItemFilter("receivable"), "column"))
    assert {node["Relation Name"] for node in read if "Relation Name" in node} == {"open_movement"}
    scans = [node for node in read if node.get("Relation Name")]
    assert all("grain" in node.get("Index Cond", "") or node["Node Type"] == "Bitmap Heap Scan" for node in scans)
    assert sum(node["Actual Rows"] for node in scans) < OPEN


def test_who_is_asking_is_verified_once_for_a_table_and_not_once_for_a_row(books: Books) -> None:
    read = nodes(plan(books, kept_sums.BY_DAY, ItemFilter("receivable"), "none"))
    asked = [node for node in read if node.get("Subplan Name", "").startswith("InitPlan")]
    assert 1 <= len(asked) <= 2
    assert all(node["Actual Loops"] == 1 for node in asked)
    assert not any("granted_companies" in node.get("Filter", "") for node in read)


def open_now(books: Books, first: date, last: date) -> int:
    row = books.execute(
        """select count(*) as n from open_span where to_day = 'infinity' and side = 'receivable'
           and due_date between %s and %s""",
        [first, last],
    ).fetchone()
    assert row is not None
    found: int = row["n"]
    return found


def test_overdue_by_party_is_read_from_months_and_from_the_items_of_a_few_days(books: Books) -> None:
    read = nodes(plan(books, kept_sums.RECENT_BY_PARTY, ItemFilter("receivable", overdue_days=1), "party"))
    rows = {
        node["Relation Name"]: node["Actual Rows"] * node["Actual Loops"] for node in read if "Relation Name" in node
    }
    assert rows["open_span"] <= open_now(books, AS_OF, AS_OF) + 10 < open_now(books, date.min, AS_OF) / 10
    assert not any(node["Node Type"] == "Seq Scan" for node in read if node.get("Relation Name") == "open_span")


@pytest.mark.parametrize(("day", "recent"), [(AS_OF, True), (DAYS[-1], False)])
def test_the_months_are_asked_where_little_has_moved_since(
    books: Books, day: date, recent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_sums, "FEW", 20)
    asked = kept_sums._parameters(COMPANY, day, vars(ItemFilter("receivable", overdue_days=1)), "party")
    assert kept_sums.is_recent(books, asked) == recent


def test_overdue_by_party_of_a_past_day_reads_the_open_spans_and_no_paid_one(books: Books) -> None:
    read = nodes(plan(books, kept_sums.BY_PARTY, ItemFilter("receivable", overdue_days=1), "party"))
    spans = [node for node in read if node.get("Relation Name") == "open_span"]
    assert {node.get("Index Name") for node in read if "open_span" in str(node.get("Index Name"))} <= {
        "open_span_now",
        "open_span_ended",
    }
    assert not any(node["Node Type"] == "Seq Scan" for node in spans)


@pytest.mark.parametrize("top", [1, 10, 10_000])
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("which", FILTERS, ids=lambda each: json.dumps(each.asked(), default=str))
def test_the_largest_parties_are_those_of_all_in_the_same_order(
    books: Books, which: ItemFilter, day: date, top: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with every_row():
        everybody = grouped(books, COMPANY, day, which, "party")
    monkeypatch.setattr(kept_sums, "FEW", 0 if day == DAYS[-1] else kept_sums.FEW)
    monkeypatch.setattr(row_names, "_LISTED", ContextVar("listed rows", default=20))
    found = grouped(books, COMPANY, day, which, "party", top)
    assert [(name, narrow, b.value, b.count) for name, narrow, b in found] == [
        (name, narrow, b.value, b.count) for name, narrow, b in everybody[:top]
    ]
    for (_, _, some), (_, _, listed) in zip(found, everybody, strict=False):
        assert some.rows == listed.rows if some.count <= 20 else number_of(some.rows) == some.count


def test_parties_worth_the_same_go_by_their_names_and_what_has_no_rate_is_worth_nothing(books: Books) -> None:
    which = ItemFilter("receivable", overdue_days=1)
    by_name = sorted({each.name or "" for each in kept_sums.sums(books, COMPANY, AS_OF, vars(which), "party")})
    found = kept_sums.largest(books, COMPANY, AS_OF, vars(which), {}, 7)
    assert sorted({each.name or "" for each in found}) == by_name[:7]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("which", FILTERS, ids=lambda each: json.dumps(each.asked(), default=str))
def test_the_items_of_some_parties_are_named_as_when_all_are_listed(books: Books, which: ItemFilter, day: date) -> None:
    with every_row():
        listed = open_sums(books, COMPANY, day, which, "party")
    some = {each.key for each in listed[::7] if each.key}
    named = named_sums(books, COMPANY, day, which, [int(key) for key in some])
    assert [(s.key, s.name, s.currency, s.amount, s.count, s.rows) for s in named] == [
        (s.key, s.name, s.currency, s.amount, s.count, s.rows) for s in listed if s.key in some
    ]
