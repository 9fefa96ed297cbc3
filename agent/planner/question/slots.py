"""What a question asks about: side, grouping, size, period, amounts, and the rest of its particulars."""

import re
from datetime import date
from typing import Any, Final

from agent.planner.grammar.amounts import currency_of
from agent.planner.grammar.line_words import line_of, lines_of
from agent.planner.grammar.numerals import ORDINALS, SMALL_PATTERN, small
from agent.planner.grammar.relative_periods import before
from agent.planner.grammar.when import When
from agent.planner.names.focus import GROUP, UNKNOWN
from agent.planner.question.reading import Question
from agent.planner.question.run_slots import run_slots
from agent.planner.question.suppositions import supposed
from agent.planner.words.text import fold

_PAYABLE: Final = re.compile(
    r"\b(?:suppliers?|vendors?|creditors?|payables?|ap|bills?|lieferant\w*|kreditor\w*|verbindlichkeit\w*|"
    r"eingangsrechnung\w*|"
    r"(?:do )?we(?: still)? owe|we have to pay|we need to pay|needs? to be paid|our debts?|schulden "
    r"wir|wir schulden|muessen wir (?:zahlen|bezahlen)|to suppliers|haben wir (?:\w+ )*(?:be)?zahlt|"
    r"did we pay|we paid|we pay(?:ing)?|have we paid|zahlen wir|zu bezahlen|zulieferer\w*|purchase "
    r"invoices?|outgoing|go(?:es|ing)? out|raus|outflows?|ausgehende\w*|abfluss\w*|abfluesse\w*|"
    r"disbursements?|dpo|are we late|we are late|sind wir)\b"
)
_RECEIVABLE: Final = re.compile(
    r"\b(?:customers?|clients?|debtors?|buyers?|receivables?|ar|kund(?:e|en|in|innen)\w*|debitor\w*|"
    r"forderung\w*|aussenstaende\w*|ausgangsrechnung\w*|"
    r"owes? us|owed to us|owing us|schulde[tn] (?:uns|xparty uns)|xparty (?:\w+ )?owes?|schuldet uns|"
    r"pa(?:y|id|ys) us|uns (?:\w+ )*(?:be|ge)?zahlt|sales invoices?|incoming|receipts?|eingegangen\w*|"
    r"zahlungseingaeng\w*|received|collect\w*|abnehmer\w*|dso|zahlungen von|payments from|payers?|"
    r"zahler|arrears|saeumig\w*)\b"
)
# "Has Acme paid?" is money to us; "has Acme been paid?" is money from us.
_PAID_BY: Final = re.compile(
    r"\b(?:hat|has|have|did|haben|does|will|wird) xparty (?!been\b|get\b|got\b|bekommen\b)(?:(?!been\b|geld\b)\w+ ){0,4}"
    r"(?:pay|paid|settled?|gezahlt|bezahlt|ueberwiesen|beglichen|zahlen)\b(?! (?:worden|bekommen))|\bzahlt xparty\b"
)
_OWED_BY: Final = re.compile(
    r"\bdoes xparty (?:still )?owe|schuldet uns xparty|was schuldet xparty|xparty schuldet|owed by xparty"
)
_GROUPS: Final = {
    "cost_centre": r"cost cent(?:re|er)s?|kostenstellen?|department|abteilung",
    "currency": r"currenc(?:y|ies)|waehrung(?:en)?",
    "month": r"months?|monat(?:en)?",
    "country": r"countr(?:y|ies)|land|laender\w*",
    "item": r"invoice(?! date)|bill|item|rechnung|beleg|posten|einzeln\w*",
    "party": (
        r"customers?|clients?|suppliers?|vendors?|part(?:y|ies)|debtors?|creditors?|names?|kunden?|"
        r"lieferant(?:en)?|debitor(?:en)?|kreditor(?:en)?|partner\w*"
    ),
}
_BY: Final = (
    r"(?:(?<!month )(?<!day )(?<!one )\bby|\bper|\bfor each|\bnach|\bje|\bpro|\bgrouped by|\bsplit by|\bbroken down by|\bgruppiert "
    r"nach|\bin each)(?: each| the| den| der)? "
)
_TOP: Final = re.compile(
    rf"\b(?:top|first|worst|ersten)[ -](?P<a>{SMALL_PATTERN})\b|\b(?P<b>{SMALL_PATTERN}) (?:largest|"
    rf"biggest|worst|main|top|most|highest|groessten|groesste|schlimmsten|wichtigsten|hoechsten|"
    rf"drivers?|key|oldest|aeltesten)\b"
    rf"|\b(?:largest|biggest|groessten?) (?P<c>{SMALL_PATTERN})\b|\b(?:only|just|nur) "
    rf"(?P<d>{SMALL_PATTERN}) (?:customers|suppliers|kunden|lieferanten|rows|zeilen)\b|\btop(?P<e>\d+)\b"
)
_AT_MOST: Final = re.compile(
    r"\b(?:below|under|less than|up to|at most|no more than|smaller than|unter|bis zu|weniger als|hoechstens|maximal|"
    r"kleiner als) (?:\w+ ){0,2}xamount"
)
# A sum that stays is a floor; a sum that may go is a budget.
STAYS: Final = (
    *("keep", "floor", "leav", "left", "stay", "minimum", "reserve", "cushion", "untouched", "at least", "remain"),
    *("go below", "in the bank", "in our account", "in the account", "mindest", "bleib", "behalt", "auf dem konto"),
    *("min cash", "min. cash", "min balance", "min. balance"),
    *("uebrig", "nicht unter", "untergrenze", "puffer", "ruecklage"),
)
_MOST: Final = re.compile(
    r"\b(?:who|whom|wem|wer|which (?:customers?|suppliers?|vendors?|clients?)|welche[mn]? (?:kunden?|"
    r"lieferanten?))\b.*\b(?:most|am meisten)\b"
)
METRICS: Final = {
    "best_possible_dso": r"best[ -]possible(?: dso)?|best dso|bpdso|bestmoegliche\w*(?: dso)?",
    "dso_countback": (
        r"(?:dso )?(?:by |via |per |with |mit |nach |using )?(?:the |der )?(?:count-?back|exhaustion|"
        r"rueckrechnung)(?:[ -]methode?)?(?:[ -]dso)?|count\w* (?:(?!dso\b)\w+ ){0,3}back(?:wards?)?|zurueckgerechnet\w*"
    ),
    "dso_average": (
        r"average(?:-balance)? dso|durchschnittliche\w* dso|dso (?:using|on|with|auf basis|based on) "
        r"(?:average|durchschnitt)\w*"
    ),
    "dso": r"dso|days sales outstanding|days of sales|forderungslaufzeit|debitorenlaufzeit|forderungsreichweite",
    "average_days_delinquent": r"add|average days delinquent|days delinquent",
    "cei": r"cei|collections? effectiveness(?: index)?",
    "dpo_cogs": r"dpo (?:\w+ ){0,2}(?:cogs|cost of (?:goods sold|sales)|herstellkosten|umsatzkosten\w*)|analyst'?s dpo",
    "dpo": r"dpo|days payables? outstanding|payable days|kreditorenlaufzeit|verbindlichkeitenlaufzeit",
    "dio": r"dio|days inventory(?: outstanding)?|inventory days|stock days|lagerdauer|lagerreichweite",
    "ccc": r"ccc|cash[ -]conversion(?:[ -]cycle)?|cash-to-cash(?: cycle)?|geldumschlagsdauer",
    "overdue_share": r"overdue (?:share|ratio|percentage)|ueberfaelligkeitsquote",
}
_PREVIOUS: Final = re.compile(
    r"\b(?:trend\w*|gone up|gone down|go up|go down|improved?|verbessert|verschlechtert|changed?|"
    r"entwickelt\w*|entwicklung|develop\w*|veraendert)\b"
)


def slots_of(question: Question, today: date) -> dict[str, Any]:
    """Every particular the question states, JSON-able; what is not said is not there."""
    text = fold(question.masked)
    found: dict[str, Any] = {
        "side": side_of(text),
        "group_by": group_of(text),
        "top": _top(text),
        "metrics": metrics_of(text) or None,
        "parties": [name for name in question.all("party") if name] or None,
        "numbers": question.all("number") or None,
        "orders": question.all("order") or None,
        "at_most": True if _AT_MOST.search(text) else None,
        "stays": True if question.all("amount") and stays(text) else None,
        "amounts": _amounts(question) or None,
        "rates": [format(rate.normalize(), "f") for rate in question.all("rate")] or None,
        "yearly": _yearly(question) or None,
        "terms": [terms.text() for terms in question.all("terms")] or None,
        "nets": [terms.net for terms in question.all("terms")] or None,
        "lengths": [[each.days, each.beyond, each.on_day] for each in question.all("length")] or None,
        "country": question.first("country"),
        "currency": _currency(question),
        "disputed": _disputed(text),
        "basis": _basis(text),
        "companies": _companies(question),
        "as_of": question.first("asof").last.isoformat() if question.first("asof") else None,
        "level": _level(text),
        "line": line_of(text),
        "lines": lines if len(lines := lines_of(text)) > 1 else None,
        "trend": True if _PREVIOUS.search(text) else None,
        "explain": True
        if re.search(
            (
                r"\b(?:how (?:did|do) you (?:calculate|compute|work|get|derive|arrive)|calculat\w+|formula|formel|"
                r"computed?|berechne\w*|rechenweg|walk me through)\b"
            ),
            text,
        )
        else None,
    }
    found = run_slots(question, found | _when(question, today))
    kept = {key: value for key, value in found.items() if value is not None}
    return _supposing(text, kept)


def _supposing(folded: str, slots: dict[str, Any]) -> dict[str, Any]:
    """A supposition takes up the particulars it is made of."""
    made = supposed(folded, slots)
    if not made:
        return slots
    taken = {"side"}
    taken |= {"rates"} if "collections_percent" in made else set()
    taken |= {"lengths"} if "customers_later_days" in made or "bills_later_days" in made else set()
    taken |= {"parties"} if "customer" in made else set()
    return {**{key: value for key, value in slots.items() if key not in taken}, "supposed": made}


_A_YEAR: Final = re.compile(r" ?\(?(?:apr|p\. ?a\.?|per annum|a year|per year|yearly|im jahr|pro jahr|jahreszins)")
_OF_A_YEAR: Final = re.compile(
    r"\b(?:apr|annual rate|yearly rate|jahreszins\w*|effektivzins\w*|zinssatz|interest|hurdle|cost of (?:capital|funds|cash)|"
    r"kapitalkosten|kreditlinie|credit line|borrow\w*)(?: \w+){0,3} $"
)


_NOT_UNDER: Final = re.compile(
    r"\b(?:balance|account|cash|konto|kontostand|saldo|bestand|liquid\w*)\b.*\b(?:drop\w*|fall\w*|dip\w*|sink\w*|under|below|"
    r"beneath|unter|faellt)\b|(?:\bnot|\bnever|n't|\bnicht|\bnie) (?:\w+ ){0,4}(?:under|below|beneath|unter) xamount"
)


def stays(folded: str) -> bool:
    """Whether the sum that is said must stay, rather than may go.

    >>> stays("next run please, balance mustn't drop under xamount"), stays("i have xamount until friday")
    (True, False)
    """
    return any(word in folded for word in STAYS) or bool(_NOT_UNDER.search(folded))


def _yearly(question: Question) -> list[str]:
    """The rates that are said of a year: "8% p.a.", "an APR of 8%"; the others may be a discount's."""
    return [
        format(span.value.normalize(), "f")
        for span in question.spans
        if span.kind == "rate"
        and (
            _A_YEAR.search(fold(question.text[span.start : span.end]))
            or _A_YEAR.match(fold(question.text[span.end :]))
            or _OF_A_YEAR.search(fold(question.text[: span.start]))
        )
    ]


def side_of(folded: str) -> str | None:
    """payable or receivable; None when neither or both are spoken of.

    >>> side_of("has xparty paid?"), side_of("hat xparty gezahlt"), side_of("has xparty been paid yet")
    ('receivable', 'receivable', None)
    >>> side_of("what do we owe xparty"), side_of("ar and ap"), side_of("welche kunden sind im verzug")
    ('payable', None, 'receivable')
    """
    if _OWED_BY.search(folded) or _PAID_BY.search(folded):
        return "receivable"
    payable, receivable = bool(_PAYABLE.search(folded)), bool(_RECEIVABLE.search(folded))
    return None if payable == receivable else "payable" if payable else "receivable"


def group_of(folded: str) -> str | None:
    """What to group by, where it is said.

    >>> group_of("overdue by customer"), group_of("offene posten je monat"), group_of("overdue")
    ('party', 'month', None)
    """
    said = next((name for name, pattern in _GROUPS.items() if re.search(_BY + f"(?:{pattern})" + r"\b", folded)), None)
    return said or ("party" if _MOST.search(folded) else None)


def metrics_of(folded: str) -> list[str]:
    """The metrics named, in order.

    >>> metrics_of("dso, dpo and ccc by countback")
    ['dso', 'dpo', 'ccc', 'dso_countback']
    """
    found: list[tuple[int, str]] = []
    for name, pattern in METRICS.items():
        for match in re.finditer(rf"(?<![\w])(?:{pattern})(?![\w])", folded):
            found.append((match.start(), name))
            folded = folded[: match.start()] + "|" * (match.end() - match.start()) + folded[match.end() :]
    names = [_variant(name, folded) for name in dict.fromkeys(name for _, name in sorted(found))]
    names = list(dict.fromkeys(names))
    variant = {"dso_countback", "dso_average"} & set(names)
    both = re.search(r"\b(?:and|vs|versus|against|und|gegen|beside)\b", folded)
    return [name for name in names if name != "dso"] if variant and not both else names


_MEAN: Final = re.compile(
    r"\b(?:average|avg|mean|averaged|durchschnittlich\w*|durchschnitt|mittelwert|"
    r"mittlere\w*)\b(?:[^.?!]*\b(?:receivables|balances?|ar|debtors|"
    r"forderung\w*|opening|closing|bestand\w*|salden|saldo|anfangs\w*)\b)|"
    r"\bopening and closing\b|\banfangs-? und (?:end|schluss)\w*|\bmean of\b|\bmittel(?:wert)? aus\b|"
    r"receivables averaged"
)
_COST: Final = re.compile(
    r"\b(?:cogs|cost[ -]of[ -](?:goods(?:[ -]sold)?|sales)|herstell(?:ungs)?kosten|umsatzkosten\w*|wareneinsatz)\b"
)


def _variant(name: str, folded: str) -> str:
    """The method that the question names for a metric: average balances for DSO, cost of sales for DPO."""
    if name == "dso" and _MEAN.search(folded):
        return "dso_average"
    return "dpo_cogs" if name == "dpo" and _COST.search(folded) else name


_UNDISPUTED: Final = re.compile(
    r"\b(?:undisputed|not disputed|unstrittig\w*|unbestritten\w*|"
    r"(?:excluding|excl|except|without|less|ohne|ausser) (?:the |all |die )?"
    r"(?:disput\w*|strittig\w*|reklam\w*|contested\w*|bestritten\w*))\b"
)
_DISPUTED: Final = re.compile(
    r"\b(?:disput\w*|strittig\w*|reklamiert\w*|contested|bestritten\w*|quarrel\w*|arguing|streiten|beanstand\w*|"
    r"(?:hold\w*|held) back because|"
    r"zurueckhalten weil|halten .* zurueck,? weil)\b"
)


def _disputed(folded: str) -> bool | None:
    """Whether disputed items are asked for, or are to be left out."""
    return False if _UNDISPUTED.search(folded) else True if _DISPUTED.search(folded) else None


def _top(folded: str) -> int | None:
    match = _TOP.search(folded)
    said = next((group for group in match.groups() if group), None) if match else None
    return small(said) if said and said not in ("a", "an", "ein", "eine", "einen") else None


def _level(folded: str) -> int | None:
    """The dunning level that is asked for."""
    counted = re.search(
        r"\b(?:level|stufe|mahnstufe)[- ]?(\d)\b|\b(\d)(?:st|nd|rd|th|\.) (?:reminder|mahnung|letter)", folded
    )
    if counted:
        return int(counted[1] or counted[2])
    if re.search(r"\b(?:final|last|letzte) (?:notice|reminder|mahnung)", folded):
        return 3
    named = re.search(
        r"\b(first|second|third|erste|zweite|dritte) (?:\w+ )?(?:reminder|mahnung|letter|dunning|zahlungserinnerung)",
        folded,
    )
    return ORDINALS[named[1]] if named else None


def _basis(folded: str) -> str | None:
    by_invoice = bool(re.search(r"invoice[ -]dates?|rechnungsdatum|document dates?|belegdatum|issue date", folded))
    by_due = bool(re.search(r"due[ -]dates?|faelligkeit(?:sdatum)?\b", folded))
    return "both" if by_invoice and by_due else "invoice_date" if by_invoice else None


_CURRENCY: Final = re.compile(
    r"\b(?<!every )(?<!each )(?<!a )(?<!one )(?<!our )(?<!ein )(?<!unser )(euros?|dollars?|us-dollar\w*|"
    r"greenbacks?|pounds?|sterling|pfund|usd|eur|gbp|chf|jpy|"
    r"yen|franken)\b(?! (?:spent|earned|received|invested|we spend|travel))"
)


def _currency(question: Question) -> str | None:
    said = _CURRENCY.search(fold(question.masked))
    word = said[1].removeprefix("us-").replace("greenback", "dollar") if said else ""
    return currency_of(word) or (currency_of(word.rstrip("s")) if word else None)


def _amounts(question: Question) -> list[list[str | None]]:
    """The sums that are said; "out of every 100 euros" is a share, no sum."""
    shares = re.compile(
        r"\b(?:out of|of (?:every|each)|von (?:je(?:den?)? )?|per|je)(?: every| each)? ?$", re.IGNORECASE
    )
    return [
        [span.value.text(), span.value.currency]
        for span in question.spans
        if span.kind == "amount" and not (span.value.value <= 100 and shares.search(question.text[: span.start]))
    ]


def _companies(question: Question) -> list[str] | None:
    said = [code for value in question.all("company") for code in value]
    return list(dict.fromkeys(code for code in said if code not in (GROUP, UNKNOWN))) or (
        [GROUP] if GROUP in said else [UNKNOWN] if said else None
    )


_AGAINST: Final = re.compile(
    r"\b(?:vs|versus|against|compared|gegenueber|gegen|(?<!less )(?<!more )(?<!later )(?<!earlier )than|vergleich\w*)\b"
)


_THE_ONE_BEFORE: Final = re.compile(
    r"\b(?:vs|versus|against|compared (?:to|with)|than|gegenueber|gegen|verglichen mit|im vergleich zu[mr]?) "
    r"(?:(?:the|dem|der|das) )?(?:(?:one|quarter|month|period) before|(?:previous|prior|preceding|last|vor(?:igen?|herigen?)) one|"
    r"davor|vor(?:igen?|herigen?)|previous|prior)(?! \w*(?:quarter|month|year|quartal|monat|jahr))\b"
)


def _when(question: Question, today: date) -> dict[str, Any]:
    said = [when for kind in ("day", "period") for when in question.all(kind)]
    compared = [when for when in said if when.role == "compare"]
    plain = [when for when in said if when.role != "compare"]
    if len(plain) > 1 and not compared and _AGAINST.search(fold(question.masked)) and plain[0] != plain[1]:
        compared, plain = plain[1:2], plain[:1]
    if len(plain) == 1 and not compared and _THE_ONE_BEFORE.search(fold(question.masked)):
        compared = [before(plain[0])]
    return {
        "when": [json_of(when) for when in plain] or None,
        "compare": json_of(compared[0]) if compared else None,
    }


def json_of(when: When) -> dict[str, Any]:
    """A day or period as the conversation keeps it."""
    return {
        "first": when.first.isoformat(),
        "last": when.last.isoformat(),
        "grain": when.grain,
        "role": when.role,
        "weeks": when.weeks,
    }


def when_of(kept: dict[str, Any]) -> When:
    """A day or period back from the conversation's state."""
    return When(
        date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"]), kept["grain"], kept["role"], kept["weeks"]
    )
