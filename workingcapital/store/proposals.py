"""Proposals: made and sent by one person, decided by another, released by a third. The database does all of it."""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Protocol

from psycopg.types.json import Jsonb

from workingcapital.controls.masking import masked, masked_account
from workingcapital.controls.proposals import RunLine
from workingcapital.controls.refusals import UnknownProposal, refusal
from workingcapital.money import rounded
from workingcapital.store.connection import Books, Store
from workingcapital.store.context import Identity

# Parts of the plan that a proposal shows as they are; prose and figures beside the body, not under the digest.
_PLAN = ("value", "bound", "gap", "baselines", "left_out", "cash")


class Reader(Protocol):
    """Whoever may read the books of their companies: an Asker."""

    def books(self) -> AbstractContextManager[Books]:
        """The books as this person may read them."""


def propose(
    books: Books,
    company: str,
    lines: Sequence[RunLine],
    run_date: date,
    reason: str,
    thread_id: str,
    turn: int,
    call_id: str,
    plan: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draft a payment run (login wcc_runtime) and return it; the same call of the same turn drafts it once.

    `plan` holds value, bound, gap, baselines, left_out, cash, certificate, and `lines`:
    {item id: {"reason", "yield"}}. Raises MayNotPropose, NotPayable, BadProposal, RateMissing.
    """
    row = books.execute(
        "select control.propose_payment_run(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) as id",
        [
            company,
            [line.item_id for line in lines],
            [line.debit_date for line in lines],
            [line.in_time_date for line in lines],
            run_date,
            masked(reason),
            thread_id,
            turn,
            call_id,
            Jsonb(dict(plan or {})),
        ],
    ).fetchone()
    assert row is not None
    return get(books, company, row["id"])


def submit(books: Books, company: str, proposal_id: str, digest: str) -> dict[str, Any]:
    """The proposer's own word that it may go to the approvers (login wcc_runtime)."""
    books.execute("select control.submit_proposal(%s, %s, %s)", [company, _id(proposal_id), digest])
    return get(books, company, proposal_id)


def recall(books: Books, company: str, proposal_id: str, digest: str) -> dict[str, Any]:
    """The proposer takes it back (login wcc_runtime)."""
    books.execute("select control.recall_proposal(%s, %s, %s)", [company, _id(proposal_id), digest])
    return get(books, company, proposal_id)


def decide(
    store: Store,
    person: str,
    companies: Sequence[str],
    proposal_id: str,
    digest: str,
    verb: str,
    comment: str | None,
    key: str,
) -> dict[str, Any]:
    """Approve or decline in the person's name: {proposal_id, digest, status, needs, executed}.

    The same key gives the same answer again. Raises OwnProposal, RoleMissing, LimitExceeded,
    AlreadyDecided, StaleProposal, ExpiredProposal, WrongDigest, NotWaiting, KeyReused.
    """
    who = Identity(person, tuple(companies))
    company = _company(store, who, proposal_id)
    said = None if comment is None else masked(comment)
    with store.deciding(who) as books:
        row = books.execute(
            "select control.decide(%s, %s, %s, %s, %s, %s) as result",
            [company, _id(proposal_id), digest, verb, said, key],
        ).fetchone()
    return _accepted(row)


def release(store: Store, person: str, companies: Sequence[str], company: str, proposal_id: str) -> dict[str, Any]:
    """Hand an approved run out: its body, digest, file name and lines with full accounts, for the export.

    The same person gets the same run again.
    Raises MayNotRelease, OwnProposal, NotWaiting, StaleProposal, AlreadyReleased.
    """
    with store.executing(Identity(person, tuple(companies))) as books:
        row = books.execute("select control.release(%s, %s) as result", [company, _id(proposal_id)]).fetchone()
    released = _accepted(row)
    names = zip(released["body"]["lines"], released["payees"], released["end_to_end_ids"], strict=True)
    released["lines"] = [line | {"payee_name": payee, "end_to_end_id": name} for line, payee, name in names]
    return released


def company_of(reader: Reader, proposal_id: str) -> str:
    """Which of the reader's companies a proposal belongs to; UnknownProposal for another's and for none."""
    with reader.books() as books:
        return _company_in(books, proposal_id)


def get(books: Books, company: str, proposal_id: str) -> dict[str, Any]:
    """A proposal as people read it: lines with reasons, decisions, what is still needed; accounts masked."""
    head = books.execute(
        """select p.*, n.name, e.executed_at, e.released_by, e.released_at,
                  case when p.status = 'waiting' and p.expires_at <= clock_timestamp() then 'expired' else p.status end
                    as state,
                  control.still_needed(p.company_id, p.proposal_id) as needed
           from control.payment_proposal p
           left join control.person n on n.person_id = p.proposed_by
           left join control.execution e using (company_id, proposal_id)
           where p.company_id = %s and p.proposal_id = %s""",
        [company, _id(proposal_id)],
    ).fetchone()
    if head is None:
        raise UnknownProposal(f"there is no proposal {proposal_id} in {company}")
    slots = head["needed"]["slots"] if head["state"] in ("draft", "waiting") else []
    return _summary(head) | {
        **{name: head["plan"].get(name) for name in _PLAN},
        "certificate": head["certificate"],
        "policy_version": head["policy_version"],
        "proposed_by_name": head["name"],
        "from_account": masked_account(head["body"]["from"].get("iban") or head["body"]["from"].get("number")),
        "lines": _lines(books, head),
        "decisions": _decisions(books, company, head["proposal_id"]),
        "needs": [slot[0] for slot in slots],
        "slots": slots,
        "tier_amount": head["needed"]["tier_amount"],
        "tier_currency": head["needed"]["tier_currency"],
        "executed_at": _iso(head["executed_at"]),
        "released_by": head["released_by"],
        "released_at": _iso(head["released_at"]),
    }


def listing(books: Books, companies: Sequence[str], status: str | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Proposals of these companies, newest first, without their lines; `needs` as in get()."""
    rows = books.execute(
        """with stated as (
             select p.*, case when p.status = 'waiting' and p.expires_at <= clock_timestamp() then 'expired'
                              else p.status end as state
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
        "run_date": row["run_date"].isoformat(),
        "currency": row["currency"],
        "total": row["body"]["total"],
        "digest": row["digest"],
        "reason": row["reason"],
        "proposed_by": row["proposed_by"],
        "created_at": _iso(row["created_at"]),
        "submitted_at": _iso(row["submitted_at"]),
        "expires_at": _iso(row["expires_at"]),
        "why_closed": row["why_closed"],
    }


def _lines(books: Books, head: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = books.execute(
        """select l.*, v.number, v.due_date, y.name, a.iban, a.account_number, x.payment_id, b.status as payment_status
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


def _accepted(row: Mapping[str, Any] | None) -> dict[str, Any]:
    """The database's answer; a refusal, which it has put on record already, is raised here."""
    assert row is not None
    result: dict[str, Any] = dict(row["result"])
    if result["outcome"] == "refused":
        refused = refusal(result["code"], result["detail"])
        assert refused is not None
        refused.errors = list(result["errors"])
        raise refused
    return result


def _company(store: Store, who: Identity, proposal_id: str) -> str:
    with store.reading(who) as books:
        return _company_in(books, proposal_id)


def _company_in(books: Books, proposal_id: str) -> str:
    row = books.execute(
        "select company_id from control.payment_proposal where proposal_id = %s", [_id(proposal_id)]
    ).fetchone()
    if row is None:
        raise UnknownProposal(f"there is no proposal {proposal_id} that you may see")
    return str(row["company_id"])


def _id(proposal_id: str | uuid.UUID) -> uuid.UUID:
    try:
        return uuid.UUID(str(proposal_id))
    except ValueError:
        raise UnknownProposal(f"{proposal_id} is no proposal's id") from None


def _iso(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()
