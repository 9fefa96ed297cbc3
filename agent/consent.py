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
WORD: Final = re.compile(r"[\w']+")
LONGEST: Final = 14


def consent(text: str) -> str | None:
    """ "send", "drop", or None when the text says anything else as well.

    >>> consent("Looks fine, send it off for approval."), consent("no, forget it, bin that draft")
    ('send', 'drop')
    >>> consent("changed my mind, discard it"), consent("Doch nicht, bitte verwerfen"), consent("doch nicht")
    ('drop', 'drop', None)
    >>> consent("send me the ageing"), consent("do not send it"), consent("approve it")
    (None, None, None)
    """
    said = WORD.findall(SECOND_THOUGHT.sub(" ", text.lower()))
    words = set(said)
    if not words or len(said) > LONGEST or words - SEND - DROP - YES - NO - FILLER:
        return None
    if words & DROP:
        return None if words & SEND else "drop"
    if words & NO:
        return None
    return "send" if words & (SEND | YES) else None
