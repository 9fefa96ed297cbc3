"""What the tools found for one company, looked up by label: the words never hold a figure of their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workingcapital.facts import Evidence, Fact, Table

NO_WEEK: Final = "forecast.first_breach.v1"
OF_GROUP: Final = "Group, "


@dataclass(frozen=True)
class Found:
    """Facts and tables of one company."""

    company: str
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]

    def get(self, pattern: str) -> Fact | None:
        """The first fact whose label matches; one of only what falls due by a day is no fact of all that is open."""
        kept = (fact for fact in self.facts if ", due " not in fact.label or ", due" in pattern)
        return next((fact for fact in kept if re.match(pattern, fact.label)), None)

    def ref(self, pattern: str) -> str:
        """The placeholder of a fact; raises LookupError where there is none, and the sentence is left out."""
        fact = self.get(pattern)
        if fact is None or (fact.formula == NO_WEEK and fact.decimal() == 0):  # 0: in no week
            raise LookupError(pattern)
        return ref(fact)

    def headline(self) -> list[Fact]:
        """The facts that stand in no table."""
        inside = {cell for table in self.tables for row in table.fact_ids for cell in row if cell}
        return [fact for fact in self.facts if fact.id not in inside]

    def speaker(self, language: str) -> str:
        """The company, or the group where the figures are the group's."""
        if any(fact.label.startswith(OF_GROUP) for fact in self.facts):
            return "Der Konzern" if language == "de" else "The group"
        return self.company

    def leaders(self, column: str, money: str, count: int = 3) -> list[tuple[str, str]]:
        """Names and placeholders of the first rows of the first table that has both columns; what is blocked leads none."""
        for table in self.tables:
            if column in table.columns and money in table.columns:
                place, amount = table.columns.index(column), table.columns.index(money)
                rows = zip(table.rows, table.fact_ids, strict=False)
                blocked = table.columns.index("Blocked") if "Blocked" in table.columns else None
                free = [(row, ids) for row, ids in rows if ids[amount] and (blocked is None or not row[blocked])]
                return [(row[place] or "", f"[[{ids[amount]}]]") for row, ids in free][:count]
        return []


def ref(fact: Fact) -> str:
    """The placeholder that grounding turns into the figure."""
    return f"[[{fact.id}]]"


def by_company(evidence: Evidence) -> Iterator[Found]:
    """The evidence split into companies, in the order in which they appear."""
    codes = list(dict.fromkeys(fact.company for fact in evidence.facts))
    for code in codes:
        facts = tuple(fact for fact in evidence.facts if fact.company == code)
        ids = {fact.id for fact in facts}
        tables = tuple(table for table in evidence.tables if _belongs(table, ids))
        yield Found(code, facts, tables)


def _belongs(table: Table, ids: set[str]) -> bool:
    return any(cell in ids for row in table.fact_ids for cell in row if cell)


def joined_words(parts: Sequence[str], language: str) -> str:
    """A list in words.

    >>> joined_words(["a", "b", "c"], "en"), joined_words(["a"], "de")
    ('a, b and c', 'a')
    """
    word = " und " if language == "de" else " and "
    return word.join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
