"""Proposals of every kind, as a question about them lists them."""

import pytest

from agent.german.catalogue import german
from channels.identity import asker_for
from tests.tools.calling import ask, asker
from tools.changes import propose
from tools.payment_runs import propose_payment_run
from tools.proposals import list_proposals
from workingcapital.controls.proposals import TITLES
from workingcapital.store.database.connection import Store
from workingcapital.store.invoices import the_invoice


def test_a_hold_is_listed_beside_a_run_and_only_the_run_has_a_total(sample_store: Store) -> None:
    clerk = asker_for(sample_store, "ap.clerk@halden.example", "HALDE")
    with clerk.books() as books:
        bill = the_invoice(books, "HALDE", "26064428").invoice
        propose(books, clerk, "bill_hold", {"invoice": bill, "code": "price"}, "twice the price", "call")
    analyst = asker(sample_store, person="treasury.analyst@halden.example")
    ask(propose_payment_run, analyst, run_date="2026-07-02", floor="1500000")
    [table] = ask(list_proposals, asker(sample_store)).tables
    by_title = {row[0]: row for row in table.rows}
    assert by_title["Hold bill 26064428 of Ostrelius Stahlhandel GmbH"][2] == ""
    total = table.columns.index("Total")
    assert table.fact_ids[table.rows.index(by_title["Payment run of 2026-07-02"])][total]


@pytest.mark.parametrize("kind", TITLES)
def test_a_title_has_its_german(kind: str) -> None:
    assert german(TITLES[kind].replace("{", "").replace("}", ""), "cells")
