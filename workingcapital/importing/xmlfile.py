"""XML from strangers: no entities, no document type, no network, a bounded size."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from lxml import etree

from workingcapital.errors import BadInput
from workingcapital.importing.dates import NotADate, parse_date
from workingcapital.importing.text import Unprintable, multiline

Element = etree._Element
_ATTACHMENTS: Final = frozenset(("EmbeddedDocumentBinaryObject", "AttachmentBinaryObject"))


class UnsafeDocument(BadInput):
    """This document could do harm and is refused."""


class BadField(ValueError):
    """A field of a document cannot be used."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


def parse_xml(data: bytes, name: str, max_bytes: int) -> Element:
    """Parse, and refuse any document type declaration: that is where entities live."""
    if len(data) > max_bytes:
        raise UnsafeDocument(f"{name} is larger than {max_bytes} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
            raise UnsafeDocument(f"{name} declares a document type; entities are not accepted") from error
        raise BadInput(f"{name} is not well-formed XML: {error.msg}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnsafeDocument(f"{name} declares a document type; entities are not accepted")
    return root


def without_namespaces(root: Element) -> Element:
    """The same tree with plain names, so that paths read well; the root's full name is asked before."""
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def without_attachments(root: Element) -> str:
    """The document as text, the contents of attached files left out."""
    for name in _ATTACHMENTS:
        for element in root.iter(f"{{*}}{name}"):
            element.text = None
    return etree.tostring(root, encoding="unicode")


def text(element: Element, *paths: str) -> str | None:
    """The first of the paths that holds text, cleaned; null where none does."""
    for path in paths:
        found = element.find(path)
        if found is not None and found.text and found.text.strip():
            try:
                return multiline(found.text)
            except Unprintable as error:
                raise BadField(path.rpartition("/")[2], str(error)) from error
    return None


def number(element: Element, *paths: str) -> Decimal | None:
    """The first of the paths that holds a decimal (XML Schema has no exponents in it)."""
    stated = text(element, *paths)
    if stated is None:
        return None
    try:
        value = Decimal(stated)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or "e" in stated.casefold() or abs(value) >= Decimal(10) ** 13:
        raise BadField(paths[0].rpartition("/")[2], f"{stated!r} is not an amount")
    return value


def day(element: Element, *paths: str) -> date | None:
    """The first of the paths that holds a date, as 2018-04-04 or 20180404."""
    stated = text(element, *paths)
    if stated is None:
        return None
    try:
        return parse_date(stated.removesuffix("Z").partition("+")[0], None)
    except NotADate as error:
        raise BadField(paths[0].rpartition("/")[2], str(error)) from error
