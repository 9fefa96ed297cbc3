"""Payment files: valid by the schemas of others, summed to the cent, in the scheme's characters, or not made at all."""

import doctest
import string
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.store.small_books import iban_of
from workingcapital.banking import charset, transfers
from workingcapital.banking.charset import latin, reference
from workingcapital.banking.pain001 import NAMESPACE, InvalidFile, check, pain001
from workingcapital.banking.run_files import files_of
from workingcapital.banking.transfers import BadTransfer, NoRail, order_of

SHARED = Path(__file__).parents[3] / "shared" / "data" / "bank" / "xsd" / "pain.001.001.09.xsd"
ALLOWED = set(string.ascii_letters + string.digits + "/-?:().,'+ ")
NS = {"p": NAMESPACE}


def line(n: int, pay: str = "980.00", **changed: Any) -> dict[str, Any]:
    """A line as released_run() gives it: 1,000.00 less 2%."""
    return {
        "item": n, "invoice": f"R-{n}", "payee_name": f"Supplier {n}", "payer": "us", "issue_date": "2026-06-20",
        "open": "1000.00", "discount": "20.00", "withheld": "0.00", "pay": pay, "currency": "EUR",
        "debit_date": "2026-07-02", "end_to_end_id": f"WCABC{n:06}", "source_id": f"4711/{n}",
        "account": {"iban": iban_of(f"P{n}"), "bic": "BYLADEM1001", "holder": f"Müller & Söhne {n}"},
        "address": {"street": "Große Straße 1", "postal_code": "50667", "city": "Köln", "country": "DE"},
        **changed,
    }  # fmt: skip


def released(*lines: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "body": {"currency": "EUR", "from": {"iban": "DE89370400440532013000", "bic": "COBADEFFXXX"}},
        "lines": list(lines), "rail": "sepa", "account_name": "Main", "company_name": "Haldener Pumpen GmbH",
        "digest": "ab" * 32, "released_at": "2026-07-01T10:00:00.123456+00:00", "erp_lock": "LOCK-7",
        "files": [{"format": "pain.001", "name": "x.xml"}, {"format": "posting", "name": "x-posting.csv"}], **changed,
    }  # fmt: skip


def parsed(run: dict[str, Any]) -> etree._Element:
    return etree.fromstring(pain001(order_of(run)))


def texts(root: etree._Element, path: str) -> list[str]:
    return [str(each.text) for each in root.iterfind(path, NS)]


def test_a_file_holds_payee_account_amount_and_the_discount_taken() -> None:
    root = parsed(released(line(1)))
    assert texts(root, ".//p:CdtTrfTxInf/p:Amt/p:InstdAmt") == ["980.00"]
    assert texts(root, ".//p:CdtrAcct/p:Id/p:IBAN") == [iban_of("P1")]
    assert texts(root, ".//p:Cdtr/p:Nm") == ["Mueller + Soehne 1"]
    assert texts(root, ".//p:RmtInf/p:Ustrd") == ["R-1 of 2026-06-20, 1000.00 less discount 20.00"]
    assert [texts(root, f".//p:Cdtr/p:PstlAdr/p:{name}") for name in ("StrtNm", "PstCd", "TwnNm", "Ctry")] == [
        ["Grosse Strasse 1"], ["50667"], ["Koeln"], ["DE"],
    ]  # fmt: skip


def test_each_day_is_a_batch_and_every_sum_is_the_sum_of_its_transfers() -> None:
    root = parsed(released(line(1, "0.10"), line(2, "0.20"), line(3, "12345.67", debit_date="2026-07-07")))
    assert texts(root, ".//p:PmtInf/p:ReqdExctnDt/p:Dt") == ["2026-07-02", "2026-07-07"]
    assert texts(root, ".//p:PmtInf/p:CtrlSum") == ["0.30", "12345.67"]
    assert texts(root, ".//p:GrpHdr/p:CtrlSum") == ["12345.97"]
    assert texts(root, ".//p:GrpHdr/p:NbOfTxs") == ["3"]


def test_the_same_release_gives_the_same_bytes_whatever_the_order_of_its_lines() -> None:
    first, second = line(1), line(2)
    assert pain001(order_of(released(first, second))) == pain001(order_of(released(second, first)))


def test_texts_that_had_to_change_are_shown_with_what_they_were() -> None:
    changed = {each.before: each.after for each in order_of(released(line(1))).changed}
    assert changed["Müller & Söhne 1"] == "Mueller + Soehne 1"
    assert "Haldener Pumpen GmbH" not in changed


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ({"account": {"iban": "DE03120300000000202051", "holder": "x"}}, "the IBAN is not valid"),
        ({"account": {"number": "12345678", "routing": "200000", "holder": "x"}}, "SEPA takes nothing else"),
        ({"account": {"iban": iban_of("P2"), "bic": "NOTABIC", "holder": "x"}}, "the BIC is not valid"),
        ({"account": {"iban": iban_of("P2"), "holder": " "}}, "no holder"),
        ({"pay": "0.00"}, "no amount of a SEPA transfer"),
        ({"pay": "1000000000.00"}, "no amount of a SEPA transfer"),
        ({"pay": "0.001"}, "no amount of a SEPA transfer"),
        ({"end_to_end_id": "WCABC000001"}, "the same reference"),
    ],
)  # fmt: skip
def test_one_bad_transfer_and_no_file_is_made(spoil: dict[str, Any], why: str) -> None:
    with pytest.raises(BadTransfer) as refused:
        order_of(released(line(1), line(2, **spoil)))
    assert why in refused.value.errors[0]["why"]


def test_an_account_that_is_not_sepa_is_refused_with_the_way_out() -> None:
    with pytest.raises(NoRail, match="Let the ledger pay"):
        order_of(released(line(1), rail="bacs"))


def test_a_file_that_leaves_the_schema_is_never_handed_out() -> None:
    broken = pain001(order_of(released(line(1)))).replace(b"<PmtMtd>TRF</PmtMtd>", b"<PmtMtd>CASH</PmtMtd>")
    with pytest.raises(InvalidFile) as refused:
        check(broken)
    assert "PmtMtd" in refused.value.errors[0]["why"]


def test_an_address_without_its_town_is_left_out_and_one_without_street_is_kept() -> None:
    without_town = parsed(released(line(1, address={"street": "Main St", "country": "DE"})))
    assert without_town.find(".//p:PstlAdr", NS) is None
    root = parsed(released(line(1, address={"city": "Bonn", "country": "DE"})))
    assert texts(root, ".//p:PstlAdr/p:TwnNm") == ["Bonn"]


names = st.text(min_size=1, max_size=90).filter(lambda text: bool(text.strip()))
lines = st.lists(
    st.tuples(st.decimals("0.01", "999999999.99", places=2), names, st.integers(0, 5)), min_size=1, max_size=12
)


@given(lines)
@settings(max_examples=60, deadline=None)
def test_whatever_the_names_and_amounts_the_file_is_valid_and_adds_up(drawn: list[tuple[Decimal, str, int]]) -> None:
    run = released(*[
        line(n, str(pay), debit_date=(date(2026, 7, 2) + timedelta(days=days)).isoformat(),
             account={"iban": iban_of(f"P{n}"), "holder": name})
        for n, (pay, name, days) in enumerate(drawn, 1)
    ])  # fmt: skip
    try:
        root = parsed(run)
    except InvalidFile:
        assert any(not latin(name, 70) for _, name, _ in drawn), "only a name that has no letter at all is refused"
        return
    if SHARED.exists():
        etree.XMLSchema(etree.parse(SHARED)).assertValid(root)
    assert Decimal(texts(root, ".//p:GrpHdr/p:CtrlSum")[0]) == sum(pay for pay, _, _ in drawn)
    assert len(set(texts(root, ".//p:EndToEndId"))) == len(drawn)
    said = [each.text or "" for each in root.iter() if each.tag.endswith(("Nm", "Ustrd"))]
    assert all(set(text) <= ALLOWED for text in said)


@given(st.text(max_size=200))
def test_a_reference_is_never_one_that_the_scheme_forbids(text: str) -> None:
    made = reference(text)
    assert len(made) <= 35
    assert set(made) <= ALLOWED
    assert not made.startswith("/")
    assert not made.endswith("/")
    assert "//" not in made


def test_the_posting_file_settles_what_is_open_by_money_and_discount() -> None:
    [_, posting] = files_of(released(line(1), line(2, payer="erp")))
    header, *rows = posting.content.decode().splitlines()
    row = dict(zip(header.split(","), rows[0].split(","), strict=True))
    assert len(rows) == 1, "what the ledger pays, it books itself"
    assert Decimal(row["settled"]) == Decimal(row["paid"]) + Decimal(row["discount"]) + Decimal(row["withheld"])
    assert (row["source_id"], row["erp_lock"]) == ("4711/1", "LOCK-7")


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    run = released(line(1, payer="erp", invoice="=CMD()"), files=[{"format": "run", "name": "x.csv"}])
    assert "'=CMD()" in files_of(deepcopy(run))[0].content.decode()


@pytest.mark.realdata
@pytest.mark.skipif(not SHARED.exists(), reason="SKIPPED: the schemas are not beside this checkout")
def test_the_file_is_valid_by_the_schema_that_others_published() -> None:
    etree.XMLSchema(etree.parse(SHARED)).assertValid(parsed(released(line(1), line(2))))


@pytest.mark.parametrize("module", [charset, transfers])
def test_the_examples_in_the_text_are_true(module: Any) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
