"""All that a sentence says beside its figures."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from agent.grounding.days import days_and_ranges, periods_in
from agent.grounding.figures import PLACEHOLDER
from agent.grounding.names import Names
from agent.grounding.terms import Said, terms_in


def qualifiers(text: str, names: Names, phrases: Iterable[str] = ()) -> list[Said]:
    """All that a sentence says beside its figures, from left to right, nothing twice."""
    shown = PLACEHOLDER.sub(lambda match: " " * len(match[0]), text)
    days = days_and_ranges(shown)
    found = [*days, *_free_of(periods_in(shown), days)]
    parties = list(names.parties_in(shown))
    found += _free_of(parties, found)
    # A company of the group may be a customer of another one: by its whole name it is the party the evidence knows.
    found += _free_of([*names.companies_in(shown), *names.strangers_in(shown)], parties)
    lower = shown.lower()
    spoken = [
        Said(match.start(), match.end(), "phrase", each, match[0])
        for each in phrases
        if each in lower
        for match in _whole(each).finditer(shown)
    ]
    found += _free_of(spoken, found)
    found += _free_of(terms_in(shown), [each for each in found if each.facet in ("company", "party")])
    return sorted(found, key=lambda each: each.start)


def _free_of(found: Iterable[Said], taken: Sequence[Said]) -> list[Said]:
    return [each for each in found if not any(each.start < other.end and other.start < each.end for other in taken)]


@lru_cache(maxsize=2048)
def _whole(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE)
