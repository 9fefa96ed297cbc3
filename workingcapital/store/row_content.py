"""What stands in the rows that a Fact names, as text, with account numbers masked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from psycopg import sql

from workingcapital.controls.masking import masked_account
from workingcapital.store.database.connection import Books

# The tables that Facts name, with the column of their id.
_IDS: Final = {
    "allocation": "allocation_id", "bank_account": "bank_account_id", "bank_statement": "statement_id",
    "discount_step": "step_id", "dispute": "dispute_id", "document": "document_id", "goods_receipt": "receipt_id",
    "instalment": "instalment_id", "invoice": "invoice_id", "ledger_balance": "balance_id",
    "match_result": "match_id", "party": "party_id", "party_bank_account": "account_id", "payment": "payment_id",
    "promise_to_pay": "promise_id",
}  # fmt: skip
_MASKED: Final = ("iban", "account_number", "routing")
_LEFT_OUT: Final = ["company_id", "source_payload"]


def row_content(books: Books, company: str, row_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The rows by their ids, "instalment:17", every value as text; rows that are gone are not in it."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for row_id in row_ids:
        table, _, key = row_id.partition(":")
        if table in _IDS:
            wanted[table].append(key)
    return {
        f"{table}:{row['key']}": _masked(row["content"])
        for table, keys in wanted.items()
        for row in _read(books, company, table, keys)
    }


def loads_of(books: Books, company: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The loads that brought the rows: file and its SHA-256, counts, control totals."""
    ids = sorted({int(row["load_id"]) for row in rows if row.get("load_id")})
    return books.execute(
        """
        select load_id, source_system, kind, file_name, file_sha256, period_from::text, period_to::text, rows_read,
               inserted, updated, unchanged, rejected, control_totals, loaded_by, loaded_at::text, undone_at::text
        from load where company_id = %(company)s and load_id = any (%(ids)s) order by load_id
        """,
        {"company": company, "ids": ids},
    ).fetchall()


def _read(books: Books, company: str, table: str, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of one table; numbers leave the database as text, so that no reader makes floats of them."""
    key = sql.Identifier(_IDS[table])
    query = sql.SQL(
        """
        select t.{key}::text as key,
               (select jsonb_object_agg(e.key, e.value #>> '{{}}') from jsonb_each(jsonb_strip_nulls(to_jsonb(t))) e
                where e.key <> all (%(left_out)s)) as content
        from books.{table} t where t.company_id = %(company)s and t.{key} = any (%(keys)s)
        """
    ).format(key=key, table=sql.Identifier(table))
    ids: list[Any] = list(keys) if table == "document" else [int(each) for each in keys]
    return books.execute(query, {"company": company, "keys": ids, "left_out": _LEFT_OUT}).fetchall()


def _masked(row: dict[str, Any]) -> dict[str, Any]:
    return {key: masked_account(value) if key in _MASKED else value for key, value in row.items()}
