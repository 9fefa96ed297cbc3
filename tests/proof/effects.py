"""What became of the money, judged by a reader of its own: nothing here calls a function of the schema.

Reads every row of one company as the administrator, past row-level security, and holds each payment, release and
decision against the rules of docs/guarantees.md in plain Python. Empty lists mean that the guarantees held.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import psycopg
import rfc8785
from psycopg.rows import dict_row

from workingcapital.store.audit import event_hash
from workingcapital.store.database.connection import Store

Row = dict[str, Any]
LIVE = ("scheduled", "released", "booked")
TABLES = {
    "proposals": "select * from control.payment_proposal where company_id = %s",
    "decisions": "select * from control.decision where company_id = %s",
    "executions": "select * from control.execution where company_id = %s",
    "items": "select * from control.execution_item where company_id = %s",
    "lines": "select * from control.proposal_line where company_id = %s",
    "files": "select * from control.payment_file where company_id = %s",
    "payments": "select * from books.payment where company_id = %s and direction = 'out'",
    "instalments": "select * from books.instalment where company_id = %s",
    "grants": "select * from control.role_grant where company_id = %s",
    "policies": "select * from control.policy where company_id = %s",
    "kinds": "select kind, tiers from control.proposal_kind where %s <> ''",
    "toxic": "select role, other from control.toxic_pair where %s <> ''",
    "events": """select *, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at_text,
                        details::text as details_text
                 from control.audit_event where company_id = %s order by sequence""",
}


@dataclass(frozen=True)
class Effects:
    """What was found wrong, by kind; `payments` and `events` count what there was to look at."""

    unapproved: tuple[str, ...]
    doubled: tuple[str, ...]
    unaudited: tuple[str, ...]
    payments: int
    events: int

    @property
    def wrong(self) -> tuple[str, ...]:
        """Everything that was found."""
        return self.unapproved + self.doubled + self.unaudited


def effects(store: Store, company: str) -> Effects:
    """Read the company's rows of this moment and judge them."""
    with psycopg.connect(store.server.superuser(store.database), row_factory=dict_row) as admin:
        return judge(rows_of(admin, company))


def rows_of(admin: "psycopg.Connection[Row]", company: str) -> dict[str, list[Row]]:
    """Every row that matters; nobody else may be at work."""
    return {name: admin.execute(query.encode(), [company]).fetchall() for name, query in TABLES.items()}


def judge(rows: Mapping[str, list[Row]]) -> Effects:
    """Hold the rows against the rules."""
    return Effects(
        tuple(_unapproved(rows)),
        tuple(_doubled(rows)),
        tuple(_unaudited(rows)),
        len([p for p in rows["payments"] if p["proposal_id"]]),
        len(rows["events"]),
    )


def _unapproved(rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """Money, releases and roles that nobody else approved."""
    proposals = {p["proposal_id"]: p for p in rows["proposals"]}
    for one in proposals.values():
        if one["digest"] != _digest(one["body"]) and one["status"] != "draft":
            yield f"proposal {one['proposal_id']} has a body that its digest does not stand for"
        if one["status"] in ("approved", "released", "sent", "silent", "confirmed"):
            yield from _without_approval(one, rows)
    for paid in rows["payments"]:
        if paid["status"] in LIVE and paid["proposal_id"] is not None:
            yield from _not_as_approved(paid, proposals.get(paid["proposal_id"]), rows)
    for done in rows["executions"]:
        if done["released_by"] is not None:
            yield from _wrongly_released(done, proposals[done["proposal_id"]], rows)
    yield from _toxic(rows)


def _without_approval(one: Row, rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """An approved proposal whose approvals do not fill its slots."""
    name, approvals = f"proposal {one['proposal_id']}", _of(rows["decisions"], one, verb="approve")
    for each in approvals:
        if each["digest"] != one["digest"]:
            yield f"{name}: {each['person_id']} approved another body"
        if one["proposed_by"] in (each["person_id"], each["on_behalf_of"]):
            yield f"{name}: approved by its proposer {one['proposed_by']}"
        if not _held(rows, each["on_behalf_of"] or each["person_id"], each["role"], each["decided_at"]):
            yield f"{name}: {each['person_id']} did not hold {each['role']}"
        if one["submitted_at"] is None or not one["submitted_at"] <= each["decided_at"] <= one["expires_at"]:
            yield f"{name}: decided outside its time"
    wanted = _slots(one, rows)
    people = [each["person_id"] for each in approvals]
    if len(set(people)) != len(people):
        yield f"{name}: one person approved twice"
    if not any(_fill(order, wanted) for order in permutations(approvals, len(wanted))):
        yield f"{name}: {_amount(one, rows)} needs {wanted}, has {[each['role'] for each in approvals]}"


def _not_as_approved(paid: Row, one: Row | None, rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """A payment that is no line of an approved body."""
    name = f"payment {paid['payment_id']}"
    if one is None or not _of(rows["executions"], one):
        yield f"{name} belongs to no executed proposal"
        return
    if one["status"] not in ("approved", "released", "sent", "silent", "confirmed"):
        yield f"{name} is {paid['status']}, its proposal is {one['status']}"
    told = (paid["party_id"], paid["payee_account_id"], paid["amount"], paid["currency"], str(paid["value_date"]))
    lines = [
        (each["payee"], each["account"]["id"], Decimal(each["pay"]), each["currency"], each["debit_date"])
        for each in one["body"]["lines"]
    ]
    if told not in lines:
        yield f"{name} is {told}, approved was {lines}"


def _wrongly_released(done: Row, one: Row, rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """A release by somebody who had a hand in it, or no right to it."""
    who, name = done["released_by"], f"release of {one['proposal_id']}"
    if not _held(rows, who, "treasury_releaser", done["released_at"]):
        yield f"{name}: {who} is no releaser"
    if who == one["proposed_by"]:
        yield f"{name}: by its proposer"
    if any(who in (each["person_id"], each["on_behalf_of"]) for each in _of(rows["decisions"], one)):
        yield f"{name}: by one of its approvers"


def _toxic(rows: Mapping[str, list[Row]]) -> Iterator[str]:
    held: dict[str, set[str]] = defaultdict(set)
    for each in rows["grants"]:
        if each["approved_at"] and not each["revoked_at"]:
            held[each["person_id"]].add(each["role"])
        if each["approved_by"] in (each["requested_by"], each["person_id"]) and each["approved_by"] is not None:
            yield f"grant {each['grant_id']} was approved by who asked for it or gets it"
    for pair in rows["toxic"]:
        yield from (
            f"{who} holds {pair['role']} and {pair['other']}"
            for who, roles in held.items()
            if {pair["role"], pair["other"]} <= roles
        )


def _doubled(rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """An item paid twice, a line paid twice, a run handed out under two names."""
    payments = {p["payment_id"]: p for p in rows["payments"]}
    paid: dict[int, Decimal] = defaultdict(Decimal)
    for item in rows["items"]:
        payment = payments[item["payment_id"]]
        if payment["status"] in LIVE:
            paid[item["instalment_id"]] += payment["amount"]
    for each in rows["instalments"]:
        if paid[each["instalment_id"]] > each["amount"]:
            yield f"item {each['instalment_id']} of {each['amount']} is paid {paid[each['instalment_id']]}"
    for what, names in {
        "item in two live runs": [i["instalment_id"] for i in rows["items"] if i["live"]],
        "line paid twice": [(i["proposal_id"], i["line_no"]) for i in rows["items"]],
        "end-to-end id twice": [p["end_to_end_id"] for p in payments.values() if p["end_to_end_id"]],
        "run handed out twice": [(f["proposal_id"], f["format"]) for f in rows["files"]],
        "call proposed twice": [(p["thread_id"], p["turn"], p["call_id"]) for p in rows["proposals"]],
    }.items():
        yield from (f"{what}: {name}" for name, n in Counter(names).items() if n > 1)
    for one in rows["proposals"]:
        lines, live = (
            len(_of(rows["lines"], one)),
            [p for p in payments.values() if p["proposal_id"] == one["proposal_id"]],
        )
        if live and len(live) != lines:
            yield f"proposal {one['proposal_id']} has {lines} lines and {len(live)} payments"


def _unaudited(rows: Mapping[str, list[Row]]) -> Iterator[str]:
    """An effect without its line in the chain, or a chain that does not hold."""
    said = Counter((e["verb"], e["object_id"], e["person_id"]) for e in rows["events"])
    for each in rows["decisions"]:
        verb = {"approve": "approved", "decline": "declined"}[each["verb"]]
        if said[(verb, str(each["proposal_id"]), each["person_id"])] != 1:
            yield f"decision of {each['person_id']} on {each['proposal_id']} stands not once in the chain"
    for one in rows["proposals"]:
        if said[("proposed", str(one["proposal_id"]), one["proposed_by"])] != 1:
            yield f"proposal {one['proposal_id']} stands not once in the chain"
    for done in rows["executions"]:
        if done["released_by"] and said[("released", str(done["proposal_id"]), done["released_by"])] != 1:
            yield f"release of {done['proposal_id']} stands not once in the chain"
    previous = "0" * 64
    for number, event in enumerate(rows["events"], 1):
        whole = {**event, "at": event["at_text"], "details": event["details_text"]}
        if event["sequence"] != number or event["previous"] != previous or event_hash(whole) != event["hash"]:
            yield f"the chain breaks at {event['sequence']}"
        previous = event["hash"]


def _slots(one: Row, rows: Mapping[str, list[Row]]) -> list[list[str]]:
    policy = next(p for p in rows["policies"] if p["version"] == one["policy_version"])
    amount = _amount(one, rows)
    standard = next(k["tiers"] for k in rows["kinds"] if k["kind"] == one["kind"])
    tiers = policy["body"]["tiers"].get(one["kind"], standard)
    tier = next(t for t in tiers if t["up_to"] is None or amount <= Decimal(t["up_to"]))
    return [list(slot) for slot in tier["slots"]]


def _amount(one: Row, rows: Mapping[str, list[Row]]) -> Decimal:
    """This run and what else went to its payees in runs sent in the 24 hours before; in the company's currency.

    At least: a run that was withdrawn since counted while it stood, so it may have needed more people, never fewer.
    """
    payees = {line["payee_id"] for line in _of(rows["lines"], one)}
    items = {line["instalment_id"] for line in _of(rows["lines"], one)}
    amount = Decimal(one["total"])
    for other in rows["proposals"]:
        counts = other["status"] in ("waiting", "approved", "released", "sent", "silent", "confirmed")
        if other["proposal_id"] == one["proposal_id"] or not counts or other["submitted_at"] is None:
            continue
        if one["submitted_at"] - timedelta(hours=24) < other["submitted_at"] <= one["submitted_at"]:
            lines = [paid for paid in _of(rows["lines"], other) if paid["instalment_id"] not in items]
            amount += sum((paid["pay_amount"] for paid in lines if paid["payee_id"] in payees), Decimal(0))
    return amount


def _fill(approvals: tuple[Row, ...], slots: list[list[str]]) -> bool:
    return all(each["role"] in slot for each, slot in zip(approvals, slots, strict=True))


def _held(rows: Mapping[str, list[Row]], person: str, role: str, at: Any) -> bool:
    return any(
        g["person_id"] == person and g["role"] == role and g["approved_at"] and g["approved_at"] <= at
        and (g["revoked_at"] is None or g["revoked_at"] >= at) and (g["valid_to"] is None or g["valid_to"] >= at)
        for g in rows["grants"]
    )  # fmt: skip


def _of(found: list[Row], one: Row, **like: Any) -> list[Row]:
    return [
        each
        for each in found
        if each["proposal_id"] == one["proposal_id"] and all(each[key] == value for key, value in like.items())
    ]


def _digest(body: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(body)).hexdigest()
