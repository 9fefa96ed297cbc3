"""Truth files written by a Python library as YAML: read as plain data, no object of it is ever made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

_PYTHON = "tag:yaml.org,2002:python/"


@dataclass(frozen=True)
class Truth:
    """The movements of a whole file: value date and signed amount, in their order."""

    lines: tuple[tuple[date, Decimal], ...]
    closing: Decimal | None  # of the last statement


class PlainLoader(yaml.SafeLoader):
    """A safe loader that takes Python tags for what they hold: mappings, lists, decimals and dates."""


def read_truth(path: Path) -> Truth:
    """Read one truth file."""
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=PlainLoader)
    data = content.get("data") or {}
    closing = data.get("final_closing_balance") or data.get("intermediate_closing_balance")
    lines = [each["data"] for each in content.get("transactions") or []]
    return Truth(
        tuple((line["date"], line["amount"]["amount"]) for line in lines if "amount" in line),
        closing["amount"]["amount"] if closing else None,
    )


def _plain(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Iterator[Any]:
    """A tagged node as plain data; it may hold itself, hence in two steps."""
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        yield mapping
        mapping.update(loader.construct_mapping(node))
    elif isinstance(node, yaml.SequenceNode):
        yield _value(suffix, loader.construct_sequence(node, deep=True))
    else:
        yield loader.construct_scalar(node)  # type: ignore[arg-type]


def _value(suffix: str, parts: list[Any]) -> Any:
    if suffix == "object/apply:decimal.Decimal":
        return Decimal(parts[0])
    if suffix.startswith("object/apply:mt940.models.Date") and isinstance(parts[0], bytes):
        return date(parts[0][0] * 256 + parts[0][1], parts[0][2], parts[0][3])
    return parts


PlainLoader.add_multi_constructor(_PYTHON, _plain)
