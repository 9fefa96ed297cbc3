"""How a figure is defined, in the language of the question; what a definition says may stand in an answer."""

from collections.abc import Iterable

from agent.german.catalogue import german
from workingcapital.facts import Evidence, Fact
from workingcapital.metrics import library as _library  # registers the formulas that are named here
from workingcapital.metrics.registry import formula

assert _library
_PLAIN = frozenset({"the books", "the asker or the policy", "the asker or the books"})  # read, not computed


def defined(fact: Fact, language: str) -> str:
    """The formula in words; empty for a figure that is simply read.

    >>> from datetime import date
    >>> dso = Fact(label="DSO", value="1", unit="days", as_of=date(2026, 6, 30), company="X", formula="dso.end.v1")
    >>> defined(dso, "de")
    'Forderungen am Ende / Umsätze auf Ziel × Tage des Zeitraums'
    """
    known = formula(fact.formula)
    if known.source in _PLAIN:
        return ""
    return (german(known.text, "formulas") or known.text) if language == "de" else known.text


def source(fact: Fact) -> str:
    """Where the definition comes from."""
    return formula(fact.formula).source


def definitions(found: Iterable[Evidence], language: str) -> Evidence:
    """The definitions of all figures found, as something an answer may quote."""
    facts = {fact.formula: fact for evidence in found for fact in evidence.facts}
    return Evidence(say="\n".join(f"{defined(fact, language)} {source(fact)}" for fact in facts.values()))
