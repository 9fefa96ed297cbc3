"""The page before scripted answers: what it shows, and that keys alone suffice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from channels.page import CONTENT_SECURITY_POLICY
from tests.browser.answers import PROPOSAL
from tests.browser.conftest import Visit, assert_accessible

pytestmark = pytest.mark.browser
Open = Callable[..., Visit]


def test_a_question_gets_an_answer_and_a_name_in_the_address(visit: Open) -> None:
    on = visit()
    expect(on.page.get_by_role("heading", name="Ask the books.")).to_be_visible()
    on.ask("Which discounts expire this week?")
    expect(on.page.get_by_role("heading", name="Which discounts expire this week?")).to_be_visible()
    expect(on.page.locator(".prose").last).to_contain_text("15,395.31 EUR in all.")
    expect(on.page.get_by_text("Answered by the built-in planner")).to_be_visible()
    assert on.page.url.endswith("#/t/t1")


def test_sentences_show_before_the_answer_is_complete(visit: Open) -> None:
    on = visit()
    on.page.get_by_label("Your question").fill("Where is cash?")
    on.page.keyboard.press("Enter")
    expect(on.page.locator("article[aria-busy=true]")).to_be_visible()
    expect(on.page.locator("article[aria-busy=false] .colophon")).to_be_visible()


def _scrolled_to_the_top(heading: Locator) -> None:
    place: FloatRect | None = None
    for _ in range(40):  # scrolling is smooth: it takes its time
        place = heading.bounding_box()
        if place is not None and 0 < place["y"] < 200:
            return
        heading.page.wait_for_timeout(50)
    raise AssertionError(f"the heading stands at {place}")


def test_a_new_question_stands_at_the_top_with_its_answer_below(visit: Open) -> None:
    on = visit()
    on.ask("Which discounts expire?")
    on.ask("Where is cash?")
    _scrolled_to_the_top(on.page.get_by_role("heading", name="Where is cash?"))
    expect(on.page.locator(".newest .prose").first).to_be_in_viewport(ratio=1)


def test_an_example_asks_itself(visit: Open) -> None:
    on = visit()
    on.page.get_by_role("button", name="Payment timing").click()
    expect(on.page.locator(".colophon")).to_be_visible()


def test_a_figure_opens_its_receipt_and_the_books_confirm_it(visit: Open) -> None:
    on = visit()
    on.ask("Which discounts expire?")
    figure = on.page.get_by_role("button", name="11,797.95 EUR")
    figure.click()
    receipt = on.page.get_by_role("dialog", name="Receipt")
    expect(receipt).to_contain_text("Worth net of the credit line")
    expect(receipt).to_contain_text("The line's rate is taken as constant.")
    expect(receipt).to_contain_text("discount.worth.v1")
    receipt.get_by_role("button", name="Recompute from the books").click()
    expect(receipt.get_by_role("status")).to_contain_text("The books say the same.")
    expect(receipt).to_contain_text("receivables at the end ÷ credit sales")
    on.page.keyboard.press("Escape")
    expect(receipt).not_to_be_visible()
    expect(figure).to_be_focused()


def test_a_table_sorts_by_key_and_says_so(visit: Open) -> None:
    on = visit()
    on.ask("Which discounts expire?")
    table = on.page.get_by_role("table", name="Discounts that expire by 5 July 2026")
    header = table.get_by_role("columnheader", name="Open")
    first = table.locator("tbody tr").first
    header.get_by_role("button").focus()
    on.page.keyboard.press("Enter")
    on.page.keyboard.press("Enter")
    assert {header.get_attribute("aria-sort")} <= {"ascending", "descending"}
    while header.get_attribute("aria-sort") != "ascending":
        on.page.keyboard.press("Enter")
    expect(first).to_contain_text("Sicherheit Nord GmbH")


def test_a_cell_with_a_fact_opens_its_receipt(visit: Open) -> None:
    on = visit()
    on.ask("Which discounts expire?")
    on.page.get_by_role("cell", name="3,211.80").get_by_role("button").click()
    expect(on.page.get_by_role("dialog", name="Receipt")).to_contain_text("Worth of FS-20611")


def test_every_chart_is_drawn_and_has_its_figures_as_a_table(visit: Open) -> None:
    on = visit()
    on.ask("Where is cash?")
    for title, value in (
        ("Closing balance by week", "1,934,000.00"),
        ("Receivables by age", "−22,000.00"),
        ("DSO by month", "41.2"),
    ):
        figure = on.page.get_by_role("figure", name=title)
        expect(figure.get_by_role("img")).to_be_visible()
        figure.get_by_role("button", name="Show as table").press("Enter")
        expect(figure.get_by_role("table")).to_contain_text(value)


def test_arrow_keys_read_a_chart_place_by_place(visit: Open) -> None:
    on = visit()
    on.ask("Where is cash?")
    figure = on.page.get_by_role("figure", name="Closing balance by week")
    figure.get_by_role("img").focus()
    on.page.keyboard.press("ArrowRight")
    expect(figure).to_contain_text("3 Jul 2026")
    on.page.keyboard.press("ArrowRight")
    expect(figure).to_contain_text("2,655,000.00")


def test_a_citation_opens_its_page_with_the_sentence_marked(visit: Open) -> None:
    on = visit()
    on.ask("What does the contract say?")
    on.page.get_by_role("button", name="Rahmenvertrag_Nordlicht_2025.pdf, page 3").click()
    source = on.page.get_by_role("dialog", name="Source")
    expect(source.get_by_role("img", name="Page 3 of Rahmenvertrag_Nordlicht_2025.pdf")).to_be_visible()
    mark = source.locator(".page-mark")
    expect(mark).to_be_visible()
    sheet, marked = source.locator("canvas").bounding_box(), mark.bounding_box()
    assert sheet
    assert marked
    assert (marked["x"] - sheet["x"]) / sheet["width"] == pytest.approx(0.085, abs=0.01)
    assert marked["height"] / sheet["height"] == pytest.approx(0.043, abs=0.005)
    source.get_by_text("Text of the page").click()
    expect(source.locator("mark")).to_have_text(
        "For payment within 10 days of the invoice date\nHalden may deduct a discount of 2 per cent."
    )


def test_a_mail_has_no_picture_and_shows_its_text(visit: Open) -> None:
    on = visit()
    on.watch.meant.add(404)
    on.ask("What does the contract say?")
    on.page.get_by_role("button", name="mail_2026-05-04.eml, page 1").click()
    expect(on.page.get_by_role("dialog", name="Source").locator("mark")).to_have_text(
        "Invoices are payable within 45 days of receipt."
    )


def test_the_asker_sends_a_proposal_but_does_not_decide_it(visit: Open) -> None:
    on = visit()
    on.ask("Propose Thursday's run.")
    card = on.page.get_by_role("region", name="Payment proposal for 2 Jul 2026")
    expect(card).to_contain_text("EUR 496,963.11")
    expect(card).to_contain_text("Not sent yet")
    card.get_by_role("button", name="Send for approval").click()
    expect(on.page.locator(".prose").last).to_contain_text("Sent for approval.")
    last = on.page.get_by_role("region", name="Payment proposal for 2 Jul 2026").last
    expect(last).to_contain_text("You proposed this, so somebody else has to decide it.")
    expect(on.page.get_by_role("button", name="Approve")).to_have_count(0)


def _waiting(on: Visit) -> Visit:
    on.app.state.proposals[PROPOSAL["proposal_id"]] = {**PROPOSAL, "status": "waiting"}
    return on


def _speak_as(on: Visit, name: str) -> None:
    on.page.get_by_role("button", name="Speaking as").click()
    on.page.get_by_role("option", name=name).click()
    expect(on.page.get_by_role("button", name="Speaking as")).to_contain_text(name)


def test_another_person_approves_exactly_what_they_saw(visit: Open) -> None:
    on = _waiting(visit())
    _speak_as(on, "Mira Lindqvist")
    on.page.get_by_role("link", name="Approvals").click()
    on.page.get_by_role("button", name="Approve").click()
    expect(on.page.get_by_text("Approved", exact=True)).to_be_visible()
    expect(on.page.get_by_text("Approved by ap.approver@halden.example")).to_be_visible()
    (decision,) = on.app.state.decisions
    assert (decision["decision"], decision["digest"]) == ("approve", PROPOSAL["digest"])
    assert len(decision["key"]) == 32


def test_declining_takes_a_reason(visit: Open) -> None:
    on = _waiting(visit())
    _speak_as(on, "Mira Lindqvist")
    on.page.get_by_role("link", name="Approvals").click()
    decline = on.page.get_by_role("button", name="Decline")
    expect(decline).to_be_disabled()
    on.page.get_by_label("Comment").fill("Weber's meter reading is disputed.")
    decline.click()
    expect(on.page.get_by_text("“Weber's meter reading is disputed.”")).to_be_visible()


def test_a_refused_approval_is_told_in_the_servers_words(visit: Open) -> None:
    on = _waiting(visit())
    on.watch.meant.add(403)
    _speak_as(on, "Owen Price")
    on.page.get_by_role("link", name="Approvals").click()
    on.page.get_by_role("button", name="Approve").click()
    expect(on.page.get_by_role("alert")).to_contain_text("A viewer may not decide; this needs an ap_approver.")


def test_a_question_back_offers_its_answers(visit: Open) -> None:
    on = visit()
    on.ask("clarify")
    expect(on.page.get_by_text("A question back")).to_be_visible()
    on.page.get_by_role("button", name="Foreign currency").click()
    expect(on.page.get_by_text("You asked: Foreign currency").first).to_be_visible()


@pytest.mark.parametrize(
    ("status", "badge"),
    [
        ("refused", "Refused"),
        ("not_permitted", "Not permitted"),
        ("no_data", "There is none"),
        ("not_loaded", "Not loaded yet"),
    ],
)
def test_the_kinds_of_no_look_different(visit: Open, status: str, badge: str) -> None:
    on = visit()
    on.ask(status)
    expect(on.page.locator(".badge")).to_have_text(badge)


def test_hostile_markdown_stays_words(visit: Open) -> None:
    on = visit()
    on.ask("hostile")
    prose = on.page.locator(".prose").last
    expect(prose).to_contain_text("<script>alert(2)</script>")
    assert prose.locator("img, script, style").count() == 0
    assert prose.locator("a").evaluate_all("all => all.map((one) => one.getAttribute('href'))") == ["/v1/me"]


def test_a_broken_stream_is_said_and_the_conversation_goes_on(visit: Open) -> None:
    on = visit()
    on.page.get_by_label("Your question").fill("Break the stream.")
    on.page.keyboard.press("Enter")
    expect(on.page.get_by_role("alert")).to_contain_text("The answer was cut off.")
    expect(on.page.get_by_text("The first sentence came.").first).to_be_visible()
    on.ask("Where is cash?")


def test_conversations_are_kept_reopened_and_deleted(visit: Open) -> None:
    on = visit()
    on.ask("Where is cash?")
    conversations = on.page.get_by_role("navigation", name="Conversations")
    conversations.get_by_role("button", name="New conversation").click()
    expect(on.page.get_by_role("heading", name="Ask the books.")).to_be_visible()
    conversations.get_by_role("link", name="Where is cash?").click()
    expect(on.page.get_by_role("heading", name="Where is cash?")).to_be_visible()
    on.ask("Which discounts expire?")
    assert on.page.locator("article").count() == 2
    conversations.get_by_role("button", name="Delete “Where is cash?”").click()
    expect(conversations.get_by_role("link")).to_have_count(0)
    expect(on.page.get_by_role("heading", name="Ask the books.")).to_be_visible()


def test_what_one_person_saw_is_gone_for_the_next(visit: Open) -> None:
    on = visit()
    on.ask("Where is cash?")
    _speak_as(on, "Owen Price")
    expect(on.page.get_by_role("heading", name="Ask the books.")).to_be_visible()
    expect(on.page.get_by_text("2,075,000.00 EUR")).to_have_count(0)


def test_keys_alone_ask_open_a_receipt_and_change_the_person(visit: Open) -> None:
    on = visit()
    keys = on.page.keyboard
    expect(on.page.get_by_label("Your question")).to_be_focused()
    keys.type("Which discounts")
    keys.press("Shift+Enter")
    keys.type("expire?")
    assert on.page.get_by_label("Your question").input_value() == "Which discounts\nexpire?"
    keys.press("Enter")
    on.page.locator(".colophon").wait_for()
    expect(on.page.get_by_label("Your question")).to_be_focused()
    for _ in range(60):
        keys.press("Shift+Tab")
        if on.page.evaluate("document.activeElement.dataset.fact ?? ''"):
            break
    keys.press("Enter")
    expect(on.page.get_by_role("dialog", name="Receipt")).to_be_visible()
    keys.press("Escape")
    on.page.get_by_role("button", name="Speaking as").focus()
    keys.press("Enter")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(on.page.get_by_role("button", name="Speaking as")).to_contain_text("Jonas Brandt")


def test_the_skip_link_leads_to_the_conversation(visit: Open) -> None:
    on = visit()
    on.page.get_by_role("link", name="Skip to the conversation").focus()
    on.page.keyboard.press("Enter")
    assert on.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [380, 1440])
def test_nothing_is_wider_than_the_window(visit: Open, width: int) -> None:
    on = visit(width=width)
    assert on.page.evaluate("document.documentElement.scrollWidth") <= width
    for question in ("Which discounts expire?", "Where is cash?", "Propose Thursday's run.", "hostile"):
        on.ask(question)
        assert on.page.evaluate("document.documentElement.scrollWidth") <= width, question


def test_the_list_of_conversations_opens_on_a_small_window(visit: Open) -> None:
    on = visit(width=380)
    on.ask("Where is cash?")
    on.page.get_by_role("button", name="Conversations").click()
    expect(
        on.page.get_by_role("dialog", name="Conversations").get_by_role("link", name="Where is cash?")
    ).to_be_visible()


@pytest.mark.parametrize(
    "question",
    [
        None,
        "Which discounts expire?",
        "Where is cash?",
        "What does the contract say?",
        "Propose it.",
        "clarify",
        "refused",
    ],
)
def test_axe_finds_nothing(visit: Open, axe: str, question: str | None) -> None:
    on = visit(reduced_motion="reduce")
    if question:
        on.ask(question)
    assert_accessible(on, axe)


@pytest.mark.parametrize(
    ("question", "button", "dialog"),
    [
        ("Which discounts expire?", "15,395.31 EUR", "Receipt"),
        ("What does the contract say?", "Rahmenvertrag", "Source"),
    ],
)
def test_axe_finds_nothing_in_a_drawer(visit: Open, axe: str, question: str, button: str, dialog: str) -> None:
    on = visit(reduced_motion="reduce")
    on.ask(question)
    on.page.get_by_role("button", name=button).first.click()
    expect(on.page.get_by_role("dialog", name=dialog)).to_be_visible()
    assert_accessible(on, axe)


def test_axe_finds_nothing_among_the_approvals(visit: Open, axe: str) -> None:
    on = _waiting(visit(reduced_motion="reduce"))
    _speak_as(on, "Mira Lindqvist")
    on.page.get_by_role("link", name="Approvals").click()
    expect(on.page.get_by_role("button", name="Approve")).to_be_visible()
    assert_accessible(on, axe)


def test_the_policy_has_no_opening(visit: Open) -> None:
    on = visit()
    sent = on.page.request.get(on.page.url).headers["content-security-policy"]
    assert sent == CONTENT_SECURITY_POLICY
    assert "unsafe" not in sent
    assert "*" not in sent
    assert "http" not in sent


def test_the_policy_is_watched(visit: Open) -> None:
    """A test of the other tests: what breaks the policy does reach the watch."""
    on = visit()
    on.page.evaluate("document.head.appendChild(Object.assign(document.createElement('style'), {textContent: '*{}'}))")
    on.page.evaluate("fetch('https://outside.example/').catch(() => 0)")
    on.page.wait_for_timeout(200)
    faults, on.watch.faults = on.watch.faults, []
    assert any("style-src" in fault for fault in faults)
    assert any("connect-src" in fault for fault in faults)
