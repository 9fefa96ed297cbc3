"""Account numbers do not stay in text; what only looks like one does."""

import pytest

from workingcapital.controls.masking import masked, masked_account


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DE89370400440532013000", "DE…3000"),
        ("de89 3704 0044 0532 0130 00 please", "DE…3000 please"),
        ("to DE89 3704 0044 0532 0130 00 and then 100 EUR", "to DE…3000 and then 100 EUR"),
        ("GB29 NWBK 6016 1331 9268 19.", "GB…6819."),
        ("(MT84 MALT 0110 0001 2345 MTLC AST0 01S)", "(MT…001S)"),
        ("NO93-8601-1117-947", "NO…7947"),
        ("DE89370400440532013000,GB29NWBK60161331926819", "DE…3000,GB…6819"),
        ("IBAN: DE00 3704 0044 0532 0130 00", "IBAN: DE…3000"),
        ("Account 12345678 at the bank", "Account …5678 at the bank"),
        ("account no. 1234-5678-90", "account no. …7890"),
        ("A/c number: 0012345678", "A/c number: …5678"),
        ("Kontonummer 532013000, BLZ 37040044", "Kontonummer …3000, BLZ …0044"),
        ("routing number 021000021", "routing number …0021"),
        ("ABA 021000021 acct 9876543210", "ABA …0021 acct …3210"),
        ("sort code 20-00-00", "sort code …"),
        ("20-00-00 55779911", "… …9911"),
        ("021000021/1234567890", "…/…7890"),
        ("card 4111 1111 1111 1111 expires", "card …1111 expires"),
    ],
)
def test_an_account_number_is_reduced_to_its_last_four_signs(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Invoice RE2026001234 over 12,345.67 EUR is due on 12-05-26",
        "INV-2026-000123 and 4711 0815",
        "Pay 1,519.89 on 2026-07-02, then 50,000.00",
        "PO 4500012345 for 100 pieces",
        "DE00 3704 0044 0532 0130 00 has a wrong checksum and no name",
        "on account of 3 disputes",
        "the account has 12500.00 EUR",
        "account 12345.67 short",
        "VAT DE123456789",
        "call +49 89 1234 5678",
        "did we pay AB12 in 2026?",
        "the routing of 12 orders",
        "123456789/2026",
        "DSO rose from 41.2 to 43.7 days",
        "2/10 n30, 3/7 2/14 n30",
        "",
    ],
)
def test_invoice_numbers_amounts_dates_and_terms_stay(text: str) -> None:
    assert masked(text) == text


def test_an_iban_after_something_that_only_begins_like_one_is_still_found() -> None:
    assert masked("AB12 is what DE89370400440532013000 replaced") == "AB12 is what DE…3000 replaced"


def test_masking_twice_changes_nothing_more() -> None:
    text = "Account 12345678, DE89 3704 0044 0532 0130 00, ABA 021000021"
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    ("number", "shown"), [("", ""), (None, ""), ("12", "…"), ("123456", "…"), ("1234567", "…4567")]
)
def test_a_short_number_is_not_shown_at_all(number: str | None, shown: str) -> None:
    assert masked_account(number) == shown
