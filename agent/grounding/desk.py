"""What a grounding knows of its turn, and what it has found so far."""

from dataclasses import dataclass, field

from agent.grounding.figures import Mention
from agent.grounding.index import Index
from agent.grounding.names import Names


@dataclass
class Desk:
    """What a grounding knows and what it has found so far."""

    index: Index
    names: Names
    language: str
    question: str
    blind_to_names: bool
    earlier: dict[str, frozenset[str]]
    clauses: list[Mention] = field(default_factory=list)  # the figures of a sentence up to its last semicolon
    used: list[str] = field(default_factory=list)
    untied: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # why, for who wrote it
