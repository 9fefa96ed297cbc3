"""Bills on hold, against the raw rows: which they are, and what is open on them."""

import pytest

from evals.oracle import items as oracle
from evals.oracle.frames import Frames, frames, of
from tests.tools.calling import AS_OF, ask, asker
from tools.held import held_bills
from workingcapital.sample_company.generator import generate
from workingcapital.store.database.connection import Store


@pytest.fixture(scope="module")
def raw() -> Frames:
    return frames(generate())


@pytest.mark.parametrize("company", ["HALDE", "HALUK", "HALUS"])
def test_held_bills_are_those_whose_hold_has_not_ended(sample_store: Store, raw: Frames, company: str) -> None:
    bills = of(raw, "invoice", company).set_index("key")
    wanted = oracle.open_items(raw, company, AS_OF, "payable", group=False)
    rows = bills.loc[wanted["invoice_key"]]
    held = rows["hold_reason"].notna() & (rows["hold_until"].isna() | (rows["hold_until"].fillna(AS_OF) > AS_OF))
    expected = sorted(rows[held.to_numpy() & (rows["kind"] != "credit_note").to_numpy()]["number"])
    found = ask(held_bills, asker(sample_store, company))
    (table,) = found.tables
    assert sorted(str(row[1]) for row in table.rows) == expected
    assert all(row[5] for row in table.rows)
