"""A sealed answer proves itself: offline, with the standard library, and not with one byte changed."""

import hashlib
import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from workingcapital.controls import unseal
from workingcapital.errors import NotFound
from workingcapital.store import audit, conversations, sealing
from workingcapital.store.database.context import Identity
from workingcapital.store.figures import measure

CFO = Identity("cfo@halden.example", ("HALDE", "HALUK", "HALUS"))
QUARTER_END = date(2026, 3, 31)
ANSWER = "sealed-thread-1"


@pytest.fixture(scope="module")
def sealed(sample_store):
    """The answer to "DSO of the first quarter", with what it is made of."""
    with sample_store.reading(CFO) as books:
        facts = [
            measure(books, "dso.end.v1", "HALDE", QUARTER_END, period="2026-Q1"),
            measure(books, "open.total.v1", "HALDE", QUARTER_END, side="receivable", intercompany=False),
            measure(books, "invoiced.total.v1", "HALDE", QUARTER_END, side="receivable", period="2026-Q1"),
            measure(books, "open.total.v1", "HALUK", QUARTER_END, side="payable"),
        ]
        answer = {
            "thread_id": "sealed-thread", "answer_id": ANSWER, "status": "answered", "model": "built-in planner",
            "answer": f"DSO is [{facts[0].value} days](#{facts[0].id}).", "tables": [], "timings_ms": {"total": 1.5},
            "facts": [fact.model_dump(mode="json") for fact in facts],
        }  # fmt: skip
        conversations.begin_turn(books, "HALDE", "sealed-thread", CFO.person, "DSO?")
        conversations.keep_answer(books, "HALDE", 1, "DSO?", answer, CFO.person)
    with sample_store.reading(CFO) as books:
        return sealing.sealed_answer(books, ANSWER, {"prompts": {}}, CFO.person)


@pytest.fixture(scope="module")
def raw(sealed):
    return written(sealed)


def written(sealed):
    return sealing.sealed_bytes(sealed, hashlib.sha256(unseal.canonical(sealed)).hexdigest())


def test_it_holds_what_an_auditor_asks_for(sealed):
    assert [fact["formula"] for fact in sealed["facts"]][:2] == ["dso.end.v1", "open.total.v1"]
    assert {each["id"] for each in sealed["definitions"]} == {"dso.end.v1", "open.total.v1", "invoiced.total.v1"}
    assert all(row in sealed["rows"]["HALDE"] for row in sealed["rows_of"][sealed["facts"][1]["id"]])
    assert [load["source_system"] for load in sealed["loads"]["HALDE"]] == ["sample"]
    totals = {(each["company"], each["side"]): each for each in sealed["control_totals"]}
    assert totals["HALDE", "receivable"]["items"] == totals["HALDE", "receivable"]["control_account"]
    assert len(sealed["audit_heads"]["HALDE"]["hash"]) == 64
    assert sealed["changed_since"] == []


def test_every_fact_is_recomputed_from_inputs_and_open_totals_from_their_rows(raw):
    report = unseal.check(unseal.opened(raw))
    assert report == {"facts": 4, "by_formula": 4, "by_rows": 2, "not_recomputed": [], "wrong": []}


def test_it_is_checked_by_one_file_with_nothing_installed(raw, tmp_path):
    program, file = tmp_path / "unseal.py", tmp_path / "answer.json"
    program.write_text(Path(unseal.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    file.write_bytes(raw)
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(file)], cwd=tmp_path, capture_output=True, check=False
    )
    assert (ran.returncode, json.loads(ran.stdout)["whole"]) == (0, True)
    file.write_bytes(raw[:-1])
    assert subprocess.run([sys.executable, "-I", "-S", str(program), str(file)], capture_output=True).returncode == 1


def test_a_byte_changed_anywhere_is_found(raw):
    chance = random.Random(20260630)
    for place in [0, 1, len(raw) - 2, len(raw) - 1, *(chance.randrange(len(raw)) for _ in range(200))]:
        changed = bytearray(raw)
        changed[place] ^= 1 << chance.randrange(8)
        with pytest.raises((ValueError, LookupError, TypeError)):
            unseal.opened(bytes(changed))


@pytest.mark.parametrize("more", [b" ", b"\n", b"{}"])
def test_a_byte_more_or_less_is_found(raw, more):
    for changed in (raw + more, more + raw, raw[:-1], raw[1:]):
        with pytest.raises((ValueError, LookupError, TypeError)):
            unseal.opened(changed)


def test_a_figure_changed_and_sealed_again_contradicts_its_formula_and_its_id(sealed):
    forged = json.loads(json.dumps(sealed))
    forged["facts"][0]["value"] = "12.3"
    wrong = unseal.check(unseal.opened(written(forged)))["wrong"]
    assert any("does not give this id" in each for each in wrong)
    assert any("says 12.3" in each for each in wrong)


def test_a_row_changed_and_sealed_again_contradicts_the_sum(sealed):
    forged = json.loads(json.dumps(sealed))
    item = forged["rows_of"][forged["facts"][1]["id"]][0]
    forged["rows"]["HALDE"][item]["amount"] = "0.01"
    wrong = unseal.check(unseal.opened(written(forged)))["wrong"]
    assert [each for each in wrong if "by_rows" in each]


def test_the_digest_goes_on_record_in_the_audit_chain(sample_store, sealed):
    digest = hashlib.sha256(unseal.canonical(sealed)).hexdigest()
    with sample_store.reading(CFO) as books:
        sealing.put_on_record(books, ANSWER, digest)
        [event] = audit.trail(books, "HALDE", ANSWER)
    assert (event["verb"], event["details"]["sha256"]) == ("exported", digest)


def test_nobody_seals_the_answer_of_somebody_else(sample_store, sealed):
    other = Identity("controller@halden.example", CFO.companies)
    with sample_store.reading(other) as books, pytest.raises(NotFound):
        sealing.sealed_answer(books, ANSWER, {}, other.person)


def test_account_numbers_are_masked(sample_store):
    from workingcapital.store.row_content import row_content

    with sample_store.reading(CFO) as books:
        rows = books.execute("select account_id from party_bank_account where company_id = 'HALDE' limit 5").fetchall()
        found = row_content(books, "HALDE", [f"party_bank_account:{row['account_id']}" for row in rows])
    assert len(found) == 5
    assert all("…" in row.get("iban", row.get("account_number", "")) for row in found.values())
