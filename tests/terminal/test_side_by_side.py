"""`wcc serve --workers 2`: two processes on one socket, and a conversation that does not mind which of them answers."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from channels.settings import ChannelSettings
from tests.terminal.conftest import ROOT, Terminal

CFO = {"X-WCC-Person": "cfo@halden.example"}


@pytest.fixture(scope="module")
def url(terminal: Terminal) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["./wcc", "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, cwd=ROOT, env=terminal.environment, stderr=subprocess.PIPE) as serving:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, serving)
            yield address
        finally:
            serving.send_signal(signal.SIGINT)
            serving.communicate(timeout=30)


def _wait(address: str, serving: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 120
    while serving.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(serving.communicate()[1].decode())


def test_a_thread_goes_on_whichever_process_answers_and_they_count_together(url: str) -> None:
    thread, turns = None, 6
    for turn in range(turns):
        body = {"message": "Cash in the bank?", "stream": False, **({"thread_id": thread} if thread else {})}
        with httpx.Client(base_url=url, headers=CFO, timeout=120) as one_connection:
            answer = one_connection.post("/v1/chat", json=body).raise_for_status().json()
        thread = answer["thread_id"]
        assert (answer["status"], answer["answer_id"]) == ("answered", f"{thread}-{turn + 1}")
    counted = httpx.get(f"{url}/metrics").text
    assert f'wcc_turns_total{{model="built-in planner",status="answered"}} {turns}.0' in counted


def test_processes_share_the_bounds_among_them() -> None:
    alone, four = ChannelSettings(demo=False), ChannelSettings(demo=False, workers=4)
    assert (alone.request_bound(), alone.turn_bound(), alone.attempt_bound()) == (1200, 60, 30)
    assert (four.request_bound(), four.turn_bound(), four.attempt_bound()) == (300, 15, 7)
    assert ChannelSettings(workers=4).turn_bound() is None
