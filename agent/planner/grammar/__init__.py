"""Small grammars for what a finance question holds: dates, amounts, rates, terms, lengths of time."""
