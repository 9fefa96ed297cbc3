"""Sentences per intent, English and German. `<label>` is the fact whose label begins so; a missing one drops the sentence."""

from typing import Final

Pair = tuple[str, str]


def _metric(english: str, german: str, pattern: str) -> tuple[Pair, ...]:
    return (
        (f"{english} of {{company}} in {{period}} is <{pattern}>, as of {{as_of}}.", f"{german} von {{company}} beträgt <{pattern}> ({{period}}, Stand {{as_of}})."),
        ("Against the period before it moved by <Change in .*>.", "Gegenüber der Vergleichsperiode: <Change in .*>."),
    )


SENTENCES: Final[dict[str, tuple[Pair, ...]]] = {
    "open_items": (
        ("{company} has <Open payables> of open payables, <Number of open payables> items, as of {as_of}.", "{company} hat offene Verbindlichkeiten von <Open payables>, <Number of open payables> Posten, Stand {as_of}."),
        ("{company} has <Open receivables> of open receivables, <Number of open receivables> items, as of {as_of}.", "{company} hat offene Forderungen von <Open receivables>, <Number of open receivables> Posten, Stand {as_of}."),
    ),
    "overdue": (
        ("<Overdue receivables> of {company}'s receivables are overdue, <Overdue share of receivables> of what is open, <Number of overdue receivables> items, as of {as_of}.", "Bei {company} sind Forderungen von <Overdue receivables> überfällig, <Overdue share of receivables> des Offenen, <Number of overdue receivables> Posten, Stand {as_of}."),
        ("<Overdue payables> of {company}'s payables are overdue, <Overdue share of payables> of what is open, <Number of overdue payables> items, as of {as_of}.", "Bei {company} sind Verbindlichkeiten von <Overdue payables> überfällig, <Overdue share of payables> des Offenen, <Number of overdue payables> Posten, Stand {as_of}."),
    ),
    "ageing": (
        ("The ageing of {company}'s receivables is in the table; the control account shows <Control account of receivables>, a difference of <Difference from the control account>.", "Die Altersstruktur der Forderungen von {company} steht in der Tabelle; das Abstimmkonto zeigt <Control account of receivables>, Differenz <Difference from the control account>."),
        ("The ageing of {company}'s payables is in the table; the control account shows <Control account of payables>, a difference of <Difference from the control account>.", "Die Altersstruktur der Verbindlichkeiten von {company} steht in der Tabelle; das Abstimmkonto zeigt <Control account of payables>, Differenz <Difference from the control account>."),
    ),
    "party_position": (
        ("{party} owes {company} <Open receivables>, of which <Overdue receivables> is overdue.", "{party} schuldet {company} <Open receivables>, davon sind <Overdue receivables> überfällig."),
        ("{company} owes {party} <Open payables>, of which <Overdue payables> is overdue.", "{company} schuldet {party} <Open payables>, davon sind <Overdue payables> überfällig."),
        ("Net: <Net position>.", "Netto: <Net position>."),
    ),
    "receipts_forecast": (("The table shows the receipts {company} expects week by week; the band is in the chart.", "Die Tabelle zeigt die Zahlungseingänge, die {company} Woche für Woche erwartet."),),
    "unused_credits": (("{company} has <Open unused credits> of credit notes not used yet, <Number of open unused credits> of them.", "{company} hat nicht verrechnete Gutschriften von <Open unused credits>, <Number of open unused credits> Stück."),),
    "open_discounts": (
        ("Discounts worth <Worth of the discounts> net of financing can be taken by {company}; <Discounts that can be taken> comes off the bills.", "{company} kann Skonti im Wert von <Worth of the discounts> nach Finanzierung ziehen; von den Rechnungen gehen <Discounts that can be taken> ab."),
    ),
    "early_payments": (("Paying early without a discount cost {company} <Cost of paying early> ({period}).", "Frühes Zahlen ohne Skonto hat {company} <Cost of paying early> gekostet ({period})."),),
    "release_date": (
        ("The money must be there on <Value date>, so release it by <Last day to release>.", "Das Geld muss am <Value date> da sein, also spätestens am <Last day to release> freigeben."),
        ("The last payment run in time is <Last payment run in time>.", "Der letzte rechtzeitige Zahllauf ist am <Last payment run in time>."),
    ),
    "cash_position": (("{company} has <Cash> in the bank as of {as_of}.", "{company} hat <Cash> auf der Bank, Stand {as_of}."),),
    "cash_forecast": (
        ("{company} first goes under the floor of <Cash floor> in week <First week under the floor>.", "{company} fällt zum ersten Mal in Woche <First week under the floor> unter die Mindestliquidität von <Cash floor>."),
        ("The chance of going under it at all is <Probability of going under the floor>.", "Die Wahrscheinlichkeit, sie überhaupt zu unterschreiten, ist <Probability of going under the floor>."),
    ),
    "dso": _metric("DSO", "DSO", r"DSO( \(.*\))?$"),
    "dso_methods": (
        ("The step from DSO to countback DSO of {company} is <Change in DSO>; the table shows the parts, which add up.", "Von der DSO zur Countback-DSO von {company} sind es <Change in DSO>; die Tabelle zeigt die Teile, die sich aufaddieren."),
    ),
    "dpo": _metric("DPO", "DPO", r"DPO( \(.*\))?$"),
    "dio": _metric("DIO", "DIO", "DIO$"),
    "ccc": (
        ("The cash conversion cycle of {company} in {period} is <Cash conversion cycle>, as of {as_of}.", "Der Cash Conversion Cycle von {company} beträgt <Cash conversion cycle> ({period}, Stand {as_of})."),
        ("It is made of DIO <DIO$>, DSO <DSO$> and DPO <DPO$>.", "Er setzt sich zusammen aus DIO <DIO$>, DSO <DSO$> und DPO <DPO$>."),
        ("Against the period before it moved by <Change in .*>.", "Gegenüber der Vergleichsperiode: <Change in .*>."),
    ),
    "best_possible_dso": _metric("Best possible DSO", "Die bestmögliche DSO", "Best possible DSO"),
    "average_days_delinquent": _metric("Average days delinquent", "Average Days Delinquent", "Average days delinquent"),
    "cei": _metric("The collection effectiveness index", "Der Collection Effectiveness Index", "Collection effectiveness index"),
    "bank_changes": (("<Number of changed bank accounts> bank accounts of {company}'s suppliers changed; see the table for what is still to be paid to each.", "<Number of changed bank accounts> Bankverbindungen von Lieferanten der {company} wurden geändert; die Tabelle zeigt, was an jeden noch zu zahlen ist."),),
    "shared_accounts": (("<Number of accounts of shared use> entries share a bank account with another supplier of {company}.", "<Number of accounts of shared use> Einträge teilen sich bei {company} ein Bankkonto mit einem anderen Lieferanten."),),
    "possible_duplicates": (("<Number of possible duplicates> bills of {company} may have been entered more than once; a person decides, the reasons are in the table.", "<Number of possible duplicates> Rechnungen der {company} könnten mehrfach erfasst sein; ein Mensch entscheidet, die Gründe stehen in der Tabelle."),),
    "bills_without_order": (("{company} has <Open bills without an order> of open bills without an order, <Number of open bills without an order> of them.", "{company} hat offene Rechnungen ohne Bestellung über <Open bills without an order>, <Number of open bills without an order> Stück."),),
    "promises": (("<Number of open promises> promises to pay are open at {company}.", "<Number of open promises> Zahlungszusagen sind bei {company} offen."),),
    "concentration": (("The largest customers hold <Share of the top .* receivables> of {company}'s open receivables.", "Die größten Kunden halten <Share of the top .* receivables> der offenen Forderungen von {company}."), ("The largest suppliers hold <Share of the top .* payables> of {company}'s open payables.", "Die größten Lieferanten halten <Share of the top .* payables> der offenen Verbindlichkeiten von {company}.")),
    "unapplied_cash": (("{company} has <Unapplied cash> of receipts not applied to invoices yet.", "{company} hat <Unapplied cash> an Zahlungseingängen, die noch keiner Rechnung zugeordnet sind."),),
    "payments_made": (
        ("{company} paid <Payments made> ({period}).", "{company} hat <Payments made> gezahlt ({period})."),
        ("{company} received <Payments received> ({period}).", "{company} hat <Payments received> erhalten ({period})."),
    ),
    "call_list": (("The table lists whom {company} should call today, the most pressing first, each with the reason.", "Die Tabelle zeigt, wen {company} heute anrufen sollte, das Dringendste zuerst, jeweils mit Grund."),),
    "slipping_customers": (("These customers of {company} pay later than before.", "Diese Kunden der {company} zahlen später als früher."),),
    "credit_limits": (("Credit limit use of {company}'s customers, fullest first, is in the table.", "Die Ausnutzung der Kreditlimits bei {company} steht in der Tabelle, am stärksten genutzte zuerst."),),
    "fx_exposure": (("The net exposure of {company} by currency and month, receivables less payables, is in the table.", "Die Nettoposition von {company} je Währung und Monat, Forderungen weniger Verbindlichkeiten, steht in der Tabelle."),),
    "change_terms": (("Cash effect for {company}, once: <Cash effect of the terms>; effect on days: <Effect on D.O>.", "Einmalige Liquiditätswirkung für {company}: <Cash effect of the terms>; Wirkung in Tagen: <Effect on D.O>."),),
    "term_economics": (("The yield a year is in the table; cash costs {company} <Cost of cash>.", "Die Rendite im Jahr steht in der Tabelle; Geld kostet {company} <Cost of cash>."),),
    "discount_offer": (("The offer yields <Annual yield> a year; cash costs {company} <Cost of cash>.", "Das Angebot bringt <Annual yield> im Jahr; Geld kostet {company} <Cost of cash>."),),
    "late_interest": (
        ("{company} may claim <Interest and fixed sum> in all.", "{company} kann insgesamt <Interest and fixed sum> verlangen."),
        ("Of it, interest <Late-payment interest|Prompt Payment interest> and a fixed sum of <Fixed sum>.", "Davon Zinsen <Late-payment interest|Prompt Payment interest> und eine Pauschale von <Fixed sum>."),
    ),
    "payment_run": (
        ("I prepared the run of {company}: <Bills in the run> bills, <Payment run> in all, with discounts of <Discounts of the run>.", "Der Lauf von {company} ist vorbereitet: <Bills in the run> Rechnungen, zusammen <Payment run>, mit Skonti von <Discounts of the run>."),
        ("The plan is worth <Value of the plan> against paying on due dates; no plan that keeps the floor is worth more than <No plan is worth more than>.", "Der Plan ist gegenüber der Zahlung bei Fälligkeit <Value of the plan> wert; kein Plan mit dieser Mindestliquidität ist mehr wert als <No plan is worth more than>."),
    ),
}
# intent → column of names, column of amounts, lead-in in English and German
LEADERS: Final[dict[str, tuple[str, str, str, str]]] = {
    "open_items": ("Party", "Open", "Largest:", "Am größten:"),
    "overdue": ("Party", "Open", "Drivers:", "Treiber:"),
    "call_list": ("Customer", "Overdue", "First:", "Zuerst:"),
    "open_discounts": ("Supplier", "Worth", "Worth most:", "Am meisten wert:"),
    "concentration": ("Party", "Open", "They are", "Es sind"),
    "slipping_customers": ("Customer", "Days later than before", "Most:", "Am meisten:"),
    "credit_limits": ("Customer", "Use in per cent", "Fullest:", "Am stärksten genutzt:"),
    "bank_changes": ("Supplier", "Open bills", "Pending:", "Offen:"),
    "unapplied_cash": ("From", "Not applied", "Largest:", "Am größten:"),
}
NEXT: Final[dict[str, Pair]] = {
    "open_discounts": ("Next: “Propose Thursday's run” takes those that are worth it and keeps the floor.", "Nächster Schritt: „Schlag den Donnerstagslauf vor“ zieht die lohnenden und hält die Mindestliquidität."),
    "overdue": ("Next: “Whom should I call today, and why?”", "Nächster Schritt: „Wen soll ich heute anrufen, und warum?“"),
    "dso": ("Next: “Why does the countback differ?” or “and last year?”", "Nächster Schritt: „Warum weicht der Countback ab?“ oder „und letztes Jahr?“"),
    "cash_forecast": ("Next: “And if collections fall by a fifth?”", "Nächster Schritt: „Und wenn ein Fünftel weniger eingeht?“"),
    "bank_changes": ("Nothing should be paid to a changed account before the call-back is done.", "Auf ein geändertes Konto sollte vor dem Rückruf nichts gezahlt werden."),
    "payment_run": ("Say “send” to submit it for approval by somebody else, or change a line first.", "Mit „senden“ geht er zur Freigabe an jemand anderen; vorher lässt sich jede Zeile ändern."),
    "early_payments": ("Next: “Which discounts expire this week?” shows where paying early does pay.", "Nächster Schritt: „Welche Skonti verfallen diese Woche?“ zeigt, wo frühes Zahlen lohnt."),
    "call_list": ("Next: name a customer for the full position, for example “How are we doing with …?”", "Nächster Schritt: Mit „Wie stehen wir mit …?“ kommt der ganze Stand eines Kunden."),
}
