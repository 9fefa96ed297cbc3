"""The entries of a camt message as lines: one for each entry, or for each of its transactions where they add up."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from workingcapital.banking.statement import BadStatement, StatementLine
from workingcapital.importing.dates import NotADate, parse_date
from workingcapital.importing.xmlfile import BadField, Element, number, text


def read_entries(statement: Element, currency: str) -> tuple[tuple[StatementLine, ...], int]:
    """The booked entries as lines, and how many are not booked yet."""
    entries = statement.findall("Ntry")
    booked = [entry for entry in entries if text(entry, "Sts/Cd", "Sts") in ("BOOK", None)]
    return tuple(line for entry in booked for line in _lines(entry, currency)), len(entries) - len(booked)


def signed(element: Element) -> Decimal:
    """An amount with its sign: what was credited is positive."""
    amount, mark = number(element, "Amt"), text(element, "CdtDbtInd")
    if amount is None:
        raise BadStatement("Amt", "an amount is missing")
    if mark not in ("CRDT", "DBIT"):
        raise BadStatement("CdtDbtInd", f"{mark!r} is neither credit nor debit")
    return amount if mark == "CRDT" else -amount


def camt_day(element: Element | None, path: str) -> date | None:
    """A day, stated as a date or as a date with time; null where it is not stated."""
    stated = text(element, f"{path}/Dt", f"{path}/DtTm", path) if element is not None else None
    if stated is None:
        return None
    try:
        return parse_date(stated[:10], None)
    except NotADate as error:
        raise BadField(path.rpartition("/")[2], str(error)) from error


def _lines(entry: Element, currency: str) -> Iterator[StatementLine]:
    amount = entry.find("Amt")
    if amount is None or amount.get("Ccy") != currency:
        other = amount.get("Ccy") if amount is not None else None
        raise BadStatement("Amt", f"an entry is in {other}, the account in {currency}")
    total, details = signed(entry), entry.findall("NtryDtls/TxDtls")
    parts = _parts(details, currency, total)
    if parts:
        yield from (_line(entry, detail, part) for detail, part in zip(details, parts, strict=True))
    else:
        yield _line(entry, details[0] if len(details) == 1 else None, total)


def _parts(details: list[Element], currency: str, total: Decimal) -> list[Decimal]:
    """The amounts of the single transactions where all are stated in the account's currency and add up; else none."""
    if len(details) < 2:
        return []
    parts = []
    for detail in details:
        path = "Amt" if detail.find("Amt") is not None else "AmtDtls/TxAmt/Amt"
        amount = detail.find(path)
        stated = number(detail, path)
        if amount is None or amount.get("Ccy") != currency or stated is None:
            return []
        parts.append(stated)
    marks = [text(detail, "CdtDbtInd") or ("CRDT" if total > 0 else "DBIT") for detail in details]
    amounts = [part if mark == "CRDT" else -part for part, mark in zip(parts, marks, strict=True)]
    return amounts if sum(amounts) == total else []


def _line(entry: Element, detail: Element | None, amount: Decimal) -> StatementLine:
    booked, valued = camt_day(entry, "BookgDt"), camt_day(entry, "ValDt")
    if booked is None and valued is None:
        raise BadStatement("BookgDt", "an entry states neither a booking date nor a value date")
    source = detail if detail is not None else entry
    other = "Dbtr" if amount > 0 else "Cdtr"
    parties = source.find("RltdPties")
    holder = parties if parties is not None else source
    day = booked or valued
    assert day is not None
    return StatementLine(
        day, valued or day, amount,
        text(holder, f"{other}/Nm", f"{other}/Pty/Nm", f"Ultmt{other}/Nm", f"Ultmt{other}/Pty/Nm"),
        text(holder, f"{other}Acct/Id/IBAN", f"{other}Acct/Id/Othr/Id", f"{other}Acct/Id/PrtryAcct/Id"),
        _remittance(source) or text(entry, "AddtlNtryInf"),
        text(entry, "AcctSvcrRef") or text(source, "Refs/AcctSvcrRef", "Refs/InstrId") or text(entry, "NtryRef"),
        _payload(entry, source),
    )  # fmt: skip


def _remittance(source: Element) -> str | None:
    found = [e.text.strip() for e in source.iterfind("RmtInf/Ustrd") if e.text and e.text.strip()]
    found += [e.text.strip() for e in source.iterfind("RmtInf/Strd/CdtrRefInf/Ref") if e.text and e.text.strip()]
    return " ".join(" ".join(found).split()) or None


def _payload(entry: Element, source: Element) -> dict[str, str]:
    """What a line is matched by and has no column for: end-to-end id, transaction code, reversal."""
    stated = {
        "end_to_end_id": text(source, "Refs/EndToEndId"),
        "mandate": text(source, "Refs/MndtId"),
        "code": "/".join(
            e.text.strip() for e in entry.iterfind("BkTxCd//*") if e.tag in ("Cd", "SubFmlyCd") and e.text
        ),
        "reversal": "true" if text(entry, "RvslInd") == "true" else None,
        "note": text(entry, "AddtlNtryInf"),
    }
    return {name: value for name, value in stated.items() if value}
