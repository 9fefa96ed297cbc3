"""Companies to import into, and the public data beside the checkout."""

import itertools
import string
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.importing.desk import Desk
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PERSON = "ap.clerk@halden.example"
_codes = ("".join(letters) for letters in itertools.product(string.ascii_uppercase, repeat=3))


@pytest.fixture
def company(store: Store) -> Callable[..., str]:
    """Make a company of its own and return its code."""

    def make(currency: str = "EUR") -> str:
        code = "T" + next(_codes)
        with store.loading(Identity(PERSON, (code,))) as books:
            books.execute(
                "insert into company (company_id, name, base_currency, country, time_zone, holiday_calendar)"
                " values (%s, 'Test', %s, 'DE', 'Europe/Berlin', 'TARGET')",
                [code, currency],
            )
        return code

    return make


@pytest.fixture
def desk(store: Store, company: Callable[..., str], tmp_path: Path) -> Desk:
    """A person at a company of their own."""
    return Desk(store, company(), tmp_path)


@pytest.fixture
def data() -> Path:
    """The folder with public data; a test that needs it is SKIPPED where it is absent."""
    if not DATA.is_dir():
        pytest.skip("../shared/data is not beside the checkout")
    return DATA
