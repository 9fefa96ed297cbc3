"""What is kept is kept, whoever deletes; a conversation nobody uses is not."""

import psycopg
import pytest

from tests.store.small_books import ANN, CFO, CLERK, RUN, enter_bill, enter_company
from workingcapital.controls.proposals import RunLine
from workingcapital.controls.refusals import KeyMayNotDecide, MayNotGrant
from workingcapital.store import audit, retention
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import OWNER
from workingcapital.store.proposals import proposals

C = "NORTH"


@pytest.fixture(scope="module", autouse=True)
def a_company(store: Store) -> None:
    enter_company(store, C)
    item = enter_bill(store, C, "100.00", number="K-1")
    with store.reading(Identity(CLERK, (C,))) as books:
        proposals.propose(books, C, [RunLine(item, RUN, RUN)], RUN, "run", "t", 1, "kept")
        books.execute(
            "insert into conversation (company_id, thread_id, person_id, title) values (%s, 'new', %s, 'n')", [C, CLERK]
        )
        books.execute(
            """insert into fact (company_id, fact_id, label, value, unit, as_of, formula, inputs, row_ids, body, said_by)
               values (%s, 'F1', 'DSO', '41', 'days', '2026-06-30', 'x.v1', '{}', '[]', '{}', %s)""",
            [C, CLERK],
        )
    owned(
        store,
        """insert into books.conversation (company_id, thread_id, person_id, title, last_at)
           values (%s, 'old', %s, 'o', now() - interval '2 years')""",
        C,
        CLERK,
    )
    owned(
        store,
        """insert into books.answer (company_id, answer_id, thread_id, turn, question, status, body)
           values (%s, 'A1', 'old', 1, 'q', 'answered', '{}')""",
        C,
    )


def owned(store: Store, statement: str, *values: object) -> None:
    with psycopg.connect(store.conninfo(OWNER), autocommit=True) as owner:
        owner.execute("select set_config('wcc.context', %s, false)", [store.sign(Identity(ANN, (C,)))])
        owner.execute(statement.encode(), values)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from control.payment_proposal",
        "delete from control.proposal_line",
        "delete from books.fact",
        "truncate control.payment_proposal cascade",
        "truncate books.fact cascade",
    ],
)
def test_what_was_decided_and_its_facts_are_not_deleted_even_by_the_owner(store: Store, statement: str) -> None:
    with pytest.raises(psycopg.Error) as refused:
        owned(store, statement)
    assert refused.value.sqlstate == "WC413"


def test_a_rule_names_its_source_and_a_country_without_one_has_the_longest(store: Store) -> None:
    with store.reading(Identity(CFO, (C,))) as books:
        found = {each["kind"]: each for each in retention.rules(books, C)}
    assert found["proposals"]["years"] == 10
    assert "147" in found["proposals"]["source"]
    owned(store, "update books.company set country = 'FR' where company_id = %s", C)
    with store.reading(Identity(CFO, (C,))) as books:
        elsewhere = {each["kind"]: each for each in retention.rules(books, C)}
    owned(store, "update books.company set country = 'DE' where company_id = %s", C)
    assert (elsewhere["proposals"]["country"], elsewhere["proposals"]["years"]) == ("**", 10)


def test_conversations_are_counted_first_and_then_deleted_on_record(store: Store) -> None:
    with store.reading(Identity(CFO, (C,))) as books:
        assert retention.run(books, C, rehearse=True) | {"source": ""} == {
            "company": C, "conversations": 1, "years": 1, "source": "", "deleted": False,
        }  # fmt: skip
        assert retention.run(books, C, rehearse=False)["conversations"] == 1
        assert retention.run(books, C, rehearse=False)["conversations"] == 0
        assert audit.trail(books, C)[0]["object_kind"] == "retention"
        assert audit.verify(books, C)["whole"]
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("select set_config('wcc.context', %s, false)", [store.sign(Identity(CLERK, (C,)))])
        left = owner.execute("select thread_id, deleted_at is null from books.conversation order by 1").fetchall()
        answers = owner.execute("select count(*) from books.answer").fetchone()
    assert (left, answers) == ([("new", True), ("old", False)], (0,))


def test_who_may_not_run_it(store: Store) -> None:
    with pytest.raises(MayNotGrant), store.reading(Identity(CLERK, (C,))) as books:
        retention.run(books, C, rehearse=False)
    with pytest.raises(KeyMayNotDecide), store.reading(Identity(CFO, (C,), "key x", "key")) as books:
        retention.run(books, C, rehearse=False)
