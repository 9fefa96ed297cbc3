"""Suppliers and customers found by what people call them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rapidfuzz import fuzz

from workingcapital.errors import NotFound
from workingcapital.parties import looks_like_another, normalise
from workingcapital.store.database.connection import Books

CLOSE: Final = 84  # of 100: below, two spellings are taken for two names
SHOWN: Final = 6


@dataclass(frozen=True)
class Party:
    """A supplier, a customer or both."""

    party: int
    code: str
    name: str
    normalised: str
    is_supplier: bool
    is_customer: bool
    country: str | None
    credit_limit: Decimal | None
    credit_currency: str | None
    payment_block: str | None
    payment_block_until: date | None
    ap_terms: str | None
    ar_terms: str | None

    @property
    def row_id(self) -> str:
        """The party's name in a Fact."""
        return f"party:{self.party}"

    @property
    def called(self) -> str:
        """Name and number, as a question back offers it."""
        return f"{self.name} ({self.code})"

    @property
    def looks_like_another(self) -> bool:
        """Whether its name can be read as another one: letters of another script."""
        return looks_like_another(self.name)


class NoSuchParty(NotFound):
    """There is no supplier or customer of that name."""


class WhichParty(NotFound):
    """Several suppliers or customers could be meant."""

    def __init__(self, asked: str, found: Sequence[Party]) -> None:
        super().__init__(f"{asked!r} could be {' or '.join(party.called for party in found[:SHOWN])}")
        self.options = [party.called for party in found[:SHOWN]]


def find_parties(books: Books, company: str, name: str, side: str | None = None) -> list[Party]:
    """Those a name may mean: the same name or number, else one that holds all its words, else a near one."""
    known = all_parties(books, company, side)
    text, number = _name_and_number(name)
    wanted = normalise(text)
    for matches in (
        [each for each in known if number and each.code.casefold() == number.casefold()],
        [each for each in known if each.code.casefold() == name.strip().casefold()],
        [each for each in known if each.normalised == wanted or normalise(each.name) == wanted],
        [each for each in known if _holds(each.normalised, wanted)],
    ):
        if matches:
            return matches
    return _near(known, wanted)


def the_party(books: Books, company: str, name: str, side: str | None = None) -> Party:
    """The one party a name means; raises NoSuchParty, or WhichParty when it could be several."""
    found = find_parties(books, company, name, side)
    if not found:
        raise NoSuchParty(f"no {_side_word(side)} in {company} is called {name!r}")
    if len(found) > 1:
        raise WhichParty(name, found)
    return found[0]


def all_parties(books: Books, company: str, side: str | None = None) -> list[Party]:
    """The parties of a company by name; those merged into another are left out."""
    rows = books.execute(
        """
        select p.party_id as party, p.code, p.name, p.normalised_name as normalised, p.is_supplier, p.is_customer,
               p.country, p.credit_limit, p.credit_currency, p.payment_block, p.payment_block_until,
               ap.name as ap_terms, ar.name as ar_terms
        from party p
        left join payment_term ap on ap.company_id = p.company_id and ap.term_id = p.ap_term_id
        left join payment_term ar on ar.company_id = p.company_id and ar.term_id = p.ar_term_id
        where p.company_id = %(company)s and p.merged_into_id is null
          and (%(side)s::text is null or case %(side)s when 'payable' then p.is_supplier else p.is_customer end)
        order by p.name, p.party_id
        """,
        {"company": company, "side": side},
    ).fetchall()
    return [Party(**row) for row in rows]


def shared_accounts(books: Books, company: str, as_of: date) -> list[dict[str, Any]]:
    """Bank accounts that several parties use on the day, with those parties; the account itself is masked."""
    return books.execute(
        """
        select account, array_agg(distinct party_id order by party_id) as parties,
               array_agg(distinct name order by name) as names,
               array_agg('party_bank_account:' || account_id order by account_id) as rows
        from (
            select a.account_id, a.party_id, p.name, coalesce(a.iban, a.routing || '/' || a.account_number) as account
            from party_bank_account a join party p using (company_id, party_id)
            where a.company_id = %(company)s and a.valid_from <= %(as_of)s
              and (a.valid_to is null or a.valid_to >= %(as_of)s)
        ) used
        where account is not null
        group by account having count(distinct party_id) > 1 order by min(name)
        """,
        {"company": company, "as_of": as_of},
    ).fetchall()


def bank_changes(books: Books, company: str, since: date, as_of: date) -> list[dict[str, Any]]:
    """Accounts that replaced another one since the day, with what is open and not paid yet to their holders."""
    return books.execute(
        """
        select a.account_id, a.party_id as party, p.name, a.valid_from, a.status, a.status_reason,
               a.verified_by, a.verified_how, right(coalesce(a.iban, a.account_number), 4) as ending
        from party_bank_account a join party p using (company_id, party_id)
        where a.company_id = %(company)s and a.changed_from_id is not null
          and a.valid_from between %(since)s and %(as_of)s
        order by a.valid_from desc, a.account_id
        """,
        {"company": company, "since": since, "as_of": as_of},
    ).fetchall()


def _near(known: Sequence[Party], wanted: str) -> list[Party]:
    scored = [
        (max(fuzz.ratio(wanted, each.normalised), _best_word_run(wanted, each.normalised)), each) for each in known
    ]
    best = max((score for score, _ in scored), default=0)
    if best < CLOSE:
        return []
    return [each for score, each in sorted(scored, key=lambda pair: -pair[0]) if score >= max(CLOSE, best - 3)]


def _best_word_run(wanted: str, name: str) -> float:
    """The likeness to the best run of as many words of the name."""
    words, size = name.split(), len(wanted.split())
    runs = [" ".join(words[start : start + size]) for start in range(max(1, len(words) - size + 1))]
    return max((fuzz.ratio(wanted, run) for run in runs), default=0.0)


def _holds(name: str, wanted: str) -> bool:
    return bool(wanted) and set(wanted.split()) <= set(name.split())


def _name_and_number(text: str) -> tuple[str, str | None]:
    match = re.fullmatch(r"\s*(.*\S)\s*\(([^()]+)\)\s*", text)
    return (match[1], match[2]) if match else (text, None)


def _side_word(side: str | None) -> str:
    return {"payable": "supplier", "receivable": "customer"}.get(side or "", "supplier or customer")
