"""The policy that explains and the policy that enforces read the same body alike."""

import doctest
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from workingcapital.controls import masking, policy, proposals
from workingcapital.controls.policy import STANDARD, Allowed, NeedsApproval, Policy, Refused, may_propose
from workingcapital.store.database.connection import Store
from workingcapital.store.database.logins import OWNER

HALDE = Policy("HALDE", 1, "EUR", STANDARD)

# The expression of control.slots() over a body given by value.
ENFORCED = """select tier -> 'slots'
              from jsonb_array_elements(%s::jsonb -> 'tiers' -> 'payment_run') with ordinality t (tier, place)
              where tier ->> 'up_to' is null or %s::numeric <= (tier ->> 'up_to')::numeric order by place limit 1"""


@pytest.fixture(scope="module")
def owner(store: Store) -> Iterator[Any]:
    with psycopg.connect(store.conninfo(OWNER), autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("amount", "slots"),
    [
        ("0.01", [{"ap_approver", "ap_manager"}]),
        ("50000", [{"ap_approver", "ap_manager"}]),
        ("50000.01", [{"ap_manager"}]),
        ("500000", [{"ap_manager"}]),
        ("500000.01", [{"ap_manager"}, {"controller_cfo"}]),
    ],
)
def test_the_tiers_of_the_sample_group(amount: str, slots: list[set[str]]) -> None:
    verdict = HALDE.for_amount(Decimal(amount))
    assert isinstance(verdict, NeedsApproval)
    assert list(verdict.slots) == slots


@given(amount=st.decimals("0.01", "2000000", places=2))
@settings(max_examples=100, deadline=None)
def test_what_is_explained_is_what_is_enforced(owner: Any, amount: Decimal) -> None:
    verdict = HALDE.for_amount(amount)
    assert isinstance(verdict, NeedsApproval)
    [enforced] = owner.execute(ENFORCED, [Jsonb(dict(STANDARD)), amount]).fetchone()
    assert [set(slot) for slot in enforced] == list(verdict.slots)


def test_what_is_no_payment_or_no_known_kind_is_refused() -> None:
    assert isinstance(HALDE.for_amount(Decimal(0)), Refused)
    assert isinstance(HALDE.for_amount(Decimal(1), "write_off"), Refused)


def test_the_roles_that_propose_are_the_databases(owner: Any) -> None:
    for role, proposes in owner.execute("select role, proposes from control.role").fetchall():
        assert isinstance(may_propose(frozenset({role})), Allowed) == proposes, role


def test_needs_are_said_in_both_languages() -> None:
    needs = {"needs": ["ap_manager", "controller_cfo"]}
    assert proposals.needs_in_words(needs) == "an AP manager and a controller or the CFO"
    assert "und" in proposals.needs_in_words(needs, "de")
    assert proposals.needs_in_words({"needs": []}) == "nobody"


@pytest.mark.parametrize("module", [masking, policy, proposals])
def test_the_examples_in_the_text_are_true(module: Any) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
