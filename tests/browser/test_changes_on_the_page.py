"""A change on the page: sent, taken back, declined and approved by those whose it is, on a wide and on a narrow screen."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Locator, expect

from channels.identity import asker_for
from server import create_app
from tests.browser.conftest import Visit, serving
from tests.tools.test_drafting import open_bill, overdue_customer
from tools.changes import propose
from web import build
from workingcapital.store.database.connection import Store
from workingcapital.store.proposals import proposals

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def copilot(built_page: None, sample_store: Store) -> Iterator[tuple[FastAPI, str]]:
    app = create_app(sample_store, page=build.DIST)
    with serving(app) as origin:
        yield app, origin


@pytest.fixture
def visit(copilot: tuple[FastAPI, str], opened: Callable[..., Visit]) -> Callable[..., Visit]:
    app, origin = copilot
    return lambda **how: opened(app, origin, **how)


def drafted(store: Store, by: str, kind: str, subject: dict[str, Any], why: str, sent: bool = True) -> dict[str, Any]:
    who = asker_for(store, f"{by}@halden.example", "HALDE")
    with who.books() as books:
        made = propose(books, who, kind, subject, why, f"{kind}-{why}")
        return proposals.submit(books, "HALDE", made["proposal_id"], made["digest"]) if sent else made


def approvals(on: Visit, person: str) -> None:
    on.page.get_by_role("button", name="Speaking as").click()
    on.page.get_by_role("option").filter(has_text=person).click()
    on.page.get_by_role("link", name=re.compile("^Approvals")).click()


def card(on: Visit, made: dict[str, Any]) -> Locator:
    return on.page.get_by_role("region", name=made["title"], exact=True)


@pytest.mark.parametrize("width", [380, 1440])
def test_a_hold_is_sent_and_taken_back_by_its_proposer(
    visit: Callable[..., Visit], sample_store: Store, width: int
) -> None:
    bill = open_bill(sample_store)
    subject = {"invoice": bill["invoice_id"], "code": "quality"}
    made = drafted(sample_store, "ap.clerk", "bill_hold", subject, f"damaged, seen at {width}", sent=False)
    on = visit(width=width)
    approvals(on, "ap.clerk@halden.example")
    shown = card(on, made).last
    expect(shown).to_contain_text("Hold of a bill")
    expect(shown).to_contain_text("Held because")
    expect(shown).to_contain_text("Still needs an AP manager")
    shown.get_by_role("button", name="Send for approval").click()
    expect(shown).to_contain_text("Waiting for approval")
    assert on.page.evaluate("document.documentElement.scrollWidth") <= width
    shown.get_by_role("button", name="Take it back").click()
    expect(shown).to_contain_text("Withdrawn")
    expect(shown.get_by_role("button", name="Take it back")).to_have_count(0)


def test_a_hold_is_declined_with_a_reason_that_its_proposer_reads(
    visit: Callable[..., Visit], sample_store: Store
) -> None:
    bill = open_bill(sample_store)
    made = drafted(sample_store, "ap.clerk", "bill_hold", {"invoice": bill["invoice_id"], "code": "price"}, "too dear")
    on = visit()
    approvals(on, "ap.manager@halden.example")
    shown = card(on, made).first
    shown.get_by_label("Comment (needed to decline)").fill("the price was agreed")
    shown.get_by_role("button", name="Decline").click()
    expect(shown).to_contain_text("Declined by")
    expect(shown).to_contain_text("the price was agreed")


def test_a_reminder_shows_its_letter_and_is_approved_by_the_ar_manager(
    visit: Callable[..., Visit], sample_store: Store
) -> None:
    from tests.tools.calling import ask
    from tools.customer_changes import propose_reminder

    clerk = asker_for(sample_store, "ar.clerk@halden.example", "HALDE")
    made = ask(propose_reminder, clerk, party=overdue_customer(sample_store)["name"], reason="overdue").proposal
    assert made is not None
    with clerk.books() as books:
        proposals.submit(books, "HALDE", made["proposal_id"], made["digest"])
    on = visit()
    approvals(on, "ar.manager@halden.example")
    shown = card(on, made)
    expect(shown).to_contain_text("Together")
    expect(shown.locator(".letter")).to_contain_text(made["subject"]["items"][0]["number"])
    shown.get_by_role("button", name="Approve").click()
    expect(shown.locator(".state")).to_have_text("Approved")
