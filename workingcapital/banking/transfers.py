"""What a bank is asked to do: transfers in batches of one account, one currency and one day, checked before it is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from stdnum import bic as bic_number
from stdnum import iban as iban_number

from workingcapital.banking.charset import Changed, latin, reference
from workingcapital.errors import BadInput, Conflict

LARGEST: Final = Decimal("999999999.99")  # of one SEPA credit transfer (EPC115-06)
NAME, REMITTANCE = 70, 140  # the scheme's own lengths


class NoRail(Conflict):
    """No payment file can be made for this account."""


class BadTransfer(BadInput):
    """A transfer that no bank would take."""


@dataclass(frozen=True)
class Account:
    """An account as the scheme names it; the BIC may be left to the bank."""

    iban: str
    bic: str | None = None


@dataclass(frozen=True)
class Transfer:
    """One payment: to whom, how much, what for."""

    end_to_end_id: str
    amount: Decimal
    payee: str
    account: Account
    remittance: str
    address: Mapping[str, str] = field(default_factory=dict)  # street, postal_code, city, country


@dataclass(frozen=True)
class Batch:
    """Transfers that leave one account on one day."""

    on: date
    transfers: tuple[Transfer, ...]

    @property
    def total(self) -> Decimal:
        """What leaves the account."""
        return sum((each.amount for each in self.transfers), Decimal(0))


@dataclass(frozen=True)
class Order:
    """Everything a bank is asked to do by one file, and what its texts were before they fitted the scheme."""

    message_id: str
    made_at: datetime
    payer: str
    account: Account
    currency: str
    batches: tuple[Batch, ...]
    changed: tuple[Changed, ...] = ()

    @property
    def transfers(self) -> list[Transfer]:
        """All transfers, batch by batch."""
        return [each for batch in self.batches for each in batch.transfers]


def order_of(released: Mapping[str, Any]) -> Order:
    """The order behind a released run: its lines that we pay ourselves. Raises NoRail, BadTransfer."""
    body = released["body"]
    ours = [each for each in released["lines"] if each["payer"] == "us"]
    if released["rail"] != "sepa" or body["currency"] != "EUR":
        raise NoRail(
            f"{released['account_name']} pays by {released['rail']} in {body['currency']}; payment files are made for SEPA "
            "in EUR. Let the ledger pay this source: policy payers."
        )
    _check(released, ours)
    spoken = _Spoken()
    batches = tuple(
        Batch(day, tuple(_transfer(each, spoken) for each in lines))
        for day, lines in groupby(
            sorted(ours, key=_day_and_place), key=lambda each: date.fromisoformat(each["debit_date"])
        )
    )
    payer = spoken.latin(released["company_name"], NAME)
    return Order(
        message_id=f"WC{released['digest'][:33].upper()}",
        made_at=datetime.fromisoformat(released["released_at"]),
        payer=payer,
        account=_account(body["from"]),
        currency=body["currency"],
        batches=batches,
        changed=tuple(spoken.changed.values()),
    )


class _Spoken:
    """Puts texts into the scheme's characters and remembers which changed."""

    def __init__(self) -> None:
        self.changed: dict[str, Changed] = {}

    def latin(self, text: str, longest: int) -> str:
        said = latin(text, longest)
        if said != text:
            self.changed[text] = Changed(text, said)
        return said


def _transfer(line: Mapping[str, Any], spoken: _Spoken) -> Transfer:
    return Transfer(
        end_to_end_id=reference(line["end_to_end_id"]),
        amount=Decimal(line["pay"]),
        payee=spoken.latin(line["account"]["holder"], NAME),
        account=_account(line["account"]),
        remittance=spoken.latin(remittance(line), REMITTANCE),
        address={name: spoken.latin(value, NAME) for name, value in line["address"].items()},
    )


def remittance(line: Mapping[str, Any]) -> str:
    """What the payee reads: their number and date, and what was taken off.

    >>> remittance({"invoice": "R-17", "issue_date": "2026-06-20", "open": "1000.00", "discount": "20.00", "withheld": "0.00"})
    'R-17 of 2026-06-20, 1000.00 less discount 20.00'
    """
    less = [
        f"{name} {line[key]}"
        for name, key in (("discount", "discount"), ("tax withheld", "withheld"))
        if Decimal(line[key])
    ]
    dated = f"{line['invoice']} of {line['issue_date']}"
    return f"{dated}, {line['open']} less {' and '.join(less)}" if less else dated


def _day_and_place(line: Mapping[str, Any]) -> tuple[str, str]:
    return line["debit_date"], line["end_to_end_id"]


def _account(account: Mapping[str, Any]) -> Account:
    return Account(
        iban_number.compact(account["iban"]), bic_number.compact(account["bic"]) if account.get("bic") else None
    )


def _check(released: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> None:
    """Every account and amount; all that is wrong is said at once."""
    wrong = [
        {"line": place, "payee": each["payee_name"], "why": why}
        for place, each in enumerate(lines, 1)
        if (why := _fault(each["account"]) or _amount_fault(Decimal(each["pay"])))
    ]
    if ours := _fault(released["body"]["from"]):
        wrong.append({"line": 0, "payee": released["account_name"], "why": ours})
    if len({each["end_to_end_id"] for each in lines}) < len(lines):
        wrong.append({"line": 0, "payee": "", "why": "two transfers carry the same reference"})
    if wrong:
        raise BadTransfer(f"{len(wrong)} of {len(lines)} transfers cannot be sent; no file was made", wrong)


def _fault(account: Mapping[str, Any]) -> str | None:
    if not account.get("iban"):
        return "there is no IBAN; SEPA takes nothing else"
    if not iban_number.is_valid(account["iban"]):
        return "the IBAN is not valid"
    if not account.get("holder", "x").strip():
        return "there is no holder"
    if account.get("bic") and not bic_number.is_valid(account["bic"]):
        return "the BIC is not valid"
    return None


def _amount_fault(amount: Decimal) -> str | None:
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -2 or not 0 < amount <= LARGEST:
        return f"{amount} is no amount of a SEPA transfer: 0.01 to {LARGEST}"
    return None
