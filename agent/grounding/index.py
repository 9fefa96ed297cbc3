"""The evidence of a turn, ready to be asked what bears out what."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from agent.grounding.figures import PLACEHOLDER
from agent.grounding.scope import Scope, fact_text, joined, scope_of
from agent.grounding.sentences import sentences
from agent.grounding.terms import heads
from agent.wording import show
from workingcapital.facts import Citation, Evidence, Fact, Table

NAMING: Final = ("Party", "Customer", "Supplier", "Name", "Payee")  # columns that hold a party's name


@dataclass
class Index:
    """The evidence of a turn, ready to be asked what bears out what."""

    facts: dict[str, Fact] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)  # one row, sentence, caveat or quotation each
    ordered: list[str] = field(default_factory=list)  # those whose numbers must come in their own order
    said: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    companies: set[str] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)  # addresses of cited pages
    terms: set[tuple[str, str]] = field(default_factory=set)  # what titles, columns and tools' own words speak of
    as_of: set[str] = field(default_factory=set)  # days of which something found is
    phrases: set[str] = field(default_factory=set)  # what is left of labels when the terms are taken out


def index_of(evidence: Iterable[Evidence], language: str) -> Index:
    """Read the evidence of a turn once."""
    made, caveats = Index(), dict[str, None]()
    for found in evidence:
        rows = _rows(found.tables)
        for fact in found.facts:
            made.facts.setdefault(fact.id, fact)
            scope = scope_of(fact, rows.get(fact.id, ()))
            kept = made.scopes.get(fact.id)
            made.scopes[fact.id] = joined(kept, scope) if kept else scope
            made.sources.append(fact_text(fact))
            caveats |= dict.fromkeys(fact.caveats)
            made.companies.add(fact.company)
            made.as_of |= {day.removeprefix("as of ") for day in scope.days if day.startswith("as of ")}
            made.parties |= scope.parties
        _read(found, made, language)
    made.sources += caveats
    for caveat in caveats:
        made.said |= _sayings(caveat)
    made.phrases = {phrase for scope in made.scopes.values() for phrase in scope.phrases}
    return made


def flat(text: str) -> str:
    """A text as it is compared: no links, no emphasis, no doubled spaces."""
    return re.sub(r"\s+", " ", re.sub(r"\[([^\]\[]*)\]\([^)]*\)", r"\1", text)).strip(' *>“”„"')


def _read(found: Evidence, made: Index, language: str) -> None:
    """The words of a tool, its quotations, tables and proposal."""
    shown = PLACEHOLDER.sub(lambda match: _shown(match, made.facts, language), found.say)
    spoken = [text for text in dict.fromkeys((found.say, shown, *found.notices, *found.options)) if text]
    for text in spoken:
        made.terms |= heads(text)
        made.said |= _sayings(text)
    made.ordered += [text for text in (found.say, *found.notices, *found.options) if text]
    for citation in found.citations:
        _quote(citation, made)
    for table in found.tables:
        made.terms |= heads(" · ".join([table.title, *table.columns]))
        made.sources += [f"{table.title} · {' · '.join(table.columns)}", *_row_texts(table)]
        naming = [i for i, column in enumerate(table.columns) if column in NAMING]
        made.parties |= {cell for row in table.rows for i in naming if i < len(row) and (cell := row[i])}
    if found.proposal:
        made.sources.append(" · ".join(str(value) for value in found.proposal.values() if isinstance(value, str | int)))


def _quote(citation: Citation, made: Index) -> None:
    place = f"{citation.filename}, page {citation.page}, Seite {citation.page}"
    made.ordered.append(f"{citation.party or ''} {place} {citation.quote}")
    made.sources.append(place)
    made.said |= {flat(each) for each in (citation.quote, *sentences(citation.quote), *place.split(", "))}
    made.pages.add(f"/v1/documents/{citation.document_id}/pages/{citation.page}")
    if citation.party:
        made.parties.add(citation.party)


@lru_cache(maxsize=1024)
def _sayings(text: str) -> frozenset[str]:
    """The whole text, its lines and sentences, as they are compared."""
    return frozenset(flat(each) for each in (text, *text.splitlines(), *sentences(text)) if each.strip())


def _shown(match: re.Match[str], facts: Mapping[str, Fact], language: str) -> str:
    return show(facts[match[1]], language) if match[1] in facts else match[0]


def _rows(tables: Iterable[Table]) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each Fact that stands in tables: (what the table and column are called, the words of its row)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table in tables:
        for row, ids in zip(table.rows, table.fact_ids, strict=False):
            words = " · ".join(cell for cell, fact_id in zip(row, ids, strict=False) if cell and not fact_id)
            for place, fact_id in enumerate(ids):
                if fact_id:
                    found.setdefault(fact_id, []).append((f"{table.title} · {table.columns[place]}", words))
    return {fact_id: tuple(each) for fact_id, each in found.items()}


def _row_texts(table: Table) -> list[str]:
    texts = []
    for number, row in enumerate(table.rows):
        ids = table.fact_ids[number] if number < len(table.fact_ids) else []
        kept = [cell for place, cell in enumerate(row) if cell and not (place < len(ids) and ids[place])]
        texts.append(" · ".join(kept))
    return texts
