"""Sixteen people approve at once, over runs that share their bills."""

import psycopg

from benchmarks.approve import approved, paid_twice, percentile, verified
from benchmarks.approve_books import found, overlapping
from workingcapital.store.database.connection import Store
from workingcapital.store.database.logins import OWNER


def test_of_two_runs_that_share_a_bill_one_is_paid_whoever_approves_at_the_same_moment(store: Store) -> None:
    found(store, suppliers=10)
    waiting = overlapping(store, runs=24, lines=4)
    spent, outcomes, _ = approved(store, waiting, parallel=8)
    assert deciders(store) <= 4
    assert sum(outcomes.values()) == len(spent) == 24
    assert (
        outcomes["approved"] >= 8
    )  # two that lie side by side are never both approved, three in a row never all stale
    assert outcomes["approved"] <= 12
    assert paid_twice(store) == 0
    assert verified(store) == "whole"


def deciders(store: Store) -> int:
    """Connections that decide; waiting people share a few of them."""
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        row = owner.execute(
            "select count(*) from pg_stat_activity where usename = 'wcc_decision' and datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 95) == 4.0
