"""Access on the page: a role asked for, approved by another and ended; the review for everybody."""

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from server import create_app
from tests.browser.conftest import Visit, assert_accessible, serving
from web import build
from workingcapital.store.database.connection import Store

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def copilot(built_page: None, sample_store: Store) -> Iterator[tuple[FastAPI, str]]:
    app = create_app(sample_store, page=build.DIST)
    with serving(app) as origin:
        yield app, origin


def speak_as(on: Visit, person: str) -> None:
    on.page.get_by_role("button", name="Speaking as").click()
    on.page.get_by_role("option").filter(has_text=person).click()


@pytest.mark.parametrize("width", [380, 1440])
def test_a_role_is_asked_for_approved_and_ended(
    copilot: tuple[FastAPI, str], opened: Callable[..., Visit], axe: str, width: int
) -> None:
    on, new = opened(*copilot, width=width), f"{uuid.uuid4().hex[:8]}@halden.example"
    page = on.page
    speak_as(on, "security.admin@halden.example")
    expect(page.get_by_role("heading", name=re.compile("^Access in"))).to_be_visible()
    expect(page.get_by_text("Nobody could pay themselves alone.")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_count(0)  # reads no books
    form = page.get_by_role("region", name="Ask for a role")
    form.get_by_role("button", name="Role").click()
    page.get_by_role("option", name="AP approver").click()
    form.get_by_label("Their e-mail address").fill(new)
    form.get_by_label("Their name (when they are new)").fill("Nele New")
    form.get_by_label("Limit (when there is one)").fill("20000")
    form.get_by_role("button", name="Ask for it").click()
    waiting = page.get_by_role("region", name=f"Nele New, {new}: AP approver")
    expect(waiting).to_contain_text("EUR 20,000")
    expect(waiting.get_by_role("button", name="Approve")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(on, axe)
    speak_as(on, "cfo@halden.example")
    page.goto(f"{on.watch.origin}/#/access")
    asked = page.get_by_role("region", name=f"Nele New, {new}: AP approver")
    asked.get_by_role("button", name="Approve").click()
    row = page.get_by_role("row").filter(has_text=new)
    expect(row).to_contain_text("cfo@halden.example")
    row.get_by_role("button", name="End AP approver of Nele New").click()
    expect(row).to_have_count(1)  # one press ends nothing
    row.get_by_role("button", name="End now AP approver of Nele New").click()
    expect(row).to_have_count(0)


def test_a_manager_lets_somebody_act_for_them_and_reads_why_not(
    copilot: tuple[FastAPI, str], opened: Callable[..., Visit]
) -> None:
    on = opened(*copilot)
    speak_as(on, "ap.manager@halden.example")
    on.page.get_by_role("link", name=re.compile("^Approvals")).click()
    on.page.get_by_role("link", name="Who may do what").click()
    expect(on.page.get_by_role("region", name="Ask for a role")).to_have_count(0)
    form = on.page.get_by_role("region", name="Let somebody act for you")
    form.get_by_label("E-mail address of whoever acts for you").fill("ap.approver@halden.example")
    form.get_by_label("Limit").fill("100000")
    form.get_by_label("Until").fill("2099-01-01")
    on.watch.meant.add(422)
    form.get_by_role("button", name="Ask for it").click()
    expect(form.get_by_role("alert")).to_contain_text("92 days")
    form.get_by_label("Until").fill("2026-12-31")
    form.get_by_role("button", name="Ask for it").click()
    waits = on.page.get_by_role("region", name=re.compile("AP manager for ap.manager@halden.example"))
    expect(waits).to_contain_text("EUR 100,000")
    expect(waits).to_contain_text("has to approve it")
