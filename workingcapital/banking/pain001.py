"""pain.001.001.09: the file that asks a bank to pay (ISO 20022, SEPA credit transfer EPC132-08).

Written element by element in the order of the schema, and valid against the schema that sepaxml ships before anybody
gets the bytes. The same order gives the same bytes: ids, times and the order of transfers come from the approved body.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from lxml import etree

from workingcapital.banking.transfers import Account, Batch, Order, Transfer
from workingcapital.errors import CopilotError

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
FORMAT = "pain.001.001.09"

# Ours → the schema's names, in the schema's order. Only a structured address is sent, and only a whole one.
_ADDRESS = {"street": "StrtNm", "postal_code": "PstCd", "city": "TwnNm", "country": "Ctry"}


class InvalidFile(CopilotError):
    """A payment file does not fit its schema; it was not written."""


def pain001(order: Order) -> bytes:
    """The order as a file; raises InvalidFile rather than hand out one that a bank's parser refuses."""
    root = etree.Element("Document", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    initiation = _in(root, "CstmrCdtTrfInitn")
    _header(_in(initiation, "GrpHdr"), order)
    for place, batch in enumerate(order.batches, 1):
        _batch(_in(initiation, "PmtInf"), order, batch, place)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    check(content)
    return content


def check(content: bytes) -> None:
    """Raises InvalidFile with every place where the file leaves the schema."""
    schema = _schema()
    if not schema.validate(etree.fromstring(content)):
        places = [{"line": each.line, "why": each.message} for each in schema.error_log]  # type: ignore[attr-defined]
        raise InvalidFile(f"{len(places)} places do not fit {FORMAT}", places)


@lru_cache
def _schema() -> etree.XMLSchema:
    with (files("sepaxml") / "schemas" / f"{FORMAT}.xsd").open("rb") as file:
        return etree.XMLSchema(etree.parse(file))


def _header(header: etree._Element, order: Order) -> None:
    _in(header, "MsgId", order.message_id)
    _in(header, "CreDtTm", order.made_at.isoformat(timespec="seconds"))
    _sums(header, order.transfers)
    _in(_in(header, "InitgPty"), "Nm", order.payer)


def _batch(info: etree._Element, order: Order, batch: Batch, place: int) -> None:
    """One account, one currency, one day."""
    _in(info, "PmtInfId", f"{order.message_id[:31]}-{place:03}")
    _in(info, "PmtMtd", "TRF")
    _in(info, "BtchBookg", "true")
    _sums(info, list(batch.transfers))
    _in(_in(_in(info, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    _in(_in(info, "ReqdExctnDt"), "Dt", batch.on.isoformat())
    _in(_in(info, "Dbtr"), "Nm", order.payer)
    account = _in(info, "DbtrAcct")
    _in(_in(account, "Id"), "IBAN", order.account.iban)
    _in(account, "Ccy", order.currency)
    _agent(info, "DbtrAgt", order.account, required=True)
    _in(info, "ChrgBr", "SLEV")
    for each in batch.transfers:
        _transfer(_in(info, "CdtTrfTxInf"), each, order.currency)


def _transfer(info: etree._Element, transfer: Transfer, currency: str) -> None:
    _in(_in(info, "PmtId"), "EndToEndId", transfer.end_to_end_id)
    _in(_in(info, "Amt"), "InstdAmt", _money(transfer.amount)).set("Ccy", currency)
    _agent(info, "CdtrAgt", transfer.account, required=False)
    creditor = _in(info, "Cdtr")
    _in(creditor, "Nm", transfer.payee)
    _address(creditor, transfer.address)
    _in(_in(_in(info, "CdtrAcct"), "Id"), "IBAN", transfer.account.iban)
    _in(_in(info, "RmtInf"), "Ustrd", transfer.remittance)


def _address(of: etree._Element, address: Mapping[str, str]) -> None:
    """A structured address needs its town and its country; without both none is sent."""
    if address.get("city") and address.get("country"):
        postal = _in(of, "PstlAdr")
        for ours, name in _ADDRESS.items():
            if address.get(ours):
                _in(postal, name, address[ours][: 16 if ours == "postal_code" else 35 if ours == "city" else 70])


def _agent(of: etree._Element, name: str, account: Account, required: bool) -> None:
    """The bank by its BIC; where it is not known, the IBAN leads there."""
    if account.bic:
        _in(_in(_in(of, name), "FinInstnId"), "BICFI", account.bic)
    elif required:
        _in(_in(_in(_in(of, name), "FinInstnId"), "Othr"), "Id", "NOTPROVIDED")


def _sums(of: etree._Element, transfers: list[Transfer]) -> None:
    _in(of, "NbOfTxs", str(len(transfers)))
    _in(of, "CtrlSum", _money(sum((each.amount for each in transfers), Decimal(0))))


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _in(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, name)
    child.text = text
    return child
