"""The connector for Xero's accounting API, and for what speaks like it."""

from collections.abc import Sequence
from typing import Any, Final

import httpx

from workingcapital.errors import BadInput
from workingcapital.importing.pulling import Records
from workingcapital.importing.xero import Export

PAGE_SIZE: Final = 100  # records; the API's own
_IDS: Final = {
    "Contacts": "ContactID", "Invoices": "InvoiceID", "CreditNotes": "CreditNoteID", "Payments": "PaymentID",
}  # fmt: skip


class XeroApi:
    """Contacts, invoices, credit notes and payments, in pages; `tenant` is the organisation's id there."""

    name = "xero"
    endpoints: Sequence[str] = tuple(_IDS)

    def __init__(self, url: str, token: str, tenant: str | None = None) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        if tenant:
            self._headers["Xero-tenant-id"] = tenant

    def request(self, endpoint: str, page: int) -> httpx.Request:
        """Pages in the order of ids: a record that changes between two pages stays where it is."""
        query: dict[str, str | int] = {"page": page, "pageSize": PAGE_SIZE, "order": f"{_IDS[endpoint]} ASC"}
        return httpx.Request("GET", f"{self._url}/{endpoint}", params=query, headers=self._headers)

    def records(self, endpoint: str, body: Any) -> list[dict[str, Any]]:
        """The list under the endpoint's name."""
        found = body.get(endpoint) if isinstance(body, dict) else None
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise BadInput(f"the answer holds no list {endpoint!r}: is this a Xero-shaped API?")
        return found

    def is_last(self, body: Any, records: Sequence[dict[str, Any]]) -> bool:
        """By the page count where the API states it, else by a page that is not full."""
        stated = body.get("pagination") or {}
        if "pageCount" in stated and "page" in stated:
            return bool(stated["page"] >= stated["pageCount"])
        return len(records) < PAGE_SIZE

    def export(self, records: Records, base_currency: str) -> Export:
        """All records as an export; one that a newer record pushed onto a second page counts once."""
        once = {name: list({each.get(_IDS[name]): each for each in found}.values()) for name, found in records.items()}
        return Export(once, base_currency)
