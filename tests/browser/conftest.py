"""A real Chromium before the real page; every test fails on a broken policy, an outside request or a console error."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright
from playwright.sync_api import Request as BrowserRequest

from tests.browser.scripted import scripted_app
from web import build
from web.chromium import FLAGS, MISSING, chromium

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
REFUSED_LOAD = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")

# Runs before the page's own code: what the policy stops is told to the test.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  window.tellViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@dataclass
class Watch:
    """What a page did that it may not do; a test names the statuses it means to provoke."""

    origin: str
    faults: list[str] = field(default_factory=list)
    meant: set[int] = field(default_factory=set)

    def on_console(self, message: ConsoleMessage) -> None:
        refused = REFUSED_LOAD.search(message.text)
        if refused and int(refused[1]) in self.meant:
            return
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def on_error(self, error: Error) -> None:
        self.faults.append(f"uncaught: {error}")

    def on_request(self, request: BrowserRequest) -> None:
        if not request.url.startswith(self.origin):
            self.faults.append(f"outside request: {request.url}")

    def on_violation(self, what: str) -> None:
        self.faults.append(f"policy violated: {what}")


@dataclass
class Visit:
    """A page with what it did and the app behind it."""

    page: Page
    watch: Watch
    app: FastAPI

    def ask(self, question: str) -> None:
        """Write the question, press Enter, wait for the whole answer."""
        turns = self.page.locator(".colophon").count()
        field = self.page.get_by_label("Your question")
        field.fill(question)
        field.press("Enter")
        self.page.locator(".colophon").nth(turns).wait_for()


def assert_accessible(on: Visit, axe: str) -> None:
    """axe has no finding in light or dark. Its source is evaluated: the policy lets no script element in."""
    on.page.evaluate(axe)
    for scheme in SCHEMES:
        on.page.emulate_media(color_scheme=scheme)
        found = on.page.evaluate(
            "async () => (await axe.run()).violations.map((v) => [v.id, v.help, v.nodes.map((n) => n.html)])"
        )
        assert found == [], scheme


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The app on a free port of this machine, as `http://127.0.0.1:port`."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the server did not start")
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="session")
def built_page() -> None:
    """The page built from the sources as they are now."""
    assert build.main([]) == 0, "the page could not be built"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium with a fresh profile."""
    path = chromium()
    if path is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source, to be evaluated in a page: a script element would break the policy."""
    return (build.WEB / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture
def scripted(built_page: None) -> Iterator[tuple[FastAPI, str]]:
    """The page over scripted answers."""
    app = scripted_app(build.DIST)
    with serving(app) as origin:
        yield app, origin


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open the page of an app; afterwards nothing may have gone wrong on it."""
    visits: list[Visit] = []

    def open_page(app: FastAPI, origin: str, width: int = 1280, height: int = 900, **context: Any) -> Visit:
        page = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB", **context).new_page()
        watch = Watch(origin)
        page.expose_function("tellViolation", watch.on_violation)
        page.add_init_script(TELL_VIOLATIONS)
        page.on("console", watch.on_console)
        page.on("pageerror", watch.on_error)
        page.on("request", watch.on_request)
        page.goto(origin)
        page.get_by_label("Your question").wait_for()
        visits.append(Visit(page, watch, app))
        return visits[-1]

    yield open_page
    for visit in visits:
        visit.page.context.close()
    faults = [fault for visit in visits for fault in visit.watch.faults]
    assert not faults, "\n".join(faults)


@pytest.fixture
def visit(scripted: tuple[FastAPI, str], opened: Callable[..., Visit]) -> Callable[..., Visit]:
    """Open the page over scripted answers, in any size and scheme."""
    app, origin = scripted
    return lambda **how: opened(app, origin, **how)
