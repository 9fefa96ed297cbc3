"""A piece of a question that a grammar understood, and the question with such pieces masked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of the text, read as `value` of a `kind` ("party", "amount", "day" …)."""

    start: int
    end: int
    kind: str
    value: Any

    def clear_of(self, others: Iterable["Span"]) -> bool:
        """Whether it overlaps none of the others."""
        return all(self.end <= other.start or other.end <= self.start for other in others)


def longest(spans: Iterable[Span]) -> list[Span]:
    """The spans that do not overlap, longest first, in reading order.

    >>> [s.value for s in longest([Span(0, 3, "a", 1), Span(2, 9, "a", 2)])]
    [2]
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if span.clear_of(kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def blank(text: str, spans: Sequence[Span]) -> str:
    """The text with the spans overwritten by bars, so that offsets stay and no grammar reads them twice."""
    for span in spans:
        text = text[: span.start] + "|" * (span.end - span.start) + text[span.end :]
    return text


def mask(text: str, spans: Sequence[Span], names: Callable[[Span], str] = lambda span: span.kind) -> str:
    """The text with each span replaced by the name of its kind.

    >>> mask("owed by Acme", [Span(8, 12, "party", "Acme")])
    'owed by xparty'
    """
    for span in sorted(spans, key=lambda s: -s.start):
        text = f"{text[: span.start]}x{names(span)}{text[span.end :]}"
    return text
