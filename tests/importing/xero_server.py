"""A small organisation behind a Xero-shaped API on loopback: paging, rate limits, and cuts on demand."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

Records = dict[str, list[dict[str, Any]]]
TOKEN = "a-token"


def contact(n: int, supplier: bool) -> dict[str, Any]:
    return {"ContactID": f"c-{n}", "Name": f"Contact {n}", "IsSupplier": supplier, "IsCustomer": not supplier}


def invoice(
    ident: str, of: int, kind: str, total: str, due: str, status: str = "AUTHORISED", paid: str = "0"
) -> dict[str, Any]:
    return {
        "InvoiceID": ident, "InvoiceNumber": f"INV-{ident}", "Type": kind, "Status": status, "CurrencyCode": "EUR",
        "Contact": {"ContactID": f"c-{of}", "Name": f"Contact {of}"}, "DateString": "2026-05-01T00:00:00",
        "Date": "/Date(1777593600000+0000)/", "DueDateString": f"{due}T00:00:00", "Total": float(total),
        "TotalTax": 0.0, "AmountDue": round(float(total) - float(paid), 2),
        "LineItems": [{"Description": "work", "Quantity": 1.0, "UnitAmount": float(total), "LineAmount": float(total)}],
    }  # fmt: skip


def payment(ident: str, of: dict[str, Any], amount: str, on: str, status: str = "AUTHORISED") -> dict[str, Any]:
    kind = "ACCPAYPAYMENT" if of["Type"] == "ACCPAY" else "ACCRECPAYMENT"
    named = {key: of[key] for key in ("InvoiceID", "Contact", "CurrencyCode")}
    return {"PaymentID": ident, "Date": f"{on}T00:00:00", "Amount": float(amount), "PaymentType": kind,
            "Status": status, "Invoice": named}  # fmt: skip


def organisation(bills: int = 250) -> Records:
    """`bills` bills of 100.10 of which the first is half paid, an invoice with a credit note, and what is not posted."""
    parties = [contact(n, n < 5) for n in range(6)]
    made = [invoice(f"b-{n:04}", n % 5, "ACCPAY", "100.10", "2026-06-30") for n in range(bills)]
    made[0]["AmountDue"] = 50.05
    sold = invoice("s-1", 5, "ACCREC", "1000.00", "2026-06-15", paid="250")
    void, draft = (invoice(f"x-{s}", 5, "ACCREC", "77.00", "2026-06-15", s) for s in ("VOIDED", "DRAFT"))
    note = {"CreditNoteID": "n-1", "CreditNoteNumber": "CN-1", "Type": "ACCRECCREDIT", "Status": "PAID",
            "CurrencyCode": "EUR", "Contact": sold["Contact"], "DateString": "2026-05-20T00:00:00", "Total": 250.0,
            "RemainingCredit": 0.0, "Allocations": [
                {"Amount": 250.0, "Date": "2026-05-25T00:00:00", "Invoice": {"InvoiceID": "s-1"}}]}  # fmt: skip
    paid = [payment("p-1", made[0], "50.05", "2026-06-10"), payment("p-2", made[1], "9", "2026-06-10", "DELETED")]
    return {"Contacts": parties, "Invoices": [*made, sold, void, draft], "CreditNotes": [note], "Payments": paid}


@dataclass
class Api:
    """What the server holds and how it misbehaves; `seen` are the pages it was asked for."""

    records: Records
    url: str = ""
    busy: list[str] = field(default_factory=list)  # Retry-After of the next answers
    cut_at: str | None = None  # "Invoices:2": the connection ends there
    seen: list[str] = field(default_factory=list)


@contextmanager
def serving(records: Records) -> Iterator[Api]:
    api = Api(records)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlparse(self.path)
            endpoint, query = address.path.strip("/"), parse_qs(address.query)
            page, size = int(query["page"][0]), int(query["pageSize"][0])
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self._answer(401, b"{}")
            elif api.busy:
                self._answer(429, b"", ("Retry-After", api.busy.pop(0)))
            elif api.cut_at == f"{endpoint}:{page}":
                self.connection.close()
            else:
                api.seen.append(f"{endpoint}:{page}")
                chosen = api.records[endpoint][(page - 1) * size : page * size]
                self._answer(200, json.dumps({endpoint: chosen}).encode())

        def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
            self.send_response(status)
            for name, value in (*headers, ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *given: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *given: object) -> None:
            pass  # a cut is meant

    server = Quiet(("127.0.0.1", 0), Handler)
    api.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
