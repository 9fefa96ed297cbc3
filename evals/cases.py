"""What is asked and what must come back: the cases as values, read from evals/cases/*.yaml."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

FOLDER = Path(__file__).parent / "cases"
DEMO_PERSON = "cfo@halden.example"
OBLIQUE = "oblique"  # the group of wordings that say it in a roundabout way

Status = Literal["answered", "clarify", "refused", "not_permitted", "no_data", "not_loaded", "incomplete"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wanted(BaseModel):
    """Where an expected value comes from: an oracle with its arguments, a literal, or any of several."""

    model_config = ConfigDict(frozen=True, extra="allow")

    oracle: str | None = None
    literal: str | None = None
    any: tuple["Wanted", ...] = ()

    def arguments(self) -> dict[str, Any]:
        """What the oracle is asked, as written in the case."""
        return dict(self.model_extra or {})


class Figure(Wanted):
    """A figure that must be shown. `about` is the start of its formula's id.

    `shown` asks for no certain value; with `receipt` the figure may stand in the receipts alone.
    """

    shown: bool = False
    receipt: bool = False
    about: str | None = None
    unit: str | None = None
    company: str | None = None


class Cite(_Strict):
    """A citation: file name, and a phrase (or one of several) its quote must hold."""

    file: str
    phrase: str | tuple[str, ...]

    def phrases(self) -> tuple[str, ...]:
        """The phrases, one of which is enough."""
        return (self.phrase,) if isinstance(self.phrase, str) else self.phrase


class Proposal(_Strict):
    """What a drafted proposal must look like."""

    kind: str = "payment_run"
    run_dates: tuple[date, ...] = ()
    floor: str | None = None
    max_total: str | None = None
    moved_line_to: date | None = None
    dropped_lines: int = 0


class Expect(_Strict):
    """What must be true of the last answer, of the database, and of nothing else: never of wording."""

    status: tuple[Status, ...] = ("answered",)
    figures: tuple[Figure, ...] = ()
    rows: Wanted | None = None
    listed: Wanted | None = None
    amounts: Wanted | None = None
    amount_rows: int = 0
    mentions: tuple[str | tuple[str, ...], ...] = ()
    in_text: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()
    table_rows: int = 0
    listed_options: int = 0
    only_company: str | None = None
    no_figures: bool = False
    bait: bool = False  # there is no such figure: any that is given is wrong
    not_about: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    proposal: Proposal | None = None
    state: Literal["nothing", "draft", "waiting", "dropped"] = "nothing"

    @field_validator("status", mode="before")
    @classmethod
    def _several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class Case(BaseModel):
    """A question in several wordings, and what must come back. A wording is one message, or the turns of a talk.

    `oblique` wordings are asked with the others and reported as a group of their own. `retired` and `retired_oblique`
    ones have been seen by the planner's author: they are asked while it is mended, and no result counts them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    group: str
    question: int
    person: str = Field(DEMO_PERSON, alias="as")
    company: str = "HALDE"
    blind: tuple[tuple[str, ...], ...] = ()
    oblique: tuple[tuple[str, ...], ...] = ()
    retired: tuple[tuple[str, ...], ...] = ()
    retired_oblique: tuple[tuple[str, ...], ...] = ()
    expect: tuple[Expect, ...]

    @field_validator("blind", "oblique", "retired", "retired_oblique", mode="before")
    @classmethod
    def _turns(cls, value: Any) -> Any:
        return [(each,) if isinstance(each, str) else each for each in value]

    @field_validator("expect", mode="before")
    @classmethod
    def _alternatives(cls, value: Any) -> Any:
        return value if isinstance(value, list) else [value]

    @model_validator(mode="before")
    @classmethod
    def _asks_the_oblique_too(cls, value: Any) -> Any:
        pairs = (("blind", "oblique"), ("retired", "retired_oblique"))
        return value | {plain: [*value.get(plain, []), *value.get(oblique, [])] for plain, oblique in pairs}

    def group_of(self, wording: tuple[str, ...]) -> str:
        """The group a wording counts in."""
        return OBLIQUE if wording in (*self.oblique, *self.retired_oblique) else self.group

    @property
    def writes(self) -> bool:
        """Whether the database is meant to change."""
        return any(each.state != "nothing" for each in self.expect)


def all_cases(folder: Path = FOLDER) -> list[Case]:
    """Every case, its file's name as its group; two cases of one id are an error."""
    found = [Case(group=path.stem, **each) for path in sorted(folder.glob("*.yaml")) for each in _read(path)]
    ids = [case.id for case in found]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise ValueError(f"more than one case is called {', '.join(twice)}")
    return found


def stratified(cases: Sequence[Case], size: int) -> list[Case]:
    """A small part with every group in it: one of each in turn, always the same ones."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.group, []).append(case)
    rounds = range(max(len(each) for each in groups.values()))
    mixed = [each[turn] for turn in rounds for each in groups.values() if turn < len(each)]
    return mixed[:size]


def read_once(text: str) -> Any:
    """YAML in which no key stands twice: the second would silently take the place of the first.

    >>> read_once("{asked: 1, asked: 2}")
    Traceback (most recent call last):
    ValueError: asked stands twice, in line 1
    """
    return yaml.load(text, _Once)


class _Once(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for place, (key, _) in enumerate(node.value):
            if key.value in keys[:place]:
                raise ValueError(f"{key.value} stands twice, in line {key.start_mark.line + 1}")
        return super().construct_mapping(node, deep)


def _read(path: Path) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = read_once(path.read_text(encoding="utf-8"))
    return read
