"""Conversations and what was answered in them: a person sees their own, and nobody else's."""

import re
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from workingcapital.errors import NotFound
from workingcapital.facts import Fact


class NoSuchAnswer(NotFound):
    """There is no such answer."""


class NoSuchThread(NotFound):
    """There is no such conversation."""


def begin_turn(books: Connection[DictRow], company: str, thread: str, person: str, question: str) -> int:
    """Open the thread if it is new, and count the turn that begins now (1, 2, …).

    A thread of another person or company does not exist for the asker.
    """
    row = books.execute(
        """
        insert into conversation as c (company_id, thread_id, person_id, title)
        values (%(company)s, %(thread)s, %(person)s, %(title)s)
        on conflict (company_id, thread_id) do update set last_at = now()
            where c.person_id = %(person)s and c.deleted_at is null
        returning 1 + (select coalesce(max(turn), 0) from answer a
                       where a.company_id = c.company_id and a.thread_id = c.thread_id) as turn
        """,
        {"company": company, "thread": thread, "person": person, "title": question[:80]},
    ).fetchone()
    if row is None:
        raise NoSuchThread(f"no conversation {thread!r} of yours")
    turn: int = row["turn"]
    return turn


def next_turn(books: Connection[DictRow], thread: str, person: str) -> tuple[str, int]:
    """The company of the asker's thread and the turn that begins in it now; anyone else's thread is not found."""
    row = books.execute(
        """
        update conversation c set last_at = now()
        where c.thread_id = %(thread)s and c.person_id = %(person)s and c.deleted_at is null
        returning c.company_id as company,
                  1 + (select coalesce(max(turn), 0) from answer a
                       where a.company_id = c.company_id and a.thread_id = c.thread_id) as turn
        """,
        {"thread": thread, "person": person},
    ).fetchone()
    if row is None:
        raise NoSuchThread(f"no conversation {thread!r} of yours")
    return row["company"], row["turn"]


def owned(books: Connection[DictRow], thread: str, person: str) -> str:
    """The company of the asker's thread; anyone else's thread is not found."""
    row = books.execute(
        """
        select company_id from conversation
        where thread_id = %(thread)s and person_id = %(person)s and deleted_at is null
        """,
        {"thread": thread, "person": person},
    ).fetchone()
    if row is None:
        raise NoSuchThread(f"no conversation {thread!r} of yours")
    company: str = row["company_id"]
    return company


def keep_answer(
    books: Connection[DictRow],
    company: str,
    turn: int,
    question: str,
    answer: dict[str, Any],
    person: str,
) -> None:
    """Store the answer and the facts it rests on, in one transaction; a fact said before is kept as it was."""
    books.execute(
        """
        insert into answer (company_id, answer_id, thread_id, turn, question, status, body)
        values (%(company)s, %(answer_id)s, %(thread_id)s, %(turn)s, %(question)s, %(status)s, %(body)s)
        """,
        {"company": company, "turn": turn, "question": question, "body": Jsonb(answer), **_ids(answer)},
    )
    _keep_bodies(books, answer["facts"], person)


def keep_facts(books: Connection[DictRow], facts: list[Fact], person: str) -> None:
    """Store facts under their digests, each in its own company."""
    _keep_bodies(books, [fact.model_dump(mode="json") for fact in facts], person)


def _keep_bodies(books: Connection[DictRow], bodies: list[dict[str, Any]], person: str) -> None:
    if not bodies:
        return
    books.execute(
        """
        insert into fact (company_id, fact_id, label, value, unit, currency, as_of, formula, inputs, row_ids, caveats,
                          body, said_by)
        select b ->> 'company', b ->> 'id', b ->> 'label', b ->> 'value', b ->> 'unit', b ->> 'currency',
               (b ->> 'as_of')::date, b ->> 'formula', b -> 'inputs', b -> 'row_ids', b -> 'caveats', b, %(person)s
        from jsonb_array_elements(%(bodies)s) b
        on conflict do nothing
        """,
        {"bodies": Jsonb(bodies), "person": person},
    )


def find_fact(books: Connection[DictRow], fact_id: str) -> Fact:
    """A stored fact the asker may see."""
    row = books.execute("select body from fact where fact_id = %s limit 1", (fact_id,)).fetchone()
    if row is None:
        raise NotFound(f"no fact {fact_id!r}")
    return Fact.model_validate(row["body"])


def threads_of(books: Connection[DictRow], person: str, words: str | None = None) -> list[dict[str, Any]]:
    """The person's conversations, newest first; with `words` those whose questions and answers hold all of them.

    A word is found by its beginning: "disc" finds discounts. `found_in` is the newest question that holds them.
    """
    wanted = " & ".join(f"{word}:*" for word in re.findall(r"\w+", words or "")) or None
    return books.execute(
        """
        select c.thread_id, c.company_id as company, c.title, c.created_at, c.last_at, a.question as found_in
        from conversation c
        left join lateral (
            select question from answer a
            where a.company_id = c.company_id and a.thread_id = c.thread_id
              and a.words @@ to_tsquery('simple', %(wanted)s)
            order by turn desc limit 1) a on %(wanted)s::text is not null
        where c.person_id = %(person)s and c.deleted_at is null
          and (%(wanted)s::text is null or a.question is not null)
        order by c.last_at desc limit 200
        """,
        {"person": person, "wanted": wanted},
    ).fetchall()


def answers_of(books: Connection[DictRow], company: str, thread: str) -> list[dict[str, Any]]:
    """The turns of a thread in order: question and Answer."""
    return books.execute(
        """
        select turn, question, body as answer, at from answer
        where company_id = %(company)s and thread_id = %(thread)s order by turn
        """,
        {"company": company, "thread": thread},
    ).fetchall()


def find_answer(books: Connection[DictRow], wanted: str) -> dict[str, Any]:
    """The asker's own turn: answer_id, company_id, question, body and when (UTC). A thread's id means its last one,
    "last" the newest of all."""
    row = books.execute(
        """
        select a.answer_id, a.company_id, a.question, a.body,
               to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
        from answer a join conversation c using (company_id, thread_id)
        where (a.answer_id = %(wanted)s or a.thread_id = %(wanted)s or %(wanted)s = 'last')
          and c.deleted_at is null
        order by case when %(wanted)s = 'last' then a.at end desc, a.turn desc limit 1
        """,
        {"wanted": wanted},
    ).fetchone()
    if row is None:
        raise NoSuchAnswer(f"no answer {wanted!r} of yours; `wcc ask --json` prints its answer_id")
    return row


def forget(books: Connection[DictRow], thread: str) -> None:
    """Delete the asker's conversation: its questions, answers and memory. Proposals, decisions and facts stay."""
    row = books.execute("select control.forget_conversation(%s) as gone", [thread]).fetchone()
    if row is None or not row["gone"]:
        raise NoSuchThread(f"no conversation {thread!r} of yours")


def _ids(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: answer[key] for key in ("answer_id", "thread_id", "status")}
