"""Earlier turns as a model is given them: the newest in full, older ones by question and figures, within a budget.

A figure of an earlier answer is what people come back to ("and why was that 49.9?"): shortening keeps every sentence
that holds one. Nothing is summarised by a model, so nothing can be changed by summarising.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from agent.state import Exchange

KEPT_TURNS: Final = 20
QUESTION_CHARS: Final = 160
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_FIGURE: Final = re.compile(r"\d")


def remembered(history: Sequence[Exchange], exchange: Exchange) -> list[Exchange]:
    """The turns a thread keeps, this one the newest: a thread does not grow with its length."""
    return [*history, exchange][-KEPT_TURNS:]


def fitted(history: Sequence[Exchange], most: int, count: Callable[[str], int]) -> list[Exchange]:
    """The turns that fit into so many tokens, in their order; what is left out is said in the first of them.

    >>> talk = [{"question": "DSO?", "answer": "DSO is 49.9 days. It is computed from balances."},
    ...         {"question": "and DPO?", "answer": "DPO is 22.4 days."}]
    >>> [each["answer"] for each in fitted(talk, 20, lambda text: len(text.split()))]
    ['DSO is 49.9 days. It is computed from balances.', 'DPO is 22.4 days.']
    >>> [each["answer"] for each in fitted(talk, 12, lambda text: len(text.split()))]
    ['DSO is 49.9 days.', 'DPO is 22.4 days.']
    >>> fitted(talk, 7, lambda text: len(text.split()))
    [{'question': '(1 earlier turn left out)\\nand DPO?', 'answer': 'DPO is 22.4 days.'}]
    """
    kept: list[Exchange] = []
    left = most
    for place, exchange in enumerate(reversed(history)):
        chosen = next((each for each in (exchange, shortened(exchange)) if _tokens(each, count) <= left), None)
        if chosen is None:
            return _noted(list(reversed(kept)), len(history) - place)
        kept.append(chosen)
        left -= _tokens(chosen, count)
    return list(reversed(kept))


def shortened(exchange: Exchange) -> Exchange:
    """The question, and of the answer the sentences that hold a figure."""
    said = [part for part in _SENTENCE.split(exchange["answer"]) if _FIGURE.search(part)]
    return Exchange(question=exchange["question"][:QUESTION_CHARS], answer=" ".join(said) or "(no figure)")


def _tokens(exchange: Exchange, count: Callable[[str], int]) -> int:
    return count(exchange["question"]) + count(exchange["answer"])


def _noted(kept: list[Exchange], left_out: int) -> list[Exchange]:
    if not kept:
        return []
    note = f"({left_out} earlier turn{'' if left_out == 1 else 's'} left out)\n"
    return [Exchange(question=note + kept[0]["question"], answer=kept[0]["answer"]), *kept[1:]]
