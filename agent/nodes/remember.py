"""Keep, show or forget what a person wants remembered: by code, on their own word alone."""

from typing import Any

from langgraph.runtime import Runtime

from agent.nodes.use_tools import asker_of
from agent.state import Draft, Talk
from agent.wishes import Wish
from tools.asker import Asker
from workingcapital.controls.masking import masked
from workingcapital.facts import Evidence, Fact
from workingcapital.metrics.registry import fact
from workingcapital.store.people import preferences
from workingcapital.store.people.preferences import Preference

_NAMES = {
    "en": {"language": "Language", "company": "Default company", "cost_of_capital": "Cost of capital"},
    "de": {"language": "Sprache", "company": "Standardgesellschaft", "cost_of_capital": "Kapitalkosten"},
}
_TONGUES = {"en": {"en": "English", "de": "German"}, "de": {"en": "Englisch", "de": "Deutsch"}}
_FROM_NOW_ON = {
    "language": {"en": "From now on I answer in English.", "de": "Ab jetzt antworte ich auf Deutsch."},
    "company": {
        "en": "From now on a new conversation begins with {value}.",
        "de": "Ab jetzt beginnt eine neue Unterhaltung mit {value}.",
    },
    "cost_of_capital": {
        "en": "From now on I reckon with {value} a year as your cost of capital, and say so wherever it is used. Payment "
        "runs keep the company's own rate.",
        "de": "Ab jetzt rechne ich mit {value} im Jahr als Ihren Kapitalkosten und sage es, wo sie eingehen. Zahlläufe "
        "behalten den Satz der Gesellschaft.",
    },
}
_HOW = {
    "en": "“Forget my cost of capital” or `wcc preferences --forget cost_of_capital` takes it back.",
    "de": "„Vergiss meine Kapitalkosten“ oder `wcc preferences --forget cost_of_capital` nimmt es zurück.",
}
_NOTHING = {"en": "I remember nothing about you.", "de": "Über Sie ist nichts gemerkt."}
_FORGOTTEN = {"en": "Forgotten.", "de": "Vergessen."}
_WAS_NOT = {"en": "There was nothing of it to forget.", "de": "Davon war nichts gemerkt."}
_REMEMBERED = {"en": "This is what I remember about you:", "de": "Das ist über Sie gemerkt:"}


def remember(state: Talk, runtime: Runtime[Asker]) -> Talk:
    """Carry out the wish; the same wish again leaves the same state."""
    asker, wish = asker_of(state, runtime), Wish(**state["wish"] or {})
    language = state["language"]
    with asker.books() as books:
        match wish.do:
            case "remember" if wish.name and wish.value:
                preferences.remember(books, asker.person, wish.name, wish.value, masked(state["question"]))
                text, facts = _told_now(asker, wish.name, wish.value, language)
            case "forget":
                gone = preferences.forget(books, asker.person, wish.name)
                text, facts = (_FORGOTTEN if gone else _WAS_NOT)[language], []
            case _:
                text, facts = _shown(asker, preferences.preferences_of(books, asker.person), language)
    draft = Draft(text=text, status="answered", reason=wish.do, options=[], notices=[])
    return {"draft": draft, "evidence": [Evidence(facts=facts)], "model": "rules"}


def _told_now(asker: Asker, name: str, value: str, language: str) -> tuple[str, list[Fact]]:
    words, facts = _worded(asker, name, value, language)
    return " ".join([_FROM_NOW_ON[name][language].format(value=words), *([_HOW[language]] if facts else [])]), facts


def _shown(asker: Asker, kept: list[Preference], language: str) -> tuple[str, list[Fact]]:
    if not kept:
        return _NOTHING[language], []
    lines, facts = [], []
    for each in kept:
        words, found = _worded(asker, each.name, each.value, language)
        lines.append(f"- {_NAMES[language][each.name]}: {words}")
        facts += found
    return "\n".join([_REMEMBERED[language], *lines]), facts


def _worded(asker: Asker, name: str, value: str, language: str) -> tuple[str, list[Fact]]:
    if name == "language":
        return _TONGUES[language][value], []
    if name == "company":
        return value, []
    rate = _rate(asker, value)
    return f"[[{rate.id}]]", [rate]


def _rate(asker: Asker, value: str) -> Fact:
    given: dict[str, Any] = {"value": value}
    return fact(
        "asked.rate.v1", given, company=asker.company, as_of=asker.as_of, label="Your cost of capital",
        basis="as you told us",
    )  # fmt: skip
