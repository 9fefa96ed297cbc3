"""Make the logins and the extension that the books need, on any PostgreSQL 16+ with pgvector."""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from workingcapital.store.database.errors import BadAddress, DatabaseUnfit, DatabaseUnreachable, LoginTaken
from workingcapital.store.database.logins import LOADER, LOGINS, OWNER, Secrets

_OLDEST = 16
_NEW_ROLE = "create role {} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication password {}"


def bootstrap(conninfo_admin: str, secrets: Secrets, reset_logins: bool = False) -> None:
    """Create what is missing in the connection's database: logins, their right to connect, pgvector.

    The owner's login gets the database. A login that exists keeps its secret unless
    `reset_logins`; when that secret is not ours: LoginTaken.
    """
    if is_ready(conninfo_admin, secrets):
        return
    try:
        with psycopg.connect(conninfo_admin) as admin:
            _refuse_old(admin)
            # Roles belong to the whole server: two stores that start at once must not both create them.
            admin.execute("select pg_advisory_xact_lock(hashtext('wcc bootstrap'))")
            for login in LOGINS:
                _make_login(admin, login, secrets, conninfo_admin, reset_logins)
            _join_owner(admin)
            give_database(admin)
            admin.execute("create extension if not exists vector")
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(f"the database of DATABASE_URL does not let us in: {error}") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseUnfit(f"DATABASE_URL needs a login that may create roles: {error}") from error
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile) as error:
        raise DatabaseUnfit(f"the server has no pgvector: {error}") from error


def checked_conninfo(url: str) -> str:
    """DATABASE_URL as psycopg understands it; BadAddress when it is none."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        parts = conninfo_to_dict(plain)
    except psycopg.ProgrammingError as error:
        raise BadAddress("DATABASE_URL has the form postgresql://login:password@host:port/database") from error
    if not parts.get("dbname"):
        raise BadAddress("DATABASE_URL names no database: put /name at its end")
    return plain


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
    row = admin.execute("select rolsuper or rolbypassrls from pg_roles where rolname = %s", [login]).fetchone()
    if row and row[0]:
        raise LoginTaken(f"{login} is a superuser or bypasses row-level security on this server: drop it")
    if row and not reset and not opens(conninfo, login, secrets):
        raise LoginTaken(
            f"{login} exists on this server with another secret. Copy the secrets folder of the installation that "
            "made it and point STORE_SECRETS_DIR there, or set STORE_RESET_LOGINS=true to replace its secret."
        )
    # The server and its log see the verifier only, never the password.
    words = (secrets.password(login).encode(), login.encode(), b"scram-sha-256")
    verifier = admin.pgconn.encrypt_password(*words).decode()
    statement = sql.SQL("alter role {} login password {}") if row else sql.SQL(_NEW_ROLE)
    admin.execute(statement.format(sql.Identifier(login), sql.Literal(verifier)))


def _join_owner(admin: psycopg.Connection) -> None:
    """Let an administrator who is no superuser act for the owner."""
    if admin.info.parameter_status("is_superuser") != "on":
        admin.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(OWNER)))


def _refuse_old(admin: psycopg.Connection) -> None:
    if admin.info.server_version < _OLDEST * 10_000:
        raise DatabaseUnfit(f"the server is PostgreSQL {admin.info.server_version // 10_000}; {_OLDEST} is the oldest")


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
