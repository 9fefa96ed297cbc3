"""What the sample contracts say: parties, days in force, and the clauses on payment in their own words."""

# ruff: noqa: E501 - the texts are data, each on its own line

from dataclasses import dataclass
from datetime import date

Clause = tuple[str, str]


@dataclass(frozen=True)
class Agreement:
    """One contract. `form` is pdf or docx; `clauses` are those that matter, common ones are added when it is written."""

    company: str
    party: str
    language: str
    form: str
    name: str
    title: str
    start: date
    end: date | None
    clauses: tuple[Clause, ...]


AGREEMENTS = (
    Agreement(
        "HALDE", "Rodenau Dichtungstechnik GmbH", "de", "pdf", "rahmenvertrag_rodenau_2025.pdf", "Rahmenliefervertrag", date(2025, 1, 1), None,
        (
            ("Zahlungsbedingungen", "Rechnungen sind innerhalb von 45 Tagen ab Rechnungsdatum ohne Abzug zahlbar. "
             "Bei Zahlung innerhalb von 14 Tagen ab Rechnungsdatum gewährt der Lieferant 3 % Skonto auf den Bruttobetrag."),
            ("Vorrang", "Bei Widersprüchen gehen die Zahlungsbedingungen dieses Vertrags den auf Rechnungen, Bestellungen oder in Allgemeinen "
             "Geschäftsbedingungen genannten Zahlungsbedingungen vor."),
            ("Zahlungsverzug", "Gerät der Besteller in Verzug, schuldet er Verzugszinsen in Höhe von neun Prozentpunkten über dem Basiszinssatz."),
            ("Aufrechnung", "Der Besteller darf nur mit unbestrittenen oder rechtskräftig festgestellten Forderungen aufrechnen."),
        ),
    ),
    Agreement(
        "HALDE", "Tiefenried Elektromotoren AG", "de", "pdf", "liefervertrag_tiefenried_2024.pdf", "Liefervertrag Elektromotoren", date(2024, 1, 1), date(2026, 12, 31),
        (
            ("Zahlungsbedingungen", "Rechnungen sind innerhalb von 30 Tagen netto zahlbar. Bei Zahlung innerhalb von 10 Tagen sind 2 % Skonto abzugsfähig."),
            ("Vorrang", "Die Zahlungsbedingungen dieses Vertrags gehen abweichenden Angaben auf Rechnungen vor."),
            ("Mengenbonus", "Ab einem Jahresumsatz von 500.000 EUR erhält der Besteller einen Umsatzbonus von 1,5 %."),
        ),
    ),
    Agreement(
        "HALDE", "Tiefenried Elektromotoren AG", "de", "docx", "liefervertrag_tiefenried_2026.docx", "Liefervertrag Elektromotoren, Fassung 2026", date(2026, 1, 1), None,
        (
            ("Ablösung", "Dieser Vertrag ersetzt den Liefervertrag vom 1. Januar 2024 vollständig."),
            ("Zahlungsbedingungen", "Rechnungen sind innerhalb von 60 Tagen netto zahlbar. Bei Zahlung innerhalb von 10 Tagen sind 3 % Skonto abzugsfähig."),
            ("Vorrang", "Die Zahlungsbedingungen dieses Vertrags gehen abweichenden Angaben auf Rechnungen vor."),
            ("Mengenbonus", "Ab einem Jahresumsatz von 750.000 EUR erhält der Besteller einen Umsatzbonus von 2 %."),
        ),
    ),
    Agreement(
        "HALDE", "Marquell Lacke GmbH", "de", "docx", "einkaufsvertrag_marquell.docx", "Einkaufsvertrag Lacke und Beschichtungen", date(2024, 7, 1), None,
        (
            ("Zahlungsbedingungen", "Rechnungen sind innerhalb von 30 Tagen netto zahlbar."),
            ("Vorrang der Rechnung", "Nennt eine Rechnung für den Besteller günstigere Zahlungsbedingungen, so gelten die Angaben der Rechnung vor diesem Vertrag."),
            ("Eigentumsvorbehalt", "Die Ware bleibt bis zur vollständigen Zahlung Eigentum des Lieferanten."),
        ),
    ),
    Agreement(
        "HALDE", "Acme Industrietechnik GmbH", "de", "pdf", "kooperationsvertrag_acme.pdf", "Kooperations- und Liefervertrag", date(2025, 4, 1), None,
        (
            ("Zahlungsbedingungen", "Beide Parteien zahlen innerhalb von 30 Tagen netto. Bei Zahlung innerhalb von 7 Tagen werden 3 % Skonto, "
             "bei Zahlung innerhalb von 14 Tagen 2 % Skonto gewährt."),
            ("Verrechnung", "Jede Partei darf fällige Forderungen aus Lieferungen der anderen Partei mit eigenen fälligen Forderungen verrechnen; "
             "die Aufrechnung ist mindestens fünf Bankarbeitstage vorher schriftlich anzukündigen."),
            ("Vorrang", "Diese Regelungen gehen den Angaben auf Rechnungen vor."),
        ),
    ),
    Agreement(
        "HALDE", "Nordwall Logistik GmbH", "de", "pdf", "frachtvertrag_nordwall_logistik.pdf", "Rahmenvertrag über Transportleistungen", date(2025, 7, 1), date(2027, 6, 30),
        (
            ("Vergütung und Zahlung", "Frachtrechnungen sind innerhalb von 14 Tagen ohne Abzug zahlbar."),
            ("Mahnkosten", "Bei Zahlungsverzug berechnet der Frachtführer ab der zweiten Mahnung eine Pauschale von 40 EUR je Rechnung."),
            ("Aufrechnung", "Gegen Ansprüche des Frachtführers ist die Aufrechnung ausgeschlossen, es sei denn, die Gegenforderung ist unbestritten."),
            ("Dieselzuschlag", "Der Dieselzuschlag wird monatlich nach dem Index des Statistischen Bundesamts angepasst."),
        ),
    ),
    Agreement(
        "HALDE", "Ostrelius Stahlhandel GmbH", "de", "docx", "jahresvertrag_ostrelius_2026.docx", "Jahresvertrag Rundstahl", date(2026, 1, 1), date(2026, 12, 31),
        (
            ("Zahlungsbedingungen", "Bei Zahlung innerhalb von 7 Tagen gewährt der Lieferant 3 % Skonto, bei Zahlung innerhalb von 14 Tagen 2 % Skonto. "
             "Im Übrigen sind Rechnungen innerhalb von 30 Tagen netto zahlbar."),
            ("Preisanpassung", "Der Legierungszuschlag wird zum Ersten jedes Quartals angepasst; eine Erhöhung über 8 % berechtigt zur Kündigung mit einer Frist von vier Wochen."),
            ("Vorrang", "Bei Abweichungen gehen die Bestimmungen dieses Vertrags den Angaben auf Rechnungen vor."),
        ),
    ),
    Agreement(
        "HALDE", "Cascadia Sensors Inc.", "en", "pdf", "supply_agreement_cascadia.pdf", "Supply Agreement", date(2025, 3, 1), None,
        (
            ("Payment terms", "Invoices are payable within 60 days of the invoice date. A discount of 2.5% applies to payment within 20 days of the invoice date."),
            ("Order of precedence", "In case of conflict, the payment terms of this Agreement prevail over any terms printed on invoices, quotations or order confirmations."),
            ("Late payment", "Overdue amounts bear interest at 1% per month until they are paid."),
            ("Set-off", "The Buyer may set off amounts that the Supplier owes under this Agreement, provided it gives ten days' notice."),
        ),
    ),
    Agreement(
        "HALUK", "Thornbury Castings Ltd", "en", "pdf", "framework_thornbury.pdf", "Framework Supply Agreement", date(2025, 1, 1), None,
        (
            ("Payment terms", "The Buyer pays each undisputed invoice within 60 days of the invoice date. Early payment within 14 days of the invoice date earns a discount of 2%."),
            ("Precedence", "The terms of payment in this Agreement take precedence over those stated on any invoice or delivery note."),
            ("Late payment", "Interest on late payment runs at 8% above the base rate of the Bank of England, as the Late Payment of Commercial Debts (Interest) Act 1998 provides."),
            ("Set-off", "Neither party may set off any claim against the price without the written consent of the other."),
        ),
    ),
    Agreement(
        "HALUK", "Pellworth Motors plc", "en", "docx", "pellworth_motors_agreement_2025.docx", "Motor Supply Agreement", date(2025, 6, 1), date(2028, 5, 31),
        (
            ("Payment terms", "Invoices fall due 60 days after the invoice date. The Supplier grants a prompt payment discount of 3% for payment within 10 days."),
            ("Late fee", "A late fee of GBP 100 is added to each invoice of GBP 10,000 or more that is paid after its due date."),
            ("Retention of title", "Title to the goods passes to the Buyer when the price has been paid in full."),
        ),
    ),
    Agreement(
        "HALUK", "Kirkmoor Steel Stockholders Ltd", "en", "docx", "kirkmoor_call_off_contract.docx", "Call-off Contract for Bar Stock", date(2024, 10, 1), None,
        (
            ("Payment", "Invoices are due 30 days after the invoice date. A discount of 3% is allowed for payment within 7 days and of 2% for payment within 14 days."),
            ("Invoices prevail", "Where an invoice states payment terms that differ from this Contract, the terms stated on the invoice prevail."),
            ("Price adjustment", "Prices follow the published hot-rolled bar index and are reviewed every quarter."),
        ),
    ),
    Agreement(
        "HALUK", "Brightwater Facilities Ltd", "en", "pdf", "brightwater_services.pdf", "Facilities Services Agreement", date(2025, 9, 1), date(2026, 8, 31),
        (
            ("Charges and payment", "The weekly charge is invoiced on Fridays and is payable within 30 days."),
            ("Termination", "Either party may terminate this Agreement on three months' written notice."),
            ("Service credits", "If a scheduled clean is missed, the Client receives a service credit of 10% of the weekly charge."),
        ),
    ),
    Agreement(
        "HALUS", "Galvez Pump Parts LLC", "en", "pdf", "galvez_master_supply.pdf", "Master Supply Agreement", date(2025, 2, 1), None,
        (
            ("Payment terms", "Payment is due net 45 days from the invoice date. Buyer may take a discount of 2% on invoices paid within 10 days."),
            ("Precedence", "The payment terms of this Agreement control and prevail over conflicting terms on any invoice."),
            ("Late charges", "Invoices unpaid after the due date accrue a late charge of 1.5% per month."),
            ("Set-off", "Buyer may offset credits for returned goods against open invoices."),
        ),
    ),
    Agreement(
        "HALUS", "Stonebrook Staffing Inc.", "en", "docx", "stonebrook_staffing.docx", "Staffing Services Agreement", date(2025, 5, 1), None,
        (
            ("Invoicing and payment", "Time is invoiced weekly and payable within 14 days of the invoice date."),
            ("Conversion fee", "If Client hires an assigned worker within 90 days, a conversion fee of 15% of the annual salary is due."),
            ("Holdback", "Client may withhold up to 5% of an invoice until disputed hours are settled."),
        ),
    ),
    Agreement(
        "HALUS", "Kestrel Real Estate Partners LP", "en", "pdf", "kestrel_lease.pdf", "Commercial Lease Agreement", date(2024, 1, 1), date(2028, 12, 31),
        (
            ("Rent", "Rent of USD 18,400 is payable in advance on the first day of each month."),
            ("Late charge", "Rent received more than five days after its due date bears a late charge of 4% of the amount overdue."),
            ("Security deposit", "Tenant has paid a security deposit of USD 36,800."),
        ),
    ),
)  # fmt: skip

# Clauses every contract of its language has; {party} and {company} are filled in.
COMMON: dict[str, tuple[tuple[Clause, ...], tuple[Clause, ...]]] = {
    "de": (
        (
            ("Gegenstand", "Dieser Vertrag regelt die Zusammenarbeit zwischen {party} (Lieferant) und {company} (Besteller)."),
            ("Lieferung", "Lieferungen erfolgen DAP Werk des Bestellers. Liefertermine sind verbindlich, sobald sie bestätigt sind."),
        ),
        (
            ("Gewährleistung", "Mängelansprüche verjähren 24 Monate nach Ablieferung. Der Besteller prüft die Ware nach Eingang auf offene Mängel."),
            ("Haftung", "Die Haftung für einfache Fahrlässigkeit ist auf den Auftragswert begrenzt; die Haftung für Personenschäden bleibt unberührt."),
            ("Vertraulichkeit", "Beide Parteien behandeln Zeichnungen und Preise vertraulich, auch über das Ende des Vertrags hinaus."),
            ("Gerichtsstand", "Gerichtsstand ist Frankfurt am Main; es gilt deutsches Recht unter Ausschluss des UN-Kaufrechts."),
        ),
    ),
    "en": (
        (
            ("Scope", "This agreement governs the business between {party} and {company}."),
            ("Delivery", "Deliveries are made DAP at the plant named in the order. Delivery dates bind once they are confirmed."),
        ),
        (
            ("Warranty", "Claims for defects expire 24 months after delivery. Goods are inspected for visible defects on receipt."),
            ("Liability", "Liability for simple negligence is limited to the value of the order; nothing limits liability for personal injury."),
            ("Confidentiality", "Both parties keep drawings and prices confidential, also after the end of this agreement."),
            ("Governing law", "This agreement is governed by the law of the buyer's seat, and the courts there have jurisdiction."),
        ),
    ),
}  # fmt: skip

POLICY: tuple[Clause, ...] = (
    ("Purpose", "This payment approval policy states who may approve payments of {company} and up to which amount."),
    ("Approval limits", "A payment run of up to {currency} 50,000 needs the approval of one AP approver. A run above {currency} 50,000 and up to {currency} 500,000 "
     "needs the approval of an AP manager. A run above {currency} 500,000 needs the approval of an AP manager and of the controller or CFO."),
    ("Separation of duties", "Nobody approves a payment they proposed. Whoever maintains supplier data neither approves nor releases payments."),
    ("No splitting", "A payment may not be split to stay below a limit. Runs to the same supplier within 24 hours count together."),
    ("Changes of bank details", "A change of bank details is verified by a call-back to the number on file, never to a number given in the message that announces it. "
     "Until then payments to the new account are blocked."),
    ("Payment runs", "Payment runs take place on Tuesdays and Thursdays. Urgent payments outside a run need the same approvals."),
    ("Discounts", "A cash discount is taken when its annual yield exceeds the price of the credit line and cash stays above the floor."),
    ("Changes of this policy", "This policy is changed in writing by two controllers. An announcement in a mail, a chat or a document does not change it."),
)  # fmt: skip
