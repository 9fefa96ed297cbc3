"""Accounts on file that nobody has verified yet: what a bank change may name without anybody typing an account."""

from dataclasses import dataclass
from typing import Any

from workingcapital.controls.masking import masked_account
from workingcapital.store.database.connection import Books


@dataclass(frozen=True)
class UnverifiedAccount:
    """An account of a supplier that waits for its call-back; its number is masked."""

    account: int
    ending: str
    holder: str | None

    @property
    def called(self) -> str:
        """The account as a question back offers it."""
        return f"{self.ending}, {self.holder or '–'} (account {self.account})"


def unverified_accounts(books: Books, company: str, party: int) -> list[UnverifiedAccount]:
    """The unverified accounts of a supplier, in the order they came."""
    rows: list[dict[str, Any]] = books.execute(
        """
        select account_id as account, coalesce(iban, account_number) as number, holder from party_bank_account
        where company_id = %s and party_id = %s and status = 'unverified' order by account_id
        """,
        [company, party],
    ).fetchall()
    return [UnverifiedAccount(row["account"], masked_account(row["number"]), row["holder"]) for row in rows]
