"""API keys: requested by a security admin, approved by a controller, collected once by whom they speak for."""

from typing import Any

from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people.second_factor import decision_token


def request(store: Store, by: Identity, company: str, person: str, days: int) -> str:
    """Ask for a key (login wcc_runtime); its id."""
    with store.reading(by) as books:
        row = books.execute("select control.request_key(%s, %s, %s) as id", [company, person, days]).fetchone()
    assert row is not None
    return str(row["id"])


def approve(store: Store, by: Identity, company: str, key_id: str) -> None:
    """Let the person collect it (login wcc_decision), with the approver's second factor."""
    with store.deciding(by) as books:
        digest = books.execute("select control.key_digest(%s, %s) as digest", [company, key_id]).fetchone()
        assert digest is not None
        token = decision_token(books, company, "key", key_id, digest["digest"] or "0" * 64, "grant")
        books.execute("select control.approve_key(%s, %s, %s)", [company, key_id, token])


def collect(store: Store, by: Identity, company: str, key_id: str) -> str:
    """The key itself, to the person it speaks for, once: wcc.<company>.<id>.<secret>."""
    with store.identifying(by) as books:
        row = books.execute("select control.collect_key(%s, %s) as secret", [company, key_id]).fetchone()
    assert row is not None
    return f"wcc.{company}.{key_id}.{row['secret']}"


def revoke(store: Store, by: Identity, company: str, key_id: str) -> None:
    """End a key at once: its person, a security admin or a controller may."""
    with store.deciding(by) as books:
        books.execute("select control.revoke_key(%s, %s)", [company, key_id])


def listing(books: Books, company: str) -> list[dict[str, Any]]:
    """Every key of the company with its state, newest first (login wcc_runtime); never a secret or its hash.

    `state` is requested, approved, in_use (once it was used), expired or revoked.
    """
    return books.execute(
        """select key_id, person_id, requested_by, approved_by, created_at, expires_at, last_used_at,
                  case when revoked_at is not null then 'revoked' when expires_at <= clock_timestamp() then 'expired'
                       when approved_at is null then 'requested' when last_used_at is null then 'approved'
                       else 'in_use' end as state
           from control.api_key where company_id = %s order by created_at desc, key_id""",
        [company],
    ).fetchall()
