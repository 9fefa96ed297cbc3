"""The raw rows: plain dicts with natural keys, one list a table, columns named as in the books."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

ZERO = Decimal("0.00")


class Books:
    """Everything generated so far, table by table, and rows found again by their key."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = defaultdict(list)
        self._by_key: dict[str, Row] = {}

    def add(self, table: str, **row: Any) -> Row:
        """Append a row; one that has a key can be found by it."""
        self.tables[table].append(row)
        if key := row.get("key"):
            if key in self._by_key:
                raise ValueError(f"{key} is there twice")
            self._by_key[key] = row
        return row

    def __getitem__(self, key: str) -> Row:
        return self._by_key[key]

    def of(self, table: str, company: str) -> list[Row]:
        """The rows of one company."""
        return [row for row in self.tables[table] if row["company_id"] == company]
