"""Pull a ledger from an API: page by page onto disk, then into the books as one load.

A page that has been fetched is not fetched again: a pull that was cut goes on where it stopped. Nothing changes in the
books before the last page is there. Another source is added by writing a Connector; the rest stays.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

import httpx

from workingcapital.errors import BadInput, CopilotError, NotPermitted
from workingcapital.importing import export_load
from workingcapital.importing.importer import Progress
from workingcapital.importing.report import ImportReport
from workingcapital.importing.settings import ImportSettings
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity

ATTEMPTS: Final = 5
LONGEST_WAIT: Final = 120.0  # seconds; a source that asks for more is asked again by the next pull
FRESH_SECONDS: Final = 6 * 3600  # pages of a cut pull that are older belong to another state of the source

Records = dict[str, list[dict[str, Any]]]


class SourceUnavailable(CopilotError):
    """The source cannot be reached, or asks to wait longer than a pull waits."""

    status = 503


class Connector(Protocol):
    """A source that is read in pages of records."""

    name: str
    endpoints: Sequence[str]

    def request(self, endpoint: str, page: int) -> httpx.Request:
        """The request for a page, counted from 1."""
        ...

    def records(self, endpoint: str, body: Any) -> list[dict[str, Any]]:
        """The records of a page; BadInput where the body is not what the API promises."""
        ...

    def is_last(self, body: Any, records: Sequence[dict[str, Any]]) -> bool:
        """Whether no page follows."""
        ...

    def export(self, records: Records, base_currency: str) -> export_load.Export:
        """All records as an export that can be loaded."""
        ...


def pull(
    store: Store, who: Identity, company: str, connector: Connector, spool: Path, dry_run: bool = False,
    accept_rejects: bool = False, progress: Progress | None = None, client: httpx.Client | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> ImportReport:  # fmt: skip
    """Fetch what is missing under `spool`, then load everything; the pages go once they have been read whole.

    Raises SourceUnavailable (run it again: it goes on), NotPermitted (the token), BadInput (not such an API).
    """
    folder = spool / company / connector.name
    _drop_stale(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with client or httpx.Client(timeout=30) as opened:
        fetched = {
            name: list(_endpoint(connector, opened, name, folder, progress, wait)) for name in connector.endpoints
        }
    bodies = sorted(folder.glob("*.json"))
    report = ImportReport(dry_run=dry_run, accepted_rejects=accept_rejects)
    report.detected = {name: {"records": len(records)} for name, records in fetched.items()}

    def about(export: export_load.Export) -> dict[str, Any]:
        return {
            "source_system": export.source_system, "kind": "pull", "file_name": f"{len(bodies)} pages",
            "file_sha256": hashlib.sha256(b"".join(body.read_bytes() for body in bodies)).hexdigest(),
            "detected": report.detected, "loaded_by": who.person,
        }  # fmt: skip

    export_load.import_export(
        store, who, company, lambda currency: connector.export(fetched, currency), about, report, ImportSettings()
    )
    shutil.rmtree(folder)  # what was rejected is put right at the source, and fetched anew
    return report


def _endpoint(
    connector: Connector, client: httpx.Client, name: str, folder: Path, progress: Progress | None,
    wait: Callable[[float], None],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    page = 0
    while True:
        page += 1
        kept = folder / f"{name}-{page:06}.json"
        if not kept.exists():
            _keep(kept, _fetched(connector, client, name, page, wait))
        if progress:
            progress(f"{name}, page {page}", 0.0)
        body = _read(kept)
        records = connector.records(name, body)
        yield from records
        if connector.is_last(body, records):
            return


def _fetched(
    connector: Connector, client: httpx.Client, name: str, page: int, wait: Callable[[float], None]
) -> bytes:  # fmt: skip
    """The body of a page. A source that is busy is given the time it asks for; one that fails, a little more each time."""
    why = ""
    for attempt in range(ATTEMPTS):
        try:
            answer = client.send(connector.request(name, page))
        except httpx.TransportError as error:
            why, pause = str(error) or type(error).__name__, 2.0**attempt
        else:
            if answer.status_code == 200:
                return answer.content
            _refuse(answer, connector.name)
            why, pause = f"HTTP {answer.status_code}", _pause(answer, attempt)
        if pause > LONGEST_WAIT:
            raise SourceUnavailable(f"{connector.name} asks to wait {pause:.0f} s at page {page} of {name}; "
                                    "run the pull again then: it goes on from there")  # fmt: skip
        if attempt < ATTEMPTS - 1:
            wait(pause)
    raise SourceUnavailable(f"{connector.name} fails at page {page} of {name} ({why}); "
                            "run the pull again: it goes on from there, and nothing has changed in the books")  # fmt: skip


def _refuse(answer: httpx.Response, name: str) -> None:
    if answer.status_code in (401, 403):
        raise NotPermitted(f"{name} refuses the token (HTTP {answer.status_code}): get a new one")
    if answer.status_code != 429 and answer.status_code < 500:
        raise BadInput(f"{name} answers HTTP {answer.status_code} to {answer.request.url}: check the address")


def _pause(answer: httpx.Response, attempt: int) -> float:
    """Seconds to wait: what the source says, else twice as long each time."""
    said = answer.headers.get("retry-after", "")
    return float(said) if said.isdigit() else 2.0**attempt


def _keep(path: Path, body: bytes) -> None:
    """A page is there whole or not at all; one that is not JSON is not kept."""
    try:
        json.loads(body)
    except (ValueError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.stem}: the source's answer is not JSON ({error})") from error
    beside = path.with_suffix(".part")
    beside.write_bytes(body)
    beside.rename(path)


def _read(path: Path) -> Any:
    return json.loads(path.read_bytes(), parse_float=Decimal)


def _drop_stale(folder: Path) -> None:
    pages = list(folder.glob("*.json"))
    if pages and time.time() - min(page.stat().st_mtime for page in pages) > FRESH_SECONDS:
        shutil.rmtree(folder)
