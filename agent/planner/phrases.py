"""Sentences of the conversation itself, in English and German."""

from typing import Final

_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "empty": ("What would you like to know?", "Was möchten Sie wissen?"),
    "greeting": (
        "Hello. Ask me about payables, receivables, cash or documents, for example: “Which discounts expire this week?” or “Whom should I call today?”",
        "Guten Tag. Fragen Sie mich zu Verbindlichkeiten, Forderungen, Liquidität oder Dokumenten, zum Beispiel: „Welche Skonti verfallen diese Woche?“ oder „Wen soll ich heute anrufen?“",
    ),
    "thanks": ("You are welcome.", "Gern geschehen."),
    "help": (
        "I answer questions about payables, receivables, cash and their documents, every figure with its receipt, and prepare proposals that somebody else approves. Try:\n"
        "- “What is our DSO, and how did you calculate it?”\n- “Which discounts expire this week, and what are they worth?”\n- “Where will cash be at the end of the month?”\n"
        "- “Whom should I call today, and why?”\n- “What does the contract say about early payment?”\n- “Propose Thursday's run.”\n"
        "I am the built-in planner: I know these questions in English and German. For free conversation, configure a language model (`OPENAI_API_KEY` or `OPENAI_BASE_URL`).",
        "Ich beantworte Fragen zu Verbindlichkeiten, Forderungen, Liquidität und ihren Dokumenten, jede Zahl mit Beleg, und bereite Vorschläge vor, die jemand anders freigibt. Zum Beispiel:\n"
        "- „Wie hoch ist unsere DSO, und wie hast du sie berechnet?“\n- „Welche Skonti verfallen diese Woche, und was sind sie wert?“\n- „Wo steht die Liquidität zum Monatsende?“\n"
        "- „Wen soll ich heute anrufen, und warum?“\n- „Was steht im Vertrag über vorzeitige Zahlung?“\n- „Schlag den Donnerstagslauf vor.“\n"
        "Ich bin der eingebaute Planer und kenne diese Fragen auf Deutsch und Englisch. Für freie Gespräche lässt sich ein Sprachmodell einrichten (`OPENAI_API_KEY` oder `OPENAI_BASE_URL`).",
    ),
    "not_understood": (
        "I am not sure what you mean, and I would rather not guess. Is it one of these, or can you put it another way?",
        "Ich bin nicht sicher, was gemeint ist, und möchte nicht raten. Ist es eines davon, oder können Sie es anders sagen?",
    ),
    "which_meaning": ("Which of these do you mean?", "Was davon meinen Sie?"),
    "which_exposure": (
        "Exposure to what? To currencies, to customers' credit limits, to a few large customers, or simply what is open?",
        "Welches Risiko? Währungen, Kreditlimits der Kunden, wenige große Kunden, oder einfach das, was offen ist?",
    ),
    "which_party": ("Several names fit. Which one do you mean?", "Mehrere Namen passen. Wen meinen Sie?"),
    "which_answer": ("Which figure or answer do you mean? Please ask for it first, or name the invoice, supplier or customer.", "Welche Zahl oder Antwort meinen Sie? Bitte fragen Sie zuerst danach oder nennen Sie Rechnung, Lieferant oder Kunde."),
    "nothing_pending": (
        "There is nothing waiting for your word. Say what I should prepare, for example: “Propose Thursday's run keeping the floor”.",
        "Es wartet nichts auf Ihr Wort. Sagen Sie, was ich vorbereiten soll, zum Beispiel: „Schlag den Donnerstagslauf vor“.",
    ),
    "draft_pending": ("A draft is waiting for your word: say “send” to submit it for approval, or “drop” to withdraw it.", "Ein Entwurf wartet auf Ihr Wort: „senden“ reicht ihn zur Freigabe ein, „verwerfen“ zieht ihn zurück."),
    "unknown_company": ("I know no company of yours there. Which one do you mean?", "Dort kenne ich keine Ihrer Gesellschaften. Welche meinen Sie?"),
    "need_party": ("Which supplier or customer?", "Welcher Lieferant oder Kunde?"),
    "need_number": ("Which invoice? Please give its number.", "Welche Rechnung? Bitte nennen Sie die Nummer."),
    "need_order": ("Which order? Please give its number.", "Welche Bestellung? Bitte nennen Sie die Nummer."),
    "need_number_or_party": ("Which bill do you mean? Its number, the supplier or the amount is enough.", "Welche Rechnung ist gemeint? Nummer, Lieferant oder Betrag genügt."),
    "need_amount": ("Which amount?", "Welcher Betrag?"),
    "need_terms": ("Which terms? For example 2/10 net 30.", "Welche Konditionen? Zum Beispiel 2/10 netto 30."),
    "need_offer": ("How much discount, and how many days earlier? For example 1.2% for 25 days.", "Wie viel Nachlass, und wie viele Tage früher? Zum Beispiel 1,2% für 25 Tage."),
    "need_two_terms": ("From which terms to which? For example from net 30 to net 45.", "Von welchem Ziel auf welches? Zum Beispiel von netto 30 auf netto 45."),
    "need_due": ("On which day is it due?", "An welchem Tag ist sie fällig?"),
    "need_claim": ("Which invoice? Or the amount and the days it is late.", "Welche Rechnung? Oder der Betrag und die Tage des Verzugs."),
    "need_line": ("Which line of the proposal?", "Welche Zeile des Vorschlags?"),
}


def phrase(name: str, language: str) -> str:
    """A sentence in the language of the question."""
    return _PHRASES[name][language == "de"]
