"""Make the shipped readings and vectors of the sample documents anew: `python -m retrieval.shipping`."""

import gzip
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.elements import Reading
from retrieval.embedding import Embedder, Vectors, embedder
from retrieval.ingest import Ingest, files_under
from retrieval.report import Reader
from retrieval.sample import SHIPPED, reader_digest, text_key
from retrieval.sandbox import Sandbox
from retrieval.settings import RetrievalSettings
from retrieval.vault import FolderVault, digest
from workingcapital import sample_company
from workingcapital.sample_company.company import GROUP
from workingcapital.sample_company.documents import make_documents
from workingcapital.sample_company.loader import LOADER
from workingcapital.store.database.connection import Store
from workingcapital.store.database.embedded import scratch


class _RecordingReader:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.readings: dict[str, Any] = {}

    def read(self, path: Path, mime: str) -> tuple[Reading, bytes | None]:
        reading, pages = self._reader.read(path, mime)
        lines = [] if reading.paragraphs else reading.as_json()["lines"]  # laid out again from the paragraphs
        self.readings[digest(path.read_bytes())] = reading.as_json() | {"lines": lines}
        return reading, pages


class _RecordingEmbedder:
    def __init__(self, inner: Embedder) -> None:
        self._inner, self.model = inner, inner.model
        self.vectors: dict[str, Any] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = self._inner.embed(texts)
        self.vectors |= {text_key(text): row for text, row in zip(texts, rows, strict=True)}
        return rows


def ship(store: Store, into: Path = SHIPPED) -> tuple[int, int]:
    """Take the documents into a store that holds the sample company; write down what was read and embedded."""
    settings = RetrievalSettings()
    with tempfile.TemporaryDirectory() as folder, Sandbox(settings) as sandbox:
        make_documents(Path(folder) / "files", sample_company.generate())
        reader, embedding = _RecordingReader(sandbox), _RecordingEmbedder(embedder(settings))
        vault = FolderVault(Path(folder) / "vault")
        for company in GROUP:
            files = files_under([Path(folder) / "files" / company.code])
            Ingest(store, LOADER, company.code, settings, vault, embedding, reader).run(files)
    _write(into, reader.readings, embedding.vectors)
    return len(reader.readings), len(embedding.vectors)


def _write(into: Path, readings: dict[str, Any], vectors: dict[str, Any]) -> None:
    into.mkdir(exist_ok=True)
    body = json.dumps({"reader": reader_digest(), "readings": readings}, ensure_ascii=False, sort_keys=True)
    (into / "readings.json.gz").write_bytes(gzip.compress(body.encode(), mtime=0))
    keys = sorted(vectors)
    hashes = np.frombuffer(bytes.fromhex("".join(keys)), dtype=np.uint8).reshape(-1, 16)
    np.savez(into / "vectors.npz", keys=hashes, vectors=np.array([vectors[key] for key in keys]).astype(np.float16))


def main() -> int:
    """Use a database that is thrown away."""
    with scratch() as server, Store(server, server.create_database("wcc_shipping")) as store:
        store.prepare()
        sample_company.load(store)
        readings, vectors = ship(store)
    print(f"{readings} readings and {vectors} vectors written to {SHIPPED.name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
