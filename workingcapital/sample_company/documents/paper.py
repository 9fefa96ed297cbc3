"""Invoices on paper: four layouts in two languages, the same bytes on every machine."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from workingcapital.sample_company.documents.spec import Row
from workingcapital.sample_company.documents.wording import amount, day, terms

LABELS = {
    "de": {
        "invoice": "Rechnung", "number": "Rechnungsnummer", "date": "Rechnungsdatum", "due": "Fällig am",
        "order": "Bestellnummer", "item": "Bezeichnung", "quantity": "Menge", "price": "Einzelpreis",
        "total": "Betrag", "net": "Nettobetrag", "tax": "USt.", "gross": "Gesamtbetrag",
        "terms": "Zahlungsbedingungen", "bank": "Bankverbindung", "vat": "USt-IdNr.",
        "reverse": "Steuerschuldnerschaft des Leistungsempfängers.",
    },
    "en": {
        "invoice": "Invoice", "number": "Invoice number", "date": "Invoice date", "due": "Due date",
        "order": "Purchase order", "item": "Description", "quantity": "Quantity", "price": "Unit price",
        "total": "Amount", "net": "Net amount", "tax": "VAT", "gross": "Total due",
        "terms": "Payment terms", "bank": "Bank details", "vat": "VAT number",
        "reverse": "Reverse charge: tax is due from the recipient.",
    },
}  # fmt: skip
_COLOURS = ("#1f3a5f", "#7a2e2e", "#2f5d50", "#444444")


@dataclass(frozen=True)
class Bill:
    """Everything printed on one invoice."""

    seller: Row
    buyer: Row
    invoice: Row
    lines: list[Row]
    account: Row
    term_code: str
    language: str
    layout: int

    @property
    def bank(self) -> str:
        """The seller's account in one line."""
        if self.account["iban"]:
            return f"IBAN {grouped(self.account['iban'])}, BIC {self.account['bic']}"
        routing = "sort code" if self.seller["country"] == "GB" else "ABA"
        return f"account {self.account['account_number']}, {routing} {self.account['routing']}"


def grouped(iban: str) -> str:
    """An IBAN in groups of four."""
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))


def draw(bill: Bill, extra: Callable[[Canvas], None] | None = None) -> bytes:
    """The invoice as PDF; `extra` may draw more on its page."""
    buffer = io.BytesIO()
    size = LETTER if bill.seller["country"] == "US" else A4
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    canvas.setTitle(f"{LABELS[bill.language]['invoice']} {bill.invoice['number']}")
    canvas.setAuthor(bill.seller["name"])
    _Sheet(canvas, bill, size).draw()
    if extra:
        extra(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class _Sheet:
    """One page being drawn from the top down."""

    def __init__(self, canvas: Canvas, bill: Bill, size: tuple[float, float]) -> None:
        self.canvas, self.bill, self.words = canvas, bill, LABELS[bill.language]
        self.width, self.height = size
        self.left, self.right = (56, self.width - 56) if bill.layout != 2 else (72, self.width - 40)
        self.colour = HexColor(_COLOURS[bill.layout])
        self.serif = bill.layout == 3

    def draw(self) -> None:
        """Head, table, totals and foot."""
        y = self._head()
        y = self._table(y)
        y = self._totals(y)
        self._foot(y)

    def _font(self, size: float, bold: bool = False) -> None:
        name = ("Times-Bold" if bold else "Times-Roman") if self.serif else ("Helvetica-Bold" if bold else "Helvetica")
        self.canvas.setFont(name, size)

    def _head(self) -> float:
        seller, buyer, canvas = self.bill.seller, self.bill.buyer, self.canvas
        top = self.height - 60
        if self.bill.layout == 1:
            canvas.setFillColor(self.colour)
            canvas.rect(0, self.height - 84, self.width, 84, stroke=0, fill=1)
            canvas.setFillColor(white)
        self._font(15, bold=True)
        canvas.drawString(self.left, top, seller["name"])
        canvas.setFillColor(HexColor("#ffffff" if self.bill.layout == 1 else "#222222"))
        self._font(8.5)
        canvas.drawString(self.left, top - 15, f"{seller['street']}, {seller['postal_code']} {seller['city']}")
        canvas.setFillColor(HexColor("#222222"))
        self._font(10)
        for n, text in enumerate((buyer["name"], buyer["street"], buyer["city"])):
            canvas.drawString(self.left, top - 70 - 13 * n, text)
        self._meta(top - (70 if self.bill.layout in (0, 3) else 130))
        self._font(16, bold=True)
        canvas.drawString(self.left, top - 150, f"{self.words['invoice']} {self.bill.invoice['number']}")
        return top - 150

    def _meta(self, y: float) -> None:
        invoice, language = self.bill.invoice, self.bill.language
        rows = [
            (self.words["number"], invoice["number"]),
            (self.words["date"], day(invoice["issue_date"], language, self.bill.layout)),
            (self.words["due"], day(invoice["due_date"], language, self.bill.layout)),
            (self.words["order"], invoice["po_number"]),
        ]
        self._font(9)
        for n, (label, value) in enumerate(row for row in rows if row[1]):
            self.canvas.drawString(self.right - 200, y - 13 * n, f"{label}:")
            self.canvas.drawRightString(self.right, y - 13 * n, str(value))

    def _table(self, y: float) -> float:
        y -= 36
        columns = (self.left, self.right - 200, self.right - 105, self.right)
        self.canvas.setFillColor(self.colour)
        if self.bill.layout in (0, 1):
            self.canvas.rect(self.left - 4, y - 5, self.right - self.left + 8, 17, stroke=0, fill=1)
            self.canvas.setFillColor(white)
        self._font(9, bold=True)
        self._row(y, columns, [self.words[name] for name in ("item", "quantity", "price", "total")])
        self.canvas.setFillColor(HexColor("#222222"))
        self._font(9)
        for line in self.bill.lines:
            y -= 16
            numbers = [
                f"{line['quantity'].normalize():f}",
                *(amount(line[name], self.bill.language) for name in ("unit_price", "net")),
            ]
            self._row(y, columns, [line["description"], *numbers])
        return y - 12

    def _row(self, y: float, columns: tuple[float, ...], cells: list[str]) -> None:
        self.canvas.drawString(columns[0], y, cells[0])
        for x, cell in zip(columns[1:], cells[1:], strict=True):
            self.canvas.drawRightString(x, y, cell)

    def _totals(self, y: float) -> float:
        invoice = self.bill.invoice
        percent = f"{self.bill.lines[0]['tax_percent'].normalize():f}" if self.bill.lines else "0"
        self.canvas.line(self.left, y + 4, self.right, y + 4)
        rows = [
            (self.words["net"], invoice["net"]),
            (f"{self.words['tax']} {percent}%", invoice["tax"]),
            (self.words["gross"], invoice["gross"]),
        ]
        for label, value in rows:
            y -= 15
            self._font(10, bold=label == self.words["gross"])
            self.canvas.drawString(self.right - 200, y, label)
            self.canvas.drawRightString(self.right, y, f"{amount(value, self.bill.language)} {invoice['currency']}")
        return y - 34

    def _foot(self, y: float) -> None:
        bill, words = self.bill, self.words
        texts = [f"{words['terms']}: {terms(bill.term_code, bill.language)}", f"{words['bank']}: {bill.bank}"]
        if not bill.invoice["tax"] and bill.seller["country"] != bill.buyer["country"]:
            texts.append(words["reverse"])
        if bill.seller["vat_number"]:
            texts.append(f"{words['vat']}: {bill.seller['vat_number']}")
        self._font(9)
        for text in texts:
            font = "Times-Roman" if self.serif else "Helvetica"
            for row in simpleSplit(text, font, 9, self.right - self.left):
                self.canvas.drawString(self.left, y, row)
                y -= 13
            y -= 3
