"""BAI2 balance reports: a statement for each account whose opening and closing ledger balance is stated."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from workingcapital.banking.account import own_account
from workingcapital.banking.bai2_records import Record, amount, funds, read_records, six_digits
from workingcapital.banking.statement import BadStatement, Balances, Refusal, Statement, StatementLine, judged
from workingcapital.errors import BadInput

_LEDGER: Final = ("010", "015")
_AVAILABLE: Final = ("040", "045")


@dataclass
class _Account:
    """An account record, its transactions and its trailer, under the header of its group."""

    group: list[str]
    head: Record
    transactions: list[Record] = field(default_factory=list)
    trailer: Record | None = None


def is_bai2(start: str) -> bool:
    """Whether a text begins as a BAI2 file does: with a file header."""
    return start.startswith("01,") and start.partition("\n")[0].count(",") >= 6


def read_bai2(content: str, name: str) -> Iterator[Statement | Refusal]:
    """Every account of every group, in the order of the file; raises BadInput where the file is cut."""
    records = list(read_records(content))
    if not records or records[0].code != "01":
        raise BadInput(f"{name} is not a BAI2 file: it has no file header (record 01)")
    if records[-1].code != "99":
        raise BadInput(f"{name} is cut: it has no file trailer (record 99)")
    yield from _torn(records)
    seen: dict[str, int] = {}
    for account in _accounts(records):
        found = judged(account.head.row, partial(_statement, account))
        if isinstance(found, Statement):
            seen[found.source_id] = nth = seen.get(found.source_id, 0) + 1
            found = replace(found, source_id=f"{found.source_id}#{nth}") if nth > 1 else found
        yield found


def _torn(records: list[Record]) -> Iterator[Refusal]:
    """A group or file whose trailer does not sum the trailers below it has lost or gained something on the way."""
    for outer, inner, what in (("98", "49", "group"), ("99", "98", "file")):
        below: list[str] = []
        for record in records:
            if record.code == inner:
                below.append(record.fields[0])
            if record.code == outer:
                stated, summed = record.fields[0].strip(), sum(int(text) for text in below if _is_whole(text))
                if not _is_whole(stated) or not all(map(_is_whole, below)) or int(stated) != summed:
                    yield Refusal(
                        record.row, "control total", f"the trailers in this {what} make {summed}, not {stated}"
                    )
                below = []


def _is_whole(text: str) -> bool:
    return text.strip().lstrip("+-").isdigit()


def _accounts(records: list[Record]) -> Iterator[_Account]:
    group: list[str] = []
    account: _Account | None = None
    for record in records:
        if record.code == "02":
            group = record.fields
        if record.code == "03":
            account = _Account(group, record)
        elif record.code == "16" and account is not None:
            account.transactions.append(record)
        elif record.code == "49" and account is not None:
            account.trailer = record
            yield account
            account = None


def _statement(found: _Account) -> Statement:
    group = [*found.group, *[""] * 8]
    fields, row = found.head.fields, found.head.row
    currency = (fields[1] if len(fields) > 1 else "") or group[5] or "USD"
    if group[2] not in ("1", "3"):
        raise BadStatement("group status", f"{group[2]!r} marks no report of movements (1) and no correction (3)")
    as_of = six_digits(group[3], row)
    summaries = _summaries(fields, currency, row)
    _check_total(found, currency)
    balances, notice = _balances(summaries)
    account = own_account(fields[0], currency, routing=group[1] or None)
    lines = tuple(_line(record, currency, as_of) for record in found.transactions)
    days = [line.booked_on for line in lines]
    return Statement(
        "BAI2", row, f"{account.key}|{currency}|{as_of}", None, account, currency, min([*days, as_of]), as_of,
        balances, lines, (notice,) if notice else (), {"summaries": {k: str(v) for k, v in summaries.items()}},
    )  # fmt: skip


def _summaries(fields: list[str], currency: str, row: int) -> dict[str, Decimal]:
    """Balances and totals of an account by their type code; each is code, amount, count, funds type."""
    found: dict[str, Decimal] = {}
    at = 2
    while at < len(fields) and any(fields[at:]):
        code = fields[at]
        if at + 1 < len(fields) and fields[at + 1] and code:
            found[code] = amount(fields[at + 1], currency, row)
        at = funds(fields, at + 3)
    return found


def _balances(summaries: dict[str, Decimal]) -> tuple[Balances, str]:
    """The ledger balances; where the bank states the available ones only, those, and that is said."""
    for codes, notice in ((_LEDGER, ""), (_AVAILABLE, "the bank states available balances only (040 and 045)")):
        if all(code in summaries for code in codes):
            return Balances(summaries[codes[0]], summaries[codes[1]]), notice
    stated = ", ".join(sorted(summaries)) or "nothing"
    raise BadStatement(
        "balances",
        f"no opening and closing ledger balance (010 and 015) is stated, so nothing proves the lines; stated: {stated}",
    )


def _check_total(found: _Account, currency: str) -> None:
    """The trailer's sum is that of every amount above it, the sign of balances included, and it counts the records."""
    assert found.trailer is not None
    stated = [*found.trailer.fields, "", ""]
    records = [found.head, *found.transactions]
    summed = sum(_summaries(found.head.fields, currency, found.head.row).values(), Decimal(0)) + sum(
        (amount(record.fields[1], currency, record.row) for record in found.transactions), Decimal(0)
    )
    if amount(stated[0], currency, found.trailer.row) != summed:
        total = amount(stated[0], currency, found.trailer.row)
        raise BadStatement(
            "control total",
            f"the account's amounts make {summed}, its trailer states {total}: they differ by "
            f"{abs(total - summed)} {currency}",
        )
    counted = sum(record.count for record in records) + 1
    if stated[1].strip() and stated[1].strip() != str(counted):
        raise BadStatement("record count", f"the account has {counted} records, its trailer states {stated[1]}")


def _line(record: Record, currency: str, as_of: date) -> StatementLine:
    """A transaction: type codes 100 to 399 credit, 400 to 699 debit the account."""
    fields = [*record.fields, "", "", ""]
    code = fields[0]
    if not (code.isdigit() and 100 <= int(code) <= 699):
        raise BadStatement("type code", f"{code!r} in line {record.row} is neither a credit (1–3) nor a debit (4–6)")
    value = amount(fields[1], currency, record.row)
    after = funds(fields, 2)
    valued = six_digits(fields[3], record.row) if fields[2] == "V" and fields[3] else as_of
    bank, customer = (text.strip() or None for text in fields[after : after + 2])
    remittance = " ".join(",".join(part for part in fields[after + 2 :]).strip(", /").split()) or None
    return StatementLine(
        as_of, valued, value if int(code) < 400 else -value, None, None, remittance, bank,
        {"code": code, **({"customer_reference": customer} if customer else {})},
    )  # fmt: skip
