"""Each syntax is read to the cent, and what does not add up is refused with the difference in words."""

from datetime import date
from decimal import Decimal

import pytest

from tests.banking.files import DETAIL, bai2, camt, entry, mt940
from workingcapital.banking.account import own_account
from workingcapital.banking.bai2 import read_bai2
from workingcapital.banking.camt import read_camt
from workingcapital.banking.mt940 import read_mt940
from workingcapital.banking.statement import Refusal, Statement
from workingcapital.errors import BadInput
from workingcapital.importing.xmlfile import UnsafeDocument, parse_xml


def camt_of(text: str) -> list[Statement | Refusal]:
    return list(read_camt(parse_xml(text.encode(), "s.xml", 10**6), "s.xml"))


def taken(found: list[Statement | Refusal]) -> Statement:
    (statement,) = found
    assert isinstance(statement, Statement), statement
    return statement


def why(found: list[Statement | Refusal]) -> str:
    refusals = [each.why for each in found if isinstance(each, Refusal)]
    assert len(refusals) == 1
    return refusals[0]


@pytest.mark.parametrize("version", ["02", "03", "04", "06", "08"])
def test_a_camt_statement_of_each_version_adds_up(version: str) -> None:
    status = "v8" if version in ("06", "08") else "BOOK"
    text = camt("100.00", "-19.50", entry("80.50", status=status), entry("200", "DBIT", status=status), version=version)
    statement = taken(camt_of(text))
    assert [line.amount for line in statement.lines] == [Decimal("80.50"), Decimal(-200)]
    assert (statement.account.iban, statement.currency) == ("DE89370400440532013000", "EUR")
    assert statement.syntax == f"camt.053.001.{version}"


def test_a_batch_entry_becomes_a_line_for_each_payer_when_the_parts_add_up() -> None:
    details = DETAIL.format(amount="30.00", name="Zeta") + DETAIL.format(amount="50.50", name="Eta")
    lines = taken(camt_of(camt("0", "80.50", entry("80.50", details=details)))).lines
    assert [(line.amount, line.counterparty) for line in lines] == [
        (Decimal("30.00"), "Zeta"),
        (Decimal("50.50"), "Eta"),
    ]
    assert {line.counterparty_account for line in lines} == {"NL91ABNA0417164300"}
    assert {line.remittance for line in lines} == {"Invoice 4711"}


def test_a_batch_whose_parts_do_not_add_up_stays_one_line() -> None:
    details = DETAIL.format(amount="30.00", name="Zeta") + DETAIL.format(amount="50.00", name="Eta")
    (line,) = taken(camt_of(camt("0", "80.50", entry("80.50", details=details)))).lines
    assert line.amount == Decimal("80.50")


def test_entries_that_are_not_booked_yet_are_left_out_and_said() -> None:
    statement = taken(camt_of(camt("1", "3", entry("2"), entry("9", status="PDNG"))))
    assert len(statement.lines) == 1
    assert statement.notices == ("1 entries that are not booked yet are left out",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            camt("100", "150.01", entry("50")),
            "make 150.00 EUR, and the bank states a closing balance of 150.01: 0.01 EUR",
        ),
        (camt("100", None, entry("50")), "no closing (CLBD) balance is stated"),
        (camt("100", "150", entry("50", currency="USD")), "an entry is in USD, the account in EUR"),
        (camt("100", "150", entry("5..0")), "'5..0' is not an amount"),
        (camt("100", "150.001", entry("50.001")), "more decimals than EUR knows"),
        (camt("1", "2", entry("1", mark="PLUS")), "'PLUS' is neither credit nor debit"),
        (camt("1", "2", entry("1"), day="31"), "is a day that does not exist"),
    ],
)
def test_a_camt_statement_that_cannot_be_proved_is_refused(text: str, reason: str) -> None:
    assert reason in why(camt_of(text))


@pytest.mark.parametrize("kind", ["camt.052.001.02", "camt.053.001.01", "camt.053.001.12"])
def test_reports_within_the_day_and_unread_versions_are_named(kind: str) -> None:
    with pytest.raises(BadInput, match=kind.replace(".001.", "|version ")):
        camt_of(camt("1", "2", entry("1")).replace("camt.053.001.02", kind))


def test_a_camt_file_with_entities_is_refused() -> None:
    bomb = camt("1", "2", entry("1")).replace("<Document", '<!DOCTYPE d [<!ENTITY a "b">]><Document', 1)
    with pytest.raises(UnsafeDocument):
        camt_of(bomb)


def test_an_mt940_statement_adds_up_and_its_german_details_are_taken_apart() -> None:
    text = mt940(
        "C260629EUR100,", "C260630EUR70,50", ":61:2606300630C20,50NTRFNONREF//B-1",
        ":86:166?00GUTSCHRIFT?20SVWZ+Invoice?21 4711?31NL91ABNA0417164300?32Zeta?33 Ltd",
        ":61:2606300630RC50,00NTRFREF-2", ":86:/NAME/Eta/REMI/Returned",
    )  # fmt: skip
    statement = taken(list(read_mt940(text, "s.sta")))
    first, second = statement.lines
    assert (first.amount, first.counterparty, first.counterparty_account, first.remittance, first.reference) == (
        Decimal("20.50"), "Zeta Ltd", "NL91ABNA0417164300", "SVWZ+Invoice 4711", "B-1",
    )  # fmt: skip
    assert (second.amount, second.counterparty, second.remittance) == (Decimal("-50.00"), "Eta", "Returned")
    assert statement.account.ibans == ("DE89370400440532013000",)


@pytest.mark.parametrize(
    ("opening", "closing", "line", "reason"),
    [
        (
            "C260629EUR100,00",
            "C260630EUR121,00",
            ":61:260630C20,50NTRF",
            "closing balance of 121.00: 0.50 EUR are missing",
        ),
        ("C260629EUR100,00", "C260630EUR120,00", ":61:260630C20,50NTRF", "0.50 EUR are too much"),
        ("C260629DEM1,00", "C260630DEM1,00", ":86:x", "'DEM' is not a currency"),
        ("C260629EUR1,00", "C260630USD1,00", ":86:x", "closing balance is in USD, the opening in EUR"),
        ("C260629EUR1,00", "C260630EUR2,00", ":61:260631C1,00NTRF", "'260631' in line 5 is a day that does not exist"),
        (
            "C260629EUR1,00",
            "C260630EUR2,00",
            ":61:2606300230C1,00NTRF",
            "'0230' in line 5 is a day that does not exist",
        ),
        ("C260629EUR1,00", "C260630EUR2,00", ":61:260630C1.00NTRF", "is not date, sign, amount and reference"),
        ("C260629EUR1,00", "C260630EUR2,00", ":61:260630EC1,00NTRF", "is an expected movement (EC)"),
        ("C260630EUR1,00", "C260629EUR1,00", ":86:x", "before the opening one"),
        ("260630EUR1,00", "C260629EUR1,00", ":86:x", "is not sign, date, currency and amount"),
    ],
)
def test_an_mt940_statement_that_cannot_be_proved_is_refused(
    opening: str, closing: str, line: str, reason: str
) -> None:
    assert reason in why(list(read_mt940(mt940(opening, closing, line), "s.sta")))


def test_a_value_date_of_30_february_is_the_last_day_of_the_month_and_said() -> None:
    statement = taken(list(read_mt940(mt940("C260228EUR1,00", "C260302EUR2,00", ":61:2602300301C1,00NTRF"), "s.sta")))
    assert (statement.lines[0].value_date, statement.lines[0].booked_on) == (date(2026, 2, 28), date(2026, 3, 1))
    assert "30 February does not exist, 2026-02-28 is used" in statement.notices[0]


def test_a_booking_day_after_new_year_belongs_to_the_new_year() -> None:
    statement = taken(list(read_mt940(mt940("C251231EUR1,00", "C260102EUR2,00", ":61:2512310102C1,00NTRF"), "s.sta")))
    assert statement.lines[0].booked_on == date(2026, 1, 2)


def test_a_bai2_report_adds_up_in_the_cents_of_its_currency() -> None:
    statement = taken(list(read_bai2(bai2(), "s.bai")))
    credit, debit = statement.lines
    assert (credit.amount, credit.value_date, credit.reference) == (Decimal("100.00"), date(2026, 7, 1), "BR1")
    assert "INVOICE 4711" in (credit.remittance or "")
    assert (debit.amount, debit.value_date) == (Decimal("-25.00"), date(2026, 6, 30))
    assert (statement.account.number, statement.account.routing) == ("987654321", "122099999")


def test_a_bai2_report_whose_lines_miss_the_closing_balance_is_refused() -> None:
    assert "closing balance of 575.01: 0.01 USD are missing" in why(list(read_bai2(bai2(closing=57501), "s.bai")))


def test_a_bai2_report_whose_control_total_is_off_is_refused() -> None:
    assert "they differ by 0.07 USD" in why(list(read_bai2(bai2(off=7), "s.bai")))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",015,", ",045,", "no opening and closing ledger balance"),
        ("16,195", "16,895", "'895' in line 5 is neither a credit"),
        ("02,ACME,122099999,1", "02,ACME,122099999,4", "'4' marks no report of movements"),
        (",6/\n98", ",7/\n98", "the account has 6 records, its trailer states 7"),
        ("16,475,2500", "16,475,25.00", "'25.00' in the record of line 7 is not an amount"),
    ],
)
def test_a_bai2_report_that_cannot_be_proved_is_refused(old: str, new: str, reason: str) -> None:
    assert reason in why(list(read_bai2(bai2().replace(old, new), "s.bai")))


def test_a_bai2_file_that_ends_early_is_called_cut() -> None:
    with pytest.raises(BadInput, match="is cut"):
        list(read_bai2(bai2().rpartition("99,")[0], "s.bai"))


@pytest.mark.parametrize(
    ("written", "iban", "number"),
    [
        ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300", None),
        ("NL92ABNA0417164300", None, "NL92ABNA0417164300"),
        ("70011110/4005287001EUR", None, "4005287001"),
        ("UBRTHUHB/123456789/EUR", None, "123456789"),
    ],
)
def test_an_account_is_found_in_what_the_bank_writes(written: str, iban: str | None, number: str | None) -> None:
    account = own_account(written, "EUR")
    assert (account.iban, account.number) == (iban, number)
