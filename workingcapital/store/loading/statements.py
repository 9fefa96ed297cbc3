"""The SQL of bank statements: which own account, what is new or changed, what it was before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

Books = Connection[DictRow]


def begin(books: Books, company: str) -> None:
    """Imports into one company wait for each other."""
    books.execute("select pg_advisory_xact_lock(hashtext('import ' || %(company)s))", {"company": company})


def account_of(books: Books, company: str, account: Mapping[str, Any]) -> int | None:
    """The company's account with one of the IBANs, or with the number (and routing code where both have one)."""
    row = books.execute(
        """
        select bank_account_id as id from bank_account
        where company_id = %(company)s and currency = %(currency)s and (
            regexp_replace(iban, '\\s', '', 'g') = any(%(ibans)s)
            or (%(number)s::text is not null and account_number = %(number)s
                and (routing is null or %(routing)s::text is null or routing = %(routing)s)))
        order by iban is null, bank_account_id limit 1""",
        {**account, "company": company},
    ).fetchone()
    return int(row["id"]) if row else None


def open_account(books: Books, company: str, load_id: int, account: Mapping[str, Any]) -> int:
    """Enter an own account that a statement brought to light; nothing needs to stay on it."""
    row = books.execute(
        """
        insert into bank_account (company_id, name, iban, account_number, routing, bic, currency, rail)
        values (%(company)s, %(name)s || coalesce((
                select ' (' || count(*) + 1 || ')' from bank_account
                where company_id = %(company)s and (name = %(name)s or name like %(name)s || ' (%%)')
                having count(*) > 0), ''),
            %(iban)s, %(number)s, %(routing)s, %(bic)s, %(currency)s, %(rail)s)
        returning bank_account_id as id""",
        {**account, "company": company},
    ).fetchone()
    assert row is not None
    books.execute(
        """
        insert into row_history (company_id, load_id, table_name, row_id, change)
        values (%(company)s, %(load)s, 'bank_account', %(id)s, 'inserted')""",
        {"company": company, "load": load_id, "id": row["id"]},
    )
    return int(row["id"])


def known(books: Books, company: str, source_system: str, source_ids: Sequence[str]) -> dict[str, DictRow]:
    """What the books hold of these statements: id, digest, and whether lines of it are matched to payments."""
    rows = books.execute(
        """
        select s.source_id, s.statement_id as id, s.source_payload ->> 'digest' as digest, exists (
                select from bank_line l join bank_match m using (company_id, bank_line_id)
                where l.company_id = s.company_id and l.statement_id = s.statement_id) as matched
        from bank_statement s
        where s.company_id = %(company)s and s.source_system = %(source)s and s.source_id = any(%(ids)s)""",
        {"company": company, "source": source_system, "ids": list(source_ids)},
    ).fetchall()
    return {row["source_id"]: row for row in rows}


def enter(books: Books, company: str, load_id: int, statement: Mapping[str, Any]) -> int:
    """Enter a new statement; its lines follow."""
    row = books.execute(
        """
        insert into bank_statement (company_id, bank_account_id, number, from_date, to_date, opening, closing,
            currency, source_system, source_id, source_payload, load_id)
        values (%(company)s, %(account)s, %(number)s, %(from_date)s, %(to_date)s, %(opening)s, %(closing)s,
            %(currency)s, %(source_system)s, %(source_id)s, %(payload)s, %(load)s)
        returning statement_id as id""",
        _row(statement, company, load_id),
    ).fetchone()
    assert row is not None
    return int(row["id"])


def change(books: Books, company: str, load_id: int, statement_id: int, statement: Mapping[str, Any]) -> None:
    """Change a statement that came again with other content; what it was is kept, its lines follow anew."""
    about = {**_row(statement, company, load_id), "id": statement_id}
    books.execute(
        """
        insert into row_history (company_id, load_id, table_name, row_id, change, before)
        select company_id, %(load)s, 'bank_statement', statement_id, 'updated', jsonb_build_object(
            'bank_statement', to_jsonb(s), 'bank_line', (select coalesce(jsonb_agg(to_jsonb(l)), '[]') from bank_line l
                where l.company_id = s.company_id and l.statement_id = s.statement_id))
        from bank_statement s where company_id = %(company)s and statement_id = %(id)s""",
        about,
    )
    books.execute("delete from bank_line where company_id = %(company)s and statement_id = %(id)s", about)
    books.execute(
        """
        update bank_statement set bank_account_id = %(account)s, number = %(number)s, from_date = %(from_date)s,
            to_date = %(to_date)s, opening = %(opening)s, closing = %(closing)s, currency = %(currency)s,
            source_payload = %(payload)s, load_id = %(load)s
        where company_id = %(company)s and statement_id = %(id)s""",
        about,
    )


def add_lines(books: Books, company: str, statement_id: int, lines: Iterable[Mapping[str, Any]]) -> None:
    """Enter the lines of a statement in their order."""
    with books.cursor() as cursor:
        cursor.executemany(
            """
            insert into bank_line (company_id, statement_id, booked_on, value_date, amount, counterparty,
                counterparty_account, remittance, bank_reference, source_payload)
            values (%(company)s, %(statement)s, %(booked_on)s, %(value_date)s, %(amount)s, %(counterparty)s,
                %(counterparty_account)s, %(remittance)s, %(reference)s, %(payload)s)""",
            [
                {**line, "company": company, "statement": statement_id, "payload": Jsonb(line["payload"])}
                for line in lines
            ],
        )


def breaks(books: Books, company: str, load_id: int) -> list[DictRow]:
    """Statements of a load whose opening balance is not what the account's statement before them closed with."""
    return books.execute(
        """
        select account, number, from_date, opening, before, currency from (
            select b.name as account, s.number, s.from_date, s.opening, s.currency, s.load_id,
                   lag(s.closing) over (partition by s.bank_account_id order by s.from_date, s.statement_id) as before
            from bank_statement s join bank_account b using (company_id, bank_account_id)
            where s.company_id = %(company)s and s.opening is not null) chained
        where load_id = %(load)s and before is not null and before <> opening order by from_date limit 100""",
        {"company": company, "load": load_id},
    ).fetchall()


def _row(statement: Mapping[str, Any], company: str, load_id: int) -> dict[str, Any]:
    return {**statement, "company": company, "load": load_id, "payload": Jsonb(statement["payload"])}
