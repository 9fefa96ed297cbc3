"""Words of the trade that mean the same, in English and German, and words that carry no meaning in a question.

The local model is English; these groups let a German question find an English clause, and the other way round.
"""

import re
from functools import lru_cache

# Each group is one concept; a phrase counts as a whole.
CONCEPTS: tuple[tuple[str, ...], ...] = (
    ("early payment", "early payment discount", "cash discount", "prompt payment", "skonto", "skontoabzug", "vorzeitige zahlung", "frühzahlung", "discount", "nachlass", "abzug"),
    ("late fee", "late fees", "late payment", "late charge", "default interest", "verzugszinsen", "verzug", "verzugszins", "zahlungsverzug", "mahngebühr", "interest", "zinsen", "overdue interest", "penalty", "säumniszuschlag"),
    ("set-off", "setoff", "set off", "offset", "offsetting", "aufrechnung", "aufrechnen", "aufgerechnet", "verrechnung", "verrechnen", "netting"),
    ("retention of title", "eigentumsvorbehalt"),
    ("payment terms", "terms of payment", "zahlungsbedingungen", "zahlungsbedingung", "zahlungsziel", "zahlungsfrist", "payment term", "payable within", "fällig", "zahlbar"),
    ("termination", "terminate", "notice period", "kündigung", "kündigungsfrist", "kündigen", "laufzeit"),
    ("precedence", "prevail", "prevails", "takes precedence", "vorrang", "geht vor", "gehen vor", "order of precedence"),
    ("bank details", "bank account", "bankverbindung", "iban", "account number", "kontonummer", "bank changed", "account for payment"),
    ("approval", "approve", "approves", "approved", "authorise", "authorize", "genehmigung", "genehmigen", "freigabe", "freigeben"),
    ("limit", "limits", "threshold", "up to", "grenze", "wertgrenze", "limite", "betragsgrenze"),
    ("policy", "guideline", "richtlinie", "payment approval policy"),
    ("contract", "agreement", "vertrag", "rahmenvertrag", "vereinbarung"),
    ("invoice", "bill", "rechnung"),
    ("price adjustment", "price increase", "preisanpassung", "preiserhöhung", "preisgleitklausel"),
    ("rebate", "volume rebate", "bonus", "rückvergütung", "umsatzbonus"),
    ("warranty", "gewährleistung", "defects", "mängel", "guarantee"),
    ("liability", "haftung"),
    ("delivery", "lieferung", "lieferfrist", "delivery time", "incoterms"),
    ("assignment", "abtretung", "assign"),
    ("factoring", "forfaitierung"),
    ("four eyes", "four-eyes", "vier-augen", "vier augen", "dual control", "segregation"),
    ("jurisdiction", "governing law", "gerichtsstand", "anwendbares recht", "applicable law"),
    ("in force", "effective", "valid", "gültig", "gilt", "inkrafttreten", "in kraft"),
    ("in writing", "written form", "schriftform", "schriftlich"),
    ("verbal", "oral", "mündlich", "mündliche", "handshake"),
    ("call-back", "callback", "rückruf", "call back"),
    ("holdback", "retention", "einbehalt", "sicherheitseinbehalt"),
    ("advance payment", "down payment", "prepayment", "anzahlung", "vorauszahlung"),
    ("credit note", "gutschrift"),
    ("credit limit", "kreditlimit"),
)  # fmt: skip

STOPWORDS = frozenset(
    """a about above after all also am an and any are as at be because been but by can could did do does doing for from further get give
    had has have he her here his how i if in into is it its just let like may me might mine more most must my no nor not of off on once only or other our
    out over own please same say says said she should show so some such tell than that the their them then there these they this those through to too
    under until us use very was we were what when where which while who whom whose why will with would you your find look document documents
    sentence passage quote exactly exact anything something regarding concerning stand stands stated written wording clause clauses section there's
    aber alle allem allen als also am an auch auf aus bei beim bin bis bist da das dass dem den der des dessen die dies diese diesem diesen dieser dieses
    doch dort du durch ein eine einem einen einer eines er es euer für gegen gibt hat haben hatte hier ich ihm ihn ihr ihre im in ist ja kann
    kein keine keinen mein mich mir mit muss nach nicht noch nun nur ob oder ohne sagt sehr sein seine sich sie sind so steht über um und uns unser unsere
    unserem unseren unserer unter vom von vor war was wann welche welchem welchen welcher welches wenn wer werden wie wieder wir wird wo wurde zeig zeige zu zum zur zwischen
    satz dokument dokumente dokumenten klausel bitte finde suche suchen stehen geregelt regelt heißt es much many long there our allow allows""".split()
)  # fmt: skip

_WORDS = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


def terms(query: str) -> list[str]:
    """What to look up: each concept or remaining word once, synonyms joined by '|'.

    >>> terms("What does the contract say about setoff?")[1].split("|")[:3]
    ['set-off', 'setoff', 'set off']
    >>> terms("the verbal agreement with Zyx")[-1]
    'zyx'
    """
    text = " ".join(_WORDS.findall(query.lower()))
    found, rest = [], text
    for group in CONCEPTS:
        hits = [phrase for phrase in group if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)]
        if hits:
            found.append("|".join(group))
            for phrase in sorted(hits, key=len, reverse=True):
                rest = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", " ", rest)
    words = [word for word in _WORDS.findall(rest) if word not in STOPWORDS and len(word) > 1]
    return list(dict.fromkeys([*found, *words]))[:16]


@lru_cache(maxsize=512)
def in_english(query: str) -> str:
    """The query with the English words of its concepts appended, for a model that reads English."""
    text = " ".join(_WORDS.findall(query.lower()))
    groups = [group for group in CONCEPTS if any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) for phrase in group)]
    return query + "".join(f" {group[0]}" for group in groups if group[0] not in text)
