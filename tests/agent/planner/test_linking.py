"""Names and numbers are found before any grammar looks for dates or amounts."""

import pytest

from agent.planner.names.focus import focus
from agent.planner.names.lexicon import Lexicon, Party
from agent.planner.question.reading import read
from tests.agent.planner.books import BOOKS, TODAY


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("what do we owe Friday & Sons?", "Friday & Sons Ltd"),
        ("acme trading please", "Acme Trading GmbH"),
        ("Weissensal Kunststof", "Weissensal Kunststoffe GmbH"),
        ("open items of Weisensal Kunstoffe", "Weissensal Kunststoffe GmbH"),
        ("mueller armaturen", "Müller Armaturen AG"),
        ("O'Brien'; DROP Works", "O'Brien'; DROP Works"),
        ("the Müller contract", "Müller Armaturen AG"),
    ],
)
def test_a_name_is_found_in_any_spelling(text: str, name: str) -> None:
    assert read(text, BOOKS, TODAY).first("party") == name


def test_friday_and_sons_is_no_date() -> None:
    question = read("what do we owe Friday & Sons by Friday?", BOOKS, TODAY)
    assert [span.kind for span in question.spans] == ["party", "day"]


def test_a_name_that_two_parties_bear_is_left_open() -> None:
    assert read("how are we doing with Acme?", BOOKS, TODAY).unsure == (("Acme Logistics Ltd", "Acme Trading GmbH"),)


@pytest.mark.parametrize("text", ["which customers are late?", "payment run for Thursday", "bank details of suppliers"])
def test_everyday_words_are_no_names(text: str) -> None:
    assert read(text, BOOKS, TODAY).all("party") == []


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("status of rg-2026-05218", "number", "RG-2026-05218"),
        ("26063688?", "number", "26063688"),
        ("match PO-2025-00928", "order", "PO-2025-00928"),
        ("invoice INV-99999999", "number", "INV-99999999"),
        ("order 4500012345", "order", "4500012345"),
    ],
)
def test_document_numbers_are_found_known_or_not(text: str, kind: str, number: str) -> None:
    assert read(text, BOOKS, TODAY).first(kind) == number


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("only the German company", ("HALDE",)),
        ("was ist bei den Debitoren in der deutschen Gesellschaft offen?", ("HALDE",)),
        ("DSO for the UK", ("HALUK",)),
        ("HALDE and HALUK", ("HALDE", "HALUK")),
        ("DSO by company", ("HALDE", "HALUK")),
        ("DSO in allen Gesellschaften", ("HALDE", "HALUK")),
        ("open items in US dollars", None),
        ("für die Gruppe", ("HALDE", "HALUK")),
        ("Halden Pumpen GmbH", ("HALDE",)),
        ("the US company's suppliers", ("HALUS",)),
        ("what do they owe us?", None),
        ("overdue German customers", None),
        ("interest on a UK invoice of 5,000", None),
    ],
)
def test_the_companies_spoken_of_are_read_by_code(text: str, companies: tuple[str, ...] | None) -> None:
    assert focus(text, BOOKS, ("HALDE", "HALUK")) == companies


def test_a_name_borne_in_two_companies_means_the_one_of_the_company_spoken_of() -> None:
    books = Lexicon(
        parties=(Party("Acme AG", company="A"), Party("Acme Ltd", company="B"), Party("Oryx plc", company="A"))
    )
    assert read("what do we owe Acme?", books.of_companies(("B",)), TODAY).first("party") == "Acme Ltd"
    assert read("what do we owe Acme?", books.of_companies(("A", "B")), TODAY).unsure
    assert read("what do we owe Oryx?", books.of_companies(("B",)), TODAY).first("party") == "Oryx plc"
