"""The page outside demo mode: a password, a wrong one, a page opened anew, and the way out."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, expect

from channels.settings import ChannelSettings
from server import create_app
from tests.browser.conftest import serving
from tests.store.small_books import enter_company
from web import build
from workingcapital.controls import passwords
from workingcapital.store.database.connection import Store
from workingcapital.store.people import enrolment, people

pytestmark = pytest.mark.browser
PERSON, PASSWORD = "ada@acme.example", "correct horse battery"


@pytest.fixture
def origin(built_page: None, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    enter_company(store, "ACME", sample=False, members=[people.Member(PERSON, "Ada", ("controller_cfo",))])
    enrolment.enrol(store, enrolment.invite(store, "ACME", PERSON), PASSWORD)
    with serving(create_app(store, channels=ChannelSettings(demo=False), page=build.DIST)) as address:
        yield address


def test_a_person_signs_in_stays_signed_in_and_signs_out(browser: Browser, origin: str) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    violations: list[str] = []
    page.on("console", lambda said: violations.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(origin)
    for password in ("wrong password", PASSWORD):
        page.get_by_label("Address").fill(PERSON)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        if password != PASSWORD:
            expect(page.get_by_role("alert")).to_contain_text("This did not sign you in.")
    page.get_by_label("Your question").wait_for()
    assert page.evaluate("document.cookie") == "", "no script reads the refresh token"
    assert PASSWORD not in page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    page.reload()
    page.get_by_label("Your question").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Password").wait_for()
    page.reload()
    page.get_by_label("Password").wait_for()
    assert violations == []
    context.close()
