"""The asker's own word on a drafted proposal: every word of it is known here, anything else is a new question."""

import re
from typing import Final

SEND: Final = frozenset(
    "send submit forward schick schicke schicken sende senden reich reiche einreichen gib geben leite weiterleiten abschicken".split()
)
DROP: Final = frozenset(
    """drop discard withdraw cancel forget bin scrap delete verwirf verwerfe verwerfen zurückziehen zieh ziehe zurück
    lösch lösche löschen storniere stornieren abbrechen vergiss""".split()
)
YES: Final = frozenset("yes ja ok okay sure go ahead do mach gerne einverstanden agreed".split())
NO: Final = frozenset("no nein nope lieber doch rather".split())
FILLER: Final = frozenset(
    """please bitte it them this that the run proposal draft plan now just then so off over out on away for to into
    approval approvers approver in die den der das ihn sie es dies diesen zur zum freigabe genehmigung vorschlag entwurf
    lauf zahlungslauf und and ab ein weiter jetzt mal alles klar wieder super prima passt gut looks fine good great perfect
    thanks danke is all well damit weg mir schon dann as wie ist""".split()
)
# Said before a draft is dropped; it says neither yes nor no of its own.
SECOND_THOUGHT: Final = re.compile(
    r"^\W*(?:(?:on second thoughts?|(?:i've |i have |i )?changed my mind|never mind|nevermind|scrap that|hm+|ach|oh|"
    r"doch nicht|doch lieber nicht|(?:ich )?(?:habe? )?(?:es )?mir anders überlegt)\b\W*)+"
)
# Said of a draft that is dropped, as its reason; beside a word of sending it leaves open what is meant.
NEEDLESS: Final = re.compile(
    r"\b(?:(?:i |we )?(?:don't|do not|no longer) need (?:it|that|this|one)(?: any ?more| now)?|not needed(?: any ?more)?|"
    r"(?:brauche?n? (?:ich|wir) |(?:wird |ist )?)(?:ihn |sie |das |den )?nicht mehr(?: gebraucht| nötig)?)\b"
)
WORD: Final = re.compile(r"[\w']+")
LONGEST: Final = 14


def consent(text: str) -> str | None:
    """ "send", "drop", or None when the text says anything else as well.

    >>> consent("Looks fine, send it off for approval."), consent("no, forget it, bin that draft")
    ('send', 'drop')
    >>> consent("changed my mind, discard it"), consent("Doch nicht, bitte verwerfen"), consent("doch nicht")
    ('drop', 'drop', None)
    >>> consent("scrap it, don't need it any more"), consent("send it, we don't need it any more")
    ('drop', None)
    >>> consent("send me the ageing"), consent("do not send it"), consent("approve it")
    (None, None, None)
    """
    lowered, needless = NEEDLESS.subn(" ", SECOND_THOUGHT.sub(" ", text.lower()))
    said = WORD.findall(lowered)
    words = set(said)
    if not words or len(said) > LONGEST or words - SEND - DROP - YES - NO - FILLER:
        return None
    if words & DROP:
        return None if words & SEND else "drop"
    if needless or words & NO:
        return None
    return "send" if words & (SEND | YES) else None
