"""The parts of a brief: items in plain words whose figures are Facts, and the next useful step of each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Literal

from workingcapital.facts import Fact

Kind = Literal[
    "approvals", "releases", "floor", "discounts", "bank_changes", "duplicates", "held", "promises", "slipping",
    "calls", "feeds",
]  # fmt: skip
Tone = Literal["act", "watch", "calm"]
TONES: Final[tuple[Tone, ...]] = ("act", "watch", "calm")


@dataclass(frozen=True)
class Item:
    """One thing to know: what it is, up to three cases, and what to ask next.

    `say` holds English sentences in which a figure stands as `[[fact id]]`; they are put into the reader's language
    when they are read. `tone`: to act on today, to watch, or good to know.
    """

    kind: Kind
    tone: Tone
    say: tuple[str, ...]
    ask: str
    facts: tuple[Fact, ...]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Brief:
    """What one person should know of one company on one day.

    `quiet` says what was looked at and is in order, `notes` what could not be looked at and why.
    """

    company: str
    as_of: date
    roles: tuple[str, ...]
    items: tuple[Item, ...]
    quiet: tuple[str, ...]
    notes: tuple[str, ...]

    def facts(self) -> list[Fact]:
        """Every Fact of it once."""
        return list({fact.id: fact for item in self.items for fact in item.facts}.values())

    def document(self) -> dict[str, Any]:
        """The brief as JSON: items name their facts by id, the facts stand beside."""
        items = [
            {
                **asdict(item),
                "say": list(item.say),
                "lines": list(item.lines),
                "facts": [fact.id for fact in item.facts],
            }
            for item in self.items
        ]
        return {
            "company": self.company,
            "as_of": self.as_of.isoformat(),
            "roles": list(self.roles),
            "items": items,
            "quiet": list(self.quiet),
            "notes": list(self.notes),
            "facts": [fact.model_dump(mode="json") for fact in self.facts()],
        }


def named(fact: Fact) -> str:
    """A figure inside a sentence."""
    return f"[[{fact.id}]]"


def many(number: Fact, one: str, more: str) -> str:
    """How many, with the words that go with one and with several."""
    return f"{named(number)} {one if number.decimal() == 1 else more}"


def item(
    kind: Kind,
    tone: Tone,
    say: Sequence[str],
    ask: str,
    head: Sequence[Fact],
    cases: Sequence[tuple[str, Sequence[Fact]]] = (),
) -> Item:
    """An item from its headline figures and its cases, each (words, figures)."""
    facts = [*head, *(fact for _, each in cases for fact in each)]
    return Item(kind, tone, tuple(say), ask, tuple(facts), tuple(words for words, _ in cases))
