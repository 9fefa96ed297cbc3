"""MT940 statements; every field is read to its last character, or the statement is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from workingcapital.banking.account import own_account
from workingcapital.banking.mt940_line import Money, read_line, six_digits
from workingcapital.banking.statement import BadStatement, Balances, Refusal, Statement, StatementLine, judged
from workingcapital.errors import BadInput

# Only the fields of a statement: a wrapped text may go on with a time, as in :12:11
_TAG: Final = re.compile(r":(20|21|25P?|28C?|13D|34F|60[FM]|61|62[FM]|64|65|86|90[CD]|NS):(.*)")
_BALANCE: Final = re.compile(r"([DC])(\d{6})([A-Z]{3})(\d{1,24}(?:,\d{0,3})?)")
_NUMBER: Final = re.compile(r"(\d{1,10})(?:/(\d{1,5}))?")


@dataclass
class _Message:
    """The fields of one statement, with the line at which each begins."""

    row: int
    orphan: bool = False  # fields that stand in no statement
    fields: list[tuple[str, str, int]] = field(default_factory=list)

    def first(self, *tags: str) -> tuple[str, int] | None:
        return next(((value, row) for tag, value, row in self.fields if tag in tags), None)


def is_mt940(start: str) -> bool:
    """Whether a text begins as an MT940 or MT942 file does: field 20, after a few lines of envelope at most."""
    lines = [line.strip() for line in start.splitlines()[:8]]
    return any(line.startswith((":20:", "{1:")) for line in lines) or any(
        re.match(r":(25|60F|61|28C|62F|64|NS):", line) for line in lines[:1]
    )


def read_mt940(content: str, name: str) -> Iterator[Statement | Refusal]:
    """Every statement of the file, in its order."""
    messages = list(_messages(content))
    if all(message.orphan for message in messages):
        raise BadInput(f"{name} holds no MT940 statement: none begins with :20:")
    for message in messages:
        yield judged(message.row, partial(_statement, message))


def _messages(content: str) -> Iterator[_Message]:
    """Cut the file at each :20: field; a line that starts no field continues the one before it."""
    message: _Message | None = None
    for row, line in enumerate(content.splitlines(), start=1):
        tag = _TAG.fullmatch(line) if line.startswith(":") else None
        inside = message is not None and bool(message.fields)
        if tag and tag[1] == "20":
            if message is not None:
                yield message
            message = _Message(row)
        elif tag and message is None:
            message = _Message(row, orphan=True)
        if tag and message is not None:
            message.fields.append((tag[1], tag[2], row))
        elif line.strip() in ("-", "-}") and message is not None:
            yield message
            message = None
        elif message is not None and inside and tag is None:
            name, value, begun = message.fields[-1]
            message.fields[-1] = (name, f"{value}\n{line}", begun)
    if message is not None:
        yield message


def _statement(message: _Message) -> Statement:
    if message.orphan:
        raise BadStatement(f":{message.fields[0][0]}:", f"line {message.row} stands in no statement")
    if message.first("34F", "90D", "90C", "13D"):
        raise BadStatement(":34F:", "this is an MT942, a report within the day: its figures are not final")
    account_field = message.first("25", "25P")
    if account_field is None:
        raise BadStatement(":25:", "the account is missing")
    opening, closing = _balance(message, "60F", "60M"), _balance(message, "62F", "62M")
    if opening.currency != closing.currency:
        raise BadStatement(":62F:", f"the closing balance is in {closing.currency}, the opening in {opening.currency}")
    if closing.on < opening.on:
        raise BadStatement(":62F:", f"the closing balance is of {closing.on}, before the opening one of {opening.on}")
    account = own_account(account_field[0].partition("\n")[0], opening.currency)
    number, reference = _number(message), (message.first("20") or ("", 0))[0].strip()
    period = (opening.on, closing.on)
    lines, notices = _lines(message, period)
    first = min([*(line.booked_on for line in lines), period[1]])
    identity = "|".join((account.key, opening.currency, reference, number or "", f"{opening.on}", f"{closing.on}"))
    return Statement(
        "MT940", message.row, identity, number, account, opening.currency, first,
        max([*(line.booked_on for line in lines), period[1]]), Balances(opening.amount, closing.amount),
        tuple(lines), tuple(notices), {"reference": reference},
    )  # fmt: skip


def _lines(message: _Message, period: tuple[date, date]) -> tuple[list[StatementLine], list[str]]:
    """The :61: fields, each with the :86: fields that follow it."""
    found: list[StatementLine] = []
    notices: list[str] = []
    fields = message.fields
    for position, (tag, value, row) in enumerate(fields):
        if tag == "61":
            details = []
            for following, detail, _ in fields[position + 1 :]:
                if following not in ("86", "NS"):
                    break
                details.append(detail)
            line, notice = read_line(value, details, row, period)
            found.append(line)
            notices += [notice] if notice else []
    return found, notices


def _balance(message: _Message, final: str, intermediate: str) -> Money:
    stated = message.first(final, intermediate)
    if stated is None:
        raise BadStatement(f":{final}:", f"the {'opening' if final == '60F' else 'closing'} balance is missing")
    text = stated[0].strip()
    match = _BALANCE.fullmatch(text)
    if match is None:
        raise BadStatement(f":{final}:", f"{text!r} in line {stated[1]} is not sign, date, currency and amount")
    amount = Decimal(match[4].replace(",", ".").rstrip("."))
    return Money(six_digits(match[2], f":{final}:", stated[1]), match[3], amount if match[1] == "C" else -amount)


def _number(message: _Message) -> str | None:
    stated = message.first("28C", "28")
    if stated is None:
        return None
    text = stated[0].strip()
    if _NUMBER.fullmatch(text) is None:
        raise BadStatement(":28C:", f"{text!r} in line {stated[1]} is not a statement number")
    return text
