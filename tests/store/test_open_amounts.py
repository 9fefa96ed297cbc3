"""Open amounts follow from allocations, whatever is inserted, changed, reversed or deleted, in whatever order."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.store.small_books import ANN, enter_bill, enter_company
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity

C = "NORTH"
ASKER = Identity(ANN, (C,))
AMOUNTS = st.decimals("0.01", "99999.99", places=2)
DAYS = st.integers(0, 60).map(lambda n: date(2026, 5, 1) + timedelta(n))

REBUILT = """
    with items as (
        select i.instalment_id, i.invoice_id, i.open_amount,
               i.amount - coalesce((select sum(a.amount + a.discount_taken + a.write_off + a.withheld) from allocation a
                                    where a.instalment_id = i.instalment_id and a.reversed_on is null), 0) as rebuilt
        from instalment i
    )
    select 'item ' || instalment_id as what, open_amount, rebuilt from items where open_amount <> rebuilt
    union all
    select 'invoice ' || v.invoice_id, v.open_amount, sum(i.rebuilt)
    from invoice v join items i using (invoice_id) group by v.invoice_id, v.open_amount, v.status
    having v.open_amount <> sum(i.rebuilt)
        or (v.status in ('open', 'paid') and (v.status = 'paid') <> bool_and(i.rebuilt = 0))
"""

# The books of a day, added up from what is booked: what the kept spans and movements have to say as well.
BOOKED = """
    select i.instalment_id, v.side, v.currency, i.due_date, v.party_id,
           i.amount - coalesce((select sum(a.amount + a.discount_taken + a.write_off + a.withheld) from allocation a
                                where a.instalment_id = i.instalment_id and a.allocated_on <= %(day)s
                                  and (a.reversed_on is null or a.reversed_on > %(day)s)), 0) as open_amount,
           exists (select from dispute d where d.invoice_id = v.invoice_id and d.opened_on <= %(day)s
                     and (d.closed_on is null or d.closed_on > %(day)s)) as disputed
    from instalment i join invoice v using (company_id, invoice_id)
    where v.posting_date <= %(day)s and v.status not in ('draft', 'void', 'deleted')
"""
SPANS_DIFFER = f"""
    with booked as ({BOOKED}), kept as (
        select item_id, side, currency, due_date, party_id, open_amount, disputed_on_day
        from items_as_of('NORTH', %(day)s)
    )
    (select * from booked where open_amount <> 0 except all select * from kept)
    union all (select * from kept except all select * from booked where open_amount <> 0)
"""
MOVEMENTS_DIFFER = f"""
    with booked as (
        select side, currency, due_date, open_amount < 0 as credit, disputed, sum(open_amount), count(*)
        from ({BOOKED}) b where open_amount <> 0 group by 1, 2, 3, 4, 5
    ), kept as (
        select side, currency, due_date, credit, disputed, sum(amount), sum(items)
        from open_movement
        where (grain = 'month' and day < date_trunc('month', %(day)s::date))
           or (grain = 'day' and day between date_trunc('month', %(day)s::date) and %(day)s)
        group by 1, 2, 3, 4, 5 having sum(amount) <> 0 or sum(items) <> 0
    )
    (select * from booked except all select * from kept) union all (select * from kept except all select * from booked)
"""
MONTHS_DIFFER = f"""
    with booked as (
        select side, currency, date_trunc('month', due_date)::date, party_id, open_amount < 0 as credit, disputed,
               sum(open_amount), count(*)
        from ({BOOKED}) b where open_amount <> 0 group by 1, 2, 3, 4, 5, 6
    ), kept as (select side, currency, month, party_id, credit, disputed, amount, items from open_party_month)
    (select * from booked except all select * from kept) union all (select * from kept except all select * from booked)
"""
INVOICED_DIFFERS = """
    with booked as (
        select side, posting_date, currency, coalesce(term_id, 0), kind = 'prepayment', sum(gross), count(*)
        from invoice where status not in ('draft', 'void', 'deleted') group by 1, 2, 3, 4, 5
    ), kept as (
        select side, day, currency, term_id, prepayment, sum(gross), sum(documents) from invoiced_day
        group by 1, 2, 3, 4, 5 having sum(documents) <> 0 or sum(gross) <> 0
    )
    (select * from booked except all select * from kept) union all (select * from kept except all select * from booked)
"""


@pytest.fixture(scope="module", autouse=True)
def a_company(store: Store) -> None:
    enter_company(store, C)


class Ledger(RuleBasedStateMachine):
    """Random bookings, one statement each, some over many rows at once; the books must fit after each of them."""

    books: Books

    @initialize()
    def empty(self) -> None:
        self.books.execute("delete from allocation")
        self.books.execute("delete from invoice")

    @rule(amount=AMOUNTS, parts=st.integers(1, 4), credit=st.booleans())
    def enter(self, amount: Decimal, parts: int, credit: bool) -> None:
        signed = -amount if credit else amount
        row = self.books.execute(
            """insert into invoice (company_id, side, kind, number, normalised_number, party_id, issue_date,
                                    posting_date, due_date, currency, net, gross, open_amount)
               select %(c)s, 'payable', %(kind)s, '1', '1', min(party_id), '2026-05-01', '2026-05-01', '2026-06-01',
                      'EUR', %(sum)s, %(sum)s, 0 from party returning invoice_id""",
            {"c": C, "kind": "credit_note" if credit else "invoice", "sum": signed * parts},
        ).fetchone()
        assert row is not None
        self.books.execute(
            """insert into instalment (company_id, invoice_id, sequence, due_date, amount, open_amount)
               select %s, %s, n, '2026-06-01', %s, 0 from generate_series(1, %s) n""",
            [C, row["invoice_id"], signed, parts],
        )

    def has_items(self) -> bool:
        return self._count("instalment") > 0

    @precondition(has_items)
    @rule(data=st.data(), part=AMOUNTS, discount=AMOUNTS, on=DAYS)
    def allocate(self, data: st.DataObject, part: Decimal, discount: Decimal, on: date) -> None:
        item = data.draw(st.sampled_from(self._ids("instalment", "instalment_id")))
        self.books.execute(
            """insert into allocation (company_id, instalment_id, allocated_on, amount, discount_taken, write_off)
               values (%s, %s, %s, %s, %s, 0.01)""",
            [C, item, on, part, discount],
        )

    @rule(on=DAYS)
    def settle_everything_at_once(self, on: date) -> None:
        self.books.execute(
            """insert into allocation (company_id, instalment_id, allocated_on, amount)
               select company_id, instalment_id, %s, open_amount from instalment where open_amount <> 0""",
            [on],
        )

    def has_allocations(self) -> bool:
        return self._count("allocation") > 0

    @precondition(has_allocations)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self._ids("allocation", "allocation_id")))
        self.books.execute("update allocation set reversed_on = allocated_on + 3 where allocation_id = %s", [one])

    @precondition(has_allocations)
    @rule()
    def undo_every_reversal(self) -> None:
        self.books.execute("update allocation set reversed_on = null")

    @precondition(has_allocations)
    @rule(data=st.data(), part=AMOUNTS)
    def correct(self, data: st.DataObject, part: Decimal) -> None:
        one = data.draw(st.sampled_from(self._ids("allocation", "allocation_id")))
        self.books.execute("update allocation set amount = %s where allocation_id = %s", [part, one])

    @precondition(has_allocations)
    @rule(data=st.data())
    def move_to_another_item(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self._ids("allocation", "allocation_id")))
        item = data.draw(st.sampled_from(self._ids("instalment", "instalment_id")))
        self.books.execute("update allocation set instalment_id = %s where allocation_id = %s", [item, one])

    @precondition(has_allocations)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self._ids("allocation", "allocation_id")))
        self.books.execute("delete from allocation where allocation_id = %s", [one])

    @precondition(has_items)
    @rule(data=st.data(), amount=AMOUNTS)
    def change_the_item(self, data: st.DataObject, amount: Decimal) -> None:
        item = data.draw(st.sampled_from(self._ids("instalment", "instalment_id")))
        self.books.execute("update instalment set amount = %s where instalment_id = %s", [amount, item])

    @precondition(has_items)
    @rule(data=st.data())
    def delete_an_invoice(self, data: st.DataObject) -> None:
        invoice = data.draw(st.sampled_from(self._ids("invoice", "invoice_id")))
        self.books.execute(
            """delete from allocation
               where instalment_id in (select instalment_id from instalment where invoice_id = %s)""",
            [invoice],
        )
        self.books.execute("delete from invoice where invoice_id = %s", [invoice])

    @precondition(has_items)
    @rule(data=st.data(), due=DAYS)
    def change_the_due_date(self, data: st.DataObject, due: date) -> None:
        item = data.draw(st.sampled_from(self._ids("instalment", "instalment_id")))
        self.books.execute("update instalment set due_date = %s where instalment_id = %s", [due, item])

    @precondition(has_items)
    @rule(data=st.data(), on=DAYS)
    def post_on_another_day(self, data: st.DataObject, on: date) -> None:
        invoice = data.draw(st.sampled_from(self._ids("invoice", "invoice_id")))
        self.books.execute("update invoice set posting_date = %s where invoice_id = %s", [on, invoice])

    @precondition(has_items)
    @rule(data=st.data(), status=st.sampled_from(["void", "deleted", "open"]))
    def void_it_or_bring_it_back(self, data: st.DataObject, status: str) -> None:
        invoice = data.draw(st.sampled_from(self._ids("invoice", "invoice_id")))
        self.books.execute("update invoice set status = %s where invoice_id = %s", [status, invoice])
        self.books.execute("update instalment set amount = amount where invoice_id = %s", [invoice])

    @precondition(has_items)
    @rule(data=st.data(), opened=DAYS, days=st.none() | st.integers(-2, 40))
    def dispute(self, data: st.DataObject, opened: date, days: int | None) -> None:
        invoice = data.draw(st.sampled_from(self._ids("invoice", "invoice_id")))
        closed = None if days is None else opened + timedelta(days)
        self.books.execute(
            """insert into dispute (company_id, invoice_id, reason, opened_on, closed_on)
               values ('NORTH', %s, 'short', %s, %s)""",
            [invoice, opened, closed],
        )

    @rule(on=DAYS)
    def close_every_dispute(self, on: date) -> None:
        self.books.execute("update dispute set closed_on = %s where closed_on is null", [on])

    @rule()
    def drop_every_dispute(self) -> None:
        self.books.execute("delete from dispute")

    @invariant()
    def the_kept_books_of_every_day_are_the_booked_ones(self) -> None:
        for day in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 17), date(2026, 6, 8), date(2027, 1, 1)):
            assert self.books.execute(SPANS_DIFFER.encode(), {"day": day}).fetchall() == [], day
            assert self.books.execute(MOVEMENTS_DIFFER.encode(), {"day": day}).fetchall() == [], day
        last = {"day": date(9999, 12, 30)}  # whatever is booked for later has happened by then
        assert self.books.execute(MONTHS_DIFFER.encode(), last).fetchall() == []
        assert self.books.execute(INVOICED_DIFFERS).fetchall() == []

    @invariant()
    def the_kept_amounts_are_the_rebuilt_ones(self) -> None:
        assert self.books.execute(REBUILT).fetchall() == []

    def _count(self, table: str) -> int:
        return len(self._ids(table, f"{table}_id"))

    def _ids(self, table: str, column: str) -> list[Any]:
        rows = self.books.execute(f"select {column} as id from {table} order by 1".encode()).fetchall()
        return [row["id"] for row in rows]


def test_after_any_sequence_of_bookings_the_open_amounts_are_the_rebuilt_sums(store: Store) -> None:
    with store.loading(ASKER) as books:
        Ledger.books = books
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            Ledger,
            settings=settings(
                max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
        books.execute("delete from allocation")
        books.execute("delete from invoice")


class TakeBack(Exception):
    """Ends a load without keeping it."""


@pytest.fixture
def loading(store: Store) -> Iterator[Books]:
    """A load that is taken back."""
    with suppress(TakeBack), store.loading(ASKER) as books:
        yield books
        raise TakeBack


def item_row(books: Books, item: int) -> tuple[Decimal, str]:
    row = books.execute(
        """select i.open_amount, v.status from instalment i join invoice v using (company_id, invoice_id)
           where instalment_id = %s""",
        [item],
    ).fetchone()
    assert row is not None
    return row["open_amount"], row["status"]


def test_an_invoice_is_paid_by_its_last_cent_and_open_again_by_a_reversal(store: Store, loading: Books) -> None:
    item = enter_bill(store, C, "100.00", number="last cent")
    pay = """insert into allocation (company_id, instalment_id, allocated_on, amount)
             values ('NORTH', %s, '2026-06-25', %s)"""
    loading.execute(pay, [item, "99.99"])
    assert item_row(loading, item) == (Decimal("0.01"), "open")
    loading.execute(pay, [item, "0.01"])
    assert item_row(loading, item) == (Decimal(0), "paid")
    loading.execute(
        "update allocation set reversed_on = '2026-06-26' where instalment_id = %s and amount = 0.01", [item]
    )
    assert item_row(loading, item) == (Decimal("0.01"), "open")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-19", None),
        ("2026-06-20", "100"),
        ("2026-06-24", "100"),
        ("2026-06-25", "40"),
        ("2026-06-27", "40"),
        ("2026-06-28", "100"),
    ],
)
def test_the_books_of_a_day_know_postings_payments_and_reversals_of_that_day(
    store: Store, loading: Books, day: str, expected: str | None
) -> None:
    item = enter_bill(store, C, "100.00", number=f"as of {day}")
    loading.execute(
        """insert into allocation (company_id, instalment_id, allocated_on, amount, reversed_on)
           values ('NORTH', %s, '2026-06-25', 60, '2026-06-28')""",
        [item],
    )
    rows = loading.execute(
        "select open_amount from items_as_of('NORTH', %s, 'payable') where item_id = %s", [day, item]
    ).fetchall()
    assert [row["open_amount"] for row in rows] == ([] if expected is None else [Decimal(expected)])


def test_void_and_draft_invoices_are_no_items(store: Store, loading: Books) -> None:
    item = enter_bill(store, C, "100.00", number="void")
    for status, seen in (("open", 1), ("void", 0), ("draft", 0), ("deleted", 0)):
        loading.execute("update invoice set status = %s where number = 'void'", [status])
        rows = loading.execute("select * from items_as_of('NORTH', '2026-06-30') where item_id = %s", [item]).fetchall()
        assert len(rows) == seen


def test_a_load_of_ten_thousand_bills_and_payments_does_not_cost_their_square(loading: Books) -> None:
    begun = perf_counter()
    loading.execute(
        """insert into invoice (company_id, side, number, normalised_number, party_id, issue_date, posting_date,
                                due_date, currency, net, gross, open_amount)
           select 'NORTH', 'payable', 'bulk', n::text, (select min(party_id) from party), '2026-05-01', '2026-05-01',
                  '2026-06-01', 'EUR', 100, 100, 0 from generate_series(1, 10000) n"""
    )
    loading.execute(
        """insert into instalment (company_id, invoice_id, due_date, amount, open_amount)
           select company_id, invoice_id, due_date, gross, 0 from invoice where number = 'bulk'"""
    )
    loading.execute(
        """insert into allocation (company_id, instalment_id, allocated_on, amount)
           select i.company_id, i.instalment_id, '2026-06-01', 50 from instalment i
           join invoice v using (company_id, invoice_id) where v.number = 'bulk'"""
    )
    assert perf_counter() - begun < 60, "row by row it took three minutes"
    row = loading.execute("select sum(open_amount) as open from invoice where number = 'bulk'").fetchone()
    assert row == {"open": Decimal(500_000)}
