"""What an answer shows: the figures a person reads in it, and everything it says as one text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

LINK = re.compile(r"\[([^\]]*)\]\(#(F[0-9a-f]+)\)")
# Half of the rounding at which a unit is stated.
STEP = {"days": "0.05", "percent": "0.005", "ratio": "0.00005", "money": "0.005", "count": "0"}
FIGURES = ("money", "days", "percent", "ratio")


@dataclass(frozen=True)
class Said:
    """A figure as the text prints it, with the fact it points to."""

    text: str
    fact: dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """An Answer of the contract, read as a person reads it: its text and its tables."""

    answer: dict[str, Any]

    @cached_property
    def facts(self) -> dict[str, dict[str, Any]]:
        """All facts by id."""
        return {fact["id"]: fact for fact in self.answer["facts"]}

    @cached_property
    def said(self) -> list[Said]:
        """Figures of the text."""
        links = LINK.findall(self.answer["answer"])
        return [Said(text, self.facts[fact_id]) for text, fact_id in links if fact_id in self.facts]

    @cached_property
    def tabled(self) -> list[dict[str, Any]]:
        """Facts behind cells of tables."""
        ids = (cell for table in self.answer["tables"] for row in table["fact_ids"] for cell in row)
        return [self.facts[each] for each in ids if each in self.facts]

    @cached_property
    def figures(self) -> list[dict[str, Any]]:
        """Facts a person sees, in the text or in a table."""
        return [each.fact for each in self.said] + self.tabled

    @cached_property
    def everything(self) -> str:
        """All that is said anywhere in the answer, as one text."""
        parts = ("answer", "tables", "citations", "notices", "options", "proposal", "charts")
        facts = [[fact["label"], fact["value"], fact["party"]] for fact in self.facts.values()]
        return json.dumps([LINK.sub(r"\1", self.answer["answer"]), *(self.answer[part] for part in parts), facts],
                          ensure_ascii=False, default=str)  # fmt: skip

    def misprinted(self) -> Iterator[Said]:
        """Figures of the text that are not what their fact holds."""
        for each in self.said:
            if each.fact["unit"] in FIGURES and not prints(each.text, Decimal(each.fact["value"])):
                yield each


def prints(text: str, value: Decimal) -> bool:
    """Whether a printed figure is the value, with the separators of any language.

    >>> prints("1.234,50 EUR", Decimal("1234.50")), prints("41.2 days", Decimal("4.12"))
    (True, False)
    """
    number = re.search(r"[-−]?\s?\d[\d.,'\u202f\u00a0]*", text)
    if number is None:
        return False
    digits = re.sub(r"[^\d.,\-]", "", number[0].replace("−", "-")).rstrip(".,")
    return value in {Decimal(digits.replace(",", "")) if digits.count(".") < 2 else None,
                     Decimal(digits.replace(".", "").replace(",", ".")) if digits.count(",") < 2 else None}  # fmt: skip


def equal(fact: dict[str, Any], amount: Decimal, currency: str | None) -> bool:
    """Whether a fact states the amount, at the rounding of its unit."""
    if fact["unit"] not in STEP or (currency and fact["unit"] == "money" and fact["currency"] != currency):
        return False
    return abs(Decimal(fact["value"]) - amount) <= Decimal(STEP[fact["unit"]]) * Decimal("1.000001")
