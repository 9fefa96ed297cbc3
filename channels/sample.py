"""The sample company whole: its books, then its documents in the index."""

from collections.abc import Callable

from workingcapital.store.connection import Store


def load_sample(store: Store, progress: Callable[[str, float], None]) -> None:
    """Load books and documents; `progress` is told what is done and which share."""
    from retrieval.sample import ingest_sample_documents
    from workingcapital.sample_company import load

    load(store, lambda what, done, total: progress(what, 0.5 * done / total))
    ingest_sample_documents(store, lambda what, share: progress(what, 0.5 + share * 0.5))
