"""Scenarios and a floor with a certainty from the terminal, and in conversation."""

import json
from decimal import Decimal
from pathlib import Path

from tests.terminal.conftest import Terminal

RUN = "2026-07-02"


def test_a_scenario_is_saved_listed_compared_and_deleted(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "dear.json"
    file.write_text('{"rate_points": "2", "skip_runs": ["2026-07-07"]}')
    saved = terminal.json("scenario", "save", "dear money", "--file", str(file), "--company", "HALUK")
    assert saved["changes"] == ["rate +2 points", "no run on 2026-07-07"]
    listed = terminal.json("scenario", "list", "--company", "HALUK")["scenarios"]
    assert [each["name"] for each in listed] == ["dear money"]
    told = terminal.json("scenario", "compare", "Dear Money", "--run", RUN, "--floor", "100000", "--company", "HALUK")
    (side,) = told["scenarios"]
    effects = sum((Decimal(each["effect"]) for each in side["causes"]), Decimal(0))
    assert effects == Decimal(side["difference"]) == Decimal(side["value"]) - Decimal(told["by_the_books"]["value"])
    assert terminal.json("scenario", "delete", "dear money", "--company", "HALUK")["name"] == "dear money"
    gone = terminal.run("scenario", "compare", "dear money", "--company", "HALUK")
    assert gone.returncode != 0
    assert "there are: none yet" in gone.stderr


def test_what_was_supposed_is_saved_and_compared_in_conversation(terminal: Terminal) -> None:
    first = terminal.json("ask", "What if collections fall by 20%?")
    saved = terminal.json("ask", "Save this as 'slow autumn'", "--thread", first["thread_id"])
    assert (saved["status"], "slow autumn" in saved["answer"]) == ("answered", True)
    told = terminal.json("ask", "Compare slow autumn with the plan keeping at least 600000")
    assert told["status"] == "answered"
    assert [row[0] for row in told["tables"][0]["rows"]] == ["by the books", "slow autumn"]
    assert told["tables"][1]["rows"][0][1] == "collections -20%"


def test_a_floor_with_a_certainty_is_proposed_and_its_proof_verified(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    asked = ["propose", "--company", "HALUS", "--run", RUN, "--floor", "100000", "--sure", "95", "--draft"]
    told = terminal.json(*asked, "--certificate", str(file))
    assert told["sure"] == "95"
    assert any(limit["reserve"] for limit in json.loads(file.read_text())["limits"])
    assert terminal.run("verify", str(file), "--digest", told["certificate"]).returncode == 0
