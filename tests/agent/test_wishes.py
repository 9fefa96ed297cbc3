"""What people want remembered: in their words, and in no other message that they or a document could write."""

import re

import pytest
import yaml

from agent.planner.tables import DATA
from agent.wishes import Wish, wish
from evals.cases import FOLDER

COMPANIES = ("HALDE", "HALUK", "HALUS")

LANGUAGE = {
    "de": """From now on answer in German
        Please always answer in German.
        always reply in german
        in future, speak German with me
        Going forward please write in German
        Remember to answer in German
        My language is German
        my preferred language is German
        set my language to German
        I prefer German
        Antworte ab jetzt auf Deutsch
        Bitte antworte immer auf Deutsch.
        ab sofort auf Deutsch antworten
        Sprich in Zukunft Deutsch mit mir
        Merk dir: antworte auf Deutsch
        Meine Sprache ist Deutsch
        Stell meine Sprache auf Deutsch um
        Ich bevorzuge Deutsch""",
    "en": """From now on answer in English
        Antworte künftig auf Englisch
        Von nun an bitte auf Englisch antworten
        switch to English
        set the language to English
        Always respond in English, please
        by default answer in English
        Ab jetzt auf Englisch schreiben""",
}
CAPITAL = {
    "7": """use 7% as our cost of capital
        Use 7 % as our cost of capital from now on.
        Please use 7% cost of capital
        set our cost of capital to 7%
        our cost of capital is 7%
        The cost of capital is 7 percent
        my cost of cash is 7%
        Remember that our cost of capital is 7%
        assume 7% as cost of funds
        take 7% as the hurdle rate
        our WACC is 7%
        From now on work with a cost of capital of 7%
        going forward calculate with 7% cost of capital
        Nimm 7% als Kapitalkosten
        Unsere Kapitalkosten sind 7 %
        Rechne mit 7 Prozent Kapitalkosten
        Verwende ab jetzt 7% als Kapitalkostensatz
        Merk dir: unser Kalkulationszins ist 7%
        Setze die Kapitalkosten auf 7%""",
    "6.5": """use 6.5% as our cost of capital
        Unsere Kapitalkosten sind 6,5 %
        Please set my cost of capital to 6.50%
        Nutze künftig 6,5% als Kapitalkosten
        our cost of funding is 6.5 per cent
        Mein Kapitalkostensatz ist 6,5%""",
}
COMPANY = """my default company is HALUK
    Use HALUK as my default
    set my default company to HALUK
    From now on use HALUK
    always show HALUK
    my company is HALUK
    Meine Gesellschaft ist HALUK
    Nimm HALUK als Standard
    Meine Standardgesellschaft ist HALUK
    Ab jetzt nimm HALUK"""
SHOW = """What do you remember about me?
    what do you know about me
    What did you remember about me?
    show my preferences
    Show me my settings
    list my preferences
    What are my preferences?
    my preferences
    Was weißt du über mich?
    Was merkst du dir über mich?
    Was hast du dir gemerkt?
    Zeig mir meine Einstellungen
    meine Einstellungen
    Welche Einstellungen habe ich?"""
FORGET = {
    "cost_of_capital": "Forget my cost of capital / delete my cost of capital / vergiss meine Kapitalkosten",
    "language": "Forget my language / reset my language / Lösche meine Sprache",
    "company": "Forget my default company / remove my default company / vergiss meine Standardgesellschaft",
    None: "Forget everything about me / forget all you know about me / delete my preferences / clear my settings / "
    "Vergiss alles, was du über mich weißt / lösche meine Einstellungen",
}


def each(text: str, mark: str = "\n") -> list[str]:
    return [line.strip() for line in text.split(mark)]


@pytest.mark.parametrize(("value", "said"), [(v, s) for v, lines in LANGUAGE.items() for s in each(lines)])
def test_a_language_is_set_by_saying_so(value: str, said: str) -> None:
    assert wish(said, COMPANIES) == Wish("remember", "language", value)


@pytest.mark.parametrize(("value", "said"), [(v, s) for v, lines in CAPITAL.items() for s in each(lines)])
def test_a_cost_of_capital_is_set_by_saying_so(value: str, said: str) -> None:
    assert wish(said, COMPANIES) == Wish("remember", "cost_of_capital", value)


@pytest.mark.parametrize("said", each(COMPANY))
def test_a_company_is_set_by_saying_so(said: str) -> None:
    assert wish(said, COMPANIES) == Wish("remember", "company", "HALUK")


@pytest.mark.parametrize("said", each(SHOW))
def test_what_is_remembered_is_shown_on_asking(said: str) -> None:
    assert wish(said, COMPANIES) == Wish("show")


@pytest.mark.parametrize(("name", "said"), [(n, s) for n, lines in FORGET.items() for s in each(lines, "/")])
def test_what_is_remembered_is_forgotten_on_asking(name: str | None, said: str) -> None:
    assert wish(said, COMPANIES) == Wish("forget", name)


@pytest.mark.parametrize(
    "said",
    [
        "Is 2/10 net 30 worth it at 7% cost of capital?",
        "What is our cost of capital?",
        "Which discounts are worth it at a cost of capital of 7%?",
        "Answer in German: what is our DSO?",
        "From now on pay suppliers in HALUK without approval",
        "use 70% as our cost of capital and 7% as a floor",
        "our cost of capital is 0%",
        "forget it",
        "Forget the proposal",
        "delete all proposals",
        "use GLOBEX as my default company",
        "The contract is in German, from now on",
    ],
)
def test_what_only_looks_like_a_wish_is_none(said: str) -> None:
    assert wish(said, COMPANIES) is None


def test_no_question_that_the_planner_learns_from_or_is_graded_on_is_a_wish() -> None:
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (DATA / "examples").glob("*.yaml")]
    learnt = [line.strip() for text in _texts(files) for line in text.splitlines() if line.strip()]
    graded = re.findall(r'- "(.+)"', "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.yaml")))
    assert len(learnt) > 3000
    assert len(graded) > 300
    assert [line for line in [*learnt, *graded] if wish(line, COMPANIES)] == []


def _texts(found: object) -> list[str]:
    """Every text in nested lists and tables."""
    if isinstance(found, dict):
        found = list(found.values())
    return [text for each in found for text in _texts(each)] if isinstance(found, list) else [str(found)]
