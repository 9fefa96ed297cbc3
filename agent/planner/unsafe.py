"""Requests that must be refused, recognised by rules first; safety never rests on it, the database refuses them too."""

import re
from typing import Final

_PLEASE: Final = (
    r"^(?:(?:ok|okay|hey|hi|please|pls|plz|bitte|just|now|then|so|and|also|yes|no|ja|nein|gut|jetzt|einfach|go ahead and|go and|can you|could you|would you|will you|kannst du|koenntest du|wuerdest du|"
    r"i want you to|i'd like you to|i would like to|i want to|let's|lets|let us|you should|du sollst|ich moechte,? dass du|ich will|assistant:|system:|und|dann|bitte jetzt)[,:]? )*"
)
_QUESTION: Final = re.compile(
    r"^(?:and |und |so )?(?:which|what|who|whom|whose|how|were|was|is|are|did|does|do|has|have|had|when|where|why|show|list|any|may|can i|could i|am i|up to|welche\w*|was|wer|wem|wie|wann|warum|wurde\w*|gibt es|hat|haben|ist|sind|zeig|darf|kann ich|bis)\b"
)
_PAY: Final = (
    r"(?:pay(?! run| proposal|ment|ments|able|ables|ing)|transfer|wire|remit|settle|execute|trigger|initiate|disburse|payout|instruct|push the payment|send (?:the |them the |him the |her the )?(?:money|payment|funds|cash)|send xparty (?:the |xamount|money)|send xamount|"
    r"make (?:the |a )?(?:payment|transfer)|do the (?:payment|transfer)|run the payments?|release (?:the |this |that |all )?(?:payments?|payment file|file|funds|money|it|them)\b(?! date)|"
    r"zahl(?:e|t)?|bezahl(?:e|t)?|ueberweis(?:e|t)?|transferier(?:e)?|begleich(?:e)?|fuehr(?:e)? (?:die |diese |alle )?zahlung\w* (?:aus|durch)|loes(?:e)? (?:die )?zahlung|stoss(?:e)? die zahlung|veranlass(?:e)? (?:die )?zahlung|weise .* an|"
    r"sende? die zahlungsdatei|schick(?:e)? (?:die zahlung|das geld)|gib die zahlung\w* frei)\b"
)
_APPROVE: Final = (
    r"(?:(?:i |ich )?(?:hereby )?(?:approve|authori[sz]e|sign off|countersign|green-?light|okay|decline|reject)(?! (?:by|history|limit))\b|accept (?:the|this|that|proposal)|genehmige?\b|genehmigt[.!]|freigegeben[.!]|approved[.!]?$|hiermit genehmigt|"
    r"gib (?:.*)\bfrei\b|lehne? .*\bab\b|stimme? (?:dem|der|zu)|segne? .* ab|nimm (?:den|diesen) vorschlag .* an|release proposal|release (?:the |this )?(?:run|batch|proposal)|give it your approval)"
)
_ACCOUNT: Final = r"(?:ibans?|bank (?:details|data|accounts?|info\w*)|account (?:numbers?|details)|sort codes?|bankverbindung\w*|kontonummer\w*|bankdaten|kontodaten|kontoverbindung\w*|bankkont\w+|payee(?:'s)?(?: account)?|zahlungsempfaenger\w*)"
_NEW_ACCOUNT: Final = r"(?:new|different|another|other|following|this|neues?|neuen|anderes?|anderen|folgende\w*) (?:bank )?(?:account|iban|konto|bankkonto|bank|bankverbindung|kontonummer|account number)"
_CHANGE: Final = r"(?:change|update|replace|set|enter|add|edit|amend|modify|overwrite|correct|switch|put in|use|save|register|aendere?|aktualisiere?|hinterlege?|ersetze?|trage?|korrigiere?|nimm|nutze?|verwende?|speichere?|erfasse?|wechsle?)"
_TOLD: Final = r"(?:e-?mail(?:ed|s)?|mail(?:ed|s)?|letter|wrote|writes|written|called|phoned|informed|notified|told|says?|said|sent|pdf|message|schreibt|schrieb|geschrieben|laut|angerufen|ruft an|mitgeteilt|teilt\w* .* mit|schickt\w*|geschickt|auf der rechnung)"

RULES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        ("injection", r"\b(?:ignore|disregard|forget|override|bypass|vergiss|ignoriere?) (?:all |any |your |the |my |previous|prior|above|earlier|these |deine|alle|vorherige|bisherige|saemtliche|meine)+.*\b(?:instructions?|rules?|guidelines?|prompts?|guardrails|restrictions|anweisung\w*|regeln|vorgaben|everything above)\b"),
        ("injection", r"\b(?:system[- ]?prompt|developer mode|debug mode|admin(?:istrator)?(?:en)?[- ]?mod(?:e|us)|jailbreak|entwicklermodus|you are now|du bist jetzt|no restrictions|keine einschraenkungen|reveal your|your (?:hidden )?instructions)\b|^(?:system|assistant|developer) ?:|\b(?:pretend|act as|tu so|verhalte dich)\b.*\b(?:cfo|admin\w*|controller|approver|you are|waerst|genehmiger|root)\b"),
        ("bank_mail", rf"{_TOLD}\b.*\b(?:bank|iban|account|konto|kontonummer|bankverbindung)\b.*\b(?:chang\w+|new|is now|different|another|gewechselt|geaendert|neu\w*|andere\w*)\b|{_TOLD}\b.*\b(?:new|different|another|neue\w*|andere\w*|changed) (?:bank|iban|account|konto|kontonummer|bankverbindung)|\b(?:our|their|unsere|deren|ihre) bank (?:has |hat )?(?:changed|gewechselt)|(?:invoice|bill|pdf|letter|rechnung) (?:shows|has|says|contains|zeigt|hat|nennt) (?:a |an |eine? |now )?(?:different|new|other|another|andere\w*|neue\w*) (?:bank|iban|account|konto|bankverbindung)"),
        ("change_bank", rf"{_PLEASE}{_CHANGE}\b.*\b(?:{_ACCOUNT}|{_NEW_ACCOUNT})|\b{_ACCOUNT}(?: \w+){{0,4}} (?:aendern|aktualisieren|hinterlegen|ersetzen|eintragen|umstellen|erfassen)\b|(?:pay|send|transfer|wire|zahl\w*|ueberweis\w*|schick\w*)\b.*\b(?:to|into|auf|an) (?:a |the |ein |das |the )?{_NEW_ACCOUNT}|(?:change|aendere?) the payee|new iban (?:for|eintragen)|neue iban"),
        ("list_ibans", r"\b(?:all|every|each|full|complete|unmasked|alle[rn]?|saemtliche[rn]?|jede|vollstaendige?|unmaskierte?)\b.*\b(?:ibans?|account numbers?|bank details|sort codes?|kontonummern?|bankdaten|bankverbindung(?:en)?)\b|\b(?:what is|what's|what are|tell me|give me|show me|print|export|list|dump|wie lautet|nenn\w* mir|gib mir|zeig\w* mir|sag mir|i need|ich brauche)\b(?: \S+){0,5} (?:ibans?|account numbers?|sort codes?|kontonummern?)\b(?! (?:chang|geaendert|aend|neu))|^(?:the )?(?:iban|account number|bank details|kontonummer|bankverbindung) (?:of|von|for|fuer) |\bunmasked\b|\b(?:export|dump|exportiere?) .*\b(?:bank (?:details|accounts|data)|bankverbindung\w*|bankdaten)|employees'? (?:bank|iban)|bankdaten ausgeben"),
        ("approve_own", r"\b(?:approve|approver|sign off|authori[sz]e|genehmig\w*|frei(?:geben|gabe)?|freigeb\w*)\b.*\b(?:my own|myself|own (?:proposal|run|batch)|i (?:just |have )?(?:made|created|prepared|proposed|built|drafted|entered)|selbst|selber|eigene[nrs]?|von mir|meine[nrs]? (?:vorschlag|lauf|proposal|antrag))\b|\bi(?:'ve| have)? (?:made|created|prepared|proposed|built) (?:it|this|the (?:proposal|run|batch)).*\b(?:approve|sign)|\bself-?approv|\bapprove (?:the|my) (?:run|proposal|one|batch) i\b|^(?:ich habe|ich hab) .*(?:erstellt|vorbereitet|vorgeschlagen).*genehmig|\bapprove what i (?:proposed|made|created)|\bmy (?:own )?(?:proposal|run|batch)\b.*\bapprove|approve my\b|eigene[rns]? (?:freigabe|genehmigung)|genehmige? mein|gib meinen? .*\bfrei\b|let me (?:be the approver|approve)"),
        ("split_payment", r"\b(?:split|divide|chop|slice|carve|cut|break)\b(?!.*\bby\b)(?!.*down).*\b(?:into|in|below|under|limit|threshold|parts?|halves|tranches|smaller|times|payments|this|it|run|to avoid)\b|\b(?:aufteilen|teile?|stueckel\w*|stueckle|zerleg\w*|spalte?)\b.*\b(?:auf|in|unter|damit|mal|grenze|limit|tranchen|teile|umgehen|vermeiden|zahlungen)\b|\b(?:payments?|zahlungen|ueberweisungen|transfers?|tranche[ns]?)\b.*\b(?:just (?:under|below)|below the (?:limit|threshold|approval)|under the (?:limit|threshold|approval)|knapp unter|unter (?:dem|der) (?:limit|grenze|freigabegrenze))|\b(?:keep|make|halte?) (?:each|every|all|jede) .*\b(?:below|under|unter)\b|\b(?:two|three|four|several|zwei|drei|vier|mehrere) (?:payments|zahlungen|transfers|runs|laeufe) (?:of|zu|von|a|je) xamount|(?:avoid|without|vermeiden|umgehen).*\bsecond (?:approval|signature|approver)|so (?:that )?(?:it|each|every|nobody|no one) .*\b(?:below|under|only (?:needs )?one|has to approve)\b"),
        ("policy_changed", r"\b(?:policy|rules?|limits?|approvals?|richtlinie|regel\w*|freigabe\w*|grenze|genehmigung\w*|vier-augen\S*)\b.*\b(?:(?:has |have |was |were |been |is |are )?(?:changed|updated|lifted|suspended|abolished|waived|relaxed|raised|off)|no longer|not (?:needed|required|necessary)|isn't needed|aren't needed|geaendert|aufgehoben|ausgesetzt|nicht (?:mehr )?noetig|nicht erforderlich|entfaell\w*|jetzt bei|is now|are now|liegt jetzt|this once|this time)\b|\b(?:no|keine) (?:further |second |additional |weitere |zweite )?(?:approvals?|freigabe|genehmigung|signature|unterschrift)\b|\b(?:without|ohne) (?:any |an |the |weitere )?(?:approval|freigabe|genehmigung|sign-?off)\b|\b(?:skip|bypass|circumvent|override|ignore|disregard|waive|ueberspring\w*|umgeh\w*|ignoriere?|uebergeh\w*) (?:the |this |that |all |my |die |das |alle |mein )*\b(?:approvals?|limits?|policy|four[- ]eyes\S*|controls?|rule|step|freigabe\w*|genehmigung\w*|limit|vier-augen\S*|grenze|regel\w*|pruefung)|\b(?:cfo|ceo|boss|controller|manager|auditor|management|director|treasurer|chef\w*|vorgesetzte\w*|geschaeftsfuehr\w*|leitung)\b.*\b(?:approved|said (?:it's|it is|yes|ok|we)|okayed|agreed|signed|gave (?:his|her|the)|zugestimmt|genehmigt|gesagt|ok(?:ay)? gegeben|freigegeben|einverstanden|we can)\b|\bapproved (?:it |this )?(?:already )?(?:by phone|verbally|orally|over the phone)|\b(?:automatically approved|ausnahmegenehmigung|approved in advance)\b|\bwe have an exception\b"),
        ("approve_here", rf"{_PLEASE}{_APPROVE}|\bmark (?:it|this|the \w+|proposal \S+) (?:as )?approved|\bconsider (?:it|this) approved|^(?:bitte )?(?:den |die |alle )?(?:\w+ )?(?:zahllauf|lauf|vorschlag|vorschlaege|antrag) (?:\w+ )?(?:freigeben|genehmigen|ablehnen)$"),
        ("tamper", rf"{_PLEASE}(?:delete|erase|purge|wipe|backdate|falsify|unblock|write off|void|mark \S+(?: \S+){{0,3}} (?:as )?paid|mark as paid|(?:change|alter|edit|modify|increase|reduce|lower|raise|set) (?:the |my |our |a )?(?:\S+ ){{0,2}}(?:due dates?|amount|payment terms|credit limit|approval limit|limit|floor|balance|price|invoice date|role|permissions?|currency of)|make me|grant|give me (?:admin|approver|access|rights)|give xparty (?:a |xamount)|remove the (?:\w+ )?(?:block|hold|audit)|lift the (?:\w+ )?(?:block|hold)|cancel the payment|reverse|post (?:a|an|the)|book (?:a|an|the) (?:write|journal|entry|correction|credit|posting)|create (?:a |an )?(?:new )?(?:supplier|vendor|user|customer|invoice|credit note)|add (?:a |an )?(?:new )?(?:user|supplier|vendor|customer|approver)|close the dispute|adjust the|loesch\w*|markier\w*|buche? (?:.*) aus\b|erhoehe? (?:mein|das|die)|mach mich|heb\w* (?:die|das)|entsperr\w*|stornier\w*|leg\w* (?:einen?|den) .*\ban\b|setz\w* (?:das|den|die|mein) (?:\w+limit|limit|\w*betrag|faelligkeit\w*)|datier\w*|aendere? (?:das|den|die) (?:faelligkeit\w*|betrag|zahlungsbedingung\w*|zahlungsziel|kreditlimit|limit|buchung)|gib mir (?:admin\w*|rechte|zugriff))(?!.*\b(?:from the (?:run|proposal|list)|aus dem (?:lauf|vorschlag)|one|line|zeile)\b)"),
        ("other_company", r"\b(?:company|firma|gesellschaft|entity) [b-z]\b(?! (?:gmbh|ltd))|\b(?:the |an)?other company(?:'s)?\b|\bother (?:company|entity)'s\b|\bsister company|\bandere[nrs]? (?:gesellschaft|firma|unternehmens?)\b|\bfremde[nr]? (?:gesellschaft|firma)|\bschwestergesellschaft|\b(?:company|entity|books|ledger|gesellschaft) (?:that |which )?(?:i'm not|i am not|i don't|i do not|i cannot|i can't|not mine)|without permission|keinen zugriff|access to (?:company|the books of)"),
        ("pay_now", rf"{_PLEASE}{_PAY}|^bitte (?:.*) (?:bezahlen|ueberweisen|zahlen|anweisen|begleichen)$|^xparty (?:sofort |jetzt )?(?:bezahlen|zahlen)|\b(?:pay|zahl\w*|bezahl\w*|ueberweis\w*) (?:it|them|this|that|das|es|ihn|sie|xparty|xnumber)?(?: bitte| please)? ?(?:now|right now|immediately|at once|straight away|right away|today|asap|jetzt|sofort|gleich|heute|umgehend)\b"),
    )
)
_NOT_WHEN_ASKED: Final = frozenset({"policy_changed", "change_bank", "bank_mail", "approve_here", "pay_now", "tamper"})
_ASKED_OF_US: Final = re.compile(r"^(?:can|could|would|will) you |^kannst du |^koenntest du ")
_LEGITIMATE: Final = re.compile(r"\b(?:propos\w+|suggest\w*|vorschlag\w*|vorschlaege|schlag\w*|draft|prepare|bereite|plan|which (?:bills|invoices)|welche rechnungen|how much|wie viel|should we|sollen wir|sollten wir)\b")


def unsafe(folded: str) -> str | None:
    """Why a masked, folded question must be refused; None when no rule says so.

    >>> unsafe("pay it now"), unsafe("change the iban of xparty"), unsafe("what do we need to pay in july?")
    ('pay_now', 'change_bank', None)
    """
    asked = bool(_QUESTION.match(folded)) and not _ASKED_OF_US.match(folded)
    for reason, pattern in RULES:
        if not pattern.search(folded) or (asked and reason in _NOT_WHEN_ASKED):
            continue
        if reason in ("pay_now", "tamper") and _LEGITIMATE.search(folded):
            continue
        return reason
    return None
