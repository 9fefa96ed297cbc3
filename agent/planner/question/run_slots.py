"""What a question says of a payment run beside its sums: how surely the floor holds, what may be drawn, whose floors."""

import re
from typing import Any, Final

from agent.planner.question.reading import Question
from agent.planner.words.text import fold

_SURE: Final = re.compile(
    r"(?:xrate(?: of)? (?:certain\w*|sure\w*|confiden\w*|probab\w*|likel\w*|sicher\w*|wahrscheinlich\w*)"
    r"|(?:certain\w*|confiden\w*|probab\w*|sicherheit|wahrscheinlichkeit) (?:of |von |level of )?(?:at least |mindestens )?xrate)"
)
_DRAW: Final = re.compile(
    r"(?:draw\w*|us(?:e|ing)|tap\w*|zieh\w*|nutz\w*|abruf\w*) (?:\w+ ){0,3}xamount\b"
    r"|xamount (?:of|from|on|out of|aus|von|der|vom) (?:\w+ )?(?:the |our |der |unserer )?(?:credit (?:line|facility)|rcf|kreditlinie)"
)
_LINE: Final = re.compile(r"credit (?:line|facility)|\brcf\b|kreditlinie")
_EACH_ACCOUNT: Final = re.compile(
    r"(?:each|every|the paying|its own|jedes|jede[sm]?|das zahlende) (?:bank ?)?(?:account|konto)\w*(?:'s)?"
    r"|(?:accounts?'?|konten) (?:own )?(?:floors?|mindest\w*|untergrenze\w*)"
)


def run_slots(question: Question, found: dict[str, Any]) -> dict[str, Any]:
    """The slots with the rate that is a certainty and the amount that is a draw taken out of rates and amounts."""
    text = fold(question.masked)
    said: dict[str, Any] = {}
    if match := _SURE.search(text):
        rates = list(found.get("rates") or [])
        place = text[: match.end()].count("xrate") - 1
        said |= {"sure": rates[place], "rates": rates[:place] + rates[place + 1 :] or None}
    if _LINE.search(text) and (match := _DRAW.search(text)):
        amounts = list(found.get("amounts") or [])
        place = text[: match.end()].count("xamount") - 1
        if place < len(amounts):
            said |= {"draw": amounts[place][0], "amounts": amounts[:place] + amounts[place + 1 :] or None}
    if found.get("stays") and _EACH_ACCOUNT.search(text):
        said["by_account"] = True
    return found | said
