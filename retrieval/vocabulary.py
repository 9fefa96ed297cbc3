"""Words of the trade that mean the same, in English and German, and words that carry no meaning in a question.

The local model is English; these groups let a German question find an English clause, and the other way round.
"""

# Each group is one concept; a phrase counts as a whole.
CONCEPTS: tuple[tuple[str, ...], ...] = (
    ("early payment", "early payment discount", "early settlement", "pay early", "paying early", "pays early", "paid early", "cash discount", "prompt payment", "skonto", "deduct", "deduction", "abzugsfähig", "vorzeitige zahlung", "frühzahlung", "discount", "nachlass"),
    ("late fee", "late fees", "late-fee", "late payment", "late charge", "late charges", "default interest", "verzugszinsen", "verzug", "zahlungsverzug", "mahngebühr", "mahnkosten", "interest", "zinsen", "overdue", "dunning fee", "pay late", "paying late", "paid late", "is late", "are late", "too late", "zu spät", "penalty", "penalties", "after the due date", "säumniszuschlag"),
    ("set-off", "setoff", "set off", "offset", "offsetting", "aufrechnung", "aufrechnen", "verrechnung", "verrechnen", "netting", "netted", "net against", "net receivables", "aufgerechnet", "gegenrechnen", "saldieren"),
    ("retention of title", "title to the goods", "eigentumsvorbehalt", "eigentum", "ownership", "owns", "owner", "gehört"),
    ("payment terms", "terms of payment", "payment term", "zahlungsbedingungen", "zahlungsbedingung", "zahlungsziel", "zahlungsfrist", "payable within", "zahlbar", "pay within", "due within", "due", "fällig", "fälligkeit", "have to pay", "must pay", "zu zahlen", "zahlen wir"),
    ("termination", "terminate", "notice period", "kündigung", "kündigungsfrist", "kündigen", "gekündigt", "cancel"),
    ("duration", "laufzeit", "term of the contract", "expire", "expires", "valid until", "läuft"),
    ("precedence", "prevail", "prevails", "take precedence", "takes precedence", "precedence over", "vorrang", "geht vor", "gehen vor", "order of precedence", "which wins", "wins", "gehen", "conflict", "contradict", "contradiction", "widerspruch", "widersprüche", "widersprüchen"),
    ("bank details", "bank account", "bankverbindung", "iban", "account number", "kontonummer", "bank changed", "bank change", "account for payment", "new account", "bank hat gewechselt", "bankdaten"),
    ("approval", "approve", "approves", "approved", "approver", "authorise", "authorize", "genehmigung", "genehmigen", "freigabe", "freigeben"),
    ("limit", "limits", "threshold", "grenze", "wertgrenze", "limite", "betragsgrenze", "freigabegrenze"),
    ("price adjustment", "price increase", "prices are reviewed", "preisanpassung", "preiserhöhung", "preisgleitklausel"),
    ("surcharge", "zuschlag", "dieselzuschlag", "legierungszuschlag", "alloy surcharge"),
    ("volume rebate", "rebate", "volume bonus", "bonus", "mengenbonus", "umsatzbonus", "rückvergütung"),
    ("warranty", "gewährleistung", "defects", "defect", "mängel", "mängelansprüche"),
    ("liability", "liable", "haftung", "haften", "haftet"),
    ("delivery", "deliveries", "lieferung", "lieferungen", "lieferfrist", "liefertermine", "incoterms"),
    ("contractual penalty", "liquidated damages", "vertragsstrafe", "pönale"),
    ("hire", "hires", "hiring", "conversion fee", "übernahme", "einstellen"),
    ("rent", "miete", "mietzins"),
    ("deposit", "kaution"),
    ("on hold", "hold", "sperre", "gesperrt", "zurückgestellt"),
    ("split", "splitting", "aufteilen", "aufteilung", "stückeln"),
    ("four eyes", "four-eyes", "vier-augen", "vier augen", "dual control", "segregation", "separation of duties", "funktionstrennung"),
    ("jurisdiction", "governing law", "gerichtsstand", "anwendbares recht", "applicable law", "courts"),
    ("confidentiality", "confidential", "vertraulichkeit", "vertraulich", "geheimhaltung"),
    ("effective from", "in force", "effective date", "in kraft", "inkrafttreten", "gilt ab", "valid from"),
    ("replace", "replaces", "replaced", "supersede", "supersedes", "ersetzt", "ablösung"),
    ("in writing", "written form", "schriftform", "schriftlich"),
    ("verbal", "oral", "orally", "verbally", "mündlich", "mündliche", "mündlichen", "handshake", "absprache", "unwritten"),
    ("call-back", "callback", "call back", "rückruf"),
    ("holdback", "withhold", "einbehalt", "einbehalten", "sicherheitseinbehalt"),
    ("advance payment", "down payment", "prepayment", "anzahlung", "vorauszahlung", "payable in advance"),
    ("credit note", "gutschrift", "gutschriften"),
    ("urgent payment", "urgent payments", "eilzahlung", "sofortzahlung"),
    ("payment runs", "payment run", "zahllauf", "zahlungslauf", "zahlläufe"),
)  # fmt: skip

# Words without which a passage is no answer, whatever else it holds.
REQUIRED = ("verbal", "contractual penalty")

# What a document is called says which kind is meant; it is no matter to look up.
KIND_WORDS: dict[str, tuple[str, ...]] = {
    "contract": ("contract", "contracts", "agreement", "agreements", "vertrag", "vertrags", "verträge", "verträgen", "rahmenvertrag", "vereinbarung", "lease"),
    "policy": ("policy", "guideline", "richtlinie", "richtlinien"),
    "invoice": ("invoice", "invoices", "bill", "bills", "rechnung", "rechnungen"),
    "email": ("mail", "mails", "email", "e-mail", "e-mails", "message", "write", "wrote", "schrieb", "geschrieben", "schreibt"),
}  # fmt: skip

STOPWORDS = frozenset(
    """payment payments zahlung zahlungen pay pays paid zahlen per up extra person a about above after all also am an and any are as at be because been but by can could did do does doing for from further get give
    had has have he her here his how i if in into is it its just let like may me might mine more most must my no nor not of off on once only or other our
    out over own please same say says said she should show so some such tell than that the their them then there these they this those through to too
    under until us use very was we were what when where which while who whom whose why will with would you your find look document documents
    sentence passage quote exactly exact anything something regarding concerning stand stands stated written wording clause clauses section there's
    aber alle allem allen als also am an auch auf aus bei beim bin bis bist da das dass dem den der des dessen die dies diese diesem diesen dieser dieses
    doch dort du durch ein eine einem einen einer eines er es euer für gegen gibt hat haben hatte hier ich ihm ihn ihr ihre im in ist ja kann
    kein keine keinen mein mich mir mit muss nach nicht noch nun nur ob oder ohne sagt sehr sein seine sich sie sind so steht über um und uns unser unsere
    unserem unseren unserer unter vom von vor war was wann welche welchem welchen welcher welches wenn wer werden wie wieder wir wird wo wurde zeig zeige zu zum zur zwischen
    satz dokument dokumente dokumenten klausel bitte finde suche suchen stehen geregelt regelt heißt much many allow allows darf dürfen term terms got happens happen when new old one contain contains provide provides mention mentions rule rules
    called speak speaks tells told between agreed agree apply applies regel regelung regelungen vereinbart unsrem worauf worin zum-ende""".split()
)  # fmt: skip
