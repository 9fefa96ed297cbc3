"""Grants and delegations decided with a second factor, and the review of who could pay themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people.second_factor import decision_token

# One person who could do all of these would pay themselves: propose, approve and release, or change an account and pay it.
_CHAINS = (
    ("propose and release a payment", "proposes", ("treasury_releaser",)),
    ("approve and release a payment", "approves", ("treasury_releaser",)),
    ("change a supplier's account and approve paying it", "approves", ("vendor_maintainer", "vendor_verifier")),
    ("request and verify a change of a supplier's account", "requests", ("vendor_verifier",)),
)
_DOES: Mapping[str, tuple[str, ...]] = {
    "proposes": ("ap_clerk", "treasury_analyst", "controller_cfo"),
    "approves": ("ap_approver", "ap_manager", "controller_cfo"),
    "requests": ("vendor_maintainer",),
}


def roles(books: Books) -> list[dict[str, Any]]:
    """The roles there are and what each may do: [{role, may}], in the order of their names."""
    return books.execute("select role, may from control.role order by role").fetchall()


def delegate(books: Books, company: str, to: str, role: str, limit: Decimal, until: datetime) -> int:
    """Ask that somebody may act for you, up to a limit and until an end (login wcc_runtime)."""
    row = books.execute(
        "select control.request_delegation(%s, %s, %s, %s, %s) as id", [company, to, role, limit, until]
    ).fetchone()
    assert row is not None
    return int(row["id"])


def approve_delegation(store: Store, by: Identity, company: str, delegation: int) -> None:
    """Let a delegation take effect (login wcc_decision): a controller or CFO who neither gives nor gets it."""
    with store.deciding(by) as books:
        found = books.execute("select control.delegation_digest(%s, %s) as digest", [company, delegation]).fetchone()
        assert found is not None
        token = decision_token(books, company, "delegation", str(delegation), found["digest"] or "0" * 64, "grant")
        books.execute("select control.approve_delegation(%s, %s, %s)", [company, delegation, token])


def end_delegation(store: Store, by: Identity, company: str, delegation: int) -> None:
    """End a delegation at once: either side, a security admin or a controller may."""
    with store.deciding(by) as books:
        books.execute("select control.end_delegation(%s, %s)", [company, delegation])


def review(books: Books, company: str) -> dict[str, Any]:
    """Who holds what, and who could pay themselves: {company, people, findings: [{person, why}], waiting}.

    Counts delegations, and grants that still wait: approving one of them is what the review is to prevent.
    """
    rows = books.execute(
        """select g.person_id as person, p.name, g.role, trim_scale(g.limit_amount) as "limit", g.valid_to as until, null as "for",
                  g.requested_by, g.approved_by, p.is_sample, g.grant_id as id, 'grant' as kind
           from control.role_grant g join control.person p using (person_id)
           where g.company_id = %(company)s and g.revoked_at is null and coalesce(g.valid_to > now(), true) and p.active
           union all
           select d.to_person, p.name, d.role, trim_scale(d.limit_amount), d.valid_to, d.from_person, d.from_person, d.approved_by,
                  p.is_sample, d.delegation_id, 'delegation'
           from control.delegation d join control.person p on p.person_id = d.to_person
           where d.company_id = %(company)s and d.revoked_at is null and d.valid_to > now() and p.active
           order by 1, 3, 10""",
        {"company": company},
    ).fetchall()
    sample = books.execute("select is_sample from company where company_id = %s", [company]).fetchone()
    findings = [*_alone(rows), *_strangers(rows, bool(sample and sample["is_sample"]))]
    waiting = [row for row in rows if row["approved_by"] is None]
    return {"company": company, "people": rows, "findings": findings, "waiting": waiting}


def _alone(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    held: dict[str, set[str]] = {}
    for row in rows:
        held.setdefault(row["person"], set()).add(row["role"])
    return [
        {"person": person, "why": f"could {what}: {', '.join(sorted(roles))}"}
        for person, roles in held.items()
        for what, does, others in _CHAINS
        if roles & set(_DOES[does]) and roles & set(others)
    ]


def _strangers(rows: Sequence[Mapping[str, Any]], sample_company: bool) -> list[dict[str, str]]:
    """Sample people decide without a second factor, so they have no business in a real company."""
    if sample_company:
        return []
    people = sorted({row["person"] for row in rows if row["is_sample"]})
    return [{"person": person, "why": "is a sample person, who decides without a second factor"} for person in people]
