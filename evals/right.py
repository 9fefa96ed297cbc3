"""A right answer, to be grounded as it is or with one thing swapped."""

from dataclasses import dataclass, replace

from agent.grounding import PLACEHOLDER, Names, ground_text
from agent.wording import show
from workingcapital.facts import Evidence, Fact


@dataclass(frozen=True)
class Right:
    """An answer that is right: its draft and all it rests on."""

    intent: str
    question: str
    language: str
    text: str
    evidence: tuple[Evidence, ...]
    grounds: tuple[Evidence, ...]
    names: Names
    focus: tuple[str, ...] = ()
    typed: bool = False

    def facts(self) -> dict[str, Fact]:
        """The Facts of its evidence."""
        return {fact.id: fact for found in self.evidence for fact in found.facts}

    def as_typed(self) -> "Right":
        """The same answer with digits for ids, as a model might type it."""
        facts = self.facts()
        text = PLACEHOLDER.sub(lambda m: show(facts[m[1]], self.language) if m[1] in facts else m[0], self.text)
        return replace(self, text=text, typed=True)

    def untied(self, text: str | None = None) -> tuple[str, ...]:
        """What grounding withholds of it, or of another text in its place."""
        said = self.text if text is None else text
        return ground_text(said, self.grounds, self.language, self.names, self.question, self.focus).untied
