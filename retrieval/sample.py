"""The sample company's documents in the index, in a few seconds.

Reading and embedding a hundred files takes twenty seconds, and they are always the same bytes. So their readings and
vectors are shipped, each under the hash of what it was made from: a file, a text or a reader that has changed is read
and embedded like any other. `python -m retrieval.shipping` makes the shipped files anew.
"""

import gzip
import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.elements import Reading
from retrieval.embedding import DIMENSIONS, LOCAL_MODEL, Embedder, Vectors, embedder
from retrieval.ingest import Ingest, files_under
from retrieval.report import IngestReport, Reader
from retrieval.sandbox import Sandbox
from retrieval.settings import ROOT, RetrievalSettings
from retrieval.typeset import Paragraph, typeset
from retrieval.vault import digest
from workingcapital.sample_company.company import GROUP
from workingcapital.sample_company.documents import make_documents
from workingcapital.sample_company.documents.spec import Tables
from workingcapital.sample_company.loader import LOADER
from workingcapital.store import documents as table
from workingcapital.store.database.connection import Store

SHIPPED = ROOT / "retrieval" / "shipped"
_READERS = ("loaders/*.py", "elements.py", "hygiene.py", "reading.py", "sentences.py")


def ingest_sample_documents(
    store: Store, progress: Callable[[str, float], None] | None = None, rows: Tables | None = None
) -> dict[str, IngestReport]:
    """Make the documents and take them in, once; `rows` saves generating the books a second time."""
    settings = RetrievalSettings()
    with store.reading(LOADER) as books:
        missing = [company.code for company in GROUP if not table.document_count(books, company.code)]
    reports: dict[str, IngestReport] = {}
    if not missing:
        return reports
    known = Known.load()
    with tempfile.TemporaryDirectory() as folder, Sandbox(settings) as sandbox:
        if progress:
            progress("writing documents", 0.0)
        make_documents(Path(folder), rows if rows is not None else _generated())
        for number, company in enumerate(missing):
            if progress:
                progress(f"documents of {company}", (number + 1) / (len(missing) + 1))
            reading, embedding = KnownReader(sandbox, known), KnownEmbedder(settings, known)
            one = Ingest(store, LOADER, company, settings, embedding=embedding, reader=reading)
            reports[company] = one.run(files_under([Path(folder) / company]))
    return reports


class Known:
    """What is shipped: readings by the hash of the file, vectors by the hash of the text."""

    def __init__(self, readings: dict[str, Any], vectors: dict[str, Vectors]) -> None:
        self.readings, self.vectors = readings, vectors

    @classmethod
    def load(cls) -> "Known":
        """The shipped files; nothing of them when they were made by another reader."""
        if not (SHIPPED / "readings.json.gz").is_file():
            return cls({}, {})
        shipped = json.loads(gzip.decompress((SHIPPED / "readings.json.gz").read_bytes()))
        with np.load(SHIPPED / "vectors.npz", allow_pickle=False) as arrays:
            keys, rows = arrays["keys"], arrays["vectors"].astype(np.float32)
        readings = shipped["readings"] if shipped["reader"] == reader_digest() else {}
        return cls(readings, {bytes(key).hex(): row for key, row in zip(keys, rows, strict=True)})


class KnownReader:
    """Answers with the shipped reading of a file it knows, else reads it."""

    def __init__(self, reader: Reader, known: Known) -> None:
        self._reader, self._known = reader, known

    def read(self, path: Path, mime: str) -> tuple[Reading, bytes | None]:
        """The same answer as the sandbox gives."""
        shipped = self._known.readings.get(digest(path.read_bytes()))
        if shipped is None:
            return self._reader.read(path, mime)
        reading = Reading.from_json(shipped)
        if not reading.paragraphs:
            return reading, None
        reading.lines, pages, reading.pages = typeset(
            [Paragraph(text, heading) for text, heading in reading.paragraphs]
        )
        return reading, pages


class KnownEmbedder:
    """Answers with the shipped vectors of texts it knows, else embeds them; another model knows none."""

    def __init__(self, settings: RetrievalSettings, known: Known) -> None:
        self._settings, self._known = settings, known
        self._other: Embedder | None = None if settings.embedding == "local" else embedder(settings)
        self.model = self._other.model if self._other else LOCAL_MODEL

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        shipped = {} if self._other else self._known.vectors
        result = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        unknown = []
        for number, text in enumerate(texts):
            row = shipped.get(text_key(text))
            if row is None:
                unknown.append(number)
            else:
                result[number] = row
        if unknown:
            self._other = self._other or embedder(self._settings)
            result[unknown] = self._other.embed([texts[number] for number in unknown])
        return result


def text_key(text: str) -> str:
    """Under what the vector of a text is shipped."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def reader_digest() -> str:
    """Changes with every line of the code that reads files."""
    sources = [path for pattern in _READERS for path in sorted((ROOT / "retrieval").glob(pattern))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _generated() -> Tables:
    from workingcapital.sample_company.generator import generate

    return generate()
