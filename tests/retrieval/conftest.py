"""The sample company with its documents in the index."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.sample import ingest_sample_documents
from retrieval.settings import RetrievalSettings
from retrieval.vault import FolderVault
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.database.embedded import Server

GROUP = ("HALDE", "HALUK", "HALUS")


@pytest.fixture(scope="session", autouse=True)
def documents_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Files go to a folder of this run."""
    folder = tmp_path_factory.mktemp("documents")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RETRIEVAL_DOCUMENTS_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def documents_store(server: Server, sample_template: str, documents_dir: Path) -> Iterator[Store]:
    """The sample company and its documents; tests that use it only read."""
    name = server.create_database(f"wcc_test_{os.getpid()}_documents", sample_template)
    store = Store(server, name)
    store.prepare()
    ingest_sample_documents(store)
    yield store
    store.close_pools()
    server.drop_database(name)


@pytest.fixture(scope="module")
def company_store(store: Store) -> Store:
    """Two empty companies."""
    with store.loading(everybody("ACME", "OTHER")) as books:
        for code in ("ACME", "OTHER"):
            books.execute(
                "insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar)"
                " values (%s, %s, 'EUR', 'DE', 'Europe/Berlin', 'TARGET')",
                [code, f"{code.title()} Werke GmbH"],
            )
    return store


@pytest.fixture
def vault() -> FolderVault:
    return FolderVault(RetrievalSettings().documents_dir)


def everybody(*companies: str) -> Identity:
    return Identity("cfo@halden.example", companies or GROUP)
