"""Names, days and numbers beside no figure: they must come out of one row, sentence or quotation."""

import re
from collections.abc import Iterable, Sequence

from agent.grounding.days import days_in, periods_in
from agent.grounding.figures import Fault
from agent.grounding.index import Index
from agent.grounding.scope import holds
from agent.grounding.terms import Said


def unsourced(words: Sequence[Said], index: Index, question: str) -> list[Fault]:
    """The places of words that no one text of the evidence holds together.

    A list of several rows is taken apart at its names and document numbers.
    """
    named = [word for word in words if not (word.facet == "company" and word.value in index.companies)]
    # The asker's own words may be said back to them, but for their figures.
    kept = [
        word for word in named if not (word.facet in ("company", "party") and word.text.lower() in question.lower())
    ]
    undated = [(w.start, w.end, w.text) for w in kept if w.facet == "day" and not _is_as_of(w, index)]
    if undated or not kept or _covered(kept, index):
        return undated
    for groups in (_groups(kept, leading=True), _groups(kept, leading=False)):
        if len(groups) > 1 and all(_covered(group, index) for group in groups):
            return []
    return [(word.start, word.end, word.text) for word in kept if not _covered([word], index)] or [
        (word.start, word.end, word.text) for word in kept
    ]


def _is_as_of(day: Said, index: Index) -> bool:
    """Whether something found is of the day that an answer says it is of; any other day is looked for elsewhere."""
    return not day.value.startswith("as of ") or not index.as_of or day.value.removeprefix("as of ") in index.as_of


def _covered(words: Sequence[Said], index: Index) -> bool:
    return any(_holds_all(text, words) for text in index.sources) or any(
        _holds_all(text, words) and _in_order(text, words) for text in index.ordered
    )


def _holds_all(text: str, words: Iterable[Said]) -> bool:
    return all(_holds(text, word) for word in words)


def _holds(text: str, word: Said) -> bool:
    if holds(text, word.value if word.facet == "number" else word.text):
        return True
    if word.facet == "day":
        wanted = word.value.removeprefix("as of ").lstrip("-")
        return any(day.value.endswith(wanted) for day in days_in(text))
    if word.facet == "period" and ".." in word.value:
        return set(word.value.split("..")) <= {day.value for day in days_in(text)}
    if word.facet == "period":
        return any(period.value == word.value for period in periods_in(text))
    return word.facet in ("party", "company") and word.value.lower() in text.lower()


def _in_order(text: str, words: Iterable[Said]) -> bool:
    """Whether the numbers come in the order of the quotation: "2% within 7 days" is no reading of "3% within 7 days and 2%…"."""
    place = 0
    for word in words:
        if word.facet != "number":
            continue
        match = re.search(re.escape(word.text.rstrip("% ")), text[place:])
        if match is None:
            return False
        place += match.end()
    return True


def _groups(words: Sequence[Said], leading: bool) -> list[list[Said]]:
    """The words around each name or document number: an anchor and what follows it, or what goes before it."""
    groups: list[list[Said]] = [[]]
    for word in words:
        anchor = word.facet == "party" or (word.facet == "number" and re.search(r"[A-Za-z]|\d{5}", word.text))
        if anchor and leading and groups[-1]:
            groups.append([])
        groups[-1].append(word)
        if anchor and not leading:
            groups.append([])
    return [group for group in groups if group]
