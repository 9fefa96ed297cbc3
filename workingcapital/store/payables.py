"""Bills: their discounts, and which name no order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workingcapital.calendar import last_run_in_time
from workingcapital.store.companies import Company, holidays
from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class OpenDiscount:
    """A discount step that is still ahead, with the runs that could take it or pay in full.

    `discount` and `vat` are for what is open; `takes` is the last run in time and `pays` the last run by the due date;
    null where the raster has none. Amounts are in the item's currency.
    """

    step: int
    item: int
    invoice: int
    number: str
    party: int
    party_name: str
    currency: str
    item_amount: Decimal
    open_amount: Decimal
    percent: Decimal
    pay_by: date
    due: date
    discount: Decimal
    vat: Decimal
    takes: date | None
    pays: date
    blocked: str | None

    @property
    def cash(self) -> Decimal:
        """What is paid early."""
        return self.open_amount - self.discount

    @property
    def days_early(self) -> int:
        """Days between the run that takes the discount and the one that would pay in full."""
        return 0 if self.takes is None else (self.pays - self.takes).days


def open_discounts(
    books: Books, company: Company, as_of: date, until: date, party: int | None = None, step: int | None = None
) -> list[OpenDiscount]:
    """Discount steps of open bills that expire from the day on until `until`, soonest first."""
    closed = holidays(books, company)
    rows = books.execute(
        """
        select s.step_id as step, i.item_id as item, i.invoice_id as invoice, i.number, i.party_id as party,
               i.party_name, i.currency, i.item_amount, i.open_amount, s.percent, s.pay_by,
               i.due_date as due, s.in_time_by,
               s.amount * i.open_amount / i.item_amount as discount, s.tax_part * i.open_amount / i.item_amount as vat
        from books.items_as_of(%(company)s, %(as_of)s, 'payable') i
        join discount_step s on s.company_id = %(company)s and s.instalment_id = i.item_id
        where s.pay_by between %(as_of)s and %(until)s and i.open_amount > 0
          and (%(party)s::bigint is null or i.party_id = %(party)s)
          and (%(step)s::bigint is null or s.step_id = %(step)s)
        order by s.pay_by, s.step_id
        """,
        {"company": company.code, "as_of": as_of, "until": until, "party": party, "step": step},
    ).fetchall()
    reasons = blocks(books, company.code, as_of)
    return [_with_runs(row, company, as_of, closed, reasons) for row in rows]


def blocks(books: Books, company: str, as_of: date) -> dict[int, list[tuple[str, str]]]:
    """For each unpaid bill that something stands in the way of: (kind, why in words) in the order of weight."""
    rows = books.execute(
        """
        with bill as (
            select v.* from invoice v
            where v.company_id = %(company)s and v.side = 'payable' and v.posting_date <= %(as_of)s
              and v.status not in ('draft', 'void', 'deleted')
        ), reason as (
            select invoice_id, 1 as weight, 'duplicate' as kind,
                   'looks like a duplicate of ' || (select d.number from invoice d where d.company_id = bill.company_id
                                                    and d.invoice_id = bill.duplicate_of_id) as why
            from bill where duplicate_of_id is not null
            union all
            select invoice_id, 2, coalesce(hold_code, 'hold'),
                   'on hold: ' || hold_reason || coalesce(' (until ' || hold_until || ')', '')
            from bill where hold_reason is not null and (hold_until is null or hold_until > %(as_of)s)
            union all
            select d.invoice_id, 3, 'dispute', 'disputed since ' || d.opened_on || ': ' || d.reason
            from dispute d join bill b using (company_id, invoice_id)
            where d.opened_on <= %(as_of)s and (d.closed_on is null or d.closed_on > %(as_of)s)
            union all
            select invoice_id, 4, 'approval', 'the bill is ' || case approval when 'waiting' then 'waiting for approval'
                   when 'rejected' then 'rejected' else 'entered and not yet sent for approval' end
            from bill where approval <> 'approved'
            union all
            select invoice_id, 5, 'supplier', 'payments to ' || p.name || ' are blocked: ' || p.payment_block
                   || coalesce(' (until ' || p.payment_block_until || ')', '')
            from bill b join party p on p.company_id = b.company_id and p.party_id = coalesce(b.payee_id, b.party_id)
            where p.payment_block is not null and (p.payment_block_until is null or p.payment_block_until > %(as_of)s)
            union all
            select b.invoice_id, 6, 'bank_change',
                   'the bank account of ' || p.name || ' changed on ' || a.valid_from || ' and is ' || a.status
            from bill b
            join party p on p.company_id = b.company_id and p.party_id = coalesce(b.payee_id, b.party_id)
            join party_bank_account a on a.company_id = p.company_id and a.party_id = p.party_id
            where a.changed_from_id is not null and a.status <> 'verified' and a.valid_from <= %(as_of)s
              and (a.valid_to is null or a.valid_to >= %(as_of)s)
            union all
            select invoice_id, 7, 'lock', 'locked in the ledger: ' || erp_lock from bill where erp_lock is not null
        )
        select invoice_id, kind, why from reason order by invoice_id, weight
        """,
        {"company": company, "as_of": as_of},
    ).fetchall()
    found: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row["invoice_id"], []).append((row["kind"], row["why"]))
    return found


def bills_without_order(books: Books, company: str, as_of: date) -> list[dict[str, Any]]:
    """Open bills that name no purchase order."""
    return books.execute(
        """
        select i.item_id as item, v.number, i.party_id as party, i.party_name, i.open_amount,
               i.item_amount as amount, i.currency, v.cost_centre, v.posting_date as posted
        from books.items_as_of(%(company)s, %(as_of)s, 'payable') i
        join invoice v on v.company_id = %(company)s and v.invoice_id = i.invoice_id
        where v.po_number is null and v.kind in ('invoice', 'self_billed', 'debit_memo') and not v.intercompany
        order by i.open_amount desc, i.item_id
        """,
        {"company": company, "as_of": as_of},
    ).fetchall()


def _with_runs(
    row: Mapping[str, Any],
    company: Company,
    as_of: date,
    closed: frozenset[date],
    reasons: Mapping[int, list[tuple[str, str]]],
) -> OpenDiscount:
    rule, rail = row["in_time_by"], company.rail
    takes = last_run_in_time(row["pay_by"], as_of, company.run_weekdays, closed, rule, rail)
    pays = last_run_in_time(row["due"], as_of, company.run_weekdays, closed, rule, rail)
    why = reasons.get(row["invoice"])
    given = {key: value for key, value in row.items() if key != "in_time_by"}
    return OpenDiscount(**given, takes=takes, pays=pays or max(row["due"], as_of), blocked=why[0][1] if why else None)
