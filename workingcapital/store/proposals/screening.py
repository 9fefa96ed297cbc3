"""Screening lists in the books: loaded as versions, and what their names hit."""

from typing import Any

from psycopg.types.json import Jsonb

from workingcapital.controls.screening import ScreeningList
from workingcapital.store.database.connection import Books


def load(books: Books, company: str, name: str, file: str, given: ScreeningList, least: int) -> dict[str, Any]:
    """Enter the next version of the list of that name: {list, name, version, entries, entries_before, hits, unchanged}.

    In force at once, for every supplier and every proposal that waits (login wcc_runtime). Raises MayNotGrant,
    KeyMayNotDecide, BadProposal.
    """
    entries = [vars(each) for each in given.entries]
    row = books.execute(
        "select control.load_screening_list(%s, %s, %s, %s, %s, %s) as made",
        [company, name, file, given.sha256, least, Jsonb(entries)],
    ).fetchone()
    assert row is not None
    return dict(row["made"])


def lists(books: Books, company: str) -> list[dict[str, Any]]:
    """Every version of every list, the newest of each name in force."""
    return books.execute(
        """select l.name, l.version, l.version = max(l.version) over (partition by l.name) as in_force, l.entries, l.least,
                  l.file_name, l.sha256, l.loaded_by, l.loaded_at
           from control.screening_list l where l.company_id = %s order by l.name, l.version desc""",
        [company],
    ).fetchall()


def hits(books: Books, company: str) -> list[dict[str, Any]]:
    """Suppliers whose name is near one on a list in force, nearest first."""
    return books.execute(
        """select y.name as supplier, e.value as listed, l.name as list, e.note, h.score,
                  'party:' || y.party_id as party, 'screening_entry:' || l.list_id || '/' || e.entry_no as entry
           from control.screening_hit h
           join (select distinct on (name) * from control.screening_list where company_id = %(company)s
                 order by name, version desc) l using (company_id, list_id)
           join control.screening_entry e using (company_id, list_id, entry_no)
           join party y using (company_id, party_id)
           where h.company_id = %(company)s order by h.score desc, y.name, e.value""",
        {"company": company},
    ).fetchall()
