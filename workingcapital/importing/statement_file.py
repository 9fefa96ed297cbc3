"""A file of bank statements, told by its content: camt, MT940 or BAI2."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lxml import etree

from workingcapital.banking.bai2 import is_bai2, read_bai2
from workingcapital.banking.camt import is_camt, read_camt
from workingcapital.banking.mt940 import is_mt940, read_mt940
from workingcapital.banking.statement import Refusal, Statement
from workingcapital.errors import BadInput
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.sources import sha256_of
from workingcapital.importing.xmlfile import UnsafeDocument, parse_xml

_MARK: Final = "\ufeff"
_CAMT: Final = (b"camt.05", b"<BkToCstmrStmt", b"<BkToCstmrDbtCdtNtfctn")


@dataclass
class StatementFile:
    """What a file holds: statements and refusals, in its order."""

    file: str
    sha256: str
    syntax: str
    found: list[Statement | Refusal]
    notices: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What a load of this file is called."""
        return "statement"

    def detected(self) -> dict[str, Any]:
        """The syntax, for the report."""
        return {"syntax": self.syntax, "statements": len(self.found)}


def is_statement(path: Path) -> bool:
    """Whether the first bytes are those of a statement; a file that cannot be read is none."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        start = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return any(mark in start for mark in _CAMT)
    text = start.decode("ascii", errors="replace")
    return is_bai2(text) or (is_mt940(text) and not start.startswith(b"%PDF"))


def open_statements(path: Path, mapping: FileMapping, settings: ImportSettings) -> StatementFile:
    """Read the file as what it is; refuses what is unsafe, damaged or no statement."""
    if not path.is_file():
        raise BadInput(f"there is no file {path.name}")
    if path.stat().st_size > settings.max_xml_bytes:
        raise UnsafeDocument(f"{path.name} is larger than {settings.max_xml_bytes} bytes")
    data = path.read_bytes()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _camt(path, data, settings)
    text, notices = _decoded(data, mapping.encoding, path.name)
    start = text[:4096].lstrip(_MARK + " \t\r\n")
    if is_bai2(start):
        return StatementFile(
            path.name, sha256_of(path), "BAI2", list(read_bai2(text.lstrip(_MARK), path.name)), notices
        )
    if is_mt940(start):
        return StatementFile(path.name, sha256_of(path), "MT940", list(read_mt940(text, path.name)), notices)
    raise BadInput(f"{path.name} is no bank statement: neither camt.053, camt.054, MT940 nor BAI2")


def _camt(path: Path, data: bytes, settings: ImportSettings) -> StatementFile:
    root = parse_xml(data, path.name, settings.max_xml_bytes)
    if not is_camt(root):
        name = etree.QName(root)
        raise BadInput(f"{path.name} is XML, but no camt message (its root is {name.localname} of {name.namespace})")
    found = list(read_camt(root, path.name))
    syntax = next((each.syntax for each in found if isinstance(each, Statement)), "camt")
    return StatementFile(path.name, sha256_of(path), syntax, found)


def _decoded(data: bytes, encoding: str | None, name: str) -> tuple[str, list[str]]:
    """The text, in the encoding the mapping names, in UTF-8 or in Windows-1252; else what is not ASCII is marked."""
    if b"\0" in data:
        raise BadInput(f"{name} holds NUL bytes: it is not a text file")
    for candidate in [encoding] if encoding else ["utf-8-sig", "cp1252"]:
        try:
            return data.decode(candidate), []
        except (UnicodeDecodeError, LookupError):
            continue
    if encoding:
        raise BadInput(f"{name} is not written in {encoding}")
    return data.decode("ascii", errors="replace"), [
        f"{name}: its encoding is unknown, letters outside ASCII are shown as \ufffd; write `encoding:` in a mapping file"
    ]
