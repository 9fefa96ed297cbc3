"""Sentences per intent: what is said of a company's figures, who leads, and what to do next."""

from agent.planner.tables import said, table


def templates(intent: str, language: str) -> list[str]:
    """The sentences of an intent, with their blanks."""
    return [said(entry, language) for entry in table("sentences")["sentences"].get(intent, ())]


def leaders(intent: str) -> dict[str, str] | None:
    """Which columns name the drivers of an intent, and how they are introduced."""
    found: dict[str, str] | None = table("sentences")["leaders"].get(intent)
    return found


def next_step(intent: str, language: str, side: str | None = None) -> str:
    """What to ask or do next, on that side of the books; empty where nothing suggests itself."""
    steps = table("sentences")["next"]
    entry = steps.get(f"{intent}_{side}", steps.get(intent))
    return said(entry, language) if entry else ""
