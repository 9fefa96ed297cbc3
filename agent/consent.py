"""The asker's own word on a drafted proposal. Few words, all of them meant: anything longer is a new question."""

import re

SEND = re.compile(
    r"(?:yes|ok|okay|ja|gut)?[,. ]*(?:please |bitte )?(?:send|submit|schick|sende|reich)"
    r"(?: it| them| this| the (?:run|proposal))?"
    r"(?: das| ihn| sie| es| den vorschlag)?(?: bitte| please)?(?: for approval| zur freigabe(?: ein)?| off| ab| ein)?",
    re.IGNORECASE,
)
YES = re.compile(r"(?:yes|ja|yes please|ja bitte|go ahead|send|senden)", re.IGNORECASE)
DROP = re.compile(
    r"(?:no|nein)?[,. ]*(?:please |bitte )?(?:drop|discard|withdraw|cancel|forget|verwirf|verwerfen|zurückziehen|lass)"
    r"(?: it| this| the (?:run|proposal))?(?: das| ihn| es| den vorschlag)?",
    re.IGNORECASE,
)


def consent(text: str) -> str | None:
    """ "send", "drop", or None when the text is neither.

    >>> consent("Yes, send it for approval."), consent("drop it"), consent("send me the ageing")
    ('send', 'drop', None)
    """
    said = text.strip().rstrip(".!").strip()
    if YES.fullmatch(said) or SEND.fullmatch(said):
        return "send"
    return "drop" if DROP.fullmatch(said) else None
