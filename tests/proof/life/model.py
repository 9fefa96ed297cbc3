"""The life of a proposal, small enough to look at all of it: three people, two proposals over one bill.

Every step anybody can take is taken in every state, in every order, with crashes between the statements of a step and
with requests that arrive again. The rules of the product are the guards; what must hold is said a second time, in
`wrong`, from what really happened, without a look at any guard.

Small on purpose: one bill that both proposals pay, one approval needed, a clock that strikes once, people whose part
changes once. That every removed guard yields a counterexample shows that it is large enough.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

Status = Literal["none", "draft", "waiting", "approved", "declined", "stale", "expired", "recalled", "released"]
PEOPLE: Final = ("cfo", "manager", "clerk")
BOTH: Final = (0, 1)
# The CFO may propose and may approve; the manager may approve. Either becomes a releaser once, and is nothing else then.
PARTS: Final = {
    "cfo": frozenset({"propose", "approve"}),
    "manager": frozenset({"approve"}),
    "clerk": frozenset({"propose"}),
}
BECOMES: Final = frozenset({"release"})

GUARDS: Final = (
    "who proposed does not approve",
    "approving takes a role",
    "only what was sent is decided",
    "the digest that was seen",
    "the rows of that moment",
    "in time",
    "one live run",
    "a key decides once",
    "a decided proposal is decided no more",
    "a call proposes once",
    "only the proposer sends",
    "proposing takes a role",
    "releasing takes a role",
    "who proposed does not release",
    "who approved does not release",
    "only what was approved is released",
    "the rows at the release",
    "released once",
    "all or nothing",
    "no step without its event",
)


@dataclass(frozen=True)
class Approval:
    """What really happened: who approved which version of the body, and what they were then."""

    person: str
    version: int
    could: bool
    in_time: bool


@dataclass(frozen=True)
class Proposal:
    """One proposal as it stands, and what became of it."""

    status: Status = "none"
    by: str = ""
    version: int = 0  # of the bill's rows when the body was made
    copies: int = 0  # drafts that one call made
    sent_by: str = ""
    sent_when_late: bool = False
    approvals: tuple[Approval, ...] = ()
    payments: int = 0
    paid_version: int = 0
    refused_again: bool = False
    released_by: str = ""
    releaser_could: bool = False
    handed_out: int = 0
    paid_before_release: bool = False
    answered: tuple[str, ...] = ()  # keys under which an approval was carried out
    events: frozenset[str] = frozenset()


@dataclass(frozen=True)
class World:
    """Everything there is."""

    proposals: tuple[Proposal, Proposal] = (Proposal(), Proposal())
    version: int = 0  # of the bill's rows: amount, account, hold
    ledger_paid: bool = False
    late: bool = False  # the time to decide what was sent before has run out
    became: str = ""  # who has become a releaser

    def may(self, person: str, what: str) -> bool:
        """What a person's part is now."""
        return what in (BECOMES if person == self.became else PARTS[person])


@dataclass(frozen=True)
class Step:
    """Something somebody does; `crash` is the statement after which the process dies, if it does."""

    verb: str
    person: str = ""
    which: int = 0
    seen: int = 0  # the version of the body that the person looked at
    key: str = ""
    crash: int = 0

    def __str__(self) -> str:
        said = " ".join(part for part in (self.person, self.verb, str(self.which + 1), self.key) if part)
        return said + (f" (dies after statement {self.crash})" if self.crash else "")


def steps(world: World) -> Iterator[Step]:
    """Everything that anybody can try now."""
    if world.version == 0:
        yield Step("the bill changes")
    if not world.ledger_paid:
        yield Step("the ledger pays")
    if not world.late:
        yield Step("time runs out")
    if not world.became:
        yield from (Step("becomes a releaser", person) for person in ("cfo", "manager"))
    for which in BOTH:
        for person in PEOPLE:
            yield from _tried(which, person, world)


def _tried(which: int, person: str, world: World) -> Iterator[Step]:
    one = world.proposals[which]
    yield Step("proposes", person, which)
    if one.status == "none":
        return
    yield Step("sends", person, which)
    yield Step("recalls", person, which)
    yield Step("releases", person, which)
    for key in ("key", "other key"):
        for crash in (0, 1, 2, 3):
            yield Step("approves", person, which, one.version, key, crash)
    yield Step("declines", person, which, one.version)
    yield Step("approves", person, which, one.version + 1, "key")  # a digest of another body


def taken(world: World, step: Step, guards: frozenset[str]) -> World:
    """The world after the step; the same world when it is refused."""
    if step.verb == "the bill changes":
        return replace(world, version=1)
    if step.verb == "the ledger pays":
        return replace(world, ledger_paid=True)
    if step.verb == "time runs out":
        return replace(world, late=True)
    if step.verb == "becomes a releaser":
        return replace(world, became=step.person)
    act = {
        "proposes": _propose,
        "sends": _send,
        "recalls": _recall,
        "approves": _approve,
        "declines": _decline,
        "releases": _release,
    }
    before = world.proposals[step.which]
    one = act[step.verb](world, before, step, guards)
    if one is before:
        return world
    pair = list(world.proposals)
    pair[step.which] = one
    return replace(world, proposals=(pair[0], pair[1]))


def _propose(world: World, one: Proposal, step: Step, guards: frozenset[str]) -> Proposal:
    if "proposing takes a role" in guards and not world.may(step.person, "propose"):
        return one
    if one.status != "none":
        if one.by != step.person or "a call proposes once" in guards:
            return one
        return replace(one, copies=2)
    if world.ledger_paid or any(p.payments for p in world.proposals if "one live run" in guards):
        return one
    return Proposal(
        "draft",
        step.person,
        world.version,
        1,
        events=_noted(one, "proposed", guards),
        releaser_could=world.may(step.person, "propose"),
    )


def _send(world: World, one: Proposal, step: Step, guards: frozenset[str]) -> Proposal:
    if one.status != "draft" or ("only the proposer sends" in guards and one.by != step.person):
        return one
    return replace(
        one, status="waiting", sent_by=step.person, sent_when_late=world.late, events=_noted(one, "sent", guards)
    )


def _recall(world: World, one: Proposal, step: Step, guards: frozenset[str]) -> Proposal:
    return replace(one, status="recalled") if one.status in ("draft", "waiting") and one.by == step.person else one


def _decline(world: World, one: Proposal, step: Step, guards: frozenset[str]) -> Proposal:
    if one.by == step.person or one.status != "waiting":
        return one
    if world.late and not one.sent_when_late:
        return replace(one, status="expired")
    return replace(one, status="declined") if world.may(step.person, "approve") else one


def _approve(world: World, one: Proposal, step: Step, guards: frozenset[str]) -> Proposal:
    if f"{step.person} {step.key}" in one.answered:
        return one if "a key decides once" in guards else replace(one, refused_again=True)
    open_to = {"waiting"}
    open_to |= set() if "only what was sent is decided" in guards else {"draft"}
    open_to |= set() if "a decided proposal is decided no more" in guards else {"approved"}
    if ("who proposed does not approve" in guards and one.by == step.person) or one.status not in open_to:
        return one
    if "in time" in guards and world.late and one.sent_by and not one.sent_when_late:
        return replace(one, status="expired")
    if "the digest that was seen" in guards and step.seen != one.version:
        return one
    if "approving takes a role" in guards and not world.may(step.person, "approve"):
        return one
    if "the rows of that moment" in guards and not _payable(world, one):
        return replace(one, status="stale")
    if "one live run" in guards and world.proposals[1 - step.which].payments:
        return replace(one, status="stale")
    if step.crash and "all or nothing" in guards:
        return one
    return _carried_out(world, one, step, guards)


def _carried_out(world: World, one: Proposal, step: Step, guards: frozenset[str]) -> Proposal:
    """The statements of an approval: the decision, the payments, the event; a crash leaves what came before it."""
    late = world.late and not one.sent_when_late
    approval = Approval(step.person, step.seen, world.may(step.person, "approve"), not late)
    done = replace(
        one,
        status="approved",
        approvals=(*one.approvals, approval)[-2:],
        answered=tuple(dict.fromkeys((*one.answered, f"{step.person} {step.key}"))),
    )
    if step.crash == 1:
        return done
    done = replace(done, payments=min(one.payments + 1, 2), paid_version=world.version)
    return done if step.crash else replace(done, events=_noted(done, "approved", guards))


def _release(world: World, one: Proposal, step: Step, guards: frozenset[str]) -> Proposal:
    refused = (
        ("releasing takes a role" in guards and not world.may(step.person, "release"))
        or ("who proposed does not release" in guards and one.by == step.person)
        or ("who approved does not release" in guards and any(a.person == step.person for a in one.approvals))
        or (
            one.status not in ("approved", "released")
            and ("only what was approved is released" in guards or one.status != "waiting")
        )
    )
    if refused:
        return one
    if one.status == "released":
        again = "released once" in guards
        return one if again else replace(one, handed_out=min(one.handed_out + 1, 2))
    if "the rows at the release" in guards and not _payable(world, one):
        return replace(one, status="stale", payments=0)
    return replace(
        one, status="released", released_by=step.person, releaser_could=world.may(step.person, "release"), handed_out=one.handed_out + 1,
        paid_before_release=world.ledger_paid, events=_noted(one, "released", guards),
    )  # fmt: skip


def _payable(world: World, one: Proposal) -> bool:
    return one.version == world.version and not world.ledger_paid


def _noted(one: Proposal, event: str, guards: frozenset[str]) -> frozenset[str]:
    return one.events | {event} if "no step without its event" in guards else one.events


def wrong(world: World) -> str:
    """What must never be, from what really happened; empty when all is well."""
    for one in world.proposals:
        if found := _wrong(one):
            return found
    if sum(one.payments for one in world.proposals if one.status in ("approved", "released")) > 1:
        return "the bill is paid twice"
    return ""


def _wrong(one: Proposal) -> str:
    if one.copies > 1:
        return "one call made two proposals"
    if one.status == "draft" and not one.releaser_could:
        return "proposed by somebody who may not"
    if one.refused_again:
        return "a request that was carried out is refused when it arrives again"
    if one.sent_by not in ("", one.by):
        return "sent by somebody else than its proposer"
    if one.payments or one.status in ("approved", "released"):
        return _paid_wrongly(one)
    return ""


def _paid_wrongly(one: Proposal) -> str:
    if not one.sent_by:
        return "approved before its proposer sent it"
    if not any(a.person != one.by and a.could and a.in_time and a.version == one.version for a in one.approvals):
        return "paid without the approval of another authorised person, in time, for that body"
    if one.payments and one.paid_version != one.version:
        return "paid after the rows had changed"
    if one.payments > 1:
        return "a line is paid twice"
    if not one.payments:
        return "approved and never paid"
    if "approved" not in one.events:
        return "paid without an event"
    if one.status == "released":
        return _released_wrongly(one)
    return ""


def _released_wrongly(one: Proposal) -> str:
    if one.released_by == one.by or any(a.person == one.released_by for a in one.approvals):
        return "released by somebody who had a hand in it"
    if not one.releaser_could:
        return "released by somebody who may not"
    if one.handed_out > 1:
        return "handed out twice"
    if one.paid_before_release:
        return "released after the ledger had paid it"
    return ""
