"""Suppliers and customers: who is meant, where we stand with them, and what is odd about their accounts."""

from datetime import date, timedelta
from typing import Literal

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import Cell, booked, counted, evidence, for_each_company, link, table
from workingcapital.facts import Evidence, Fact, nothing
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.figures import measure
from workingcapital.store.parties import Party, find_parties, the_party
from workingcapital.store.parties import bank_changes as read_changes
from workingcapital.store.parties import shared_accounts as read_shared


@tool(response_format="content_and_artifact", parse_docstring=True)
def find_party(
    runtime: ToolRuntime[Asker], name: str, side: Literal["payable", "receivable"] | None = None
) -> tuple[str, Evidence]:
    """The suppliers or customers a name may mean, in any spelling; asks back when several fit.

    Args:
        name: name or number
        side: payable for suppliers only, receivable for customers only
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        found = find_parties(books, ours.code, name, side)
        if not found:
            return nothing("no_data", "not_found", f"{ours.code}: nobody is called {name!r}.")
        if len(found) > 1:
            options = [each.called for each in found[:6]]
            return nothing("clarify", "ambiguous", f"Which one do you mean: {' or '.join(options)}?", options)
        return _found(books, ours.code, asker.as_of, found[0])

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def party_position(runtime: ToolRuntime[Asker], name: str) -> tuple[str, Evidence]:
    """Where we stand with a firm, as customer and as supplier: open, overdue, unapplied, and the net position.

    Args:
        name: name or number
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        party = the_party(books, ours.code, name)
        facts = _standing(books, ours.code, asker.as_of, party)
        rows: list[list[Cell]] = [[fact.label, fact.currency, fact] for fact in facts]
        shown = table(f"{party.name}, {ours.code}", ["What", "Currency", "Amount"], rows)
        return evidence(facts, shown, rows, f"{party.called} is {_roles(party)}.", notices=_oddities(party))

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def bank_changes(runtime: ToolRuntime[Asker], days: int = 30) -> tuple[str, Evidence]:
    """Suppliers' bank accounts that changed lately, whether somebody called back, and what waits to be paid to them.

    Args:
        days: how far to look back
    """
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        since = asker.as_of - timedelta(days=days)
        found = read_changes(books, ours.code, since, asker.as_of)
        if not found:
            return nothing("no_data", "none", f"{ours.code}: no bank account changed since {since}.")
        rows: list[list[Cell]] = []
        for each in found:
            waiting = measure(books, "open.total.v1", ours.code, asker.as_of, side="payable", party=each["party"])
            checked = (
                f"verified by {each['verified_how'] or 'a person'}" if each["status"] == "verified" else each["status"]
            )
            rows.append([each["name"], each["valid_from"], f"…{each['ending']}", checked, waiting.currency, waiting])
        number = counted(
            ours.code, asker.as_of, [f"party_bank_account:{each['account_id']}" for each in found],
            "Number of changed bank accounts", of="bank_changes", since=since.isoformat(),
        )  # fmt: skip
        columns = ["Supplier", "Changed on", "New account", "State", "Currency", "Open bills"]
        return evidence([number], table(f"Changed bank accounts, {ours.code}", columns, rows), rows)

    return for_each_company(asker, work)


@tool(response_format="content_and_artifact", parse_docstring=True)
def shared_bank_accounts(runtime: ToolRuntime[Asker]) -> tuple[str, Evidence]:
    """Suppliers that have a bank account in common; the account itself is never shown."""
    asker = runtime.context

    def work(books: Books, ours: Company) -> Evidence:
        found = read_shared(books, ours.code, asker.as_of)
        if not found:
            return nothing("no_data", "none", f"{ours.code}: no two parties share a bank account.")
        ids = [row for each in found for row in each["rows"]]
        number = counted(ours.code, asker.as_of, ids, "Number of accounts of shared use", of="shared_accounts")
        rows: list[list[Cell]] = []
        for each in found:
            waiting = [
                measure(books, "open.total.v1", ours.code, asker.as_of, side="payable", party=party)
                for party in each["parties"]
            ]
            rows += [
                [name, f"…{each['account'][-4:]}", fact.currency, fact]
                for name, fact in zip(_names(waiting), waiting, strict=True)
            ]
        columns = ["Party", "Account", "Currency", "Open bills"]
        return evidence([number], table(f"Shared bank accounts, {ours.code}", columns, rows), rows)

    return for_each_company(asker, work)


def _names(waiting: list[Fact]) -> list[str]:
    return [fact.party or "" for fact in waiting]


def _found(books: Books, code: str, as_of: date, party: Party) -> Evidence:
    sides = [side for side, is_one in (("payable", party.is_supplier), ("receivable", party.is_customer)) if is_one]
    facts = [measure(books, "open.total.v1", code, as_of, side=side, party=party.party) for side in sides]
    said = ", ".join(f"{fact.label.lower()} {link(fact)}" for fact in facts)
    return evidence(facts, say=f"{party.called} is {_roles(party)}: {said}.", notices=_oddities(party))


def _standing(books: Books, code: str, as_of: date, party: Party) -> list[Fact]:
    facts = []
    for side, is_one in (("receivable", party.is_customer), ("payable", party.is_supplier)):
        if is_one:
            asked = {"side": side, "party": party.party}
            facts.append(measure(books, "open.total.v1", code, as_of, **asked))
            facts.append(measure(books, "open.total.v1", code, as_of, **asked, overdue_days=1, credits=False))
    if party.is_customer:
        facts.append(measure(books, "unapplied.v1", code, as_of, party=party.party))
        if party.credit_limit:
            currency = party.credit_currency or facts[0].currency or ""
            row = ("party", "credit_limit", party.party)
            facts.append(booked(code, as_of, row, party.credit_limit, "Credit limit", currency, party.name))
    if party.is_customer and party.is_supplier:
        facts.append(measure(books, "position.net.v1", code, as_of, party=party.party, party_name=party.name))
    return facts


def _roles(party: Party) -> str:
    if party.is_customer and party.is_supplier:
        return f"both a customer and a supplier (terms {party.ar_terms or 'unknown'} and {party.ap_terms or 'unknown'})"
    side, terms = ("a customer", party.ar_terms) if party.is_customer else ("a supplier", party.ap_terms)
    return f"{side} (terms {terms or 'unknown'})"


def _oddities(party: Party) -> list[str]:
    said = []
    if party.looks_like_another:
        said.append(f"The name {party.name!r} is written in letters of more than one script: look twice before paying.")
    if party.payment_block:
        said.append(f"Payments to {party.name} are blocked: {party.payment_block}.")
    return said
