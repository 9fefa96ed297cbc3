"""The mapping file: what a person says about a file where recognition would have to guess."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workingcapital.errors import BadInput
from workingcapital.importing.dates import Order


class FileMapping(BaseModel):
    """Everything that can be overruled; what is left out is detected."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["auto", "payables", "receivables", "spend", "einvoice", "statement", "quickbooks", "sap",
                  "erpnext", "odoo", "fx_rates", "balances", "holidays"] = "auto"  # fmt: skip
    source_system: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    source_id: list[str] = Field(default_factory=list)
    encoding: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    date_order: Order | None = None
    decimal: Literal[".", ","] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1)] | None = None
    signs: Literal["amounts", "postings"] | None = None  # postings: what credits an account is below zero
    negatives: Literal["credit", "refuse"] | None = None
    terms: dict[str, str] = Field(default_factory=dict)  # the source's code → terms in the notation of the trade
    default_terms: str | None = None
    as_of: date | None = None


def read_mapping(given: Path | str | Mapping[str, Any] | None) -> FileMapping:
    """Read a mapping file (YAML or JSON), or take it as a dictionary; null means: detect everything."""
    if given is None:
        return FileMapping()
    try:
        return FileMapping.model_validate(given if isinstance(given, Mapping) else _load(Path(given)))
    except ValidationError as error:
        errors = [{"field": ".".join(map(str, e["loc"])), "why": e["msg"]} for e in error.errors()]
        raise BadInput("the mapping file cannot be used: " + _say(errors), errors) from error


def _load(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except FileNotFoundError as error:
        raise BadInput(f"there is no mapping file {path.name}") from error
    except (UnicodeDecodeError, json.JSONDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"the mapping file {path.name} is neither YAML nor JSON: {error}") from error


def _say(errors: list[dict[str, str]]) -> str:
    return "; ".join(f"{error['field'] or 'the file'}: {error['why']}" for error in errors)
