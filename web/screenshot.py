"""Make docs/screenshot.png from the real page: `python -m web.screenshot`.

Starts the copilot as anybody would, asks it a question in a browser, and waits for the whole answer.
"""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from web.chromium import FLAGS, MISSING, chromium

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "screenshot.png"
QUESTION = "Which discounts expire this week, and what are they worth net of our 6.5% credit line?"
START_SECONDS = 180  # the first start loads the sample company
ANSWER_SECONDS = 60


class NoPicture(Exception):
    """The screenshot could not be made; the message says why."""


@contextmanager
def served() -> Iterator[str]:
    """The copilot as `wcc serve` runs it, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([ROOT / "wcc", "serve", "--port", str(port)], cwd=ROOT)
    try:
        _wait(origin, process)
        yield origin
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(origin: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise NoPicture(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"{origin}/readyz", timeout=2):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    raise NoPicture(f"the server was not ready within {START_SECONDS} s")


def take(origin: str, picture: Path, question: str = QUESTION) -> None:
    """Ask the question on the page and keep what it then shows."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    if path is None:
        raise NoPicture(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        window = browser.new_context(
            viewport={"width": 1280, "height": 860},
            device_scale_factor=1.5,
            locale="en-GB",
            color_scheme="light",
            reduced_motion="reduce",
        )
        page = window.new_page()
        page.goto(origin)
        field = page.get_by_label("Your question")
        field.fill(question)
        field.press("Enter")
        page.locator(".colophon").wait_for(timeout=ANSWER_SECONDS * 1000)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=picture)
        # The picture stays, the conversation it was taken of does not.
        page.request.delete(f"{origin}/v1/threads/{page.url.rpartition('/')[2]}")
        browser.close()


def main() -> int:
    """Make the picture, or say why there is none."""
    try:
        with served() as origin:
            take(origin, PICTURE)
    except NoPicture as why:
        print(f"screenshot: {why}", file=sys.stderr)
        return 1
    print(f"screenshot: {PICTURE.relative_to(ROOT)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
