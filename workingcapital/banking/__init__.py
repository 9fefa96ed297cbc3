"""Bank statements: camt.053 and camt.054, MT940, BAI2, each proved by its own balances."""
