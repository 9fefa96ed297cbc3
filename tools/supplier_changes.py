"""Changes of master data that the agent may propose: terms, a new supplier, an account that is on file already.

No account number is an argument of anything here, and no telephone number that a call-back would dial: a person types
those. What a new supplier is called has to stand in the asker's own message, so that no document can name one.
"""

import re
from collections.abc import Mapping
from typing import Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.drafting import Desk, Named, Proposal, drafted
from workingcapital.errors import BadInput, NotFound
from workingcapital.facts import Evidence
from workingcapital.store.naming import term_called
from workingcapital.store.proposals.unverified import unverified_accounts


class NotInYourWords(BadInput):
    """A new supplier's details are taken from your own message only."""


class NoAccountOnFile(NotFound):
    """There is no unverified account of this supplier on file; a new one is typed by a person, not by the agent."""


class WhichAccount(BadInput):
    """Several unverified accounts of this supplier are on file."""


@tool(response_format="content_and_artifact", parse_docstring=True)
def propose_terms_change(
    runtime: ToolRuntime[Asker],
    party: str,
    terms: str,
    reason: str,
    side: Literal["payable", "receivable"] = "payable",
) -> tuple[str, Evidence]:
    """Propose other payment terms for one supplier or customer. Only on the asker's plain wish.

    Args:
        party: the supplier or customer
        terms: code or name of terms that the books have
        reason: why, in the asker's own words; the approvers read it
        side: payable for a supplier, receivable for a customer
    """

    def named(desk: Desk) -> Named:
        known = desk.party(party, side)
        term = _term(desk, terms)
        return Named({"party": known.party, "side": side, "term": term}, _from_to)

    return drafted(runtime, "terms_change", named, reason)


@tool(response_format="content_and_artifact", parse_docstring=True)
def propose_supplier(
    runtime: ToolRuntime[Asker],
    name: str,
    code: str,
    country: str,
    reason: str,
    vat_number: str | None = None,
    terms: str | None = None,
) -> tuple[str, Evidence]:
    """Propose to enter a new supplier, without an account: that is typed by a person and called back.

    Args:
        name: the full name, exactly as the asker wrote it in this message
        code: its number in the ledger, as the asker wrote it
        country: two capitals, as DE
        reason: why, in the asker's own words; the approvers read it
        vat_number: VAT number, as the asker wrote it
        terms: code or name of terms that the books have
    """

    def named(desk: Desk) -> Named:
        details = {"name": name, "code": code, "vat_number": vat_number}
        _in_the_askers_words(desk.message, details)
        subject = {**details, "country": country, "term": terms and _term(desk, terms)}
        return Named(subject, lambda made: "It has no account yet: a person types one, and a verifier calls back.")

    return drafted(runtime, "supplier_creation", named, reason)


@tool(response_format="content_and_artifact", parse_docstring=True)
def propose_bank_change(
    runtime: ToolRuntime[Asker], party: str, reason: str, account: int | None = None
) -> tuple[str, Evidence]:
    """Propose that an account of a supplier that is on file, not yet verified, is the one we pay; it is called back first.

    Args:
        party: the supplier
        reason: why, in the asker's own words; the approvers read it
        account: id of the account on file, where there are several; an account number is never accepted
    """

    def named(desk: Desk) -> Named:
        known = desk.party(party, "payable")
        on_file = unverified_accounts(desk.books, desk.ours.code, known.party)
        chosen = [each for each in on_file if account in (None, each.account)]
        if not chosen:
            raise NoAccountOnFile(f"{known.name}: use `wcc request account` or the form on the page.")
        if len(chosen) > 1:
            raise WhichAccount("name one by its id: " + "; ".join(each.called for each in chosen))
        subject = {"party": known.party, "account": chosen[0].account}
        return Named(subject, lambda made: _called_back(made, chosen[0].ending))

    return drafted(runtime, "bank_change", named, reason)


def _term(desk: Desk, called: str) -> int:
    found = term_called(desk.books, desk.ours.code, called)
    if found is None:
        raise NotFound(f"{desk.ours.code} has no terms called {called!r}")
    return found


def _from_to(made: Proposal) -> str:
    [change] = made["changes"]
    before = f"instead of {change['from']}" if change["from"] else "where none were set"
    return f"New bills get {change['to']} {before}; bills that are booked keep theirs."


def _called_back(made: Proposal, ending: str) -> str:
    return f"Account {ending}: a verifier calls back first, and payments to the supplier wait meanwhile."


def _in_the_askers_words(message: str, details: Mapping[str, str | None]) -> None:
    """Every detail stands in the message, whatever its spaces and capitals."""
    said = _plain(message)
    for what, value in details.items():
        if value and _plain(value) not in said:
            raise NotInYourWords(f"Write the supplier's {what.replace('_', ' ')} yourself, and say who it is in full.")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
