"""API keys and screening lists from a terminal, each step by whom it takes."""

from pathlib import Path

from tests.terminal.conftest import Terminal

HALDE = ("--company", "HALDE")
CONTROLLER, CLERK = "controller@halden.example", "ap.clerk@halden.example"


def test_a_key_is_asked_for_approved_collected_once_and_revoked(terminal: Terminal) -> None:
    key = terminal.json("key", "create", CLERK, "--days", "7", *HALDE)["key"]
    assert terminal.run("key", "collect", key, *HALDE, "--as", CLERK).returncode == 2
    terminal.json("key", "approve", key, *HALDE, "--as", CONTROLLER)
    assert terminal.json("key", "collect", key, *HALDE, "--as", CLERK)["secret"].startswith(f"wcc.HALDE.{key}.")
    assert terminal.run("key", "collect", key, *HALDE, "--as", CLERK).returncode == 2
    [listed] = [each for each in terminal.json("key", "list", *HALDE)["keys"] if each["key_id"] == key]
    assert (listed["state"], listed["last_used_at"]) == ("approved", None)
    assert terminal.json("key", "revoke", key, *HALDE)["status"] == "revoked"


def test_a_list_that_does_not_fit_is_said_by_line_and_loads_nothing(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("kind,value\nperson,Somebody\n", encoding="utf-8")
    ran = terminal.run("screening", "load", str(file), *HALDE)
    assert ran.returncode == 2
    assert "nothing was loaded" in ran.stderr
    file.write_text("kind,value\nname,Somebody Quite Unknown\n", encoding="utf-8")
    assert terminal.run("screening", "load", str(file), *HALDE, "--as", CLERK).returncode == 3
    assert terminal.json("screening", "load", str(file), *HALDE)["hits"] == 0
    assert [each["version"] for each in terminal.json("screening", "show", *HALDE)["lists"]] == [1]
