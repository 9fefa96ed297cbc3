"""Public statements: each is accepted with its truth, or refused for a stated reason."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.importing.desk import Desk
from workingcapital.banking.realdata import outcomes
from workingcapital.banking.truth import read_truth
from workingcapital.importing import import_files

pytestmark = pytest.mark.realdata

ACCEPTED = [
    "camt_genkgo/camt053.v2.multi.statement.xml", "camt_genkgo/camt054.v8.xml", "mt940_wolph/jejik/rabobank-iban.sta",
    "mt940_wolph/self-provided/february_30.sta", "bai2_moov/sample1.txt", "bai2_moov/sample3.txt",
    "bankstatementparser/sample.mt940", "bankstatementparser/golden/camt053_multicurrency.xml",
]  # fmt: skip


def test_every_public_statement_is_accepted_or_refused_for_a_reason(data: Path) -> None:
    found = outcomes(data)
    assert Counter(each.verdict for each in found) == {"accepted": 17, "in part": 5, "refused": 55}
    assert all(bool(each.why) != (each.verdict == "accepted") for each in found)


def test_every_line_read_from_a_file_with_a_truth_is_the_one_it_states(data: Path) -> None:
    compared = [each for each in outcomes(data) if each.truth != "-"]
    assert len(compared) == 25
    assert [each.file for each in compared if "equal" not in each.truth] == []


def test_truth_files_are_read_as_plain_data_only(data: Path, tmp_path: Path) -> None:
    assert read_truth(data / "bank/mt940_wolph/self-provided/february_30.yml").closing == 1194
    attack = f"data: {{}}\nother: !!python/object/apply:os.mkdir [{tmp_path}/made]\n"
    (tmp_path / "evil.yml").write_text(attack)
    read_truth(tmp_path / "evil.yml")
    assert not (tmp_path / "made").exists()
    yaml.unsafe_load(attack)  # the attack itself works
    assert (tmp_path / "made").exists()


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_accepted_file_adds_up_in_the_books_and_comes_once(desk: Desk, data: Path, name: str) -> None:
    path = data / "bank" / name
    first = import_files(desk.store, desk.who, desk.company, [path])
    assert (first.exit_code, first.inserted) == (0, first.read)
    sums = desk.ask(
        """select s.opening, s.closing, coalesce(sum(l.amount), 0) as moved
           from bank_statement s left join bank_line l using (company_id, statement_id)
           where s.company_id = %(company)s group by s.company_id, s.statement_id"""
    )
    assert all(row["opening"] is None or row["opening"] + row["moved"] == row["closing"] for row in sums)
    assert import_files(desk.store, desk.who, desk.company, [path]).unchanged == first.inserted
