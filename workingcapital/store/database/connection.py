"""Connections to the books: one login for each thing that may be done, each transaction in somebody's name."""

import select
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from typing import Final, Self
from weakref import WeakKeyDictionary

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from workingcapital.controls.refusals import refusal
from workingcapital.errors import BadInput, Conflict, CopilotError, NotPermitted, Unavailable
from workingcapital.store.database.context import Identity, sign
from workingcapital.store.database.embedded import Server, attach
from workingcapital.store.database.logins import OWNER
from workingcapital.store.database.migrating import prepare
from workingcapital.store.database.settings import StoreSettings

Books = psycopg.Connection[DictRow]

SEARCH_PATH = "books,control,public"
_TRUSTED_SECONDS: Final = 10.0  # a connection used within them is asked for nothing when it is taken again
# Decisions of one company take turns at the end of its audit chain. More connections than a few decide no sooner: they hold
# rows while they wait there, and each plans its statements anew whenever a table was analysed.
_CONNECTIONS: Final = {"wcc_decision": 4}
_SECONDS = {"wcc_loader": 3600}  # a load of a large file outlives a question
# A question leaves out most of what it could narrow by. A plan made once for all of them uses none of it, and costs a
# hundred times more than planning anew. A loader's checks of references, though, are the same for a million rows.
# A decision reads the few rows of one proposal by their keys: planning it anew costs three times what doing it does.
_OPTIONS = {
    "wcc_runtime": " -c plan_cache_mode=force_custom_plan",
    "wcc_decision": " -c plan_cache_mode=force_generic_plan",
    "wcc_execution": " -c plan_cache_mode=force_generic_plan",
    "wcc_loader": " -c temp_buffers=64MB -c work_mem=64MB",  # staging tables and their sorts stay in memory
}


class Store:
    """The books, reached as a person; opens its pools when first used."""

    def __init__(self, server: Server, database: str | None = None, pool_size: int = 8, patience: float = 5) -> None:
        self.server = server
        self.database = database or server.database
        self._key = server.secrets.context_key()
        self._pool_size = pool_size
        self._patience = patience  # seconds until a connection that cannot be had is an answer
        self._pools: dict[str, ConnectionPool[Books]] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, settings: StoreSettings | None = None) -> Self:
        """Start or join the database, migrate it when it is behind."""
        with _mapped():
            store = cls(attach(settings))
        try:
            store.prepare()
        except BaseException:
            store.close()
            raise
        return store

    def prepare(self) -> None:
        """Migrate when behind, and let the database know our key."""
        with _mapped():
            prepare(self.conninfo(OWNER), self._key)

    def conninfo(self, login: str) -> str:
        """The address of the database for one of our logins; it holds a password."""
        return self.server.conninfo(login, self.database)

    def reading(self, who: Identity) -> AbstractContextManager[Books]:
        """One transaction that reads the books and writes what was said."""
        return self._transaction("wcc_runtime", who)

    @contextmanager
    def loading(self, who: Identity) -> Iterator[Books]:
        """One transaction that enters rows: importers, ingest, the sample company."""
        with self._transaction("wcc_loader", who) as books:
            # Checks of references keep the plan they were first given: made over a small table, it reads all of a
            # big one, row after row.
            books.execute("discard plans")
            yield books
            books.execute("select control.refresh_statistics()")

    def deciding(self, who: Identity) -> AbstractContextManager[Books]:
        """One transaction in which a person decides on a proposal.

        Its statements and its end go out together when nothing is fetched before: a company's approvals queue up at the
        end of its audit chain, and none of them waits there for this process.
        """
        return self._transaction("wcc_decision", who, together=True)

    def executing(self, who: Identity) -> AbstractContextManager[Books]:
        """One transaction in which a person releases what was approved."""
        return self._transaction("wcc_execution", who)

    def identifying(self, who: Identity) -> AbstractContextManager[Books]:
        """One transaction that signs a person in or takes their second factor."""
        return self._transaction("wcc_identity", who)

    def sign(self, who: Identity, seconds: int = 300) -> str:
        """The identity as the token the database verifies; for a connection that is not ours."""
        return sign(who, self._key, seconds)

    def access_key(self) -> bytes:
        """The key that signs access tokens: another one than the database knows."""
        return self.server.secrets.access_key()

    def ready(self) -> bool:
        """Whether the database answers."""
        try:
            with self.reading(Identity("", ())) as books:
                books.execute("select 1")
        except CopilotError:
            return False
        return True

    def close_pools(self) -> None:
        """Close every connection; the next use opens new ones."""
        with self._lock:
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def close(self) -> None:
        """Close every connection and let go of the server; an embedded one stops with its last user."""
        self.close_pools()
        self.server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self, login: str, who: Identity, together: bool = False) -> Iterator[Books]:
        try:
            with _mapped(), self._opened(login, who, together) as books:
                yield books
        except _Refused as refused:
            self._put_on_record(who, refused)
            raise refused.error from refused.__cause__

    @contextmanager
    def _opened(self, login: str, who: Identity, together: bool = False) -> Iterator[Books]:
        token = sign(who, self._key, _SECONDS.get(login, 300))
        # Commits at the end, rolls back on an error; who raises Rollback wanted just that.
        with suppress(psycopg.Rollback), self._pool(login).connection() as books, ExitStack() as sent:
            sent.enter_context(books.pipeline())  # the beginning and who speaks go out together
            books.execute("select set_config('wcc.context', %s, true)", [token])
            if not together:
                sent.close()
            yield books
            if together:
                books.commit()

    def _put_on_record(self, who: Identity, refused: "_Refused") -> None:
        # The refusal undid its own transaction, and with it whatever it might have written to the audit chain.
        with suppress(Unavailable), _mapped(), self._opened("wcc_runtime", who) as books:
            books.execute(
                """select control.note(%s, 'refused', 'request', %s,
                                       jsonb_build_object('code', %s::text, 'why', %s::text))""",
                [refused.company, refused.error.kind(), refused.code, refused.error.detail],
            )

    def _pool(self, login: str) -> "ConnectionPool[Books]":
        with self._lock:
            if login not in self._pools:
                self._pools[login] = ConnectionPool(
                    self.conninfo(login),
                    connection_class=Books,
                    kwargs={
                        "row_factory": dict_row,
                        "options": f"-c search_path={SEARCH_PATH}{_OPTIONS.get(login, '')}",
                    },
                    min_size=0,
                    max_size=min(self._pool_size, _CONNECTIONS.get(login, self._pool_size)),
                    timeout=self._patience,
                    check=_still_there,
                    open=True,
                )
            return self._pools[login]


_TAKEN: WeakKeyDictionary[Books, float] = WeakKeyDictionary()  # when each was taken last


def _still_there(books: Books) -> None:
    """Raise for a connection whose server is gone.

    A server that hangs up makes its connection readable, which costs no round trip to see. One that vanished without a
    word is found by asking, for a connection that rested.
    """
    now = time.monotonic()
    rested = now - _TAKEN.get(books, 0.0) > _TRUSTED_SECONDS
    _TAKEN[books] = now
    watch = select.poll()
    watch.register(books.fileno(), select.POLLIN)
    if rested or watch.poll(0):
        ConnectionPool.check_connection(books)


class _Refused(Exception):
    """A refusal of the database that belongs on record in a company's audit chain."""

    def __init__(self, error: CopilotError, code: str, company: str) -> None:
        super().__init__(error.detail)
        self.error, self.code, self.company = error, code, company


@contextmanager
def _mapped() -> Iterator[None]:
    """Turn what the database says into errors a person can read."""
    try:
        yield
    except (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Unavailable("the database does not answer; try again in a moment") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise NotPermitted(error.diag.message_primary or str(error)) from error
    except psycopg.IntegrityError as error:
        raise _unfit(error) from error
    except psycopg.Error as error:
        ours = refusal(error.sqlstate or "", error.diag.message_primary or str(error), error.diag.message_detail)
        if ours is None:
            if _is_bad_value(error):
                raise BadInput(str(error)) from error
            raise
        if error.diag.message_hint:
            raise _Refused(ours, error.sqlstate or "", error.diag.message_hint) from error
        raise ours from error


def _unfit(error: psycopg.IntegrityError) -> CopilotError:
    """A row that a constraint of the schema does not take."""
    said = error.diag.message_primary or str(error)
    if isinstance(error, psycopg.errors.UniqueViolation):
        return Conflict(f"it is there already ({said})")
    return BadInput(f"the books do not take this ({said})")


def _is_bad_value(error: psycopg.Error) -> bool:
    """An amount beyond every column, or text with a NUL in it; not a mistake of ours."""
    told_by_client = isinstance(error, psycopg.DataError) and error.sqlstate is None
    return told_by_client or isinstance(error, psycopg.errors.NumericValueOutOfRange)
