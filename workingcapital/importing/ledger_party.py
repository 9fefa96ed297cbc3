"""The supplier or customer a ledger row names."""

import re
from functools import lru_cache
from typing import Final

from stdnum import iban as iban_number

from workingcapital.importing.cells import Row
from workingcapital.importing.document import Account, Party
from workingcapital.invoices import Side
from workingcapital.parties import looks_like_another, normalise, skeleton

_KEPT: Final = 100_000
PARTY_FIELDS: Final = ("party_code", "party_name", "country", "vat_number", "email", "iban", "bic")
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")


def read_party(row: Row, side: Side) -> Party:
    """The party by its number, its name, or both; a row that names neither is refused."""
    code, name = row.text("party_code"), row.text("party_name")
    if code is None and name is None:
        row.bad("party_name", "is empty: the row names no " + ("supplier" if side == "payable" else "customer"))
    country = row.text("country") or ""
    return make_party(
        code,
        name or code or "",
        vat_number=compact(row.text("vat_number")),
        country=country.upper() if _COUNTRY.fullmatch(country) else None,
        email=row.text("email"),
        accounts=_accounts(row, name or code or ""),
    )


@lru_cache(maxsize=_KEPT)
def make_party(code: str | None, name: str, accounts: tuple[Account, ...] = (), **details: str | None) -> Party:
    """A party with its normal form; one whose letters imitate another script's says whom it imitates."""
    imitated = skeleton(name) if looks_like_another(name) else None
    return Party(code, name, normalise(name), imitated, accounts=accounts, **details)


def compact(number: str | None) -> str | None:
    """A tax number without its spaces; null where there is none."""
    return re.sub(r"\s", "", number) or None if number else None


def account(iban: str, holder: str, bic: str | None = None) -> Account:
    """A bank account; an IBAN that fails its check is kept with the fault."""
    plain = re.sub(r"\s", "", iban).upper()
    fault = None if iban_number.is_valid(plain) else f"IBAN {plain} fails its checksum or length"
    return Account(plain, holder, bic, fault)


def _accounts(row: Row, holder: str) -> tuple[Account, ...]:
    iban = row.text("iban")
    return (account(iban, holder, row.text("bic")),) if iban else ()
