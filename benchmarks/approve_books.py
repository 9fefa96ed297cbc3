"""A company with sixteen approvers and drafts that overlap: each bill stands in two of them."""

from datetime import date
from typing import Final

import psycopg

from workingcapital.controls.proposals import RunLine
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.people import people
from workingcapital.store.people.people import Member
from workingcapital.store.proposals import proposals

C: Final = "APPROVE"
RUN: Final = date(2026, 7, 2)
CLERK: Final = Identity("clerk@approve.example", (C,))
APPROVERS: Final = tuple(Identity(f"approver{n:02}@approve.example", (C,)) for n in range(16))
ADMIN: Final = Identity("benchmark", (C,))


def found(store: Store, suppliers: int = 40) -> None:
    """The company, its people, its account and suppliers with an account each."""
    members = [Member(CLERK.person, "Clerk", ("ap_clerk",))]
    members += [Member(who.person, who.person, ("ap_approver",)) for who in APPROVERS]
    with store.loading(ADMIN) as books:
        books.execute(
            """insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar, today, is_sample)
               values (%s, 'Approve', 'EUR', 'DE', 'Europe/Berlin', 'TARGET', '2026-06-30', true)""",
            [C],
        )
        books.execute(
            "insert into bank_account (company_id, name, iban, currency) values (%s, 'Main', 'DE89370400440532013000', 'EUR')",
            [C],
        )
        people.found(books, C, members)
        books.execute(
            """with made as (
                 insert into party (company_id, code, name, normalised_name, is_supplier)
                 select %s, 'S' || n, 'Supplier ' || n, 'supplier ' || n, true from generate_series(1, %s) n
                 returning company_id, party_id, name)
               insert into party_bank_account (company_id, party_id, account_number, routing, holder, currency, valid_from, status)
               select company_id, party_id, lpad(party_id::text, 10, '0'), '12030000', name, 'EUR', '2024-01-01', 'verified' from made""",
            [C, suppliers],
        )


def bills(store: Store, number: int) -> list[int]:
    """Enter that many approved bills of ten euros, turn about by supplier; their items."""
    with store.loading(ADMIN) as books:
        rows = books.execute(
            """with payee as (
                 select party_id, row_number() over (order by party_id) - 1 as place, count(*) over () as of
                 from party where company_id = %(company)s
               ), bill as (
                 insert into invoice (company_id, side, kind, number, normalised_number, party_id, issue_date, posting_date,
                                      due_date, currency, net, gross, open_amount)
                 select %(company)s, 'payable', 'invoice', 'B-' || n, 'B' || n, y.party_id, '2026-06-20', '2026-06-20',
                        '2026-07-20', 'EUR', 10, 10, 10
                 from (select n + (select count(*) from invoice where company_id = %(company)s) as n
                       from generate_series(1, %(number)s) n) numbered
                 join payee y on y.place = numbered.n %% y.of
                 returning company_id, invoice_id)
               insert into instalment (company_id, invoice_id, due_date, amount, open_amount)
               select company_id, invoice_id, '2026-07-20', 10, 10 from bill returning instalment_id""",
            {"company": C, "number": number},
        ).fetchall()
        books.execute("analyze invoice, instalment, party, party_bank_account")
    return sorted(row["instalment_id"] for row in rows)


def overlapping(store: Store, runs: int, lines: int) -> list[tuple[str, str]]:
    """Runs sent for approval, each sharing half of its items with the next: (id, digest) of each."""
    step = lines // 2
    items = bills(store, step * (runs + 1))
    made = []
    for n in range(runs):
        asked = [RunLine(item, RUN, RUN) for item in items[n * step : n * step + lines]]
        with store.reading(CLERK) as books:
            draft = proposals.propose(books, C, asked, RUN, "benchmark", f"bench-{items[0]}", n, "run")
            proposals.submit(books, C, draft["proposal_id"], draft["digest"])
        made.append((draft["proposal_id"], draft["digest"]))
    with psycopg.connect(store.conninfo(OWNER), autocommit=True) as owner:
        owner.execute("analyze")  # as autovacuum does, at a moment that is the same each time
    return made
