"""A line of an MT940 statement: fields 61 and 86, the latter as several banks structure it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from workingcapital.banking.statement import BadStatement, StatementLine

_LINE: Final = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>R?[DC]|E[DC])(?P<funds>[A-Z])?\n?"
    r"(?P<amount>\d{1,24}(?:,\d{0,3})?)(?P<code>[A-Z][A-Z0-9]{3})"
    r"(?P<reference>(?:(?!//)[^\n])*)(?://(?P<bank>[^\n]*))?(?:\n(?P<extra>.*))?",
    re.DOTALL,
)
_GERMAN: Final = re.compile(r"\s*\d{3}(?P<mark>[^\w\s])(?=\d\d)")
_SLASHED: Final = re.compile(r"/(EREF|BENM|NAME|REMI|IBAN|BIC|MARF|CSID|ISDT|TRTP|ADDR|ORDP|ID|PREF)/")
_SIGNS: Final = {"C": 1, "RD": 1, "D": -1, "RC": -1}  # the reversal of a debit comes in


@dataclass(frozen=True, slots=True)
class Money:
    """A balance: its day, its currency, its signed amount."""

    on: date
    currency: str
    amount: Decimal


def six_digits(text: str, field: str, row: int) -> date:
    """A date as YYMMDD; years 00 to 79 are of this century."""
    year = int(text[:2])
    try:
        return date(year + (2000 if year < 80 else 1900), int(text[2:4]), int(text[4:]))
    except ValueError:
        raise BadStatement(field, f"{text!r} in line {row} is a day that does not exist") from None


def read_line(value: str, details: Sequence[str], row: int, period: tuple[date, date]) -> tuple[StatementLine, str]:
    """The line, and what must be said about it; raises BadStatement where a part of it cannot be read."""
    match = _LINE.fullmatch(value.strip())
    if match is None:
        raise BadStatement(":61:", f"{value.strip()!r} in line {row} is not date, sign, amount and reference")
    if match["mark"] not in _SIGNS:
        raise BadStatement(":61:", f"line {row} is an expected movement ({match['mark']}), not a booked one")
    valued, notice = _value_date(match["value"], row)
    text = [detail.strip("\n") for detail in details]
    parts = _structured("".join(text)) or _slashed("".join("".join(part.splitlines()) for part in text))
    extra = (match["extra"] or "").strip()
    remittance = parts.get("remittance") or " ".join(" ".join(text).split()) or extra or None
    bank = (match["bank"] or "").strip() or None
    payload = {name: part for name, part in {
        "code": match["code"], "reference": match["reference"].strip(), "extra": extra, "details": "\n".join(text),
    }.items() if part}  # fmt: skip
    line = StatementLine(
        _booked(match["entry"], valued, row, period), valued,
        Decimal(match["amount"].replace(",", ".").rstrip(".")) * _SIGNS[match["mark"]], parts.get("name"),
        parts.get("account"), remittance, bank or _reference(match["reference"]), payload,
    )  # fmt: skip
    return line, notice


def _value_date(text: str, row: int) -> tuple[date, str]:
    """The value date; banks that count 30 days a month write 30 February for its last day, which is said."""
    if text[2:] in ("0229", "0230"):
        last = six_digits(text[:2] + "0301", ":61:", row) - timedelta(days=1)
        if int(text[4:]) > last.day:
            return last, f"line {row}: value date {int(text[4:])} February does not exist, {last} is used"
    return six_digits(text, ":61:", row), ""


def _booked(entry: str | None, valued: date, row: int, period: tuple[date, date]) -> date:
    """The booking date, in the year nearest to the value date; not stated, the value date within the period."""
    if entry is None:
        return min(max(valued, period[0]), period[1])
    days = []
    for year in (valued.year - 1, valued.year, valued.year + 1):
        try:
            days.append(date(year, int(entry[:2]), int(entry[2:])))
        except ValueError:
            continue  # 29 February exists in some of the years only
    if not days:
        raise BadStatement(":61:", f"{entry!r} in line {row} is a day that does not exist")
    return min(days, key=lambda day: abs((day - valued).days))


def _reference(text: str) -> str | None:
    reference = text.strip()
    return None if reference in ("", "NONREF") else reference


def _structured(text: str) -> dict[str, str]:
    """The numbered parts German and Polish banks use: ?20 to ?29 and ?60 to ?63 purpose, ?31 account, ?32 and ?33 name.

    >>> _structured("166?00GUTSCHRIFT?20SVWZ+Rent?21 May?31DE99?32Peter?33 Pan")
    {'remittance': 'SVWZ+Rent May', 'account': 'DE99', 'name': 'Peter Pan'}
    """
    head = _GERMAN.match(text)
    if head is None:
        return {}
    plain = text.replace("\n", "")
    parts: dict[str, str] = {}
    for part in plain[head.end("mark") :].split(head["mark"]):
        code, content = part[:2], part[2:]
        name = "remittance" if "20" <= code <= "29" or "60" <= code <= "63" else {
            "31": "account", "38": "account", "32": "name", "33": "name"}.get(code)  # fmt: skip
        if name and content.strip():
            parts[name] = (parts[name] if name in parts and name != "account" else "") + content
    return {name: " ".join(content.split()) for name, content in parts.items()}


def _slashed(text: str) -> dict[str, str]:
    """The named parts Dutch banks use: /NAME/, /REMI/, /IBAN/."""
    cuts = list(_SLASHED.finditer(text))
    ends = [cut.start() for cut in cuts[1:]] + [len(text)]
    found = {cut[1]: text[cut.end() : end].strip("/ ") for cut, end in zip(cuts, ends, strict=False)}
    named = {"name": found.get("NAME"), "remittance": found.get("REMI"), "account": found.get("IBAN")}
    return {name: part for name, part in named.items() if part}
