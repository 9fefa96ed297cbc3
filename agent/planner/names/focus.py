"""Which companies a question speaks of: by code, name, country, or as the group."""

import re
from collections.abc import Iterator, Sequence

from agent.planner.grammar.spans import Span, longest
from agent.planner.names.countries import PATTERN, country_of
from agent.planner.names.lexicon import Company, Lexicon, core
from agent.planner.words.text import clean

GROUP = "*"
UNKNOWN = "?"
_NOUN = (
    r"(?:company|companies|(?:legal )?entity|(?:legal )?entities|business(?:es)?|subsidiary|subsidiaries|firm|unit|arm|side(?! by side)|"
    r"books|ledger|branch|operation|gesellschaft(?:en)?|firma|firmen|tochter(?:gesellschaft)?|"
    r"einheit(?:en)?|geschäft|seite|unternehmen)"
)
# "Our company" and "unserer Firma" are the one that is asked in, not the group.
_THE_ONE = (
    r"(?! (?:company|(?:legal )?entity|business|subsidiary|firm|unit|arm|side|books|ledger|branch|operation|"
    r"gesellschaft|firma|tochter|tochtergesellschaft|einheit|geschäft|seite|unternehmen)\b)"
)
_GROUP = re.compile(
    (
        r"\b(?!by side\b)"
        rf"(?:(?:the |whole |entire |our )*group(?:'s)?(?:[ -]wide)?(?! (?:(?:it|them|this|that|these) )?by)|consolidated|(?:all|every|"
        rf"each|both|the three|all three|our{_THE_ONE}|per|by|across|across all|in all|in allen)(?: of)?(?: the| our)?(?: three)? "
        rf"{_NOUN}|(?:all|every) (?:companies|entities)|"
        rf"{_NOUN} by {_NOUN}|(?:je|pro|nach|allen?|aller|jeder?|für alle|über alle|allen? drei|der drei|"
        rf"unserer?{_THE_ONE}) {_NOUN}|"
        rf"konzern(?:s|weite?[nrs]?|gesellschaften|firmen|unternehmen)?|"
        rf"(?:die |der |ganze[nr]? )*gruppe|gruppenweite?[nrs]?|konsolidierte?[nrs]?)\b"
    ),
    re.IGNORECASE,
)
_PARTIES = re.compile(
    (
        r"^[ -]*(?:\w+ )?(?:customers?|clients?|suppliers?|vendors?|debtors?|creditors?|buyers?|kund\w*|"
        r"lieferant\w*|debitor\w*|kreditor\w*|abnehmer\w*|law|recht|invoice|bill|rechnung|reverse|prompt "
        r"payment|late payment|dollars?|pounds?|pfund)\b"
    ),
    re.IGNORECASE,
)
_OF_PARTIES = re.compile(
    (
        r"\b(?:customers?|clients?|suppliers?|vendors?|debtors?|kunden|lieferanten|debitoren|kreditoren) "
        r"(?:(?:based|located|sitting) )?(?:in|from|aus)(?: the| den| der)? $"
    ),
    re.IGNORECASE,
)
_A_COMPANY = re.compile(rf"^[ -]*{_NOUN}\b", re.IGNORECASE)


def focus(text: str, lexicon: Lexicon, granted: Sequence[str]) -> tuple[str, ...] | None:
    """The companies spoken of, in order; the group is what is granted; None when none is named.

    A company that is known but not granted is returned too: the caller says "you may not see it".

    >>> books = Lexicon(companies=(Company("HALDE", "Halden Pumpen GmbH", "DE"), Company("HALUK", "Halden Pumps UK Ltd", "GB")))
    >>> focus("only the German company", books, ("HALDE",)), focus("DSO by company", books, ("HALDE", "HALUK"))
    (('HALDE',), ('HALDE', 'HALUK'))
    """
    said = [code for span in company_spans(clean(text), lexicon) if span.kind == "company" for code in span.value]
    if not said:
        return None
    named = tuple(dict.fromkeys(code for code in said if code not in (GROUP, UNKNOWN)))
    return named or (tuple(granted) if GROUP in said else None)


def company_spans(text: str, lexicon: Lexicon) -> list[Span]:
    """Mentions of companies, and of countries that belong to parties or to law instead."""
    return longest([*_named(text, lexicon.companies), *_countries(text, lexicon.companies), *_groups(text)])


def _groups(text: str) -> Iterator[Span]:
    for match in _GROUP.finditer(text):
        yield Span(match.start(), match.end(), "company", (GROUP,))


def _named(text: str, companies: Sequence[Company]) -> Iterator[Span]:
    shared = [set(core(company.name)) for company in companies]
    for company in companies:
        short = " ".join(core(company.name))
        names = {company.code, company.name, *company.aliases, *([short] if " " in short else [])}
        pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)(?:'s)?", text, re.IGNORECASE):
            yield Span(match.start(), match.end(), "company", (company.code,))
    for word in set.intersection(*shared) if len(shared) > 1 else set():
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
            yield Span(match.start(), match.end(), "company", (GROUP,))


def _countries(text: str, companies: Sequence[Company]) -> Iterator[Span]:
    at = {company.country: company.code for company in companies}
    first = {core(company.name)[0] for company in companies if company.granted and core(company.name)}
    named = "|".join(map(re.escape, sorted(first)))
    ours = re.compile(rf"\b(?:{named})(?:'s)? in (?:the )?$", re.IGNORECASE) if first else None
    for match in PATTERN.finditer(text):
        code, rest = country_of(match), text[match.end() :]
        noun = _A_COMPANY.match(rest)
        if ours and ours.search(text[: match.start()]):  # "Halden in Germany" is the company there
            yield Span(match.start(), match.end(), "company", (at.get(code, UNKNOWN),))
            continue
        of_parties = (
            _OF_PARTIES.search(text[: match.start()]) and not noun
        )  # "customers in the German company" are its own
        if _PARTIES.match(rest) or of_parties or not (noun or code in at):
            yield Span(match.start(), match.end(), "country", code)
        else:
            yield Span(match.start(), match.end() + (noun.end() if noun else 0), "company", (at.get(code, UNKNOWN),))
