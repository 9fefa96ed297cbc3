"""Run a benchmark by its name: wcc bench timing --json."""

import json
import pkgutil
import sys
from importlib import import_module
from typing import Any

import benchmarks
from workingcapital.errors import BadInput


class NoSuchBenchmark(BadInput):
    """There is no benchmark of that name."""


def names() -> list[str]:
    """The benchmarks there are: modules that can `measure`."""
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "run"]
    return sorted(name for name in found if hasattr(import_module(f"benchmarks.{name}"), "measure"))


def run(name: str, quick: bool, open_items: int | None = None) -> dict[str, Any]:
    """The benchmark's document: `{name, machine, results}`; `open_items` is a size that only `books` knows."""
    if name not in names():
        raise NoSuchBenchmark(f"there are {', '.join(names())}")
    if open_items is not None and name != "books":
        raise BadInput(f"--open is the size of the ledger of `wcc bench books`; {name} has none")
    sizes = {} if open_items is None else {"open_items": open_items}
    document: dict[str, Any] = import_module(f"benchmarks.{name}").measure(quick, **sizes)
    return document


def show(document: dict[str, Any], as_json: bool) -> None:
    """Print it as one JSON document or as lines."""
    if as_json:
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
        return
    blocks = [f"{document['name']} · {document['machine']}"]
    blocks += ["\n".join(f"{key:>18}  {_text(value)}" for key, value in each.items()) for each in document["results"]]
    sys.stdout.write("\n\n".join(blocks) + "\n")


def _text(value: Any) -> str:
    if isinstance(value, float) and abs(value) < 1:
        return f"{value:,.6g}"
    return f"{value:,}" if isinstance(value, int | float) else str(value)
