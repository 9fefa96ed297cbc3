"""What the database itself shows and forbids, whatever the program above it does."""

import psycopg
import pytest
from psycopg import sql

from tests.store.small_books import ANN, enter_company, psql
from workingcapital.errors import BadInput, Conflict, NotPermitted, Unavailable
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.logins import LOGINS, OWNER

SERVICE = [login for login in LOGINS if login != OWNER]


@pytest.fixture(scope="module", autouse=True)
def two_companies(store: Store) -> None:
    for company in ("NORTH", "SOUTH"):
        enter_company(store, company)


def catalogue(store: Store, query: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        return owner.execute(query.encode(), values).fetchall()


def test_every_table_with_a_company_is_locked_to_the_askers_companies(store: Store) -> None:
    open_tables = catalogue(
        store,
        """select c.oid::regclass::text from pg_class c
           join pg_namespace n on n.oid = c.relnamespace
           join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped
           where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
             and not (c.relrowsecurity and c.relforcerowsecurity
                      and exists (select from pg_policy p
                                  where p.polrelid = c.oid and p.polname = 'company_of_the_asker' and p.polpermissive
                                  and p.polcmd = '*'
                                  and pg_get_expr(p.polqual, c.oid) like '%%granted_companies%%'
                                  and pg_get_expr(p.polwithcheck, c.oid) like '%%granted_companies%%'))""",
    )
    assert open_tables == []
    locked = catalogue(store, "select polrelid::regclass::text from pg_policy where polname = 'company_of_the_asker'")
    assert {("books.invoice",), ("books.fact",), ("control.policy",)} < set(locked)


def test_no_view_and_no_materialised_view_lets_rows_around_the_lock(store: Store) -> None:
    assert (
        catalogue(
            store,
            """select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relkind in ('v', 'm') and n.nspname in ('books', 'control', 'agent')
                 and not coalesce('security_invoker=true' = any (c.reloptions), false)""",
        )
        == []
    )


def test_no_login_of_the_service_has_a_way_around_the_lock(store: Store) -> None:
    assert (
        catalogue(
            store,
            """select rolname from pg_roles where rolname = any (%s)
               and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)""",
            list(LOGINS),
        )
        == []
    )
    assert (
        catalogue(
            store,
            """select m.rolname from pg_auth_members a join pg_roles m on m.oid = a.member
               where m.rolname = any (%s)""",
            SERVICE,
        )
        == []
    ), "a login that is a member of another role could become it"


def test_no_login_of_the_service_owns_anything(store: Store) -> None:
    assert (
        catalogue(
            store,
            """select d.classid::regclass::text, d.objid from pg_shdepend d join pg_roles r on r.oid = d.refobjid
               where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o' and r.rolname = any (%s)""",
            SERVICE,
        )
        == []
    )


@pytest.mark.parametrize("login", SERVICE)
def test_a_login_of_the_service_may_create_nothing(store: Store, login: str) -> None:
    rights = catalogue(
        store,
        """select n.nspname from pg_namespace n where has_schema_privilege(%s, n.oid, 'create')
             and n.nspname !~ '^pg_(toast_)?temp'""",
        login,
    )
    assert rights == []
    assert catalogue(store, "select has_database_privilege(%s, current_database(), 'create')", login) == [(False,)]
    temporary = catalogue(store, "select has_database_privilege(%s, current_database(), 'temporary')", login)
    assert temporary == [(login == "wcc_loader",)]


WRITES_ALLOWED = {
    "wcc_runtime": {
        "books.brief": "INSERT",
        "books.scenario": "INSERT,DELETE",
        "books.fact": "INSERT",
        "books.answer": "INSERT",
        "books.conversation": "INSERT",
        "control.preference": "INSERT,DELETE",
        "agent.checkpoints": "INSERT,UPDATE,DELETE",
        "agent.checkpoint_blobs": "INSERT,UPDATE,DELETE",
        "agent.checkpoint_writes": "INSERT,UPDATE,DELETE",
    },
    "wcc_decision": {},
    "wcc_execution": {},
    "wcc_identity": {},
}


@pytest.mark.parametrize("login", sorted(WRITES_ALLOWED))
def test_a_login_of_the_service_writes_what_it_is_for_and_nothing_else(store: Store, login: str) -> None:
    found = catalogue(
        store,
        """select n.nspname || '.' || c.relname, string_agg(w.kind, ',' order by w.place)
           from pg_class c join pg_namespace n on n.oid = c.relnamespace,
                (values ('INSERT', 1), ('UPDATE', 2), ('DELETE', 3), ('TRUNCATE', 4), ('TRIGGER', 5)) w (kind, place)
           where c.relkind in ('r', 'p') and n.nspname in ('books', 'control', 'agent', 'migration', 'public')
             and has_table_privilege(%s, c.oid, w.kind) group by 1""",
        login,
    )
    assert dict(found) == WRITES_ALLOWED[login]


def test_the_loader_writes_no_table_of_control(store: Store) -> None:
    assert (
        catalogue(
            store,
            """select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname in ('control', 'agent', 'migration') and c.relkind = 'r'
                 and has_table_privilege('wcc_loader', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')""",
        )
        == []
    )


SECRET_TABLES = (
    "context_key", "api_key", "totp", "decision_token", "second_factor", "credential", "invitation", "authorization_code",
    "refresh_token", "session", "attempt", "credential_reset",
)  # fmt: skip


@pytest.mark.parametrize("table", SECRET_TABLES)
@pytest.mark.parametrize("login", SERVICE)
def test_no_login_of_the_service_reads_a_secret(store: Store, login: str, table: str) -> None:
    with psql(store, login) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(sql.SQL("select * from {}").format(sql.Identifier("control", table)))


CALLABLE = {
    "wcc_runtime": {
        "books.is_bulk",
        "books.span_lengths",
        "control.run_retention",
        "control.findings_of",
        "control.load_screening_list",
        "books.items_as_of",
        "books.passages_by_word",
        "control.current_person",
        "control.earlier_answer",
        "control.forget_conversation",
        "control.granted_companies",
        "control.my_roles",
        "control.note",
        "control.payable",
        "control.payable_items",
        "control.propose",
        "control.propose_payment_run",
        "control.recall_proposal",
        "control.remember_answer",
        "control.request_delegation",
        "control.request_grant",
        "control.request_key",
        "control.request_reset",
        "control.state_now",
        "control.still_needed",
        "control.submit_proposal",
        "control.waits_for_me",
    },
    "wcc_loader": {
        "books.is_bulk",
        "books.span_lengths",
        "books.unallocated",
        "books.items_as_of",
        "books.passages_by_word",
        "books.settle",
        "books.settle_invoices",
        "books.settle_items",
        "control.company_codes",
        "control.current_person",
        "control.found_company",
        "control.granted_companies",
        "control.invite",
        "control.note",
        "control.refresh_statistics",
    },
    "wcc_decision": {
        "books.is_bulk",
        "books.span_lengths",
        "control.override_finding",
        "control.company_of",
        "control.approve_delegation",
        "control.approve_grant",
        "control.approve_key",
        "control.approve_reset",
        "control.current_person",
        "control.decide",
        "control.delegation_digest",
        "control.end_delegation",
        "control.grant_digest",
        "control.granted_companies",
        "control.issue_decision_token",
        "control.key_digest",
        "control.note",
        "control.record_answer",
        "control.record_call_back",
        "control.reset_digest",
        "control.revoke_grant",
        "control.revoke_key",
    },
    "wcc_identity": {
        "control.begin_session",
        "control.collect_key",
        "control.company_codes",
        "control.current_person",
        "control.end_session",
        "control.granted_companies",
        "control.invite",
        "control.invited",
        "control.key_speaks_for",
        "control.locked_until",
        "control.my_roles",
        "control.note",
        "control.owner_of_refresh",
        "control.password_of",
        "control.prove_second_factor",
        "control.redeem_invitation",
        "control.refresh",
        "control.sign_in",
        "control.sign_in_failed",
        "control.touch_session",
    },
    "wcc_execution": {
        "books.is_bulk",
        "books.span_lengths",
        "books.items_as_of",
        "control.current_person",
        "control.file_written",
        "control.granted_companies",
        "control.issue_decision_token",
        "control.note",
        "control.release",
    },
}


@pytest.mark.parametrize("login", SERVICE)
def test_a_login_of_the_service_calls_only_the_functions_it_is_for(store: Store, login: str) -> None:
    found = catalogue(
        store,
        """select distinct n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
           where n.nspname in ('books', 'control', 'agent', 'migration')
             and has_function_privilege(%s, p.oid, 'execute')""",
        login,
    )
    assert {name for (name,) in found} == CALLABLE[login]


def test_every_function_with_its_owners_rights_has_a_fixed_search_path(store: Store) -> None:
    assert (
        catalogue(
            store,
            """select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
               where n.nspname in ('books', 'control') and p.prosecdef
                 and not coalesce(p.proconfig && array['search_path=pg_catalog, pg_temp',
                                                       'search_path=pg_catalog, public, pg_temp'], false)""",
        )
        == []
    )


def test_without_a_context_there_is_nothing_to_see_and_nothing_to_write(store: Store) -> None:
    with psql(store, "wcc_runtime") as session:
        assert session.execute("select count(*) from books.company").fetchone() == (0,)
    with psql(store, "wcc_loader") as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(
            """insert into books.company (company_id, name, base_currency, country, time_zone, holiday_calendar)
               values ('EAST', 'East', 'EUR', 'DE', 'Europe/Berlin', 'TARGET')"""
        )


def test_a_person_sees_the_companies_signed_for_and_no_other(store: Store) -> None:
    with store.reading(Identity(ANN, ("NORTH",))) as books:
        seen = books.execute("select company_id from books.company").fetchall()
        named = books.execute("select count(*) from books.invoice where company_id = 'SOUTH'").fetchone()
    assert seen == [{"company_id": "NORTH"}]
    assert named == {"count": 0}


def test_a_load_for_one_company_cannot_write_into_another(store: Store) -> None:
    with pytest.raises(NotPermitted), store.loading(Identity(ANN, ("NORTH",))) as books:
        books.execute(
            """insert into books.party (company_id, code, name, normalised_name, is_supplier)
               values ('SOUTH', '999', 'Stowaway', 'stowaway', true)"""
        )


def test_another_persons_conversation_in_the_same_company_is_not_there(store: Store) -> None:
    with store.reading(Identity(ANN, ("NORTH",))) as books:
        books.execute("insert into conversation (company_id, thread_id, person_id) values ('NORTH', 't1', %s)", [ANN])
        books.execute(
            """insert into answer (company_id, answer_id, thread_id, turn, question, status, body)
               values ('NORTH', 'a1', 't1', 1, 'q', 'answered', '{}')"""
        )
    with store.reading(Identity("ben@halden.example", ("NORTH",))) as books:
        assert books.execute("select * from conversation").fetchall() == []
        assert books.execute("select * from answer").fetchall() == []
        assert books.execute("update conversation set title = 'mine'").rowcount == 0


def test_nobody_writes_a_conversation_in_somebody_elses_name(store: Store) -> None:
    with pytest.raises(NotPermitted), store.reading(Identity(ANN, ("NORTH",))) as books:
        books.execute(
            "insert into conversation (company_id, thread_id, person_id) values ('NORTH', 't2', 'ben@halden.example')"
        )


def test_a_pool_of_one_connection_never_mixes_two_askers(server: object, store: Store) -> None:
    narrow = Store(store.server, store.database, pool_size=1)
    try:
        for turn in range(40):
            company = ("NORTH", "SOUTH")[turn % 2]
            with narrow.reading(Identity(f"{company.lower()}@halden.example", (company,))) as books:
                assert books.execute("select company_id from company").fetchall() == [{"company_id": company}]
                person = books.execute("select control.current_person() as person").fetchone()
                assert person == {"person": f"{company.lower()}@halden.example"}
            with psql(narrow, "wcc_runtime") as fresh:
                assert fresh.execute("select count(*) from books.company").fetchone() == (0,)
    finally:
        narrow.close_pools()


def test_a_connection_that_failed_brings_no_context_into_the_next_transaction(store: Store) -> None:
    narrow = Store(store.server, store.database, pool_size=1)
    try:
        with pytest.raises(psycopg.errors.DivisionByZero), narrow.reading(Identity(ANN, ("NORTH",))) as books:
            books.execute("select 1 / 0")
        with narrow.reading(Identity(ANN, ())) as books:
            assert books.execute("select count(*) from company").fetchone() == {"count": 0}
    finally:
        narrow.close_pools()


@pytest.mark.parametrize(
    ("name", "amount", "error"),
    [
        ("with a NUL\0", "1", BadInput),
        ("too much", "1e30", BadInput),
        ("negative and no credit", "-1", BadInput),
        ("O'Brien'; DROP TABLE books.invoice; --", "1", None),
    ],
)
def test_what_a_column_cannot_hold_is_bad_input_and_a_quote_is_a_name(
    store: Store, name: str, amount: str, error: type[Exception] | None
) -> None:
    def enter() -> None:
        with store.loading(Identity(ANN, ("NORTH",))) as books:
            books.execute(
                """insert into invoice (company_id, side, number, normalised_number, party_id, issue_date, posting_date,
                                        due_date, currency, net, gross, open_amount)
                   select 'NORTH', 'payable', %s, 'x', min(party_id), '2026-06-01', '2026-06-01', '2026-07-01', 'EUR',
                          %s::numeric, %s::numeric, 0 from party""",
                [name, amount, amount],
            )

    if error is None:
        enter()
        with store.reading(Identity(ANN, ("NORTH",))) as books:
            assert books.execute("select number from invoice where number = %s", [name]).fetchone() == {"number": name}
    else:
        with pytest.raises(error):
            enter()


def test_without_a_database_the_books_are_unavailable_and_not_empty(store: Store) -> None:
    cut_off = Store(store.server, "wcc_test_no_such_database", patience=0.5)
    try:
        assert not cut_off.ready()
        with pytest.raises(Unavailable), cut_off.reading(Identity(ANN, ("NORTH",))) as books:
            books.execute("select 1")
    finally:
        cut_off.close_pools()


def test_what_a_conversation_remembers_is_its_persons_alone(store: Store) -> None:
    def seen_by(person: str, company: str) -> list[dict[str, object]]:
        with store.reading(Identity(person, (company,))) as books:
            return books.execute("select thread_id from agent.checkpoints where thread_id = 'kept'").fetchall()

    with store.reading(Identity(ANN, ("NORTH",))) as books:
        books.execute("insert into conversation (company_id, thread_id, person_id) values ('NORTH', 'kept', %s)", [ANN])
        books.execute("insert into agent.checkpoints (thread_id, checkpoint_id, checkpoint) values ('kept', '1', '{}')")
    assert seen_by(ANN, "NORTH") == [{"thread_id": "kept"}]
    assert seen_by("ben@halden.example", "NORTH") == seen_by("ben@halden.example", "SOUTH") == []
    with psql(store, "wcc_runtime") as session:
        assert session.execute("select count(*) from agent.checkpoints").fetchone() == (0,)
    with pytest.raises(Conflict), store.reading(Identity("ben@halden.example", ("SOUTH",))) as books:
        books.execute(
            "insert into conversation (company_id, thread_id, person_id) values ('SOUTH', 'kept', 'ben@halden.example')"
        )
