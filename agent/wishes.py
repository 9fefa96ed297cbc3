"""What a person wants remembered about how they work, read from their own words by code.

No model and no document sets a preference: only a message that says so outright, and says nothing else.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from agent.planner.words.text import clean, fold, language_of
from tools.asker import Asker

Name = Literal["language", "company", "cost_of_capital"]


@dataclass(frozen=True)
class Wish:
    """To remember a value under a name, to show what is remembered, or to forget one thing or all."""

    do: Literal["remember", "show", "forget"]
    name: Name | None = None
    value: str | None = None


# Words that say it is to last. Without one a rate or a language belongs to one question.
_LASTING: Final = (
    r"(?:from now on|from here on|in future|in the future|always|by default|as (?:my|our|the) default|going forward|remember|"
    r"please remember|henceforth|ab jetzt|ab sofort|von jetzt an|von nun an|kuenftig|in zukunft|immer|standardmaessig|"
    r"als standard|merk dir|merke dir|merken sie sich)"
)
_PERCENT: Final = r"(\d{1,2}(?:[.,]\d{1,4})?)\s?(?:%|percent|per cent|prozent)"
_CAPITAL: Final = (
    r"(?:cost of capital|cost of cash|cost of money|cost of funds|cost of funding|funding cost|wacc|hurdle rate|"
    r"kapitalkosten(?:satz)?|finanzierungskosten(?:satz)?|kalkulationszins(?:satz)?|kapitalzins)"
)
_ANSWER: Final = r"(?:answer|reply|respond|speak|talk|write|antwort\w*|sprich|sprechen|schreib\w*|rede\w*)"
_TONGUE: Final = {"german": "de", "deutsch": "de", "english": "en", "englisch": "en"}
_SHOW: Final = re.compile(
    r"(?:what (?:do|did) you (?:remember|know|have stored|keep|store)(?: about me| of me| for me| about my preferences)|"
    r"(?:show|list|display|tell me)(?: me)? (?:my|the) (?:preferences|settings)|what are my (?:preferences|settings)|"
    r"my preferences|was (?:weisst|merkst) du (?:dir )?(?:ueber|von) mi[rc]h?|was hast du dir (?:ueber mich )?gemerkt|"
    r"was (?:wissen|merken) sie (?:sich )?ueber mich|(?:zeig\w*(?: mir)?|nenn\w* mir) meine (?:einstellungen|vorlieben|praeferenzen)|"
    r"meine (?:einstellungen|vorlieben|praeferenzen)|welche (?:einstellungen|vorlieben|praeferenzen) habe ich)"
)
_FORGET: Final = re.compile(
    r"(?:please |bitte )?(?:forget|delete|remove|clear|drop|reset|vergiss|vergessen sie|loesch\w*|entfern\w*)\b(.*)"
)
_ABOUT: Final[tuple[tuple[Name, str], ...]] = (
    ("cost_of_capital", _CAPITAL),
    ("language", r"\b(?:language|sprache)\b"),
    ("company", r"\b(?:default company|home company|standardgesellschaft|my company|meine gesellschaft)\b"),
)
_EVERYTHING: Final = re.compile(
    r"(?:everything|all|what you (?:know|remember)|preferences|settings|alles|einstellungen|vorlieben|praeferenzen|"
    r"was du (?:ueber|von) mi[rc]h? weisst)"
)
_STATED: Final = re.compile(
    r"(?:use|take|set|assume|apply|work with|calculate with|our|my|the|nimm|nutze|verwende|setz\w*|rechne|unser\w*|mein\w*)\b"
)
_ASKED: Final = re.compile(
    r"\?|\b(?:worth|lohnt|discount|skonto|net \d+|netto \d+|\d+/\d+|which|what|welche|was|how|wie)\b"
)
_DEFAULT: Final = re.compile(
    r"\b(?:default company|home company|standardgesellschaft|default (?:is|to)|my company is|meine gesellschaft ist|"
    r"as (?:my|the|our) default|als standard)\b"
)
_POLITE: Final = re.compile(
    r"^(?:please|bitte|could you|can you|kannst du|koenntest du|ok|okay)[, ]+|[ ,]*(?:please|bitte)?[.!?]*$"
)


def wish(text: str, companies: tuple[str, ...] = (), names: dict[str, str] | None = None) -> Wish | None:
    """The wish a message holds; None for every other message.

    `names` are what companies may be called beside their code, folded, with the code each means.

    >>> wish("From now on answer in German"), wish("use 7% as our cost of capital").value
    (Wish(do='remember', name='language', value='de'), '7')
    >>> wish("Is 2/10 net 30 worth it at 7% cost of capital?"), wish("Forget my cost of capital").name
    (None, 'cost_of_capital')
    """
    said = _POLITE.sub("", fold(clean(text)).strip())
    if _SHOW.fullmatch(said):
        return Wish("show")
    return _forgetting(said) or _language(said) or _capital(said) or _company(said, companies, names or {})


def _forgetting(said: str) -> Wish | None:
    match = _FORGET.fullmatch(said)
    if match is None:
        return None
    rest = match[1]
    for name, about in _ABOUT:
        if re.search(about, rest):
            return Wish("forget", name)
    mine = re.search(r"\b(?:my|me|meine?|mich|mir|dir|remember|know|weisst)\b", rest)
    return Wish("forget") if mine and _EVERYTHING.search(rest) and "proposal" not in rest else None


def _language(said: str) -> Wish | None:
    tongue = re.search(r"\b(?:in |auf )?(german|deutsch|english|englisch)\b", said)
    if tongue is None or "?" in said:
        return None
    lasting = re.search(_LASTING, said) and re.search(_ANSWER, said)
    stated = re.fullmatch(
        r"(?:my (?:preferred )?language is|set (?:my|the) language to|switch (?:my language )?to|i prefer|"
        r"meine sprache ist|stell\w* (?:die|meine) sprache auf|ich bevorzuge)\s+(?:german|deutsch|english|englisch)(?: um)?",
        said,
    )
    return Wish("remember", "language", _TONGUE[tongue[1]]) if lasting or stated else None


def _capital(said: str) -> Wish | None:
    rates = re.findall(_PERCENT, said)
    if len(rates) != 1 or not re.search(_CAPITAL, said):
        return None
    told, asks = _STATED.match(said), _ASKED.search(said)
    if asks or not (told or re.search(_LASTING, said)):
        return None
    rate = Decimal(rates[0].replace(",", "."))
    return Wish("remember", "cost_of_capital", f"{rate.normalize():f}") if 0 < rate < 100 else None


def _company(said: str, companies: tuple[str, ...], names: dict[str, str]) -> Wish | None:
    called = {**{fold(code): code for code in companies}, **names}
    meant = {code for name, code in called.items() if re.search(rf"\b{re.escape(name)}\b", said)}
    if len(meant) != 1:
        return None
    stated = _DEFAULT.search(said)
    lasting = re.match(rf"(?:{_LASTING})[, ]+(?:use|speak for|show|take|nimm|nutze|verwende|zeig\w*)\s", said)
    return Wish("remember", "company", meant.pop()) if stated or lasting else None


def spoken_language(asker: Asker, question: str, before: str | None = None) -> str:
    """The language to answer in: the one the person wants remembered, else that of the question."""
    return asker.preferences.get("language") or language_of(question, before or asker.language)
