"""What a document is and whom it concerns: decided from its own words, and left open where they do not settle it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from retrieval.dates import dates_in
from retrieval.elements import Reading
from workingcapital.invoices import normalise_number
from workingcapital.parties import normalise

_KINDS = (
    (
        "policy",
        re.compile(r"\b(payment approval policy|policy|richtlinie|freigaberichtlinie|zahlungsrichtlinie)\b", re.I),
    ),
    (
        "contract",
        re.compile(
            r"(\bcontract\b|agreement\b|vertrag\b|rahmenvereinbarung|liefervereinbarung|\bamendment\b|\bnachtrag\b)",
            re.I,
        ),
    ),
    ("statement", re.compile(r"\b(statement of account|account statement|kontoauszug|saldenbestätigung)\b", re.I)),
    ("invoice", re.compile(r"\b(invoice|rechnung|credit note|gutschrift|facture)\b", re.I)),
)
_FROM = re.compile(
    r"\b(effective (?:from|as of|date)|in force (?:from|as of)|enters into force|takes effect|commences on|valid from"
    r"|with effect from|gilt ab|gültig ab|tritt (?:am|zum)|in kraft ab|mit wirkung (?:vom|zum|ab))",
    re.I,
)
_TO = re.compile(
    r"\b(until|valid to|expires on|ends on|through|gültig bis|endet am|läuft bis|befristet bis|bis zum)\b", re.I
)
_REPLACES = re.compile(r"\b(?:ersetzt|replaces|supersedes)\b.*\b\w*(?:vertrag|agreement|contract)\b", re.I)
_DATED = re.compile(r"\b(invoice date|issue date|date|dated|rechnungsdatum|datum|belegdatum|vom)\b", re.I)
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/._-]*\d[A-Z0-9/._-]*", re.I)


@dataclass(frozen=True)
class Nature:
    """Kind, dates and numbers found; linking happens against the books.

    `replaces` is the day (ISO) of the earlier contract this one says it replaces, "" where it gives no day.
    """

    kind: str
    document_date: date | None
    in_force_from: date | None
    in_force_to: date | None
    numbers: tuple[str, ...]
    replaces: str | None


def nature(reading: Reading, file_name: str) -> Nature:
    """Judge a reading: the title decides before the body, structured fields before both."""
    kind = _kind(reading, file_name)
    start, end = _in_force(reading) if kind in ("contract", "policy") else (None, None)
    replaced = _replaced(reading) if kind == "contract" else None
    return Nature(kind, _document_date(reading), start, end, _numbers(reading), replaced)


def party_of(reading: Reading, parties: Sequence[Mapping[str, Any]], own_name: str) -> int | None:
    """The one party a document names in full; None when it names none, or several."""
    fields = {found.name: found.value for found in reading.fields}
    if vat := fields.get("seller_vat", "").replace(" ", ""):
        owners = [party["party_id"] for party in parties if (party["vat_number"] or "").replace(" ", "") == vat]
        if len(owners) == 1:
            return int(owners[0])
    text = f" {normalise_text(' '.join(line.text for line in reading.lines))} "
    named = {}
    for party in parties:
        name = normalise(party["name"])
        if len(name) > 3 and name != normalise(own_name) and f" {name} " in text:
            named[int(party["party_id"])] = name
    # "Nordwind Logistik" also holds "Nordwind": the longest name explains the shorter ones.
    longest = {
        pid
        for pid, name in named.items()
        if not any(name != other and f" {name} " in f" {other} " for other in named.values())
    }
    return longest.pop() if len(longest) == 1 else None


def normalise_text(text: str) -> str:
    """Running text in the normal form of names, without dropping legal forms."""
    return normalise(text + " §").removesuffix(" §").strip()


def _kind(reading: Reading, file_name: str) -> str:
    if reading.mime == "message/rfc822":
        return "email"
    if reading.fields:
        return "invoice"
    title = " ".join(line.text for line in reading.lines[:3]) + " " + re.sub(r"[_\W\d]+", " ", file_name)
    for text in (title, " ".join(line.text for line in reading.lines[:14])):
        for kind, pattern in _KINDS:
            if pattern.search(text):
                return kind
    return "other"


def _in_force(reading: Reading) -> tuple[date | None, date | None]:
    start = end = None
    for line in reading.lines:
        for at, day in dates_in(line.text):
            before = line.text[max(0, at - 60) : at]
            opens, closes = _last(_FROM, before), _last(_TO, before)
            if opens > closes and start is None:
                start = day
            elif closes > opens and end is None and (start is not None or opens >= 0):
                end = day
        if start is not None and end is not None:
            break
    return start, end


def _replaced(reading: Reading) -> str | None:
    for line in reading.lines:
        if match := _REPLACES.search(line.text):
            return next((day.isoformat() for at, day in dates_in(line.text) if at > match.start()), "")
    return None


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _document_date(reading: Reading) -> date | None:
    fields = {found.name: found.value for found in reading.fields}
    for line in [fields.get("issue_date", ""), *(line.text for line in reading.lines[:25])]:
        for at, day in dates_in(line):
            if line[:at].strip() == "" or _DATED.search(line[:at]):
                return day
    return None


def _numbers(reading: Reading) -> tuple[str, ...]:
    """Normal forms of everything that may be an invoice number; the books decide which one is."""
    fields = [found.value for found in reading.fields if found.name == "number"]
    texts = fields or [match for line in reading.lines[:40] for match in _NUMBER.findall(line.text)]
    return tuple(dict.fromkeys(normalise_number(text.strip("./-")) for text in texts if len(text) >= 4))[:200]
