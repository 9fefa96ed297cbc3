"""Access over HTTP: who holds what, roles asked for by one person, approved by another, ended by either."""

from typing import Any

from fastapi import APIRouter

from channels.api.access_requests import ApprovalRequest, DelegationRequest, EndRequest, GrantRequest, moment
from channels.api.asking import TheIdentity, TheKey, TheStore
from channels.identity import granted
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.once import once
from workingcapital.store.people import access, people, second_factor
from workingcapital.store.people.people import Member

router = APIRouter(prefix="/v1/access", tags=["access"])


@router.get("")
def review(who: TheIdentity, store: TheStore, company: str) -> dict[str, Any]:
    """Who holds what in a company, what waits, who could pay themselves, and the roles there are."""
    granted(who.companies, company)
    with store.reading(who) as books:
        return {**access.review(books, company), "roles": access.roles(books)}


@router.post("/grants", status_code=201)
def request_grant(body: GrantRequest, who: TheIdentity, store: TheStore, key: TheKey = None) -> dict[str, Any]:
    """A security admin asks that somebody gets a role; it waits for a controller or the CFO."""
    granted(who.companies, body.company)
    limits = {} if body.limit is None else {body.role: body.limit}
    member = Member(body.person, body.name or body.person, (body.role,), limits)
    until = moment(body.until) if body.until else None
    with store.reading(who) as books:

        def work() -> dict[str, Any]:
            [grant] = people.request_grant(books, body.company, member, until)
            return {"grant": grant, "status": "waiting"}

        return once(books, body.company, key, {"grant": body.model_dump(mode="json")}, work)


@router.post("/grants/{number}/approve")
def approve_grant(number: int, body: ApprovalRequest, who: TheIdentity, store: TheStore) -> dict[str, Any]:
    """A controller or the CFO lets a grant take effect, with their second factor."""
    granted(who.companies, body.company)
    _prove(store, who, body.code)
    with store.deciding(who) as books:
        people.approve_grant(books, body.company, number)
    return {"grant": number, "status": "approved"}


@router.post("/grants/{number}/end")
def end_grant(number: int, body: EndRequest, who: TheIdentity, store: TheStore) -> dict[str, Any]:
    """End a grant at once, or turn down one that waits."""
    granted(who.companies, body.company)
    with store.deciding(who) as books:
        people.revoke_grant(books, body.company, number)
    return {"grant": number, "status": "ended"}


@router.post("/delegations", status_code=201)
def request_delegation(
    body: DelegationRequest, who: TheIdentity, store: TheStore, key: TheKey = None
) -> dict[str, Any]:
    """Ask that somebody may act for you while you are away; it waits for a controller or the CFO."""
    granted(who.companies, body.company)
    with store.reading(who) as books:

        def work() -> dict[str, Any]:
            made = access.delegate(books, body.company, body.person, body.role, body.limit, moment(body.until))
            return {"delegation": made, "status": "waiting"}

        return once(books, body.company, key, {"delegation": body.model_dump(mode="json")}, work)


@router.post("/delegations/{number}/approve")
def approve_delegation(number: int, body: ApprovalRequest, who: TheIdentity, store: TheStore) -> dict[str, Any]:
    """A controller or the CFO who neither gives nor gets it lets a delegation take effect."""
    granted(who.companies, body.company)
    _prove(store, who, body.code)
    access.approve_delegation(store, who, body.company, number)
    return {"delegation": number, "status": "approved"}


@router.post("/delegations/{number}/end")
def end_delegation(number: int, body: EndRequest, who: TheIdentity, store: TheStore) -> dict[str, Any]:
    """End a delegation at once; either side, a security admin or a controller may."""
    granted(who.companies, body.company)
    access.end_delegation(store, who, body.company, number)
    return {"delegation": number, "status": "ended"}


def _prove(store: Store, who: Identity, code: str | None) -> None:
    if code:
        second_factor.prove(store, who, code)
