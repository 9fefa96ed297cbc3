"""The page before the real copilot and the sample company: from a question to another person's decision."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from fastapi import FastAPI
from playwright.sync_api import Locator, expect

from channels.identity import asker_for
from retrieval.sample import ingest_sample_documents
from server import create_app
from tests.browser.conftest import Visit, serving
from tools.changes import propose
from web import build
from workingcapital.controls.proposals import RunLine
from workingcapital.controls.screening import read
from workingcapital.store.database.connection import Store
from workingcapital.store.invoices import the_invoice
from workingcapital.store.naming import items_of_invoice
from workingcapital.store.proposals import screening
from workingcapital.store.proposals.proposals import propose as propose_run
from workingcapital.store.proposals.proposals import submit

pytestmark = pytest.mark.browser

RUN = date(2026, 7, 2)
AMOUNT = re.compile(r"\d[\d,.]*\.\d\d")


@pytest.fixture(scope="module")
def copilot(built_page: None, sample_store: Store) -> Iterator[tuple[FastAPI, str]]:
    """The copilot over a sample company of its own, with its documents."""
    ingest_sample_documents(sample_store, lambda what, share: None)
    app = create_app(sample_store, page=build.DIST)
    with serving(app) as origin:
        yield app, origin


@pytest.fixture
def visit(copilot: tuple[FastAPI, str], opened: Callable[..., Visit]) -> Callable[..., Visit]:
    app, origin = copilot
    return lambda **how: opened(app, origin, **how)


def speak_as(on: Visit, person: str) -> None:
    """Choose a sample person by address."""
    on.page.get_by_role("button", name="Speaking as").click()
    on.page.get_by_role("option").filter(has_text=person).click()
    expect(on.page.get_by_role("heading", name="Ask the books.")).to_be_visible()


def test_a_figure_of_the_books_opens_a_receipt_that_still_holds(visit: Callable[..., Visit]) -> None:
    on = visit()
    on.ask("What is our DSO, and how did you calculate it?")
    figure = on.page.locator(".prose .figure").first
    figure.click()
    receipt = on.page.get_by_role("dialog", name="Receipt")
    expect(receipt).to_contain_text("dso")
    receipt.get_by_role("button", name="Recompute from the books").click()
    expect(receipt.get_by_role("status")).to_contain_text("The books say the same.")


def test_the_morning_stands_on_the_first_page_also_on_a_small_screen(visit: Callable[..., Visit]) -> None:
    on = visit(width=380)
    morning = on.page.get_by_role("region", name="Today")
    expect(morning.get_by_role("heading", name="Discounts")).to_be_visible()
    assert on.page.evaluate("document.documentElement.scrollWidth") <= 380
    morning.locator(".figure").first.click()
    expect(on.page.get_by_role("dialog", name="Receipt")).to_contain_text("forecast.floor.v1")
    on.page.keyboard.press("Escape")
    morning.get_by_role("button", name=re.compile("^Which discounts expire by")).click()
    expect(on.page.locator(".prose").first).to_contain_text("3,345.08")


def test_a_table_is_taken_away_as_a_workbook(visit: Callable[..., Visit]) -> None:
    on = visit(accept_downloads=True)
    on.ask("Which bills may be duplicates?")
    with on.page.expect_download() as taken:
        on.page.get_by_role("button", name=re.compile("^Download Possible duplicates.* as XLSX")).click()
    assert taken.value.suggested_filename.startswith("HALDE-2026-06-30-")
    assert taken.value.path().read_bytes().startswith(b"PK")


def test_a_conversation_is_found_by_its_words(visit: Callable[..., Visit]) -> None:
    on = visit()
    on.ask("Which bills may be duplicates?")
    on.page.get_by_label("Search your conversations").fill("duplic")
    rail = on.page.get_by_role("navigation", name="Conversations")
    expect(rail.get_by_role("link").first).to_have_text("Which bills may be duplicates?")
    expect(rail.get_by_role("link").filter(has_not_text="duplicates")).to_have_count(0)
    on.page.get_by_label("Search your conversations").fill("zebra")
    expect(rail).to_contain_text("No conversation holds these words.")


def test_the_discounts_of_the_week_stand_in_a_table_that_sorts(visit: Callable[..., Visit]) -> None:
    on = visit()
    on.ask("Which discounts expire this week, and what are they worth net of our 6.5% credit line?")
    table = on.page.locator(".table-block table").first
    header = table.get_by_role("columnheader").last
    while header.get_attribute("aria-sort") != "descending":
        header.get_by_role("button").press("Enter")
    amounts = [
        float(text.replace(",", ""))
        for text in table.locator("tbody td:last-child").all_inner_texts()
        if AMOUNT.fullmatch(text)
    ]
    assert amounts == sorted(amounts, reverse=True)


def test_the_cash_forecast_is_a_band_with_its_figures_as_a_table(visit: Callable[..., Visit]) -> None:
    on = visit()
    on.ask("Where will cash be at the end of week 6, and when do we first go under 2 million?")
    figure = on.page.get_by_role("figure").first
    expect(figure.locator(".mark-band")).to_be_visible()
    figure.get_by_role("button", name="Show as table").click()
    expect(figure.get_by_role("table")).to_contain_text(AMOUNT)


def test_a_contract_opens_at_the_cited_sentence(visit: Callable[..., Visit]) -> None:
    on = visit()
    on.ask("What do our contracts say about early payment?")
    quote = on.page.locator(".citations blockquote").first.inner_text().strip()
    on.page.locator(".source").first.click()
    source = on.page.get_by_role("dialog", name="Source")
    expect(source.get_by_role("img")).to_be_visible()
    expect(source.locator(".page-mark")).to_be_visible()
    source.get_by_text("Text of the page").click()
    marked = source.locator("mark").inner_text()
    assert re.sub(r"\s+", "", marked) == re.sub(r"\s+", "", quote)


def test_a_question_with_two_readings_is_asked_back_with_buttons(visit: Callable[..., Visit]) -> None:
    on = visit()
    on.ask("What's our exposure?")
    expect(on.page.locator(".badge")).to_have_text("A question back")
    on.page.locator(".option").first.click()
    on.page.locator(".colophon").nth(1).wait_for()


def test_a_run_is_proposed_sent_and_decided_by_somebody_else(visit: Callable[..., Visit]) -> None:
    on = visit()
    speak_as(on, "treasury.analyst@halden.example")
    on.ask("Propose Thursday's run keeping at least 1.5 million.")
    card = on.page.locator(".proposal")
    expect(card).to_contain_text("Not sent yet")
    expect(card.locator("tbody tr").first).to_be_visible()
    card.get_by_role("button", name="Send for approval").click()
    expect(on.page.get_by_text("somebody else has to decide it").last).to_be_visible()

    on.watch.meant.add(403)
    speak_as(on, "viewer.uk@halden.example")
    on.page.get_by_role("link", name="Approvals").click()
    expect(on.page.get_by_text("Nothing waits.")).to_be_visible()

    speak_as(on, "ap.manager@halden.example")
    on.page.get_by_role("link", name="Approvals").click()
    on.page.get_by_label("Comment").first.fill("One supplier called: wait a week.")
    on.page.get_by_role("button", name="Decline").first.click()
    expect(on.page.locator(".state-declined")).to_be_visible()
    expect(on.page.locator(".decisions")).to_contain_text("“One supplier called: wait a week.”")


def write_off_proposed(store: Store) -> None:
    """An invoice of a late payer waits to be written off."""
    asker = asker_for(store, "ar.clerk@halden.example", "HALDE")
    with asker.books() as books:
        items = items_of_invoice(books, "HALDE", the_invoice(books, "HALDE", "RG-2026-05164").invoice)
        made = propose(books, asker, "write_off", {"items": items, "code": "insolvency"}, "insolvent", "call")
        submit(books, "HALDE", made["proposal_id"], made["digest"])


def test_a_change_is_decided_by_what_it_changes(visit: Callable[..., Visit], sample_store: Store) -> None:
    write_off_proposed(sample_store)
    on = visit()
    speak_as(on, "ar.manager@halden.example")
    on.page.get_by_role("link", name="Approvals").click()
    card = on.page.get_by_role("region", name="Write-off, insolvency")
    expect(card).to_contain_text("insolvent")
    expect(card.get_by_role("row", name="Open amount")).to_contain_text("0")
    expect(card.get_by_role("region", name="Items of the change").locator("tbody tr")).to_have_count(1)
    card.get_by_label("Comment").fill("They pay on Friday.")
    card.get_by_role("button", name="Decline").click()
    expect(card.locator(".state-declined")).to_be_visible()


def listed_payee_proposed(store: Store) -> None:
    """A run of one bill waits; its supplier's name stands on a screening list, with a letter too many."""
    asker = asker_for(store, "ap.clerk@halden.example", "HALDE")
    with asker.books() as books:
        row = books.execute(
            """select item_id, party_name from control.payable_items('HALDE', '2026-06-30', 30)
               where blocked is null and currency = 'EUR' and open_amount between 1000 and 5000 order by item_id limit 1"""
        ).fetchone()
        assert row is not None
        made = propose_run(books, "HALDE", [RunLine(row["item_id"], RUN, RUN)], RUN, "one bill", "t", 1, "listed")
        submit(books, "HALDE", made["proposal_id"], made["digest"])
    with asker_for(store, "controller@halden.example", "HALDE").books() as books:
        listed = f"kind,value,note\nname,{row['party_name']}s,Notice 7\n"
        screening.load(books, "HALDE", "notices", "notices.csv", read(listed.encode()), 50)


def test_a_listed_payee_is_set_aside_approved_and_released_by_three_people_on_a_small_screen(
    visit: Callable[..., Visit], sample_store: Store
) -> None:
    listed_payee_proposed(sample_store)
    on = visit()
    on.watch.meant.add(409)

    def as_person(person: str) -> Locator:
        on.page.set_viewport_size({"width": 1100, "height": 900})
        speak_as(on, person)
        on.page.get_by_role("link", name="Approvals").click()
        on.page.set_viewport_size({"width": 380, "height": 800})
        return on.page.locator(".proposal").filter(has_text="Notice 7")

    card = as_person("ap.approver@halden.example")
    expect(card.get_by_text("Stops it")).to_be_visible()
    card.get_by_role("button", name="Approve").click()
    expect(card.get_by_role("alert")).to_contain_text("A control stands against this")
    assert on.page.evaluate("document.documentElement.scrollWidth") <= 380

    card = as_person("controller@halden.example")
    card.get_by_label("What you checked").fill("Another register number.")
    card.get_by_role("button", name="another party").click()
    expect(card.get_by_text("Set aside", exact=True)).to_be_visible()

    card = as_person("ap.approver@halden.example")
    card.get_by_role("button", name="Approve").click()
    expect(card.locator(".state-approved")).to_be_visible()

    card = as_person("treasury.releaser@halden.example")
    with on.page.expect_download() as download:
        card.get_by_role("button", name="Release").click()
    assert download.value.suggested_filename.startswith("HALDE-2026-07-02-")
    card.get_by_role("button", name="The files stand where they belong").click()
    expect(card.locator(".state-sent")).to_be_visible()


def bank_change_proposed(store: Store) -> None:
    """A supplier's new account waits for whoever calls back."""
    asker = asker_for(store, "vendor.maintainer@halden.example", "HALDE")
    with asker.books() as books:
        row = books.execute(
            """select party_id, name from party where company_id = 'HALDE' and is_supplier and country = 'DE'
               order by party_id desc limit 1"""
        ).fetchone()
        assert row is not None
        account = {"iban": "DE02120300000000202051", "bic": "BYLADEM1001", "holder": row["name"], "currency": "EUR"}
        made = propose(books, asker, "bank_change", {"party": row["party_id"], **account}, "new bank", "account")
        submit(books, "HALDE", made["proposal_id"], made["digest"])


def test_a_new_account_is_called_back_about_and_approved_on_the_page(
    visit: Callable[..., Visit], sample_store: Store
) -> None:
    bank_change_proposed(sample_store)
    on = visit()
    on.watch.meant.add(409)
    speak_as(on, "vendor.verifier@halden.example")
    on.page.get_by_role("link", name="Approvals").click()
    card = on.page.locator(".proposal").filter(has_text="new bank")
    card.get_by_label("Number you called").fill("+49 40 123456")
    card.get_by_label("Whom you spoke with").fill("Ms Example")
    card.get_by_label("Account as it was read out").fill("DE02 1203 0000 0000 2020 52")
    card.get_by_role("button", name="Contract").click()
    expect(card.get_by_role("alert")).to_contain_text("not the proposed one")
    card.get_by_label("Account as it was read out").fill("DE02 1203 0000 0000 2020 51")
    card.get_by_role("button", name="Contract").click()
    expect(card.get_by_text("Called back")).to_be_visible()
    card.get_by_role("button", name="Approve").click()
    expect(card.locator(".state-approved")).to_be_visible()


def test_a_viewer_is_told_that_they_may_not_propose(visit: Callable[..., Visit]) -> None:
    on = visit()
    speak_as(on, "viewer.uk@halden.example")
    on.ask("Propose Thursday's run.")
    expect(on.page.locator(".badge")).to_have_text("Not permitted")


def test_a_conversation_is_there_again_after_a_reload(visit: Callable[..., Visit]) -> None:
    on = visit()
    on.ask("What is our DSO?")
    said = on.page.locator(".prose").first.inner_text()
    on.page.reload()
    expect(on.page.locator(".prose").first).to_have_text(said)
    on.ask("And last year?")
    assert on.page.locator("article").count() == 2
