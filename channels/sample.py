"""The sample company whole: its books, then its documents in the index."""

from collections.abc import Callable

from workingcapital.store.database.connection import Store


def load_sample(store: Store, progress: Callable[[str, float], None]) -> None:
    """Load books and documents; `progress` is told what is done and which share."""
    from retrieval.sample import ingest_sample_documents
    from workingcapital.sample_company import generate, load

    progress("making two years of books", 0.02)
    tables = generate()
    load(store, lambda what, done, total: progress(what, 0.2 + 0.6 * done / total), tables)
    ingest_sample_documents(store, lambda what, share: progress(what, 0.8 + 0.2 * share), tables)
