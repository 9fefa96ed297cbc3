"""Open the books from a terminal: signed in, or as a sample person in demo mode."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from channels.identity import DEMO_PERSON, asker_for, sample_identity
from channels.refusals import DemoOnly, NotSignedIn
from channels.settings import ChannelSettings
from channels.terminal import kept
from channels.terminal.output import progress
from tools.asker import Asker
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity


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


def speaker(store: Store, person: str | None, demo: str = DEMO_PERSON) -> Identity:
    """Who this command speaks for: --as in demo mode, else whoever signed in here, else in demo mode `demo`."""
    demonstrates = ChannelSettings().demo
    if person and not demonstrates:
        raise DemoOnly("--as works in demo mode only: sign in with wcc login instead")
    if not person and (signed_in := kept.identity(store)):
        return signed_in
    if not demonstrates:
        raise NotSignedIn("run wcc login first")
    return sample_identity(store, person or demo)


@contextmanager
def spoken(person: str | None, demo: str = DEMO_PERSON) -> Iterator[tuple[Store, Identity]]:
    """The store and who speaks, for what takes no books: a security admin reads none."""
    with opened_store() as store:
        yield store, speaker(store, person, demo)


@contextmanager
def opened(
    person: str | None, company: str | None = None, as_of: date | None = None, demo: str = DEMO_PERSON
) -> Iterator[Asker]:
    """An asker for one command; `demo` is the sample person it speaks as where nobody is named or signed in."""
    with opened_store() as store:
        who = speaker(store, person, demo)
        yield asker_for(store, who.person, company, as_of, who=who)


def own_first(asker: Asker) -> list[str]:
    """All companies of the asker, the one spoken for first: a group is said in its currency."""
    return [asker.company, *(code for code in asker.companies if code != asker.company)]
