"""Every command of the contract, as a process."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.terminal.conftest import ROOT, Terminal

ANALYST, MANAGER, RELEASER = (
    "treasury.analyst@halden.example",
    "ap.manager@halden.example",
    "treasury.releaser@halden.example",
)

HEADER = "Invoice number;Customer;Invoice date;Due date;Amount;Currency"


def test_ask_prints_one_json_document(terminal: Terminal) -> None:
    answer = terminal.json("ask", "What is our DSO?")
    assert answer["status"] == "answered"
    assert answer["facts"][0]["unit"] == "days"


def test_a_thread_goes_on(terminal: Terminal) -> None:
    first = terminal.json("ask", "What is our DSO?")
    second = terminal.json("ask", "and only for the UK?", "--thread", first["thread_id"])
    assert second["companies"] == ["HALUK"]
    assert second["facts"][0]["company"] == "HALUK"


def test_a_fact_explains_itself(terminal: Terminal) -> None:
    fact = terminal.json("ask", "What is our DSO?")["facts"][0]
    told = terminal.json("explain", fact["id"])
    assert told["same"] is True
    assert told["then"] == told["now"] == fact["value"]
    assert {"formula", "inputs", "row_ids"} <= set(told)


def test_metrics_of_a_company_and_a_day(terminal: Terminal) -> None:
    facts = terminal.json("metrics", "--company", "HALUK", "--as-of", "2026-03-31")
    assert {fact["company"] for fact in facts} == {"HALUK"}
    assert all(fact["as_of"] <= "2026-03-31" for fact in facts)
    assert len(facts) > 8


def test_a_metric_that_does_not_exist_here_says_what_is_missing(terminal: Terminal) -> None:
    ran = terminal.run("metrics", "dio", "--company", "HALUS")
    assert ran.returncode != 0
    assert "inventory" in ran.stderr


def test_the_forecast_closes_where_the_next_week_opens(terminal: Terminal) -> None:
    told = terminal.json("forecast", "--company", "HALDE", "--weeks", "13")
    weeks = told["weeks"]
    assert len(weeks) == 13
    assert [week["opening"] for week in weeks[1:]] == [week["closing"] for week in weeks[:-1]]
    assert all(float(w["closing"]["p10"]) <= float(w["closing"]["p50"]) <= float(w["closing"]["p90"]) for w in weeks)


def test_a_run_is_proposed_approved_and_released_by_three_people(terminal: Terminal, tmp_path: Path) -> None:
    plan = terminal.json("propose", "--company", "HALDE", "--run", "2026-07-02", "--floor", "1500000", "--as", ANALYST)
    assert {
        "proposal_id",
        "digest",
        "run_date",
        "currency",
        "value",
        "bound",
        "gap",
        "baselines",
        "lines",
        "left_out",
        "cash",
    } <= set(plan)
    assert {
        "item_id",
        "party",
        "amount",
        "pay_amount",
        "discount",
        "debit_date",
        "in_time_date",
        "reason",
        "yield",
    } <= set(plan["lines"][0])
    assert float(plan["value"]) <= float(plan["bound"])
    assert all(float(day["balance"]) >= 1_500_000 for day in plan["cash"])
    decide = ("approve", plan["proposal_id"], "--digest", plan["digest"], "--as")
    assert terminal.run(*decide, ANALYST).returncode == 3
    assert terminal.run("approve", plan["proposal_id"], "--digest", "0" * 64, "--as", MANAGER).returncode == 3
    assert terminal.json(*decide, MANAGER)["status"] == "approved"
    released = terminal.json("release", plan["proposal_id"], "--out", str(tmp_path), "--as", RELEASER)
    rows = list(csv.DictReader(Path(released["file"]).read_text().splitlines()))
    for row, line in zip(rows, plan["lines"], strict=True):
        assert row["item_id"] == str(line["item_id"])
        assert all(Decimal(row[name]) == Decimal(line[name]) for name in ("amount", "discount", "pay_amount"))
        assert row["payee_name"] == line["party"]
        assert row["number"]
        assert row["iban"] or row["account_number"]
    again = terminal.json("release", plan["proposal_id"], "--out", str(tmp_path), "--as", RELEASER)
    assert again["file"] == released["file"]
    assert terminal.json("audit", "verify", "--company", "HALDE")["whole"] is True


def test_a_floor_above_all_cash_says_the_least_shortage(terminal: Terminal) -> None:
    ran = terminal.run("propose", "--run", "2026-07-02", "--floor", "90000000", "--as", ANALYST)
    assert ran.returncode == 3
    assert "short of 90,000,000.00 EUR" in ran.stderr.replace("\n", " ")


@pytest.mark.parametrize(("run", "why"), [("2026-07-01", "no run"), ("2026-06-01", "has passed")])
def test_a_day_without_a_run_is_refused(terminal: Terminal, run: str, why: str) -> None:
    ran = terminal.run("propose", "--run", run, "--as", ANALYST)
    assert ran.returncode == 2
    assert why in ran.stderr


def test_the_groups_forecast_names_its_companies_and_rates(terminal: Terminal) -> None:
    told = terminal.json("forecast", "--group", "--weeks", "4")
    assert told["companies"] == ["HALDE", "HALUK", "HALUS"]
    assert len(told["weeks"]) == 4
    assert any("GBP converted to EUR at" in caveat for caveat in told["caveats"])
    assert 0 <= float(told["breach_probability"]) <= float(told["any_breach_probability"]) <= 1
    assert terminal.json("forecast", "--group", "--since", "last-week", status=2)["status"] == 422


def test_a_company_with_a_controller_is_closed_to_the_sample_people(terminal: Terminal) -> None:
    added = terminal.json("company", "add", "MEANT", "--controller", "jo@meant.example")
    assert added["people"] == ["jo@meant.example"]
    ran = terminal.run("quality", "--company", "MEANT", "--as", "cfo@halden.example")
    assert ran.returncode != 0
    assert "MEANT" in ran.stderr
    assert "cfo@halden.example" in terminal.json("company", "add", "TRIAL")["people"]


def test_a_company_is_added_and_a_ledger_imported_twice(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.json("company", "add", "ACMEX", "--name", "Acme Example", "--currency", "EUR")["code"] == "ACMEX"
    ledger = tmp_path / "open.csv"
    ledger.write_text(
        f"{HEADER}\nR1;Kunde AG;01.05.2026;31.05.2026;1.234,50;EUR\nR2;Kunde AG;13.05.2026;12.06.2026;99,00;EUR\n"
    )
    first = terminal.json("import", str(ledger), "--company", "ACMEX", "--kind", "receivables")
    assert (first["read"], first["inserted"], first["rejected"]) == (2, 2, [])
    second = terminal.json("import", str(ledger), "--company", "ACMEX", "--kind", "receivables")
    assert (second["inserted"], second["unchanged"]) == (0, 2)


def test_a_rejected_row_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    ledger = tmp_path / "bad.csv"
    ledger.write_text(
        f"{HEADER}\nR8;Kunde AG;30.02.2026;31.03.2026;10,00;EUR\nR9;Kunde AG;13.05.2026;12.06.2026;99,00;EUR\n"
    )
    terminal.run("company", "add", "ACMEY")
    report = terminal.json("import", str(ledger), "--company", "ACMEY", "--kind", "receivables", status=2)
    assert report["inserted"] == 0
    assert (report["rejected"][0]["row"], report["rejected"][0]["file"]) == (2, "bad.csv") or report["rejected"][0][
        "row"
    ]
    taken = terminal.json("import", str(ledger), "--company", "ACMEY", "--kind", "receivables", "--accept-rejects")
    assert taken["inserted"] == 1


def test_documents_are_ingested_once(terminal: Terminal, tmp_path: Path) -> None:
    note = tmp_path / "agreement.txt"
    note.write_text(
        "Framework agreement. The supplier grants a discount of 4 per cent for payment within 5 days of the invoice."
    )
    first = terminal.json("ingest", str(note), "--company", "HALDE")
    assert (first["documents"], first["duplicates"], first["quarantined"]) == (1, 0, [])
    assert terminal.json("ingest", str(note), "--company", "HALDE")["duplicates"] == 1


def test_wrong_use_is_told_with_status_two_and_no_trace(terminal: Terminal) -> None:
    for arguments in (
        ["ask"],
        ["explain", "F0"],
        ["import", "nowhere.csv", "--company", "HALDE"],
        ["metrics", "nonsense"],
    ):
        ran = terminal.run(*arguments)
        assert ran.returncode == 2, arguments
        assert "Traceback" not in ran.stderr


def test_errors_are_json_for_machines(terminal: Terminal) -> None:
    ran = terminal.run("explain", "F0", "--json")
    assert json.loads(ran.stdout)["status"] == 404


def test_every_command_has_help_with_an_example(terminal: Terminal) -> None:
    for command in (
        "ask",
        "import",
        "ingest",
        "metrics",
        "explain",
        "forecast",
        "regret",
        "propose",
        "approve",
        "decline",
        "release",
        "serve",
        "evals",
    ):
        ran = terminal.run(command, "--help")
        assert ran.returncode == 0
        assert "wcc" in ran.stdout, command
    assert (ROOT / "wcc").stat().st_mode & 0o111


def test_what_changed_since_last_weeks_forecast_adds_up(terminal: Terminal) -> None:
    told = terminal.json("forecast", "--company", "HALUS", "--since", "last-week")
    assert sum(Decimal(each["change"]) for each in told["causes"]) == Decimal(told["change"])
    assert Decimal(told["now"]) - Decimal(told["then"]) == Decimal(told["change"])
    assert terminal.json("forecast", "--since", "yesterday", status=2)["status"] == 422


def test_a_forecast_model_is_trained_by_who_may_and_shown_where_there_is_one(terminal: Terminal) -> None:
    none = terminal.json("model", "show", "--company", "HALUS", status=2)
    assert "general settings" in none["detail"]
    refused = terminal.json("model", "train", "--company", "HALUS", "--as", MANAGER, status=3)
    assert "treasury_analyst" in refused["detail"]
    short = terminal.json("model", "train", "--company", "HALUS", "--as-of", "2024-09-01", "--as", ANALYST, status=2)
    assert "200 are the least" in short["detail"]
