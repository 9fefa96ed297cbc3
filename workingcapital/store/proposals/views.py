"""Proposals as people read them: what they change, lines with reasons, decisions, what is needed; accounts masked."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from workingcapital.controls.masking import masked_account
from workingcapital.controls.proposals import titled
from workingcapital.controls.refusals import UnknownProposal
from workingcapital.money import rounded
from workingcapital.store.database.connection import Books
from workingcapital.store.proposals.findings import findings
from workingcapital.store.proposals.ids import parsed_id

# Parts of the plan that a proposal shows as they are; prose and figures beside the body, not under the digest.
_PLAN = (
    "value", "bound", "gap", "baselines", "left_out", "cash", "constraints", "scenario", "flips", "notices",
    "limits", "sure", "reserve", "drawn", "offers", "not_proven",
)  # fmt: skip


def get(books: Books, company: str, proposal_id: str) -> dict[str, Any]:
    """A proposal as people read it: lines with reasons, decisions, what is still needed; accounts masked."""
    head = books.execute(
        """select p.*, n.name, e.executed_at, e.released_by, e.released_at, e.sent_at, e.answered_by, e.answered_at, e.evidence,
                  control.state_now(p) as state,
                  control.still_needed(p.company_id, p.proposal_id) as needed
           from control.payment_proposal p
           left join control.person n on n.person_id = p.proposed_by
           left join control.execution e using (company_id, proposal_id)
           where p.company_id = %s and p.proposal_id = %s""",
        [company, parsed_id(proposal_id)],
    ).fetchone()
    if head is None:
        raise UnknownProposal(f"there is no proposal {proposal_id} in {company}")
    slots = head["needed"]["slots"] if head["state"] in ("draft", "waiting") else []
    return _summary(head) | {
        **{name: head["plan"].get(name) for name in _PLAN},
        "certificate": head["certificate"],
        "policy_version": head["policy_version"],
        "proposed_by_name": head["name"],
        "from_account": _account(head["body"].get("from")),
        "subject": head["body"].get("subject"),
        "changes": [_change(each) for each in head["body"].get("changes") or ()],
        "lines": _lines(books, head),
        "findings": findings(books, company, head["proposal_id"]),
        "decisions": _decisions(books, company, head["proposal_id"]),
        "needs": [slot[0] for slot in slots],
        "slots": slots,
        "tier_amount": head["needed"]["tier_amount"],
        "tier_currency": head["needed"]["tier_currency"],
        "executed_at": _iso(head["executed_at"]),
        "released_by": head["released_by"],
        "released_at": _iso(head["released_at"]),
        "sent_at": _iso(head["sent_at"]),
        "answered_by": head["answered_by"],
        "answered_at": _iso(head["answered_at"]),
        "evidence": head["evidence"],
    }


def listing(books: Books, companies: Sequence[str], status: str | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Proposals of these companies, newest first, without their lines; `needs` as in get()."""
    rows = books.execute(
        """with stated as (
             select p.*, control.state_now(p) as state
             from control.payment_proposal p where p.company_id = any (%(companies)s))
           select s.*, (select count(*) from control.proposal_line l
                        where l.company_id = s.company_id and l.proposal_id = s.proposal_id) as line_count,
                  control.still_needed(s.company_id, s.proposal_id) as needed
           from stated s where %(status)s::text is null or s.state = %(status)s
           order by s.created_at desc limit %(limit)s""",
        {"companies": list(companies), "status": status, "limit": limit},
    ).fetchall()
    return [
        _summary(row)
        | {
            "line_count": row["line_count"],
            "value": row["plan"].get("value"),
            "needs": [slot[0] for slot in row["needed"]["slots"]] if row["state"] in ("draft", "waiting") else [],
        }
        for row in rows
    ]


def _summary(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "proposal_id": str(row["proposal_id"]),
        "company": row["company_id"],
        "kind": row["kind"],
        "status": row["state"],
        "title": titled(row["kind"], row["run_date"], row["body"].get("subject") or {}),
        "run_date": row["run_date"] and row["run_date"].isoformat(),
        "currency": row["currency"],
        "total": row["body"].get("total"),
        "digest": row["digest"],
        "reason": row["reason"],
        "proposed_by": row["proposed_by"],
        "created_at": _iso(row["created_at"]),
        "submitted_at": _iso(row["submitted_at"]),
        "expires_at": _iso(row["expires_at"]),
        "why_closed": row["why_closed"],
    }


def _change(change: Mapping[str, Any]) -> dict[str, Any]:
    """One change as people read it; of an account its holder and the last four signs."""
    if change["field"] != "account":
        return dict(change)
    said = {side: _account(change[side]) for side in ("from", "to")}
    holders = {side: (change[side] or {}).get("holder") for side in ("from", "to")}
    return {"field": "account"} | {side: said[side] and f"{said[side]}, {holders[side]}" for side in said}


def _account(account: Mapping[str, Any] | None) -> str | None:
    return masked_account(account.get("iban") or account.get("number")) if account else None


def _lines(books: Books, head: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = books.execute(
        """select l.*, v.number, v.due_date, y.name, a.iban, a.account_number,
                  a.verified_by, a.verified_how, a.verified_at, x.payment_id, b.status as payment_status
           from control.proposal_line l
           join books.invoice v on v.company_id = l.company_id and v.invoice_id = l.invoice_id
           join books.party y on y.company_id = l.company_id and y.party_id = l.payee_id
           join books.party_bank_account a on a.company_id = l.company_id and a.account_id = l.account_id
           left join control.execution_item x
             on x.company_id = l.company_id and x.proposal_id = l.proposal_id and x.line_no = l.line_no
           left join books.payment b on b.company_id = x.company_id and b.payment_id = x.payment_id
           where l.company_id = %s and l.proposal_id = %s order by l.line_no""",
        [head["company_id"], head["proposal_id"]],
    ).fetchall()
    why = head["plan"].get("lines") or {}
    return [_line(row, why.get(str(row["instalment_id"])) or {}) for row in rows]


def _line(row: Mapping[str, Any], why: Mapping[str, Any]) -> dict[str, Any]:
    def money(name: str) -> str:
        return str(rounded(row[name], row["currency"]))

    return {
        "line": row["line_no"],
        "item_id": row["instalment_id"],
        "invoice_id": row["invoice_id"],
        "number": row["number"],
        "party": row["name"],
        "party_id": row["payee_id"],
        "account": masked_account(row["iban"] or row["account_number"]),
        "verified": row["verified_by"]
        and {"by": row["verified_by"], "how": row["verified_how"], "at": _iso(row["verified_at"])},
        "due_date": row["due_date"].isoformat(),
        "debit_date": row["debit_date"].isoformat(),
        "in_time_date": row["in_time_date"].isoformat(),
        "amount": money("open_amount"),
        "discount": money("discount"),
        "withheld": money("withheld"),
        "pay_amount": money("pay_amount"),
        "currency": row["currency"],
        "reason": why.get("reason", ""),
        "yield": why.get("yield"),
        "payment_id": row["payment_id"],
        "payment_status": row["payment_status"],
    }


def _decisions(books: Books, company: str, proposal_id: uuid.UUID) -> list[dict[str, Any]]:
    rows = books.execute(
        """select d.person_id, n.name, d.verb, d.role, d.on_behalf_of, d.comment, d.decided_at
           from control.decision d left join control.person n using (person_id)
           where d.company_id = %s and d.proposal_id = %s order by d.decided_at""",
        [company, proposal_id],
    ).fetchall()
    return [
        {
            "person": row["person_id"],
            "name": row["name"],
            "decision": row["verb"],
            "role": row["role"],
            "on_behalf_of": row["on_behalf_of"],
            "comment": row["comment"],
            "at": _iso(row["decided_at"]),
        }
        for row in rows
    ]


def _iso(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()
