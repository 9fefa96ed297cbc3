"""A company of nine people and a few bills, each with a mark that nobody of another company may ever read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.store.small_books import MEMBERS, TODAY, enter_bill, enter_supplier
from workingcapital.controls.policy import STANDARD
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people import people
from workingcapital.store.people.people import Member

# Two of 49,000 to one supplier: together above the 50,000 that one approver decides on.
BILLS = ((0, "1000.00"), (1, "20000.00"), (2, "49000.00"), (2, "49000.00"), (3, "300000.00"), (4, "900000.00"))
LOADER = "importer@proof.example"


@dataclass(frozen=True)
class World:
    """One company: its people by what they do, its open items, the party of each."""

    code: str
    people: Mapping[str, str]
    items: tuple[int, ...]
    parties: tuple[int, ...]

    @property
    def mark(self) -> str:
        """What stands in every name and number of this company, and in no other."""
        return f"{self.code}-marked"

    def who(self, role: str) -> Identity:
        """The person who plays that part, in this company."""
        return Identity(self.people[role], (self.code,))


def found_world(store: Store, code: str, policy: Mapping[str, Any] = STANDARD) -> World:
    """Enter a company with people of its own, suppliers with verified accounts, and approved bills."""
    members = [Member(_person(m.person, code), m.name, m.roles) for m in MEMBERS]
    with store.loading(Identity(LOADER, (code,))) as books:
        books.execute(
            """insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar, today,
                                    is_sample, borrowing_rate, borrowing_source)
               values (%s, %s, 'EUR', 'DE', 'Europe/Berlin', 'TARGET', %s, true, 0.06, 'credit line')""",
            [code, f"{code}-marked", TODAY],
        )
        books.execute(
            """insert into bank_account (company_id, name, iban, currency)
               values (%s, %s, 'DE89370400440532013000', 'EUR')""",
            [code, f"{code}-marked main"],
        )
        books.execute(
            """insert into bank_statement (company_id, bank_account_id, from_date, to_date, opening, closing, currency)
               select company_id, bank_account_id, %s, %s, 3000000, 3000000, 'EUR' from bank_account
               where company_id = %s""",
            [TODAY, TODAY, code],
        )
        people.found(books, code, members, policy)
    parties = tuple(enter_supplier(store, code, f"{code}-marked {n}") for n in range(5))
    items = tuple(
        enter_bill(store, code, amount, number=f"{code}-marked-{n}", party=parties[payee])
        for n, (payee, amount) in enumerate(BILLS)
    )
    with store.loading(Identity(LOADER, (code,))) as books:  # a discount that only the coming run still reaches
        books.execute("update discount_step set pay_by = '2026-07-03' where company_id = %s", [code])
    return World(code, {_role(m.person): _person(m.person, code) for m in MEMBERS}, items, parties)


def _role(address: str) -> str:
    return address.partition("@")[0]


def _person(address: str, code: str) -> str:
    return f"{_role(address)}@{code.lower()}.example"
