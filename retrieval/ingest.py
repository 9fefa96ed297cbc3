"""Files into the index: read apart, judged, linked, cut, embedded, stored. One file's trouble stops no other file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow

from retrieval.classify import Nature, nature, party_of
from retrieval.elements import Line, Reading, Unreadable
from retrieval.embedding import Embedder, embedder
from retrieval.hygiene import clean
from retrieval.kinds import mime_of
from retrieval.passages import Passage, passages
from retrieval.query import with_parts_of_compounds
from retrieval.report import IngestReport, Progress, Reader
from retrieval.sandbox import Sandbox
from retrieval.settings import RetrievalSettings
from retrieval.vault import FolderVault, Vault, digest, pages_key, storage_key
from workingcapital.errors import NotFound, UnknownCompany
from workingcapital.store import documents as table
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.passages import NewPassage, add_passages


@dataclass
class _Read:
    path: Path
    data: bytes
    sha256: str
    mime: str = "application/octet-stream"
    reading: Reading | None = None
    pages: bytes | None = None
    passages: list[Passage] = field(default_factory=list)
    nature: Nature | None = None
    party: int | None = None
    label: str = ""
    why: str = ""


class Ingest:
    """Takes files in for one company; its parts can be replaced by others of the same shape."""

    def __init__(
        self, store: Store, who: Identity, company: str, settings: RetrievalSettings | None = None,
        vault: Vault | None = None, embedding: Embedder | None = None, reader: Reader | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings or RetrievalSettings()
        self.store, self.who, self.company = store, who, company
        self.vault = vault or FolderVault(self.settings.documents_dir)
        self._embedding = embedding
        self._reader = reader
        self.report = IngestReport()
        self._own_name = ""
        self._parties: list[dict[str, Any]] = []

    def run(self, files: Sequence[Path], progress: Progress | None = None) -> IngestReport:
        """Take the files in; each becomes a document, a duplicate or a quarantined file with its reason."""
        fresh = self._new_ones(files)
        with Sandbox(self.settings) as sandbox:
            for number, one in enumerate(fresh):
                if progress:
                    progress(title(one.path.name), 0.6 * number / len(fresh))
                self._read(one, self._reader or sandbox)
        if progress:
            progress("vectors", 0.6)
        vectors = self._vectors(fresh)
        with self.store.loading(self.who) as books:
            for one in fresh:
                self._enter(books, one, vectors.get(one.sha256, []))
            table.link_versions(books, self.company)
        return self.report

    def _new_ones(self, files: Sequence[Path]) -> list[_Read]:
        loaded: dict[str, _Read] = {}
        for path in files:
            size = path.stat().st_size
            if size > self.settings.max_file_bytes:
                self._refuse(path.name, f"the file has {size:,} bytes; {self.settings.max_file_bytes:,} are allowed")
                continue
            data = path.read_bytes()
            if (sha := digest(data)) in loaded:
                self.report.duplicates += 1
            else:
                loaded[sha] = _Read(path, data, sha)
        with self.store.reading(self.who) as books:
            self._own_name = _company_name(books, self.company)
            self._parties = table.names_to_link(books, self.company)
            known = table.known_hashes(books, self.company, list(loaded))
        for sha, trust in known.items():
            one = loaded.pop(sha)
            if trust == "quarantined":
                self._refuse(one.path.name, "in quarantine since it was first given")
            else:
                self.report.duplicates += 1
        return list(loaded.values())

    def _read(self, one: _Read, reader: Reader) -> None:
        try:
            one.mime = mime_of(one.path, self.settings)
            one.reading, one.pages = reader.read(one.path, one.mime)
            one.passages = passages(one.reading, self.settings)
            one.nature = nature(one.reading, one.path.name)
            one.party = party_of(one.reading, self._parties, self._own_name)
            one.label = self._label(one)
        except Unreadable as problem:
            one.why = problem.detail

    def _vectors(self, files: list[_Read]) -> dict[str, list[list[float]]]:
        """Vectors of all passages in one go: short texts are batched with short ones across files."""
        texts = [(one.sha256, p.searchable(one.label)) for one in files for p in one.passages]
        if not texts:
            return {}
        rows = self.embedding.embed([text for _, text in texts])
        result: dict[str, list[list[float]]] = {one.sha256: [] for one in files}
        for (sha, _), row in zip(texts, rows, strict=True):
            result[sha].append([float(number) for number in row])
        return result

    @property
    def embedding(self) -> Embedder:
        """The embedder, loaded when it is first needed."""
        self._embedding = self._embedding or embedder(self.settings)
        return self._embedding

    def _label(self, one: _Read) -> str:
        """What a passage belongs to, as words: kind and party; the name of the file where there is no party."""
        party = next((p["name"] for p in self._parties if p["party_id"] == one.party), title(one.path.name))
        return f"{one.nature.kind if one.nature else 'document'}, {party}"

    def _enter(self, books: Connection[DictRow], one: _Read, vectors: list[list[float]]) -> None:
        self.vault.put(storage_key(self.company, one.sha256), one.data)
        if one.reading is None or one.nature is None:
            self._quarantine(books, one)
            return
        document_id = table.add_document(
            books, self.company, self.who.person, self._row(books, one, one.reading, one.nature)
        )
        if document_id is None:
            self.report.duplicates += 1
            return
        if one.pages:
            self.vault.put(pages_key(self.company, one.sha256), one.pages)
        table.add_fields(books, self.company, document_id, _fields(one.reading, one.nature))
        add_passages(books, self.company, document_id, self._rows(one, vectors))
        self.report.documents += 1
        self.report.chunks += len(one.passages)
        self.report.warnings += [{"file": title(one.path.name), "why": warning} for warning in one.reading.warnings]

    def _row(self, books: Connection[DictRow], one: _Read, reading: Reading, found: Nature) -> table.NewDocument:
        may_be = one.party is not None and found.kind == "invoice"
        invoices = table.invoices_numbered(books, self.company, one.party or 0, found.numbers) if may_be else []
        return table.NewDocument(
            one.sha256, title(one.path.name), reading.mime, len(one.data), reading.pages, found.kind,
            storage_key(self.company, one.sha256), one.party, invoices[0]["invoice_id"] if len(invoices) == 1 else None,
            found.document_date, found.in_force_from, found.in_force_to,
            trust_reason="; ".join(reading.warnings)[:2000] or None,
        )  # fmt: skip

    def _rows(self, one: _Read, vectors: list[list[float]]) -> list[NewPassage]:
        return [
            NewPassage(
                p.sequence, p.page, p.box, p.text, [_stored(line) for line in p.lines],
                p.tokens, self.embedding.model, vector, with_parts_of_compounds(p.searchable(one.label)),
            )
            for p, vector in zip(one.passages, vectors, strict=True)
        ]  # fmt: skip

    def _quarantine(self, books: Connection[DictRow], one: _Read) -> None:
        new = table.NewDocument(
            one.sha256, title(one.path.name), one.mime, len(one.data), 0, "other",
            storage_key(self.company, one.sha256), trust="quarantined", trust_reason=one.why,
        )  # fmt: skip
        table.add_document(books, self.company, self.who.person, new)
        self._refuse(one.path.name, one.why)

    def _refuse(self, name: str, why: str) -> None:
        self.report.quarantined.append({"file": name, "why": why})


def ingest(
    store: Store, who: Identity, company: str, paths: Iterable[Path | str], progress: Progress | None = None
) -> IngestReport:
    """Take files, and the files of folders, into the company's index."""
    return Ingest(store, who, company).run(files_under(paths), progress)


def files_under(paths: Iterable[Path | str]) -> list[Path]:
    """The files meant by the paths, folders walked in order; raises NotFound for a path that is not there."""
    result: list[Path] = []
    for path in map(Path, paths):
        if not path.exists():
            raise NotFound(f"there is no file {path.name!r}")
        result += (
            sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
            if path.is_dir()
            else [path]
        )
    return result


def _fields(reading: Reading, found: Nature) -> list[tuple[str, str, str]]:
    said = [("replaces", found.replaces, "text")] if found.replaces is not None else []
    return [*((field.name, field.value, field.source) for field in reading.fields), *said]


def _stored(line: Line) -> dict[str, Any]:
    return {"text": line.text, "page": line.page, "box": line.box} | ({"heading": True} if line.heading else {})


def _company_name(books: Connection[DictRow], company: str) -> str:
    row = books.execute("select name from company where company_id = %(company)s", {"company": company}).fetchone()
    if row is None:
        raise UnknownCompany(f"there is no company {company}")
    return str(row["name"])


def title(file_name: str) -> str:
    """A name to show: the last part only, without characters that lie."""
    return clean(file_name.replace("\\", "/").rsplit("/", 1)[-1])[:200] or "unnamed"
