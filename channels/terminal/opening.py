"""Open the books from a terminal, as a sample person or as the operator of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from channels.identity import DEMO_PERSON, asker_for
from channels.settings import ChannelSettings
from channels.terminal.output import progress
from tools.asker import Asker
from workingcapital.errors import NotPermitted
from workingcapital.store.connection import Store


class DemoOnly(NotPermitted):
    """Speaking as somebody with --as works in demo mode only."""


@contextmanager
def opened_store(with_sample: bool = True) -> Iterator[Store]:
    """The store, with the sample company loaded on first use in demo mode."""
    with Store.open() as store:
        if with_sample and ChannelSettings().demo:
            ensure_sample(store)
        yield store


def ensure_sample(store: Store) -> None:
    """Load the sample company with its documents, once."""
    from workingcapital.store import founding

    if founding.has_sample(store):
        return
    from channels.sample import load_sample

    with progress("Sample company") as step:
        load_sample(store, step)


@contextmanager
def opened(person: str | None, company: str | None = None, as_of: date | None = None) -> Iterator[Asker]:
    """An asker for one command."""
    if person and not ChannelSettings().demo:
        raise DemoOnly("Sign in with `wcc login` instead")
    with opened_store() as store:
        yield asker_for(store, person or DEMO_PERSON, company, as_of)
