"""Bills that may be one bill entered twice."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, LiteralString

from workingcapital.controls.duplicates import Around, Bill, likeness
from workingcapital.store.database.connection import Books

# What credit notes took back of each bill by the day.
_CREDIT: Final = """
    select credits_invoice_id as invoice_id, -sum(gross) as credited from invoice
    where company_id = %(company)s and side = 'payable' and credits_invoice_id is not null
      and posting_date <= %(as_of)s and status not in ('draft', 'void', 'deleted')
    group by credits_invoice_id"""

# The bills looked at, with what tells an everyday amount or a run of numbers from a repetition:
# how often the supplier bills this amount, how many of its numbers differ in the last two digits alone, and the stem of
# a long number. `size` is the logarithm of the amount in steps of 1%: two amounts 1% apart are at most one step apart.
_BILL: Final = """
    select v.*, p.name, coalesce(p.vat_number, p.tax_number, 'party ' || p.party_id) as identity,
           count(*) over (partition by v.party_id, v.currency, v.gross) as times_billed,
           count(*) over (partition by v.party_id, length(v.normalised_number), left(v.normalised_number, -2)) as crowd,
           case when v.normalised_number ~ '^[0-9]{9,}$'
                then length(v.normalised_number) || '/' || left(v.normalised_number, -4) end as stem,
           floor(ln(greatest(abs(v.gross), 0.01)::float8) / 0.0102)::int as size,
           coalesce(c.credited, 0) as credited
    from invoice v join party p using (company_id, party_id) left join credit c using (invoice_id)
    where v.company_id = %(company)s and v.side = 'payable' and v.kind <> 'credit_note' and not v.intercompany
      and v.status not in ('draft', 'void', 'deleted') and v.posting_date <= %(as_of)s
      and v.posting_date > %(as_of)s::date - 730 and v.gross >= %(min_amount)s"""

# How many suppliers number their bills in one series: a platform's numbers say nothing of the supplier.
_SERIES: Final = """
    select stem, count(distinct party_id) as sharing from bill where stem is not null group by stem"""

# Suppliers that are paid to one bank account.
_ONE_PAYEE: Final = """
    with account as (
        select party_id, coalesce(iban, routing || '/' || account_number) as account from party_bank_account
        where company_id = %(company)s)
    select distinct b.party_id, a.party_id as other_id from account b join account a using (account)
    where a.party_id <> b.party_id"""

# A bill with the size of its own and both neighbouring steps, to be joined by equality.
_NEAR: Final = "select bill.*, size + step as sized from bill, generate_series(-1, 1) step"

# A later bill b and an earlier one a of about its amount: of one tax number (or supplier), or paid to one account.
_CANDIDATE: Final = """
    select b.invoice_id as later, a.invoice_id as earlier,
           case when a.party_id <> b.party_id then 'tax number' else '' end as shared
    from near b join bill a on (a.identity, a.currency, a.size) = (b.identity, b.currency, b.sized)
      and abs(a.gross - b.gross) <= 0.01 * abs(a.gross)
      and (a.posting_date, a.invoice_id) < (b.posting_date, b.invoice_id)
    union
    select b.invoice_id, a.invoice_id, 'bank account'
    from one_payee o join near b on b.party_id = o.party_id
    join bill a on (a.party_id, a.currency, a.size) = (o.other_id, b.currency, b.sized) and a.identity <> b.identity
      and abs(a.gross - b.gross) <= 0.01 * abs(a.gross)
      and (a.posting_date, a.invoice_id) < (b.posting_date, b.invoice_id)"""

_PAIRS: Final[LiteralString] = f"""
    with credit as ({_CREDIT}), bill as materialized ({_BILL}), series as ({_SERIES}), one_payee as ({_ONE_PAYEE}),
         near as ({_NEAR}), candidate as ({_CANDIDATE})
    select b.invoice_id as invoice, b.number, b.party_id as party, b.name, b.gross, b.currency,
           b.issue_date as issued, b.open_amount, b.normalised_number as normal, b.times_billed, b.crowd,
           coalesce(s.sharing, 1) as sharing, c.shared,
           a.invoice_id as earlier_invoice, a.number as earlier_number, a.name as earlier_name,
           a.party_id as earlier_party, a.gross as earlier_gross, a.issue_date as earlier_issued,
           a.normalised_number as earlier_normal, a.open_amount as earlier_open
    from candidate c
    join bill b on b.invoice_id = c.later
    join bill a on a.invoice_id = c.earlier and a.credited < a.gross and b.credited < b.gross
      and (a.normalised_number = b.normalised_number or abs(a.issue_date - b.issue_date) <= 7)
    left join series s on s.stem = b.stem"""


def look_alikes(books: Books, company: str, as_of: date, min_amount: Decimal) -> list[dict[str, Any]]:
    """Pairs of bills of the last two years that may be one, with score and reasons, likeliest and largest first.

    Candidates: one supplier (or two that share a tax number or a bank account), one currency, amounts within 1%, and the
    same normal number or dates within 7 days. A bill that was credited in full, and an amount the supplier bills again
    and again under ever new numbers, are no duplicates.
    """
    pairs = books.execute(_PAIRS, {"company": company, "as_of": as_of, "min_amount": min_amount}).fetchall()
    scored = [{**pair, **vars(found)} for pair in pairs if (found := likeness(*_two_bills(pair), _around(pair)))]
    return sorted(scored, key=lambda pair: (-pair["score"], -pair["gross"], pair["invoice"], pair["earlier_invoice"]))


def _two_bills(pair: Mapping[str, Any]) -> tuple[Bill, Bill]:
    names = ("number", "normal", "party", "gross", "issued")
    return Bill(*(pair[f"earlier_{name}"] for name in names)), Bill(*(pair[name] for name in names))


def _around(pair: Mapping[str, Any]) -> Around:
    return Around(pair["times_billed"], pair["crowd"], pair["sharing"], pair["shared"])
