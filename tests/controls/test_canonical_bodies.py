"""The database's canonical JSON is the RFC's: checked against a library on any body."""

import hashlib
from typing import Any

import psycopg
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from workingcapital.controls.masking import iban_is_valid
from workingcapital.money import MINOR_DIGITS
from workingcapital.store.database.connection import Store
from workingcapital.store.database.logins import OWNER

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
KEYS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
BODIES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)


@pytest.fixture(scope="module")
def owner(store: Store) -> Any:
    with psycopg.connect(store.conninfo(OWNER), autocommit=True) as connection:
        yield connection


@given(body=BODIES)
@settings(max_examples=300, deadline=None)
def test_any_body_is_written_and_digested_as_the_library_does(owner: Any, body: Any) -> None:
    text, digest = owner.execute(
        "select control.canonical(%(body)s), control.digest(%(body)s)", {"body": Jsonb(body)}
    ).fetchone()
    assert text.encode() == rfc8785.dumps(body)
    assert digest == hashlib.sha256(rfc8785.dumps(body)).hexdigest()


@pytest.mark.parametrize("body", ["0.5", "9007199254740992", "1e300", '{"ü": 1}', '{"a": [0.1]}'])
def test_what_two_readers_could_write_differently_is_refused(owner: Any, body: str) -> None:
    with pytest.raises(psycopg.Error) as refused:
        owner.execute("select control.canonical(%s::jsonb)", [body])
    assert refused.value.sqlstate == "WC601"


def test_the_database_knows_the_same_minor_units_as_money_does(owner: Any) -> None:
    for currency in ("EUR", "USD", "GBP", "CHF", *MINOR_DIGITS):
        [digits] = owner.execute("select control.minor_digits(%s)", [currency]).fetchone()
        assert digits == MINOR_DIGITS.get(currency, 2), currency


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("980", "EUR", "980.00"),
        ("980", "JPY", "980"),
        ("1.5", "KWD", "1.500"),
        ("0.1", "EUR", "0.10"),
        ("-3.456", "USD", "-3.46"),
    ],
)
def test_money_is_written_with_its_currencys_digits(owner: Any, amount: str, currency: str, text: str) -> None:
    assert owner.execute("select control.money_text(%s::numeric, %s)", [amount, currency]).fetchone() == (text,)


IBANS = [
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "FR1420041010050500013M02606",
]


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_one_wrong_sign_in_an_iban_fails_its_checksum_in_both_places(owner: Any, data: Any) -> None:
    right = data.draw(st.sampled_from(IBANS))
    place = data.draw(st.integers(4, len(right) - 1))
    sign = data.draw(st.sampled_from("0123456789" if right[place].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    tried = right[:place] + sign + right[place + 1 :]
    assert owner.execute("select control.iban_is_valid(%s)", [tried]).fetchone() == (tried == right,)
    assert iban_is_valid(tried) == (tried == right)
