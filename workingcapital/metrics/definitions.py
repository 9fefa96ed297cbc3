"""The registry as a table for people: `python -m workingcapital.metrics.definitions` renews docs/finance.md."""

from pathlib import Path

from workingcapital.metrics import library
from workingcapital.metrics.registry import formulas

FINANCE = Path(__file__).resolve().parents[2] / "docs" / "finance.md"
BEGIN, END = "<!-- formulas: begin -->", "<!-- formulas: end -->"


def table() -> str:
    """Every formula in force: id and version, what it is, unit, definition, source."""
    assert library.FAMILIES  # read first, so that every formula is registered
    rows = ["| id | figure | unit | definition | source |", "|---|---|---|---|---|"]
    rows += [f"| `{f.id}` | {f.label} | {f.unit} | {_cell(f.text)} | {_cell(f.source)} |" for f in formulas()]
    return "\n".join(rows)


def renewed(text: str) -> str:
    """The document with its table written anew."""
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    FINANCE.write_text(renewed(FINANCE.read_text(encoding="utf-8")), encoding="utf-8")
