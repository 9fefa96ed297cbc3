"""What is said to a request that is refused, and the way that is allowed instead."""

from agent.planner.tables import said, table


def refused_intents() -> frozenset[str]:
    """Intents that no tool answers: unsafe requests, what is in no book, what is out of scope."""
    return frozenset(table("refusals"))


def refusal(intent: str, language: str) -> tuple[str, str, str]:
    """Reason, status and words.

    >>> refusal("pay_now", "en")[:2]
    ('no_payment_in_chat', 'refused')
    """
    entry = table("refusals")[intent]
    return entry["reason"], entry["status"], said(entry, language)
