"""How the agent proposes a change: what is named becomes ids, the database builds the body, its asker sends it.

Every tool that proposes something other than a run goes this one way. Its arguments are numbers of documents, names,
codes and days; an account, an amount to pay or a recipient is no argument of any of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from langchain.tools import ToolRuntime

from tools.asker import Asker
from tools.changes import propose
from tools.evidence import Cell, evidence, table, which_one
from tools.reply import reply
from workingcapital.controls.proposals import needs_in_words
from workingcapital.controls.refusals import NotPayable
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence, Fact, nothing
from workingcapital.store.companies import Company, company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.invoices import Invoice, WhichInvoice, the_invoice
from workingcapital.store.items import ItemFilter, OpenItem, open_items
from workingcapital.store.parties import Party, WhichParty, the_party

MOST: Final = 50  # documents that one change may name
Proposal = Mapping[str, Any]
_COLUMNS: Final = ("Number", "Party", "Due", "Currency", "Open")
_SIDES: Final = {"payable": "a supplier's bill", "receivable": "an invoice of ours to a customer"}


class NotThatSide(BadInput):
    """This document is of the other side of the books."""


class TooMany(BadInput):
    """These are more documents than one proposal may name."""


@dataclass(frozen=True)
class Named:
    """What a change is about: the subject that is proposed, and what is said and shown beside it.

    `subject` holds ids, codes and days. `say` words what the change does from the proposal the database made of it.
    """

    subject: Mapping[str, Any]
    say: Callable[[Proposal], str]
    facts: tuple[Fact, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """The open books of one company and who is at them: names and numbers become rows here."""

    books: Books
    asker: Asker
    ours: Company
    message: str = ""  # what the asker themselves wrote in this turn

    def party(self, name: str, side: str) -> Party:
        """The one party a name means; raises NoSuchParty or WhichParty."""
        return the_party(self.books, self.ours.code, name, side)

    def document(self, number: str, side: str, party: str | None = None) -> Invoice:
        """The one document of that number; raises NoSuchInvoice, WhichInvoice, or NotThatSide."""
        known = self.party(party, side).party if party else None
        found = the_invoice(self.books, self.ours.code, number, known)
        if found.side != side:
            raise NotThatSide(f"{found.called} is {_SIDES[found.side]}, not {_SIDES[side]}.")
        return found

    def items(self, which: ItemFilter) -> list[OpenItem]:
        """The open items that match, largest first."""
        return open_items(self.books, self.ours.code, self.asker.as_of, which)

    def open_on(self, bill: Invoice) -> Fact:
        """What is open of one document."""
        asked = {"side": bill.side, "invoice": bill.invoice, "currency": bill.currency}
        return measure(self.books, "open.total.v1", self.ours.code, self.asker.as_of, **asked)


def drafted(
    runtime: ToolRuntime[Asker], kind: str, named: Callable[[Desk], Named], reason: str
) -> tuple[str, Evidence]:
    """Draft a change of this kind for the one company in focus; it waits for its asker's own "send it"."""
    asker = runtime.context
    if len(asker.focus) > 1:
        return reply(nothing("clarify", "which_company", "A change is of one company. Which one?", asker.focus))
    ours = replace(asker, company=asker.focus[0])
    message = str((runtime.state or {}).get("question", ""))
    try:
        with ours.books() as books:
            found = named(Desk(books, ours, company(books, ours.company), message))
            made = propose(books, ours, kind, found.subject, reason, runtime.tool_call_id or "")
    except (WhichParty, WhichInvoice) as which:
        return reply(which_one(which))
    except NotPayable as refused:
        return reply(nothing("clarify", "not_allowed", f"That cannot be proposed: {_whys(refused)}."))
    return reply(_told(made, found, ours))


def several(items: Sequence[OpenItem]) -> list[int]:
    """The ids of the items that one change names; raises TooMany."""
    if len(items) > MOST:
        raise TooMany(f"{len(items)} items match and one proposal names at most {MOST}: say which.")
    return [each.item for each in items]


def _whys(refused: NotPayable) -> str:
    """Every reason the database gave."""
    return "; ".join(str(each["why"]) for each in refused.errors if each.get("why")) or refused.detail


def _told(made: dict[str, Any], found: Named, asker: Asker) -> Evidence:
    """The draft as evidence: what it is, what it would change, and who has to approve it."""
    needs = needs_in_words(made, asker.language)
    say = f"Draft: {made['title']}. {found.say(made)} Nothing changes before you send it and {needs} approves."
    notices = [*found.notices, *(made.get("notices") or ())]
    shown = table(f"Items of the draft, {made['company']}", _COLUMNS, found.rows) if found.rows else None
    return evidence(found.facts, shown, found.rows, say=say, proposal=made, notices=notices)
