"""Cutting a reading into passages small enough to search and to cite."""

from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.elements import Box, Line, Reading, union
from retrieval.settings import RetrievalSettings
from retrieval.tokens import count

TITLE_TOKENS = 40  # a title page's few words go with the first clause: alone they answer nothing


@dataclass(frozen=True)
class Passage:
    """Sentences that stand together: within one page, under one heading, at most `chunk_tokens` long."""

    sequence: int
    page: int
    heading: str
    lines: tuple[Line, ...]
    tokens: int

    @property
    def text(self) -> str:
        """The sentences in reading order, exactly as cited."""
        return " ".join(line.text for line in self.lines)

    @property
    def box(self) -> Box | None:
        """The smallest box around the passage, in per cent of its page."""
        return union([line.box for line in self.lines if line.box])

    def searchable(self, title: str) -> str:
        """The passage with what it belongs to: a clause rarely repeats whose contract it stands in."""
        heading = f"{self.heading}. " if self.heading and not self.text.startswith(self.heading) else ""
        return f"{title}. {heading}{self.text}"


def passages(reading: Reading, settings: RetrievalSettings) -> list[Passage]:
    """Passages in reading order; a sentence longer than the limit stays whole."""
    result: list[Passage] = []
    heading, group, used = "", list[Line](), 0
    for line, tokens in _counted(reading.lines, settings):
        opens = _opens(line, group) and (result or used >= TITLE_TOKENS)
        ends = group and (line.page != group[-1].page or opens or used + tokens > settings.chunk_tokens)
        if ends:
            result.append(Passage(len(result), group[0].page, heading, tuple(group), used))
            group, used = [], 0
        if line.heading:
            heading = line.text
        group.append(line)
        used += tokens
    if group:
        result.append(Passage(len(result), group[0].page, heading, tuple(group), used))
    return result


def _opens(line: Line, group: list[Line]) -> bool:
    """A heading opens a new passage unless the passage so far is nothing but headings."""
    return line.heading and not all(member.heading for member in group)


def _counted(lines: list[Line], settings: RetrievalSettings) -> Iterator[tuple[Line, int]]:
    for line in lines:
        yield line, count(line.text, settings.assets_dir)
