"""What a file really is: judged by its bytes, and refused when its name says otherwise."""

import zipfile
from pathlib import Path

from retrieval.elements import Unreadable
from retrieval.settings import RetrievalSettings

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MIMES = {
    ".pdf": "application/pdf",
    ".xml": "application/xml",
    ".docx": DOCX,
    ".eml": "message/rfc822",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    ".md": "text/plain",
}
_FOREIGN = (
    b"MZ",
    b"\x7fELF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"#!",
)


def mime_of(path: Path, settings: RetrievalSettings) -> str:
    """The type its bytes and its name agree on; raises Unreadable when they do not."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("the file is empty")
    if size > settings.max_file_bytes:
        raise Unreadable(f"the file has {size:,} bytes; {settings.max_file_bytes:,} are allowed")
    named = MIMES.get(path.suffix.lower())
    if named is None:
        raise Unreadable(f"files of type {path.suffix or '(none)'} are not read; known are {', '.join(MIMES)}")
    with path.open("rb") as file:
        found = _by_bytes(file.read(4096), named)
    if found != named:
        raise Unreadable(f"the name says {named}, the content is {found}")
    if found == DOCX:
        _check_archive(path, settings)
    return found


def _by_bytes(head: bytes, named: str) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"PK"):
        return DOCX if named == DOCX else "application/zip"
    if head.startswith(_FOREIGN):
        return "application/octet-stream"
    if text.startswith(b"<?xml") and not _is_html(text):
        return "application/xml"
    if _is_html(text):
        return "text/html"
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "application/octet-stream"
    if text.startswith(b"<") and named == "application/xml":
        return named
    return named if named in ("text/plain", "message/rfc822", "text/html") else "text/plain"


def _is_html(text: bytes) -> bool:
    start = text[:1024].lower()
    return start.startswith((b"<!doctype html", b"<html")) or (start.startswith(b"<?xml") and b"<html" in start)


def _check_archive(path: Path, settings: RetrievalSettings) -> None:
    """A DOCX is a zip: refuse one that would grow beyond reason, and one that holds no Word text."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as problem:
        raise Unreadable(f"the archive is damaged: {problem}") from problem
    expanded = sum(member.file_size for member in members)
    if expanded > settings.max_expanded_bytes or len(members) > 5000:
        raise Unreadable(f"the archive would expand to {expanded:,} bytes in {len(members):,} files")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("the archive is encrypted")
    if "word/document.xml" not in {member.filename for member in members}:
        raise Unreadable(f"the name says {DOCX}, the content is application/zip")
