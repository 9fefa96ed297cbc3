"""A morning brief as it is read: in the reader's language, every figure a link to its receipt."""

from collections.abc import Mapping
from typing import Any, Final

from agent.german.spoken import label, said
from agent.grounding import PLACEHOLDER
from agent.wording import receipt_link
from tools.asker import Asker
from workingcapital.brief.content import morning_brief
from workingcapital.facts import Fact
from workingcapital.store import briefs, conversations
from workingcapital.store.database.connection import Books

TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "approvals": ("Waiting for you", "Wartet auf Sie"),
    "releases": ("To release", "Zur Ausführung"),
    "floor": ("Cash", "Liquidität"),
    "discounts": ("Discounts", "Skonto"),
    "bank_changes": ("Bank details", "Bankverbindungen"),
    "duplicates": ("Paid twice?", "Doppelt bezahlt?"),
    "held": ("Held bills", "Gesperrte Rechnungen"),
    "promises": ("Broken promises", "Gebrochene Zusagen"),
    "slipping": ("Customers slipping", "Kunden zahlen später"),
    "calls": ("Calls", "Anrufe"),
    "feeds": ("Old data", "Alte Daten"),
}


def brief_of(asker: Asker, today: bool) -> dict[str, Any]:
    """The asker's brief of their company and day: the one delivered to them, else made now; its facts are kept."""
    with asker.books() as books:
        kept = briefs.delivered(books, asker.company, asker.person, asker.as_of) if today else None
        if kept is not None:
            return worded(kept[0], asker.language) | {"person": asker.person, "delivered_at": kept[1].isoformat()}
        return worded(_made(books, asker, today), asker.language) | {"person": asker.person, "delivered_at": None}


def worded(document: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A brief's document in a language: `say` and `lines` become Markdown, each item gets a `title`."""
    facts = {each["id"]: Fact.model_validate(each) for each in document["facts"]}

    def markdown(text: str) -> str:
        return PLACEHOLDER.sub(lambda match: receipt_link(facts[match[1]], language), said(text, language))

    items = [
        {
            **item,
            "title": TITLES[item["kind"]][language == "de"],
            "say": " ".join(map(markdown, item["say"])),
            "lines": [markdown(line) for line in item["lines"]],
            "ask": said(item["ask"], language),
        }
        for item in document["items"]
    ]
    told = {name: [said(each, language) for each in document[name]] for name in ("quiet", "notes")}
    shown = [{**each, "label": label(each["label"], language)} for each in document["facts"]]
    return {**document, "language": language, "items": items, **told, "facts": shown}


def _made(books: Books, asker: Asker, today: bool) -> dict[str, Any]:
    made = morning_brief(
        books, asker.company, asker.as_of, asker.roles[asker.company], today, asker.preferences.get("cost_of_capital")
    )
    conversations.keep_facts(books, made.facts(), asker.person)
    return made.document()
