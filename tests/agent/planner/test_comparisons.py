"""What a figure is compared with: a period with a period, never with a single day."""

from datetime import date

import pytest

from agent.planner.model import BuiltInPlanner
from agent.planner.names.lexicon import Company, Lexicon

TODAY = date(2026, 6, 30)
LEXICON = Lexicon(companies=(Company("HALDE", "Halden", "DE"),), parties=(), numbers=frozenset(), orders=frozenset())


@pytest.mark.parametrize(
    ("question", "compared_with"),
    [
        ("DIO compared with a year ago", "same_last_year"),
        ("DSO compared with a year ago", "same_last_year"),
        ("DPO against last quarter", "previous"),
        ("DSO compared with 31 March 2025", "2025-Q1"),
        ("CEI last month, against the month before", "previous"),
    ],
)
def test_a_figure_of_a_period_is_compared_with_one_of_a_period(question: str, compared_with: str) -> None:
    ((_, given),) = BuiltInPlanner().plan(question, TODAY, LEXICON, None, "en", TODAY).tool_calls
    assert given["compare_to"] == compared_with
