"""Discounts that lapsed untaken, read with all that can have stood in their way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from workingcapital.periods import Period
from workingcapital.store.cash import account_balances
from workingcapital.store.companies import Company, holidays
from workingcapital.store.database.connection import Books
from workingcapital.store.forecasting.outlook import InBase
from workingcapital.store.planning.past_bills import balances
from workingcapital.timing.missed import Lapsed, Runs, cause

_DAY: Final = timedelta(days=1)

# The largest step of each bill whose last deadline's day after falls in the period: a discount is lost the day after.
# Credits of before take their share of the discount away with their share of the bill.
_LAPSED: Final = """
    select distinct on (s.instalment_id) s.step_id as step, s.instalment_id as item, v.invoice_id as invoice, v.number,
           p.name as party_name, v.currency, s.amount * (1 - c.credited / i.amount) as discount,
           (i.amount - s.amount) * (1 - c.credited / i.amount) as cash, l.pay_by, l.in_time_by, v.posting_date as booked,
           case when v.approval = 'approved' then coalesce(v.approved_at::date, v.posting_date) end as approved,
           v.hold_reason is not null as held, v.hold_until as held_until,
           (select coalesce(array_agg(array[d.opened_on, d.closed_on] order by d.opened_on), '{}') from dispute d
            where d.company_id = v.company_id and d.invoice_id = v.invoice_id) as disputes,
           c.paid, coalesce(c.paid, i.due_date) as free
    from discount_step s
    join instalment i using (company_id, instalment_id)
    join invoice v using (company_id, invoice_id)
    join party p using (company_id, party_id)
    join lateral (select o.pay_by, o.in_time_by from discount_step o
                  where o.company_id = s.company_id and o.instalment_id = s.instalment_id
                  order by o.pay_by desc, o.step_id limit 1) l on true
    join lateral (select min(a.allocated_on) filter (where a.payment_id is not null) as paid,
                         coalesce(sum(a.settles) filter (where a.payment_id is null and a.allocated_on <= l.pay_by), 0)
                             as credited,
                         coalesce(bool_or(a.discount_taken <> 0), false) as taken
                  from allocation a where a.company_id = s.company_id and a.instalment_id = s.instalment_id
                    and a.allocated_on <= %(end)s and (a.reversed_on is null or a.reversed_on > %(end)s)) c on true
    where s.company_id = %(company)s and l.pay_by + 1 between %(start)s and %(end)s and not c.taken
      and v.side = 'payable' and v.kind <> 'credit_note' and i.amount > 0 and c.credited < i.amount
      and not v.intercompany and v.posting_date <= %(end)s and v.status not in ('draft', 'void', 'deleted')
      and (%(party)s::bigint is null or v.party_id = %(party)s)
    order by s.instalment_id, s.amount desc, s.step_id
"""


@dataclass(frozen=True)
class Missed:
    """Discounts missed in a period, each with its cause, and what has to be said beside."""

    causes: tuple[tuple[Lapsed, str], ...]
    caveats: tuple[str, ...]


def missed(books: Books, ours: Company, period: Period, party: int | None = None) -> Missed:
    """Every discount whose last deadline passed untaken in the period, of one supplier or all, with the cause."""
    given = {"company": ours.code, "start": period.start, "end": period.end, "party": party}
    found = [_lapsed(row) for row in books.execute(_LAPSED, given)]
    runs = Runs(ours.run_weekdays, ours.rail, holidays(books, ours))
    short, caveats = _short(books, ours, period.end, [run for each in found if (run := runs.last(each))])
    return Missed(tuple((each, cause(each, runs, short)) for each in found), caveats)


def _short(
    books: Books, ours: Company, end: date, runs: Sequence[date]
) -> tuple[Callable[[Lapsed, date], bool], tuple[str, ...]]:
    """Whether a bill paid on a run would have taken cash below the floor on a day before it was free; by the statements."""
    known = balances(books, ours, min(runs), end) if runs else {}
    base = InBase(books, ours, end)
    floor = sum(base(each.floor, each.currency) for each in account_balances(books, ours.code, end))

    def short(lapsed: Lapsed, run: date) -> bool:
        days = range(max(1, (min(lapsed.free, end) - run).days))
        kept = [known[day] for offset in days if (day := run + offset * _DAY) in known]
        return bool(kept) and min(kept) - base(lapsed.cash, lapsed.currency) < floor

    unknown = any(run not in known for run in runs)
    said = "Short of cash is judged only on days that bank statements cover; some of these are not covered"
    return short, (said,) if unknown else ()


def _lapsed(row: Mapping[str, Any]) -> Lapsed:
    return Lapsed(**{**row, "disputes": tuple((opened, closed) for opened, closed in row["disputes"])})
