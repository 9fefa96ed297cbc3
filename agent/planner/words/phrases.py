"""Sentences of the conversation itself, in English and German."""

from agent.planner.tables import said, table


def phrase(name: str, language: str) -> str:
    """A sentence in the language of the question.

    >>> phrase("thanks", "de")
    'Gern geschehen.'
    """
    return said(table("phrases")[name], language)
