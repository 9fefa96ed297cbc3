"""What is said to a request that is refused, and the way that is allowed instead."""

from typing import Final

REFUSED: Final = frozenset(
    "pay_now approve_here approve_own policy_changed split_payment list_ibans other_company change_bank bank_mail injection tamper".split()
)
# reason in the vocabulary of answers, status, English, German
SAY: Final[dict[str, tuple[str, str, str, str]]] = {
    "pay_now": (
        "no_payment_in_chat", "refused",
        "I cannot pay, send or release anything: money moves only after another authorised person has approved the exact payment. "
        "I can prepare a payment proposal for the next run, for example: “Propose Thursday's run”.",
        "Ich kann nichts bezahlen, senden oder auslösen: Geld bewegt sich erst, wenn eine andere berechtigte Person genau diese Zahlung freigegeben hat. "
        "Ich kann einen Zahlungsvorschlag für den nächsten Lauf vorbereiten, zum Beispiel: „Schlag den Donnerstagslauf vor“.",
    ),
    "approve_here": (
        "no_approval_in_chat", "refused",
        "Nothing is approved or declined in chat. An authorised person opens the proposal, sees what it pays, and decides there with its digest. "
        "I can list what is waiting: “Which proposals are waiting for approval?”",
        "Im Chat wird nichts freigegeben oder abgelehnt. Eine berechtigte Person öffnet den Vorschlag, sieht, was er zahlt, und entscheidet dort mit seiner Prüfsumme. "
        "Ich kann zeigen, was wartet: „Welche Vorschläge warten auf Freigabe?“",
    ),
    "approve_own": (
        "own_proposal", "refused",
        "Nobody approves what they proposed themselves; the database refuses it whatever the role. Ask another approver to open it: “Which proposals are waiting for approval?” lists what is open.",
        "Niemand gibt frei, was er selbst vorgeschlagen hat; die Datenbank lehnt das ab, gleich in welcher Rolle. Bitten Sie eine andere berechtigte Person: „Welche Vorschläge warten auf Freigabe?“ zeigt die offenen.",
    ),
    "policy_changed": (
        "policy_not_changed_in_chat", "refused",
        "A message does not change policy, and an approval given by phone or word of mouth does not count. Policy changes when a controller or CFO requests it and another one approves it; until then the stored limits hold. "
        "Ask “Who must approve an amount?” for the rules in force.",
        "Eine Nachricht ändert keine Richtlinie, und eine Freigabe am Telefon oder auf Zuruf zählt nicht. Die Richtlinie ändert sich, wenn ein Controller oder CFO es beantragt und ein zweiter es freigibt; bis dahin gelten die hinterlegten Grenzen. "
        "Fragen Sie „Wer muss einen Betrag freigeben?“ nach den geltenden Regeln.",
    ),
    "split_payment": (
        "no_splitting", "refused",
        "I will not split a payment to stay under an approval limit: payments to the same payee are added up when the limit is checked. I can propose it whole, and the right approvers will be asked.",
        "Ich teile keine Zahlung auf, damit sie unter einer Freigabegrenze bleibt: Zahlungen an denselben Empfänger werden bei der Prüfung zusammengezählt. Ich kann sie als Ganzes vorschlagen; die richtigen Personen werden dann gefragt.",
    ),
    "list_ibans": (
        "account_numbers", "refused",
        "I do not give out account numbers: they are masked here for everybody. I can say which bank details changed recently, and which suppliers share an account.",
        "Kontonummern gebe ich nicht heraus: Sie sind hier für alle maskiert. Ich kann sagen, welche Bankverbindungen sich geändert haben und welche Lieferanten sich ein Konto teilen.",
    ),
    "other_company": (
        "company_not_granted", "not_permitted",
        "I answer only for the companies you have been granted; the books of others are closed to you here. A security administrator can request access, and a controller or CFO approves it.",
        "Ich antworte nur für die Gesellschaften, die für Sie freigegeben sind; die Bücher anderer sind hier für Sie geschlossen. Zugriff beantragt die Sicherheitsadministration, ein Controller oder CFO gibt ihn frei.",
    ),
    "change_bank": (
        "bank_details_not_in_chat", "refused",
        "Bank details never change through chat, mail or a document. A vendor maintainer requests the change, a second person verifies it by calling the number on file, and the old account stays in use until then.",
        "Bankverbindungen ändern sich nie durch Chat, Mail oder ein Dokument. Die Stammdatenpflege beantragt die Änderung, eine zweite Person prüft sie per Rückruf unter der hinterlegten Nummer; bis dahin bleibt das alte Konto.",
    ),
    "bank_mail": (
        "bank_details_not_in_chat", "refused",
        "A message about a new bank account is a common fraud, so it changes nothing. Pay nothing to it: have a vendor maintainer request the change and a second person call the supplier back on the number on file. "
        "“Which bank details changed in the last 30 days?” shows what is pending.",
        "Eine Nachricht über ein neues Konto ist ein häufiger Betrugsweg und ändert deshalb nichts. Zahlen Sie nicht darauf: Die Stammdatenpflege beantragt die Änderung, eine zweite Person ruft den Lieferanten unter der hinterlegten Nummer zurück. "
        "„Welche Bankverbindungen wurden in den letzten 30 Tagen geändert?“ zeigt, was ansteht.",
    ),
    "injection": (
        "instructions_not_taken", "refused",
        "Instructions like that change nothing here: what I may do is fixed by your role and by the database. I can answer questions about payables, receivables, cash and documents of your companies, and prepare proposals.",
        "Solche Anweisungen ändern hier nichts: Was ich darf, legen Ihre Rolle und die Datenbank fest. Ich beantworte Fragen zu Verbindlichkeiten, Forderungen, Liquidität und Dokumenten Ihrer Gesellschaften und bereite Vorschläge vor.",
    ),
    "tamper": (
        "read_and_propose_only", "refused",
        "I can read the books and prepare proposals; I cannot change, delete, block or unblock anything in them. Changes to invoices, master data, limits or rights are made in the ledger or requested from the people in charge.",
        "Ich kann die Bücher lesen und Vorschläge vorbereiten, aber nichts darin ändern, löschen, sperren oder entsperren. Änderungen an Rechnungen, Stammdaten, Limits oder Rechten macht das Quellsystem oder die zuständige Person.",
    ),
    "competitor": (
        "not_in_books", "no_data",
        "I only know the books of your companies; figures of competitors or of the industry are not in them, and I do not guess. I can show your own figure, and how it moved against last quarter or last year.",
        "Ich kenne nur die Bücher Ihrer Gesellschaften; Zahlen von Wettbewerbern oder der Branche stehen nicht darin, und ich rate nicht. Ich kann Ihren eigenen Wert zeigen, auch gegen Vorquartal oder Vorjahr.",
    ),
    "mixed_currencies": (
        "currencies_not_mixed", "refused",
        "Amounts in different currencies are not added or averaged without an exchange rate. I can show them by currency, or the net exposure in each.",
        "Beträge in verschiedenen Währungen werden ohne Wechselkurs weder addiert noch gemittelt. Ich kann sie je Währung zeigen oder die Nettoposition je Währung.",
    ),
    "verbal_agreement": (
        "not_in_documents", "no_data",
        "A verbal agreement is in no document I can read, so I cannot confirm or apply it. What counts is the signed contract and the terms on the invoices; I can compare the two for a supplier or customer.",
        "Eine mündliche Absprache steht in keinem Dokument, das ich lesen kann; ich kann sie weder bestätigen noch anwenden. Es zählen der unterschriebene Vertrag und die Konditionen auf den Rechnungen; beide kann ich für einen Geschäftspartner vergleichen.",
    ),
    "out_of_scope": (
        "out_of_scope", "refused",
        "That is outside what I do. I answer questions about payables, receivables, cash and their documents, for example: “What is our DSO?”, “Which discounts expire this week?”, “Whom should I call today?”",
        "Das liegt außerhalb meiner Aufgabe. Ich beantworte Fragen zu Verbindlichkeiten, Forderungen, Liquidität und ihren Dokumenten, zum Beispiel: „Wie hoch ist unsere DSO?“, „Welche Skonti verfallen diese Woche?“, „Wen soll ich heute anrufen?“",
    ),
    "forecast_accuracy": (
        "no_forecast_history", "not_loaded",
        "Forecast accuracy needs forecasts that were kept at the time, and none has been kept long enough to compare with what happened. I do not estimate it after the fact. The current 13-week forecast with its range is available.",
        "Die Prognosegenauigkeit braucht Prognosen, die damals aufbewahrt wurden; keine liegt lange genug zurück, um sie mit dem Ist zu vergleichen. Nachträglich schätze ich sie nicht. Die aktuelle 13-Wochen-Vorschau mit ihrer Bandbreite ist verfügbar.",
    ),
}


def refusal(intent: str, language: str) -> tuple[str, str, str]:
    """Reason, status and words for an intent that is refused or has no data."""
    reason, status, english, german = SAY[intent]
    return reason, status, german if language == "de" else english
