"""Questions with the file and the words of the sentence that answers them.

KNOWN were seen while the vocabulary was written. FRESH were written afterwards, before they were first run, and
nothing has been tuned to them: their rate is the one to believe.
"""

# ruff: noqa: E501 - the questions are data, one a line

Case = tuple[str, str, str, str]

KNOWN: list[Case] = [
    (
        "HALDE",
        "What does the Rodenau contract say about early payment?",
        "rahmenvertrag_rodenau_2025.pdf",
        "3 % Skonto",
    ),
    ("HALDE", "Was steht im Vertrag mit Rodenau zum Skonto?", "rahmenvertrag_rodenau_2025.pdf", "3 % Skonto"),
    (
        "HALDE",
        "Is there a late-fee clause with Nordwall Logistik?",
        "frachtvertrag_nordwall_logistik.pdf",
        "Pauschale von 40 EUR",
    ),
    ("HALDE", "Dürfen wir gegen Forderungen von Acme aufrechnen?", "kooperationsvertrag_acme.pdf", "verrechnen"),
    ("HALDE", "Does policy let me approve 60k?", "payment_approval_policy.pdf", "up to EUR 500,000"),
    ("HALDE", "Wer darf Zahlungen bis 50.000 freigeben?", "payment_approval_policy.pdf", "up to EUR 50,000"),
    ("HALDE", "what does the policy say about changes of bank details", "payment_approval_policy.pdf", "call-back"),
    ("HALDE", "may a payment be split to stay below the limit?", "payment_approval_policy.pdf", "may not be split"),
    ("HALDE", "discount in the Cascadia agreement", "supply_agreement_cascadia.pdf", "2.5%"),
    (
        "HALDE",
        "When did the new Tiefenried contract replace the old one?",
        "liefervertrag_tiefenried_2026.docx",
        "ersetzt",
    ),
    ("HALDE", "Umsatzbonus Tiefenried", "liefervertrag_tiefenried_2026.docx", "2 %"),
    ("HALDE", "retention of title Marquell", "einkaufsvertrag_marquell.docx", "Eigentum"),
    ("HALDE", "diesel surcharge", "frachtvertrag_nordwall_logistik.pdf", "Dieselzuschlag"),
    ("HALDE", "our bank changed mail", "mail_neue_bankverbindung.eml", "Bank hat gewechselt"),
    ("HALDE", "What did Holmgart write about the cash discount?", "mail_holmgart_skonto.eml", "Skonto"),
    (
        "HALUK",
        "What does the contract with Thornbury say about early payment?",
        "framework_thornbury.pdf",
        "discount of 2%",
    ),
    ("HALUK", "late payment interest Thornbury", "framework_thornbury.pdf", "8% above the base rate"),
    ("HALUK", "Is there a late fee for Pellworth?", "pellworth_motors_agreement_2025.docx", "late fee of GBP 100"),
    ("HALUK", "Kirkmoor: which terms prevail?", "kirkmoor_call_off_contract.docx", "prevail"),
    (
        "HALUK",
        "how can we terminate the cleaning agreement",
        "brightwater_services.pdf",
        "three months' written notice",
    ),
    ("HALUS", "can we offset credits for returned goods", "galvez_master_supply.pdf", "offset credits"),
    ("HALUS", "what happens if rent is late", "kestrel_lease.pdf", "4% of the amount overdue"),
    ("HALUS", "how much can we withhold for disputed hours", "stonebrook_staffing.docx", "5% of an invoice"),
]

FRESH: list[Case] = [
    ("HALDE", "Which discount did we agree on with Rodenau?", "rahmenvertrag_rodenau_2025.pdf", "3 % Skonto"),
    ("HALDE", "Wie hoch sind die Verzugszinsen bei Rodenau?", "rahmenvertrag_rodenau_2025.pdf", "neun Prozentpunkten"),
    (
        "HALDE",
        "Quote the precedence clause of the Cascadia agreement",
        "supply_agreement_cascadia.pdf",
        "prevail over any terms",
    ),
    ("HALDE", "What warranty period did we agree with Rodenau?", "rahmenvertrag_rodenau_2025.pdf", "24 Monate"),
    ("HALDE", "Gerichtsstand im Vertrag mit Acme", "kooperationsvertrag_acme.pdf", "Frankfurt am Main"),
    (
        "HALDE",
        "dunning fee charged by Nordwall Logistik",
        "frachtvertrag_nordwall_logistik.pdf",
        "Pauschale von 40 EUR",
    ),
    ("HALDE", "Ab wann gilt der Vertrag mit Marquell?", "einkaufsvertrag_marquell.docx", "1. Juli 2024"),
    ("HALDE", "Is there a set-off clause with Cascadia?", "supply_agreement_cascadia.pdf", "set off amounts"),
    (
        "HALDE",
        "Under which condition may we cancel the Ostrelius contract?",
        "jahresvertrag_ostrelius_2026.docx",
        "Kündigung",
    ),
    ("HALDE", "approval needed for 600,000", "payment_approval_policy.pdf", "above EUR 500,000 needs"),
    ("HALDE", "Was sagt die Richtlinie zu Eilzahlungen?", "payment_approval_policy.pdf", "Urgent payments"),
    ("HALDE", "how is the policy itself changed", "payment_approval_policy.pdf", "in writing by two controllers"),
    (
        "HALDE",
        "did Fonderie Valmorel change their bank?",
        "mail_fonderie_valmorel.eml",
        "bank details have not changed",
    ),
    (
        "HALUK",
        "Pellworth motor supply, discount for prompt payment",
        "pellworth_motors_agreement_2025.docx",
        "3% for payment within 10 days",
    ),
    ("HALUK", "until when is the Brightwater agreement valid", "brightwater_services.pdf", "31 August 2026"),
    ("HALUK", "what if a clean is missed", "brightwater_services.pdf", "service credit"),
    ("HALUK", "price review of bar stock", "kirkmoor_call_off_contract.docx", "reviewed every quarter"),
    ("HALUK", "when does title to the motors pass to us", "pellworth_motors_agreement_2025.docx", "Title to the goods"),
    ("HALUS", "payment terms agreed with Galvez", "galvez_master_supply.pdf", "net 45 days"),
    ("HALUS", "how long is the Kestrel lease", "kestrel_lease.pdf", "31 December 2028"),
    ("HALUS", "what should we put into the ACH addenda", "mail_prairie_remittance.eml", "addenda"),
    ("HALUS", "when are Stonebrook's invoices due", "stonebrook_staffing.docx", "payable within 14 days"),
]

NOWHERE: list[tuple[str, str]] = [
    ("HALDE", "the verbal agreement"), ("HALDE", "What does the verbal agreement say?"), ("HALDE", "mündliche Absprache"),
    ("HALDE", "our handshake deal with Rodenau"), ("HALUK", "verbal agreement with Thornbury"), ("HALUK", "verbal agreement on late fees"),
    ("HALDE", "weather in Paris"), ("HALDE", "dividend policy for shareholders"), ("HALUK", "maternity leave rules"),
    ("HALUS", "patent infringement indemnity"), ("HALDE", "exclusivity clause"), ("HALUK", "non-compete obligation"),
    ("HALDE", "Zahlung in Bitcoin"), ("HALDE", "sustainability report"), ("HALUK", "arbitration in Geneva"),
    ("HALUS", "employee stock options"), ("HALDE", "Wie hoch ist die Vertragsstrafe bei Rodenau?"), ("HALUK", "Thornbury insurance obligations"),
    ("HALUS", "Kestrel parking spaces"), ("HALDE", "carbon footprint clause"), ("HALUK", "who is the CEO of Pellworth"),
    ("HALUS", "credit card payments"), ("HALDE", "Rodenau minimum order quantity"), ("HALUK", "Thornbury escalation contact"),
]  # fmt: skip
