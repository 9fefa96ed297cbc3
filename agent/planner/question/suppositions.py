"""What a question supposes of the cash ahead: that customers pay less, later or sooner, or that we pay later."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

_SUPPOSES: Final = re.compile(
    r"\b(?:what if|if|suppos\w+|assum\w+|in case|scenario\w*|stress\w*|should|were to|wenn|falls|sollte\w*|"
    r"angenommen|annahme|szenario|was waere|was passiert)\b"
)
_LATER: Final = re.compile(
    r"\b(?:late|later|slow\w*|delay\w*|slip\w*|behind|spaet|spaeter|verspaetet|verzoeger\w*|verschieb\w*)\b"
)
_SOONER: Final = re.compile(r"\b(?:earlier|sooner|faster|quicker|frueher|schneller|eher)\b")
_LESS: Final = re.compile(
    r"\b(?:less|lower|fall\w*|drop\w*|down|weak\w*|shrink\w*|short\w*|reduc\w*|lose|only|fewer|minus|cut|decreas\w*|"
    r"weniger|sink\w*|fallen|faellt|einbrech\w*|bricht|brechen|ausfall\w*|ausfaellt|ausbleib\w*|wegbrech\w*|fehl\w*|"
    r"zurueckgeh\w*|geringer|schwaecher|niedriger)\b"
)
_MORE: Final = re.compile(r"\b(?:more|higher|rise\w*|better|up|increas\w*|mehr|hoeher|steig\w*|besser)\b")
_COMING_IN: Final = re.compile(
    r"\b(?:collect\w*|receipts?|inflows?|customers?|clients?|debtors?|incoming|comes? in|coming in|eingaeng\w*|"
    r"zahlungseingaeng\w*|geldeingaeng\w*|einzahlung\w*|kunden|debitoren|eingeht|eingehen|kommt|kommen|reinkommt)\b"
)
_GOING_OUT: Final = re.compile(
    r"\b(?:we (?:\w+ )?pa(?:y|id)|(?:our|the) (?:bills?|payables?|payments?|suppliers?|vendors?)|paying (?:suppliers?|bills?)|"
    r"pay (?:\w+ )?(?:suppliers?|vendors?|bills?|payables?)|payables?|wir (?:\w+ )*(?:zahlen|bezahlen)|zahlen wir|"
    r"bezahlen wir|lieferanten\w*|verbindlichkeiten)\b"
)
_PARTS: Final = {
    r"(?:a|one) fifth|(?:ein )?fuenftel": 20,
    r"(?:a|one) quarter|(?:ein )?viertel": 25,
    r"(?:a|one) third|(?:ein )?drittel": 33,
    r"(?:a|one) tenth|(?:ein )?zehntel": 10,
    r"half|die haelfte": 50,
}
# Figures of their own: what would be supposed of them is not a matter of cash ahead.
_NOT_CASH: Final = ("metrics", "terms", "numbers", "orders")
_PRICED: Final = re.compile(r"\b(?:interest|penalt\w*|late fee\w*|discount\w*|verzugs\w*|zinsen|skont\w*|mahn\w*)\b")


def supposed(folded: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    """What the words suppose, as arguments of the forecast; empty where nothing of the kind is said.

    >>> supposed("what if customers pay xlength later", {"lengths": [[14, False, False]]})
    {'customers_later_days': 14}
    >>> supposed("and if collections fall by a fifth", {})
    {'collections_percent': -20}
    >>> supposed("angenommen xparty zahlt xlength spaeter", {"lengths": [[30, False, False]], "parties": ["Acme"]})
    {'customers_later_days': 30, 'customer': 'Acme'}
    >>> supposed("customers who pay xlength late", {"lengths": [[30, False, False]]})
    {}
    """
    if any(slots.get(name) for name in _NOT_CASH) or _PRICED.search(folded):
        return {}
    if not (_SUPPOSES.search(folded) or _scaled(folded, slots)):
        return {}
    return {**_share(folded, slots), **_delay(folded, slots)}


def _scaled(folded: str, slots: Mapping[str, Any]) -> bool:
    """Whether a share of what comes in is spoken of without an "if": "the forecast with 20% lower collections"."""
    return bool(_COMING_IN.search(folded) and slots.get("rates") and (_LESS.search(folded) or _MORE.search(folded)))


def _share(folded: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    rates = slots.get("rates") or []
    part = next((number for words, number in _PARTS.items() if re.search(rf"\b(?:{words})\b", folded)), None)
    percent = int(Decimal(rates[0])) if len(rates) == 1 and Decimal(rates[0]) % 1 == 0 else part
    if percent is None or not _COMING_IN.search(folded):
        return {}
    if _LESS.search(folded):
        return {"collections_percent": -percent}
    return {"collections_percent": percent} if _MORE.search(folded) else {}


def _delay(folded: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    counted = [days for days, beyond, on_day in slots.get("lengths") or [] if not beyond and not on_day]
    parties = slots.get("parties") or []
    if len(counted) != 1 or len(parties) > 1:
        return {}
    days = counted[0] if _LATER.search(folded) else -counted[0] if _SOONER.search(folded) else 0
    if not days:
        return {}
    if _GOING_OUT.search(folded) and not _COMING_IN.search(folded):
        return {} if parties or slots.get("rates") else {"bills_later_days": days}
    if parties:
        return {"customers_later_days": days, "customer": parties[0]}
    return {"customers_later_days": days} if _COMING_IN.search(folded) else {}


def said(supposed: Mapping[str, Any], language: str) -> str:
    """The supposition in words, to begin a sentence with.

    >>> said({"customers_later_days": 14}, "en"), said({"collections_percent": -20}, "de")
    ('If customers pay 14 days later', 'Wenn 20 % weniger eingeht')
    """
    german = language == "de"
    parts = []
    if percent := supposed.get("collections_percent"):
        way = ("weniger" if percent < 0 else "mehr") if german else ("less" if percent < 0 else "more")
        parts.append(f"{abs(percent)} % {way} eingeht" if german else f"{abs(percent)}% {way} is collected")
    if days := supposed.get("customers_later_days"):
        parts.append(_later(supposed.get("customer") or ("Kunden" if german else "customers"), days, german, supposed))
    if days := supposed.get("bills_later_days"):
        parts.append(f"wir {_when(days, german)} zahlen" if german else f"we pay bills {_when(days, german)}")
    return f"{'Wenn' if german else 'If'} {(' und ' if german else ' and ').join(parts)}" if parts else ""


def _later(who: str, days: int, german: bool, supposed: Mapping[str, Any]) -> str:
    one = "customer" in supposed
    if german:
        return f"{who} {_when(days, german)} {'zahlt' if one else 'zahlen'}"
    return f"{who} {'pays' if one else 'pay'} {_when(days, german)}"


def _when(days: int, german: bool) -> str:
    if german:
        return f"{abs(days)} Tage {'später' if days > 0 else 'früher'}"
    return f"{abs(days)} days {'later' if days > 0 else 'earlier'}"
