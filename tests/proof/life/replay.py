"""The steps of the model on PostgreSQL: what the model says happens is what the database does, with and without a guard."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import yaml

from tests.proof import doors
from tests.proof.guards.entry import Guard, take_away
from tests.proof.life import model
from tests.proof.life.model import Step
from tests.proof.world import LOADER, World, found_world
from workingcapital.controls.policy import STANDARD
from workingcapital.controls.refusals import AlreadyDecided
from workingcapital.errors import CopilotError
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER

REMOVALS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "removals.yaml").read_text(encoding="utf-8")
)
POLICY = {**STANDARD, "tiers": {"payment_run": [{"up_to": None, "slots": [["ap_manager", "controller_cfo"]]}]}}


BY_SOMEBODY = ("sends", "recalls", "approves", "declines", "releases")


@dataclass(frozen=True)
class Seen:
    """A proposal as both tell it: status, live payments, drafts of one call, files, whether its approval is on record."""

    status: str
    payments: int
    copies: int
    files: int
    on_record: bool
    refused_again: bool


def of_model(world: model.World) -> tuple[Seen, ...]:
    """What the model says."""
    return tuple(
        Seen(one.status, one.payments, one.copies, one.handed_out, "approved" in one.events, one.refused_again)
        for one in world.proposals
    )


def take_out(store: Store, guard: str) -> None:
    """Take every layer of a guard out of this database."""
    removal = REMOVALS[guard]
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        if "sql" in removal:
            owner.execute(removal["sql"].encode())
        for function, text, put in removal.get("patches", ()):
            take_away(owner, Guard(guarantee="", guard=guard, tests=(), function=function, take_out=text, put=put))


class Replay:
    """One company in which a way of the model is gone, step by step."""

    def __init__(self, store: Store, code: str) -> None:
        self.store, self.world = store, found_world(store, code, POLICY)
        self.made: dict[int, doors.Proposal] = {}
        self.refused_again: set[int] = set()
        self._answered: set[str] = set()

    def go(self, step: Step) -> None:
        """Take one step; a refusal is an outcome like any other."""
        if step.verb in BY_SOMEBODY and step.which not in self.made:
            return  # what it speaks of was refused before
        act = getattr(self, "_" + step.verb.replace(" ", "_"))
        try:
            act(step)
        except (CopilotError, psycopg.Error) as refused:
            if isinstance(refused, AlreadyDecided) and self._key(step) in self._answered:
                self.refused_again.add(step.which)

    def seen(self) -> tuple[Seen, ...]:
        """What the database says."""
        return tuple(self._seen(which) for which in model.BOTH)

    def _key(self, step: Step) -> str:
        return f"{step.which} {step.person} {step.key}"

    def _proposes(self, step: Step) -> None:
        made = doors.propose(self.store, self.world, step.person, self.world.items[:1], f"call-{step.which}")
        self.made.setdefault(step.which, made)

    def _sends(self, step: Step) -> None:
        doors.submit(self.store, self.world, step.person, *self._named(step))

    def _recalls(self, step: Step) -> None:
        doors.recall(self.store, self.world, step.person, *self._named(step))

    def _approves(self, step: Step) -> None:
        with self._dying(step.crash):
            doors.decide(self.store, self.world, step.person, *self._named(step), "approve", self._key(step))
        self._answered.add(self._key(step))

    def _declines(self, step: Step) -> None:
        doors.decide(self.store, self.world, step.person, *self._named(step), "decline", self._key(step))

    def _releases(self, step: Step) -> None:
        doors.release(self.store, self.world, step.person, self.made[step.which]["proposal_id"])

    def _the_bill_changes(self, step: Step) -> None:
        self._load("update invoice set number = number || '*' where company_id = %(code)s")

    def _the_ledger_pays(self, step: Step) -> None:
        self._load(
            """insert into allocation (company_id, instalment_id, allocated_on, amount)
               select company_id, instalment_id, '2026-06-30', open_amount from instalment where instalment_id = %(item)s"""
        )

    def _time_runs_out(self, step: Step) -> None:
        self._admin(
            """update control.payment_proposal set expires_at = clock_timestamp() - interval '1 second'
               where company_id = %s and status = 'waiting'"""
        )

    def _becomes_a_releaser(self, step: Step) -> None:
        doors.becomes(self.store, self.world, step.person, "treasury_releaser")

    def _named(self, step: Step) -> tuple[str, str]:
        made = self.made[step.which]
        other_body = step.verb in ("approves", "declines") and step.seen != _version_of(made)
        return made["proposal_id"], "0" * 64 if other_body else made["digest"]

    @contextmanager
    def _dying(self, statement: int) -> Iterator[None]:
        """The process dies within the approval: what follows the statement cannot be done."""
        if not statement:
            yield
            return
        tables = ["control.audit_event"] + ["books.payment"] * (statement == 1)
        self._admin("create function control.dies() returns trigger language plpgsql as $$ begin raise 'dead'; end $$")
        for table in tables:
            self._admin(f"create trigger dies before insert on {table} for each row execute function control.dies()")
        try:
            yield
        finally:
            self._admin("drop function control.dies() cascade")

    def _load(self, statement: str) -> None:
        with self.store.loading(Identity(LOADER, (self.world.code,))) as books:
            books.execute(statement.encode(), {"code": self.world.code, "item": self.world.items[0]})

    def _admin(self, statement: str) -> Any:
        with psycopg.connect(self.store.server.superuser(self.store.database)) as admin:
            values = [self.world.code] if "%s" in statement else None
            done = admin.execute(statement.encode(), values)
            return done.fetchone() if done.description else None

    def _seen(self, which: int) -> Seen:
        if which not in self.made:
            return Seen("none", 0, 0, 0, False, False)
        one = self.made[which]["proposal_id"]
        row = self._admin(
            f"""select p.status,
                       (select count(*) from books.payment b where b.proposal_id = p.proposal_id and b.status <> 'void'),
                       (select count(*) from control.payment_proposal q
                        where q.company_id = p.company_id and q.call_id = p.call_id),
                       (select count(*) from control.payment_file f where f.proposal_id = p.proposal_id),
                       exists (select from control.audit_event e where e.object_id = p.proposal_id::text and e.verb = 'approved')
                from control.payment_proposal p where p.company_id = %s and p.proposal_id = '{one}'"""
        )
        return Seen(*row, which in self.refused_again)


def _version_of(made: doors.Proposal) -> int:
    """Which version of the bill's rows a body was made from: a changed bill has a star in its number."""
    return made["lines"][0]["number"].count("*")


def replayed(store: Store, code: str, way: tuple[Step, ...]) -> tuple[Replay, World]:
    """Go the whole way in a company of its own."""
    replay = Replay(store, code)
    for step in way:
        replay.go(step)
    return replay, replay.world
