"""Exports of well-known systems: which of their columns hold what, what makes a row unique, how amounts are signed.

A preset is data (`presets.json`) over the same reader of ledgers; a mapping file overrules each part of it.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from workingcapital.importing.columns import fold
from workingcapital.importing.mapping import FileMapping


def columns_of(kind: str, headers: Sequence[str]) -> dict[str, str]:
    """Field → header, for the columns of a preset that the file has; nothing for a kind that is none.

    >>> columns_of("sap", ["Vendor", "Document Number", "Reference", "Amount in doc. curr."])
    {'our_number': 'Document Number', 'number': 'Reference', 'gross': 'Amount in doc. curr.'}
    """
    folded = {fold(header): header for header in reversed(headers)}
    named = {field: _first(names, folded) for field, names in _presets().get(kind, {}).get("columns", {}).items()}
    return {field: header for field, header in named.items() if header is not None}


def completed(mapping: FileMapping, headers: Sequence[str]) -> FileMapping:
    """The mapping with what its preset knows about ids, signs and terms, where it says nothing itself."""
    preset = _presets().get(mapping.kind)
    if preset is None:
        return mapping
    folded = {fold(header): header for header in reversed(headers)}
    ids = [folded[name] for name in preset["source_id"] if name in folded]
    if mapping.kind != "sap":
        ids = ids[:1]  # the first id there is; only a ledger's document number needs company, year and line beside it
    known = {
        "source_id": mapping.source_id or ids,
        "signs": mapping.signs or preset["signs"],
        "terms": {**preset.get("terms", {}), **mapping.terms},
    }
    return mapping.model_copy(update=known)


def _first(names: Sequence[str], folded: dict[str, str]) -> str | None:
    return next((folded[name] for name in names if name in folded), None)


@cache
def _presets() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(Path(__file__).with_name("presets.json").read_text(encoding="utf-8"))
    return read
