"""camt.053 statements and camt.054 notices, versions 02 to 08."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Final

from workingcapital.banking.account import OwnAccount, own_account
from workingcapital.banking.camt_entry import camt_day, read_entries, signed
from workingcapital.banking.statement import BadStatement, Balances, Refusal, Statement, judged
from workingcapital.errors import BadInput
from workingcapital.importing.xmlfile import Element, text, without_namespaces

_NAMESPACE: Final = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.(05[0-9])\.001\.(\d\d)\}Document")
_CONTAINERS: Final = {"BkToCstmrStmt": ("camt.053", "Stmt"), "BkToCstmrDbtCdtNtfctn": ("camt.054", "Ntfctn")}
_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = ("CLBD",)


def is_camt(root: Element) -> bool:
    """Whether a document is a bank-to-customer message of any kind."""
    return _NAMESPACE.fullmatch(root.tag) is not None or (
        root.tag == "Document" and any(child.tag in _CONTAINERS for child in root)
    )


def read_camt(root: Element, name: str) -> Iterator[Statement | Refusal]:
    """Every statement of the message; raises BadInput where the message is none we read."""
    version = _NAMESPACE.fullmatch(root.tag)
    if version and version[1] == "052":
        raise BadInput(f"{name} is camt.052, a report within the day: its figures are not final; import the camt.053")
    if version and (version[1] not in ("053", "054") or not "02" <= version[2] <= "08"):
        raise BadInput(f"{name} is camt.{version[1]} version {version[2]}: camt.053 and camt.054, 02 to 08, are read")
    tree = without_namespaces(root)
    found = next((child for child in tree if child.tag in _CONTAINERS), None)
    kind, tag = _CONTAINERS[found.tag] if found is not None else ("", "")
    statements = found.findall(tag) if found is not None else []
    if not statements:
        raise BadInput(f"{name} holds no statement and no notice")
    syntax = f"{kind}.001.{version[2]}" if version else f"{kind} without a namespace"
    for position, element in enumerate(statements, start=1):
        yield judged(position, partial(_statement, element, position, syntax, kind == "camt.054"))


def _statement(element: Element, position: int, syntax: str, is_notice: bool) -> Statement:
    currency = _currency(element)
    account = _account(element, currency)
    lines, pending = read_entries(element, currency)
    balances = None if is_notice else _balances(element, currency)
    days = [line.booked_on for line in lines]
    closed = camt_day(_balance(element, _CLOSING), "Dt") if balances else None
    end = closed or max(days, default=None) or camt_day(element, "CreDtTm")
    if end is None:
        raise BadStatement("CreDtTm", "the statement states no date")
    start = camt_day(element, "FrToDt/FrDtTm")
    first = min([*days, end])
    notices = [f"{pending} entries that are not booked yet are left out"] if pending else []
    number = text(element, "LglSeqNb", "ElctrncSeqNb")
    identity = text(element, "Id")
    if identity is None:
        raise BadStatement("Id", "the statement has no identification")
    return Statement(
        syntax, position, f"{account.key}|{currency}|{identity}|{number or ''}", number, account, currency,
        start if start and start <= first else first, max([*days, end]), balances, lines, tuple(notices),
        {"id": identity, "created": text(element, "CreDtTm")},
    )  # fmt: skip


def _currency(element: Element) -> str:
    """The account's currency; where it is not stated, that of the opening balance or of the first entry."""
    stated = text(element, "Acct/Ccy")
    if stated is not None:
        return stated.upper()
    for holder in (_balance(element, _OPENING), element.find("Ntry"), element.find("Bal")):
        amount = holder.find("Amt") if holder is not None else None
        if amount is not None and amount.get("Ccy"):
            return str(amount.get("Ccy")).upper()
    raise BadStatement("currency", "is stated nowhere in the statement")


def _account(element: Element, currency: str) -> OwnAccount:
    written = text(element, "Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id", "Acct/Id/BBAN")
    if written is None:
        raise BadStatement("account", "the statement names no account")
    bic = text(element, "Acct/Svcr/FinInstnId/BICFI", "Acct/Svcr/FinInstnId/BIC")
    return own_account(written, currency, bic=bic, name=text(element, "Acct/Nm"))


def _balances(element: Element, currency: str) -> Balances:
    opening, closing = _balance(element, _OPENING), _balance(element, _CLOSING)
    missing = [
        name for name, found in (("opening (OPBD or PRCD)", opening), ("closing (CLBD)", closing)) if found is None
    ]
    if opening is None or closing is None:
        raise BadStatement("balances", f"no {' and no '.join(missing)} balance is stated, so nothing proves the lines")
    return Balances(_amount(opening, currency, "opening"), _amount(closing, currency, "closing"))


def _amount(balance: Element, currency: str, name: str) -> Decimal:
    stated = balance.find("Amt")
    other = stated.get("Ccy") if stated is not None else None
    if other != currency:
        raise BadStatement("balances", f"the {name} balance is in {other}, the account in {currency}")
    return signed(balance)


def _balance(element: Element, codes: tuple[str, ...]) -> Element | None:
    """The first balance that has the first of the codes that is there at all."""
    for code in codes:
        for balance in element.iterfind("Bal"):
            if text(balance, "Tp/CdOrPrtry/Cd") == code:
                return balance
    return None
