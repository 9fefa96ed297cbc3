"""Morning briefs as they were delivered, and what waits for the person who reads one."""

from datetime import date, datetime
from typing import Any

from psycopg.types.json import Jsonb

from workingcapital.store.database.connection import Books


def deliver(books: Books, company: str, person: str, day: date, body: dict[str, Any]) -> bool:
    """Keep a person's brief of a company day; False when it was delivered before, and then nothing changes."""
    done = books.execute(
        """insert into brief (company_id, person_id, on_day, body) values (%s, %s, %s, %s)
           on conflict (company_id, person_id, on_day) do nothing""",
        [company, person, day, Jsonb(body)],
    )
    return done.rowcount == 1


def delivered(books: Books, company: str, person: str, day: date) -> tuple[dict[str, Any], datetime] | None:
    """The brief the person was given for that day, and when; None when there was none."""
    row = books.execute(
        "select body, delivered_at from brief where company_id = %s and person_id = %s and on_day = %s",
        [company, person, day],
    ).fetchone()
    return None if row is None else (row["body"], row["delivered_at"])


def waits_for_me(books: Books, company: str) -> list[str]:
    """The ids of the proposals that the asker may decide on, oldest first."""
    rows = books.execute("select proposal_id from control.waits_for_me(%s)", [company]).fetchall()
    return [str(row["proposal_id"]) for row in rows]


def to_release(books: Books, company: str) -> list[str]:
    """The ids of approved runs that the asker did not propose and nobody has released, oldest first."""
    rows = books.execute(
        """select p.proposal_id from control.payment_proposal p
           where p.company_id = %s and p.kind = 'payment_run' and control.state_now(p) = 'approved'
             and p.proposed_by <> control.current_person()
           order by p.submitted_at""",
        [company],
    ).fetchall()
    return [str(row["proposal_id"]) for row in rows]
