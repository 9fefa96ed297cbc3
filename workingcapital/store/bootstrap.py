"""Make the logins and the extension that the books need, on any PostgreSQL 16+ with pgvector."""

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from workingcapital.store.errors import LoginTaken
from workingcapital.store.logins import LOADER, LOGINS, OWNER, Secrets

_ATTRIBUTES = sql.SQL("login nosuperuser nobypassrls nocreatedb nocreaterole noreplication")


def bootstrap(conninfo_admin: str, secrets: Secrets, reset_logins: bool = False) -> None:
    """Create what is missing in the connection's database: logins, their right to connect, pgvector.

    The owner's login gets the database. A login that exists keeps its secret unless
    `reset_logins`; when that secret is not ours: LoginTaken.
    """
    if is_ready(conninfo_admin, secrets):
        return
    with psycopg.connect(conninfo_admin) as admin:
        # Roles belong to the whole server: two stores that start at once must not both create them.
        admin.execute("select pg_advisory_xact_lock(hashtext('wcc bootstrap'))")
        for login in LOGINS:
            _make_login(admin, login, secrets, conninfo_admin, reset_logins)
        admin.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(OWNER)))
        give_database(admin)
        admin.execute("create extension if not exists vector")


def is_ready(conninfo: str, secrets: Secrets) -> bool:
    """Whether every login exists, ours open the door, and the extension is there."""
    if not all(secrets.has(login) for login in LOGINS):
        return False
    try:
        with psycopg.connect(as_login(conninfo, OWNER, secrets)) as owner:
            row = owner.execute(
                """select (select count(*) from pg_roles where rolname = any(%s)),
                          exists (select from pg_extension where extname = 'vector')""",
                [list(LOGINS)],
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return row == (len(LOGINS), True)


def opens(conninfo: str, login: str, secrets: Secrets) -> bool:
    """Whether the login's secret is the one the server knows."""
    try:
        psycopg.connect(as_login(conninfo, login, secrets)).close()
    except psycopg.OperationalError:
        return False
    return True


def as_login(conninfo: str, login: str, secrets: Secrets) -> str:
    """The same server and database, as one of our logins."""
    return make_conninfo(conninfo, user=login, password=secrets.password(login))


def _make_login(admin: psycopg.Connection, login: str, secrets: Secrets, conninfo: str, reset: bool) -> None:
    known = admin.execute("select from pg_roles where rolname = %s", [login]).fetchone() is not None
    if known and not reset and not opens(conninfo, login, secrets):
        raise LoginTaken(
            f"{login} exists on this server with another secret. Copy the secrets folder of the installation that "
            "made it and point STORE_SECRETS_DIR there, or set STORE_RESET_LOGINS=true to replace its secret."
        )
    verb = sql.SQL("alter role" if known else "create role")
    # The server and its log see the verifier only, never the password.
    verifier = admin.pgconn.encrypt_password(
        secrets.password(login).encode(), login.encode(), b"scram-sha-256"
    ).decode()
    admin.execute(
        sql.SQL("{verb} {name} {attributes} password {verifier}").format(
            verb=verb, name=sql.Identifier(login), attributes=_ATTRIBUTES, verifier=sql.Literal(verifier)
        )
    )


def give_database(admin: psycopg.Connection) -> None:
    """Make the connection's database the owner's, and let our logins in and nobody else."""
    name = sql.Identifier(admin.info.dbname)
    for statement in (
        sql.SQL("alter database {} owner to {}").format(name, sql.Identifier(OWNER)),
        sql.SQL("revoke all on database {} from public").format(name),
        sql.SQL("grant connect on database {} to {}").format(name, sql.SQL(", ").join(map(sql.Identifier, LOGINS))),
        sql.SQL("grant temporary on database {} to {}").format(name, sql.Identifier(LOADER)),
    ):
        admin.execute(statement)
