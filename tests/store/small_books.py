"""A company of a few rows, for tests that need to know every one of them."""

import zlib
from collections.abc import Sequence
from datetime import date

import psycopg

from workingcapital.invoices import normalise_number
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people import people
from workingcapital.store.people.people import Member

ANN = "ann@halden.example"
CLERK, ANALYST, APPROVER, MANAGER, CFO, CONTROLLER, RELEASER, VIEWER, ADMIN = (
    f"{name}@halden.example"
    for name in ("clerk", "analyst", "approver", "manager", "cfo", "controller", "releaser", "viewer", "admin")
)
MAINTAINER, VERIFIER, AR_CLERK, AR_MANAGER = (
    f"{name}@halden.example" for name in ("maintainer", "verifier", "ar.clerk", "ar.manager")
)
MEMBERS = (
    Member(CLERK, "Clara Clerk", ("ap_clerk",)),
    Member(ANALYST, "Anna Analyst", ("treasury_analyst",)),
    Member(APPROVER, "Alan Approver", ("ap_approver",)),
    Member(MANAGER, "Mona Manager", ("ap_manager",)),
    Member(CFO, "Carl Chief", ("controller_cfo",)),
    Member(CONTROLLER, "Cora Controller", ("controller_cfo",)),
    Member(RELEASER, "Rita Releaser", ("treasury_releaser",)),
    Member(VIEWER, "Vera Viewer", ("viewer",)),
    Member(ADMIN, "Adam Admin", ("security_admin",)),
    Member(MAINTAINER, "Mara Maintainer", ("vendor_maintainer",)),
    Member(VERIFIER, "Vic Verifier", ("vendor_verifier",)),
    Member(AR_CLERK, "Ari Clerk", ("ar_clerk",)),
    Member(AR_MANAGER, "Arne Manager", ("ar_manager",)),
)
TODAY = date(2026, 6, 30)
RUN = date(2026, 7, 2)


def enter_company(store: Store, company: str, sample: bool = True, members: Sequence[Member] = MEMBERS) -> None:
    """A company with one supplier, a verified account and a euro account of its own.

    The people of a sample are sample people: they decide without a second factor.
    """
    with store.loading(Identity(ANN, (company,))) as books:
        books.execute(
            """insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar, today, is_sample)
               values (%s, %s, 'EUR', 'DE', 'Europe/Berlin', 'TARGET', %s, %s)""",
            [company, company.title(), TODAY, sample],
        )
        books.execute(
            """insert into bank_account (company_id, name, iban, currency)
               values (%s, 'Main', 'DE89370400440532013000', 'EUR')""",
            [company],
        )
        people.found(books, company, members)
    enter_supplier(store, company, "S1")


def enter_supplier(store: Store, company: str, code: str, status: str = "verified", iban: str | None = None) -> int:
    """A supplier with one bank account; return the party."""
    with store.loading(Identity(ANN, (company,))) as books:
        party = books.execute(
            """insert into party (company_id, code, name, normalised_name, is_supplier)
               values (%(company)s, %(code)s, %(name)s, lower(%(name)s), true) returning party_id""",
            {"company": company, "code": code, "name": f"Supplier {code}"},
        ).fetchone()
        assert party is not None
        books.execute(
            """insert into party_bank_account (company_id, party_id, iban, bic, holder, currency, valid_from, status)
               values (%s, %s, %s, 'BYLADEM1001', %s, 'EUR', '2024-01-01', %s)""",
            [company, party["party_id"], iban or iban_of(code), f"Supplier {code}", status],
        )
    return int(party["party_id"])


def iban_of(code: str) -> str:
    """The IBAN of the supplier with that code: each has its own, and S1 the one of the German examples."""
    if code == "S1":
        return "DE02120300000000202051"
    account = f"12030000{zlib.crc32(code.encode()) % 10**10:010}"
    return f"DE{98 - int(f'{account}131400') % 97:02}{account}"


def enter_bill(
    store: Store, company: str, amount: str, *, number: str, party: int | None = None, due: date = date(2026, 7, 20)
) -> int:
    """An approved bill of one instalment with 2% until 9 July; return the item."""
    with store.loading(Identity(ANN, (company,))) as books:
        invoice = books.execute(
            """insert into invoice (company_id, side, kind, number, normalised_number, party_id, issue_date,
                                    posting_date, due_date, currency, net, gross, open_amount)
               values (%(company)s, 'payable', case when %(amount)s::numeric < 0 then 'credit_note' else 'invoice' end,
                       %(number)s, %(normal)s,
                       coalesce(%(party)s::bigint, (select min(party_id) from party where company_id = %(company)s)),
                       '2026-06-20', '2026-06-20', %(due)s, 'EUR', %(amount)s, %(amount)s, %(amount)s)
               returning invoice_id""",
            {
                "company": company,
                "amount": amount,
                "number": number,
                "normal": normalise_number(number),
                "party": party,
                "due": due,
            },
        ).fetchone()
        assert invoice is not None
        item = books.execute(
            """insert into instalment (company_id, invoice_id, due_date, amount, open_amount)
               values (%s, %s, %s, %s, %s) returning instalment_id""",
            [company, invoice["invoice_id"], due, amount, amount],
        ).fetchone()
        assert item is not None
        books.execute(
            """insert into discount_step (company_id, instalment_id, sequence, pay_by, percent, base, amount)
               values (%s, %s, 1, '2026-07-09', 2, %s, round(%s * 0.02, 2))""",
            [company, item["instalment_id"], amount, amount],
        )
    return int(item["instalment_id"])


def enter_receivable(store: Store, company: str, amount: str, *, number: str, party: int, due: date) -> int:
    """An open invoice to a customer; return the item."""
    with store.loading(Identity(ANN, (company,))) as books:
        row = books.execute(
            """with invoice as (
                 insert into invoice (company_id, side, number, normalised_number, party_id, issue_date, posting_date,
                                      due_date, currency, net, gross, open_amount)
                 values (%(company)s, 'receivable', %(number)s, %(normal)s, %(party)s, '2026-04-20', '2026-04-20',
                         %(due)s, 'EUR', %(amount)s, %(amount)s, %(amount)s) returning company_id, invoice_id)
               insert into instalment (company_id, invoice_id, due_date, amount, open_amount)
               select company_id, invoice_id, %(due)s, %(amount)s, %(amount)s from invoice returning instalment_id""",
            {
                "company": company,
                "number": number,
                "normal": normalise_number(number),
                "party": party,
                "due": due,
                "amount": amount,
            },
        ).fetchone()
        assert row is not None
    return int(row["instalment_id"])


def psql(store: Store, login: str) -> "psycopg.Connection[tuple[object, ...]]":
    """A bare session as one of the logins, as somebody with psql would have it."""
    return psycopg.connect(store.conninfo(login), autocommit=True)
