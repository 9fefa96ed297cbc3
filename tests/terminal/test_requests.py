"""Changes from a terminal: asked for in people's words, listed, decided on by the digest that was shown."""

from tests.terminal.conftest import Terminal

MANAGER = "ap.manager@halden.example"


def test_a_bill_is_held_listed_and_let_go(terminal: Terminal) -> None:
    item = terminal.json("propose", "--company", "HALDE", "--run", "2026-07-14", "--floor", "1500000", "--draft")[
        "lines"
    ][0]
    made = terminal.json(
        "request", "hold", item["number"], "--code", "price", "--why", "twice the price", "--company", "HALDE"
    )
    assert (made["status"], made["kind"]) == ("waiting", "bill_hold")
    assert made["proposal_id"] in terminal.run("proposals", "--status", "waiting").stdout
    shown = terminal.run("proposal", made["proposal_id"])
    assert made["digest"] in shown.stdout
    assert "twice the price" in shown.stdout
    approved = terminal.json("approve", made["proposal_id"], "--digest", made["digest"], "--as", MANAGER)
    assert approved["status"] == "approved"
    lifted = terminal.json("request", "release", item["number"], "--code", "mistake", "--why", "the price is right")
    assert lifted["changes"][0] == {"field": "hold_code", "from": "price", "to": None}
    terminal.json("decline", lifted["proposal_id"], "--digest", lifted["digest"], "--why", "no", "--as", MANAGER)


def test_a_wrong_account_is_refused_with_the_reason(terminal: Terminal) -> None:
    asked = (
        "request",
        "account",
        "Quintus Beratung AG",
        "--iban",
        "DE88370400440532013000",
        "--holder",
        "Quintus",
        "--why",
        "mail",
    )
    ran = terminal.run(*asked)
    assert ran.returncode == 2
    assert "checksum" in ran.stderr
    assert terminal.run("request", "hold", "NO-SUCH-BILL", "--code", "price", "--why", "x").returncode == 2


def test_a_rate_that_is_no_number_is_said_without_a_trace(terminal: Terminal) -> None:
    ran = terminal.run("request", "discount", "26064428", "--pay-on", "2026-07-02", "--rate", "abc", "--why", "offer")
    assert ran.returncode == 2
    assert "'abc' is no number" in ran.stderr
    assert "Traceback" not in ran.stderr
