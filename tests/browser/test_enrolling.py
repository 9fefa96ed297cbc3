"""The first visit of a real person: a one-time code, a password, the authenticator app, the first sign-in."""

import re
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect

from channels.settings import ChannelSettings
from server import create_app
from tests.browser.conftest import serving
from tests.store.small_books import enter_company
from web import build
from workingcapital.controls import passwords
from workingcapital.store.database.connection import Store
from workingcapital.store.people import enrolment, people

pytestmark = pytest.mark.browser
PERSON, PASSWORD = "bea@acme.example", "correct horse battery"


@pytest.fixture
def origin(built_page: None, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    enter_company(store, "ACME", sample=False, members=[people.Member(PERSON, "Bea", ("ap_manager",))])
    with serving(create_app(store, channels=ChannelSettings(demo=False), page=build.DIST)) as address:
        yield address


def enrol(page: Page, code: str, again: str = PASSWORD) -> None:
    """Fill the form of the first visit, and send it where the two passwords are the same."""
    page.get_by_label("One-time code").fill(code)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password, again").fill(again)
    if again == PASSWORD:
        page.get_by_role("button", name="Set password").click()


def test_an_invited_person_enrols_on_the_page_and_signs_in(browser: Browser, origin: str, store: Store) -> None:
    code = enrolment.invite(store, "ACME", PERSON)
    context = browser.new_context(locale="en-GB", viewport={"width": 380, "height": 800})
    page = context.new_page()
    violations: list[str] = []
    page.on("console", lambda said: violations.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(origin)
    page.get_by_role("button", name="I have a one-time code").click()
    enrol(page, code, again="another one")
    expect(page.get_by_text("The two are not the same.")).to_be_visible()
    expect(page.get_by_role("button", name="Set password")).to_be_disabled()
    enrol(page, code)
    device = page.get_by_role("region", name="Authenticator app")
    expect(device.get_by_role("img", name="QR code for your authenticator app")).to_be_visible()
    assert re.search(r"[A-Z2-7]{16,}", device.inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    device.get_by_role("button", name="I have it: sign in").click()
    page.get_by_label("Your question").wait_for()
    assert PASSWORD not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert violations == []
    context.close()
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(origin)
    page.get_by_role("button", name="I have a one-time code").click()
    enrol(page, code)  # good once
    expect(page.get_by_role("alert")).to_be_visible()
    context.close()
