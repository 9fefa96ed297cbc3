"""The own account a statement is of, however the bank writes its number."""

import re
from dataclasses import dataclass
from typing import Final

from stdnum import iban as iban_number

_SEPARATORS: Final = re.compile(r"[\s.\-]")


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An IBAN, or a number with the bank's routing code where the file gives one."""

    iban: str | None = None
    number: str | None = None
    routing: str | None = None
    bic: str | None = None
    name: str | None = None

    @property
    def key(self) -> str:
        """What makes two mentions the same account."""
        return self.iban or "/".join(part for part in (self.routing, self.number) if part)

    @property
    def ibans(self) -> tuple[str, ...]:
        """Every IBAN this account can have: its own, or the German one made of bank code and number."""
        if self.iban is not None:
            return (self.iban,)
        if self.routing and self.number and re.fullmatch(r"\d{8}", self.routing) and self.number.isdigit():
            stem = self.routing + self.number.zfill(10)
            return (f"DE{iban_number.calc_check_digits('DE00' + stem)}{stem}",) if len(stem) == 18 else ()
        return ()


def own_account(
    written: str, currency: str, routing: str | None = None, bic: str | None = None, name: str | None = None
) -> OwnAccount:
    """Read an account number as banks write it; an IBAN that fails its check is kept as a plain number.

    >>> own_account("NL91ABNA0417164300", "EUR").iban, own_account("1291.99.348EUR", "EUR").number
    ('NL91ABNA0417164300', '129199348')
    >>> own_account("10020030/1234567", "EUR").ibans
    ('DE73100200300001234567',)
    """
    bank, _, rest = written.strip().rpartition("/")
    if rest.strip().upper() == currency and bank:
        bank, _, rest = bank.rpartition("/")
    plain = _SEPARATORS.sub("", rest).upper()
    if plain.endswith(currency) and plain != currency and not iban_number.is_valid(plain):
        plain = plain.removesuffix(currency)
    if iban_number.is_valid(plain):
        return OwnAccount(iban=plain, bic=bic, name=name)
    return OwnAccount(number=plain or None, routing=_SEPARATORS.sub("", bank) or routing, bic=bic, name=name)
