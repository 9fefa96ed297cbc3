"""Labels of figures in German; the figure itself and its receipt stay the same."""

import re
from typing import Final

_LABELS: Final[tuple[tuple[str, str], ...]] = (
    (r"Number of open payables", "Anzahl offener Verbindlichkeiten"), (r"Number of open receivables", "Anzahl offener Forderungen"),
    (r"Number of overdue receivables", "Anzahl überfälliger Forderungen"), (r"Number of overdue payables", "Anzahl überfälliger Verbindlichkeiten"),
    (r"Open unused credits.*", "Nicht verrechnete Gutschriften"), (r"Number of open unused credits.*", "Anzahl nicht verrechneter Gutschriften"),
    (r"Open payables", "Offene Verbindlichkeiten"), (r"Open receivables", "Offene Forderungen"), (r"Overdue receivables", "Überfällige Forderungen"),
    (r"Overdue payables", "Überfällige Verbindlichkeiten"), (r"Overdue share of receivables", "Überfälliger Anteil der Forderungen"),
    (r"Overdue share of payables", "Überfälliger Anteil der Verbindlichkeiten"), (r"Net position.*", "Nettoposition"),
    (r"Control account of receivables", "Abstimmkonto Forderungen"), (r"Control account of payables", "Abstimmkonto Verbindlichkeiten"),
    (r"Difference from the control account", "Differenz zum Abstimmkonto"), (r"Number of changed bank accounts", "Anzahl geänderter Bankverbindungen"),
    (r"Number of accounts of shared use", "Anzahl gemeinsam genutzter Konten"), (r"Worth of the discounts.*", "Wert der Skonti"),
    (r"Discounts that can be taken", "Ziehbare Skonti"), (r"Cost of paying early", "Kosten des frühen Zahlens"), (r"Value date", "Wertstellung"),
    (r"Last day to release", "Letzter Tag der Freigabe"), (r"Last payment run in time", "Letzter rechtzeitiger Zahllauf"), (r"Cash floor", "Mindestliquidität"),
    (r"Cash", "Bankbestand"), (r"Probability of going under the floor.*", "Wahrscheinlichkeit, die Mindestliquidität zu unterschreiten"),
    (r"First week under the floor", "Erste Woche unter der Mindestliquidität"), (r"DSO \(countback\)", "DSO (Countback)"), (r"DSO \(average\)", "DSO (Durchschnitt)"),
    (r"Change in (.*)", r"Veränderung \1"), (r"Best possible DSO", "Bestmögliche DSO"), (r"Average days delinquent", "Average Days Delinquent"),
    (r"Average days late.*", "Durchschnittliche Verspätung"), (r"Average days to pay", "Durchschnittliche Zahlungsdauer"), (r"Receivables turnover", "Umschlagshäufigkeit der Forderungen"),
    (r"Payables turnover", "Umschlagshäufigkeit der Verbindlichkeiten"), (r"DPO \(on cost of sales\)", "DPO (auf Umsatzkosten)"), (r"Credit sales", "Umsätze auf Ziel"),
    (r"Purchases", "Einkäufe"), (r"Cost of sales", "Umsatzkosten"), (r"Inventory", "Vorräte"), (r"Payments made", "Geleistete Zahlungen"), (r"Payments received", "Erhaltene Zahlungen"),
    (r"Number of possible duplicates", "Anzahl möglicher Dubletten"), (r"Open bills without an order", "Offene Rechnungen ohne Bestellung"),
    (r"Number of open bills without an order", "Anzahl offener Rechnungen ohne Bestellung"), (r"Number of open promises", "Anzahl offener Zusagen"),
    (r"Share of the top (\d+) in open receivables", r"Anteil der größten Kunden an den offenen Forderungen"), (r"Share of the top (\d+) in open payables", r"Anteil der größten Lieferanten an den offenen Verbindlichkeiten"),
    (r"Unapplied cash", "Nicht zugeordnete Eingänge"), (r"Cost of cash", "Kapitalkosten"), (r"Annual yield of .*", "Jahresrendite des Angebots"),
    (r"Cash effect of the terms", "Liquiditätswirkung"), (r"Effect on (DPO|DSO)", r"Wirkung auf \1"), (r"Interest and fixed sum", "Zinsen und Pauschale"),
    (r"Late-payment interest.*", "Verzugszinsen"), (r"Fixed sum.*", "Verzugspauschale"), (r"Payment run", "Zahllauf"), (r"Bills in the run", "Rechnungen im Lauf"),
    (r"Discounts of the run", "Skonti des Laufs"), (r"Due date of (.*)", r"Fälligkeit von \1"), (r"Open amount", "Offener Betrag"), (r"Cash conversion cycle", "Cash Conversion Cycle"),
)
LABELS: Final = tuple((re.compile(pattern), german) for pattern, german in _LABELS)


def in_german(label: str) -> str:
    """The label in German, or as it is where there is no other word for it.

    >>> in_german("Overdue receivables"), in_german("DSO"), in_german("Change in DSO")
    ('Überfällige Forderungen', 'DSO', 'Veränderung DSO')
    """
    for pattern, german in LABELS:
        match = pattern.fullmatch(label)
        if match:
            return match.expand(german)
    return label
