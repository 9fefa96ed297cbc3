"""English or German, by the small words of the question."""

from agent.planner.words.text import language_of

__all__ = ["language_of"]
