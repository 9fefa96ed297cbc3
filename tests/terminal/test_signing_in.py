"""Signing in at the terminal, outside demo mode: people who chose their own passwords."""

import base64
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.controls.authenticator import code_at
from tests.terminal.conftest import ROOT, Terminal

PASSWORD = "correct horse battery"
PEOPLE = {
    "ada@acme.example": ("ap_clerk",),
    "bo@acme.example": ("ap_manager",),
    "eve@acme.example": ("security_admin",),
}


class Person:
    """Somebody at a terminal of their own, in real use."""

    def __init__(self, terminal: Terminal, home: Path) -> None:
        self.home, self.environment = home, {
            **terminal.environment, "CHANNEL_DEMO": "false", "XDG_CONFIG_HOME": str(home)
        }  # fmt: skip

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["./wcc", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def json(self, *arguments: str, status: int = 0, typed: str = "") -> Any:
        ran = self.run(*arguments, "--json", typed=typed)
        assert ran.returncode == status, ran.stdout + ran.stderr
        assert PASSWORD not in ran.stdout + ran.stderr
        return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def people(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Person]:
    """A new company whose three people have enrolled and signed in."""
    operator = Person(terminal, tmp_path_factory.mktemp("operator"))
    operator.json("company", "add", "ACME2", "--name", "Acme")
    found = {}
    for email, roles in PEOPLE.items():
        chosen = [word for role in roles for word in ("--role", role)]
        code = operator.json("person", "add", email, "--company", "ACME2", *chosen)["code"]
        person = found[email] = Person(terminal, tmp_path_factory.mktemp(email.split("@")[0]))
        person.secret = base64.b32decode(person.json("person", "enrol", code, typed=f"{PASSWORD}\n")["secret"])
        assert person.json("login", email, typed=f"{PASSWORD}\n")["person"] == email
    return found


def test_a_sign_in_is_kept_in_a_file_only_its_person_reads(people: dict[str, Person]) -> None:
    [kept] = (people["ada@acme.example"].home / "wcc").glob("*.json")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in kept.read_text()
    assert people["ada@acme.example"].json("whoami") == {
        "person": "ada@acme.example", "name": "ada@acme.example", "roles": {"ACME2": ["ap_clerk"]}, "demo": False
    }  # fmt: skip


def test_nobody_speaks_as_somebody_outside_demo_mode(
    people: dict[str, Person], tmp_path: Path, terminal: Terminal
) -> None:
    refused = people["ada@acme.example"].json("ask", "What is our DSO?", "--as", "cfo@halden.example", status=3)
    assert refused["type"] == "/problems/demo-only"
    stranger = Person(terminal, tmp_path)
    assert stranger.json("ask", "What is our DSO?", status=3)["type"] == "/problems/not-signed-in"
    assert stranger.json("login", "ada@acme.example", status=3, typed="wrong\n")["type"] == "/problems/sign-in-failed"


def test_in_demo_mode_nobody_speaks_as_somebody_real(terminal: Terminal, people: dict[str, Person]) -> None:
    refused = terminal.json("ask", "What is our DSO?", "--as", "bo@acme.example", status=3)
    assert refused["type"] == "/problems/demo-only"


def test_a_decision_takes_the_code_of_the_persons_device(people: dict[str, Person]) -> None:
    bo, proposal = people["bo@acme.example"], "00000000-0000-0000-0000-000000000000"
    wrong = bo.json("approve", proposal, "--digest", "0" * 64, "--code", "000000", status=3)
    assert wrong["type"] == "/problems/wrong-code"
    unknown = bo.json("approve", proposal, "--digest", "0" * 64, "--code", code(bo), status=2)
    assert unknown["type"] == "/problems/unknown-proposal"


def code(person: Person) -> str:
    return code_at(int(time.time()) // 30, person.secret)


def test_signing_out_forgets_the_file_and_the_session(people: dict[str, Person]) -> None:
    eve = people["eve@acme.example"]
    [kept] = (eve.home / "wcc").glob("*.json")
    stolen = kept.read_text()
    assert eve.json("logout") == {"signed_out": True}
    assert not kept.exists()
    kept.write_text(stolen)
    os.chmod(kept, 0o600)
    assert eve.json("whoami", status=3)["type"] == "/problems/not-signed-in"
    kept.unlink(missing_ok=True)
    assert eve.json("logout") == {"signed_out": False}


def test_heads_are_kept_outside_and_the_chain_is_checked_against_them(terminal: Terminal, tmp_path: Path) -> None:
    heads, rows = tmp_path / "heads.json", tmp_path / "audit.csv"
    assert {one["company"] for one in terminal.json("audit", "heads", "--out", str(heads))["heads"]} >= {
        "HALDE",
        "HALUK",
    }
    assert terminal.json("audit", "heads", "--out", str(heads), status=2)["detail"].endswith("not overwritten")
    assert terminal.json("audit", "verify", "--company", "HALDE", "--heads", str(heads))["whole"] is True
    forged = json.loads(heads.read_text())
    for head in forged["heads"]:
        head["hash"] = "f" * 64
    heads.write_text(json.dumps(forged))
    broken = terminal.json("audit", "verify", "--company", "HALDE", "--heads", str(heads), status=1)["broken"]
    assert broken[0]["what"] == "not the event whose hash was kept outside"
    exported = terminal.json("audit", "export", "--out", str(rows))
    assert len(rows.read_text().splitlines()) == exported["events"] + 1
    assert terminal.json("access", "review", "--company", "HALDE")["findings"] == []
    asked = ("ap.approver@halden.example", "--role", "ap_manager", "--limit", "1000", "--until", "2026-12-31")
    manager = ("--company", "HALDE", "--as", "ap.manager@halden.example")
    made = terminal.json("access", "delegate", *asked, *manager)["delegation"]
    assert terminal.json("access", "end-delegation", str(made), *manager)["status"] == "ended"
