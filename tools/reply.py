"""What a tool hands back: short JSON for the model, the whole Evidence for us."""

import json
from typing import Any, Final

from workingcapital.facts import Citation, Evidence, Fact, Table

MAX_ROWS: Final = 15  # the model sees this many rows of a table; people see all


def reply(evidence: Evidence) -> tuple[str, Evidence]:
    """The evidence in the form of LangChain's `content_and_artifact`.

    A cell or value that may be stated is followed by its fact id, `41.2 [[F12ab…]]`:
    the model cites the id, it never retypes the figure.
    """
    return json.dumps(_content(evidence), ensure_ascii=False, separators=(",", ":")), evidence


def _content(evidence: Evidence) -> dict[str, Any]:
    in_tables = {cell for table in evidence.tables for row in table.fact_ids for cell in row if cell}
    content: dict[str, Any] = {
        "outcome": evidence.outcome,
        "reason": evidence.reason,
        # With citations, what we say holds their words.
        "untrusted_say" if evidence.citations else "say": evidence.say or None,
        "facts": [_fact(fact) for fact in evidence.facts if fact.id not in in_tables],
        "tables": [_table(table) for table in evidence.tables],
        "charts": [chart.title for chart in evidence.charts],
        "untrusted_citations": [_citation(citation) for citation in evidence.citations],
        "proposal": evidence.proposal,
        "options": evidence.options,
        "notices": evidence.notices,
    }
    return {key: value for key, value in content.items() if value}


def _fact(fact: Fact) -> dict[str, Any]:
    shown = fact.model_dump(
        mode="json",
        include={"id", "label", "value", "unit", "currency", "company", "party", "period", "basis", "as_of", "formula"},
    )
    return {key: value for key, value in {**shown, "caveats": list(fact.caveats)}.items() if value}


def _table(table: Table) -> dict[str, Any]:
    rows = [_row(table, index) for index in range(min(len(table.rows), MAX_ROWS))]
    content: dict[str, Any] = {"title": table.title, "columns": table.columns, "rows": rows}
    if len(table.rows) > MAX_ROWS:
        content["rows_in_all"] = len(table.rows)
    return content


def _row(table: Table, index: int) -> list[str | None]:
    ids = table.fact_ids[index] if index < len(table.fact_ids) else [None] * len(table.rows[index])
    return [f"{cell} [[{fact_id}]]" if fact_id else cell for cell, fact_id in zip(table.rows[index], ids, strict=True)]


def _citation(citation: Citation) -> dict[str, Any]:
    return citation.model_dump(mode="json", include={"document_id", "filename", "page", "quote", "party"})
