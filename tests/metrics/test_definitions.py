"""docs/finance.md lists the formulas that are in force."""

from workingcapital.metrics.definitions import FINANCE, renewed


def test_the_document_lists_every_formula_as_it_is() -> None:
    text = FINANCE.read_text(encoding="utf-8")
    assert renewed(text) == text, "run python -m workingcapital.metrics.definitions"
