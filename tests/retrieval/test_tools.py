"""The two document tools as the graph calls them."""

import pytest

from tests.tools.calling import ask, asker, explained, on
from tools.documents import contract_terms, search_documents
from workingcapital.facts import Evidence
from workingcapital.store.database.connection import Store


def terms(found: Evidence) -> dict[str, str]:
    return {fact.label: fact.value for fact in found.facts}


@pytest.mark.parametrize(
    ("company", "party", "contract", "invoice", "winner"),
    [
        ("HALDE", "Rodenau Dichtungstechnik", "3/14 n45", "2/10 n30", "3/14 n45"),
        ("HALDE", "Cascadia Sensors", "2.5/20 n60", "2/10 n30", "2.5/20 n60"),
        ("HALDE", "Marquell Lacke", "n30", "2/14 n45", "2/14 n45"),
        ("HALUK", "Thornbury Castings", "2/14 n60", "2/14 n30", "2/14 n60"),
        ("HALUS", "Galvez Pump Parts", "2/10 n45", "3/10 n60", "2/10 n45"),
    ],
)
def test_the_contracts_own_sentence_decides_which_terms_win(
    documents_store: Store, company, party, contract, invoice, winner
) -> None:
    found = ask(contract_terms, asker(documents_store, company), party=party)
    assert found.outcome == "answered"
    assert terms(found) == {
        "Payment terms in the contract": contract, "Payment terms on the invoices": invoice, "Terms that apply": winner,
    }  # fmt: skip
    deciding = found.facts[2].inputs["sentence"]
    assert deciding in {citation.quote for citation in found.citations}


def test_terms_that_agree_are_said_to_agree(documents_store: Store) -> None:
    found = ask(contract_terms, asker(documents_store), party="Nordwall Logistik")
    assert "say the same" in found.say
    assert "Terms that apply" not in terms(found)


def test_the_version_in_force_is_the_one_of_the_day_asked_about(documents_store: Store) -> None:
    now = ask(contract_terms, asker(documents_store), party="Tiefenried")
    then = ask(contract_terms, on(asker(documents_store), "2025-06-30"), party="Tiefenried")
    assert terms(now)["Payment terms in the contract"] == "3/10 n60"
    assert terms(then)["Payment terms in the contract"] == "2/10 n30"
    assert [row[-1] for row in now.tables[0].rows] == ["no", "yes"]
    assert [row[-1] for row in then.tables[0].rows] == ["yes", "no"]


def test_every_fact_on_terms_can_be_explained(documents_store: Store) -> None:
    found = ask(contract_terms, asker(documents_store), party="Rodenau")
    assert [each["same"] for each in explained(documents_store, found.facts)] == [True, True, True]


def test_a_party_without_a_contract_and_a_party_that_does_not_exist_are_two_answers(documents_store: Store) -> None:
    none = ask(contract_terms, asker(documents_store), party="Velmeder Kugellager")
    nobody = ask(contract_terms, asker(documents_store), party="Zyxwv Holdings")
    assert (none.outcome, none.reason) == ("no_data", "no_contract")
    assert (nobody.outcome, nobody.reason) == ("no_data", "not_found")


def test_without_a_party_it_asks_whose_contract_and_offers_the_one_with_versions_first(documents_store: Store) -> None:
    found = ask(contract_terms, asker(documents_store))
    assert found.outcome == "clarify"
    assert found.options[0] == "Tiefenried Elektromotoren AG"


def test_a_citation_names_file_page_sentence_and_place(documents_store: Store) -> None:
    found = ask(search_documents, asker(documents_store), query="early payment", party="Rodenau", kind="contract")
    first = found.citations[0]
    assert (first.filename, first.page, first.kind, first.party) == (
        "rahmenvertrag_rodenau_2025.pdf", 1, "contract", "Rodenau Dichtungstechnik GmbH",
    )  # fmt: skip
    assert "3 % Skonto" in first.quote
    assert first.box is not None
    assert 0 <= first.box[0] < first.box[2] <= 100
    assert 0 <= first.box[1] < first.box[3] <= 100


def test_the_verbal_agreement_is_in_no_document(documents_store: Store) -> None:
    found = ask(search_documents, asker(documents_store), query="the verbal agreement")
    assert (found.outcome, found.reason, found.citations) == ("no_data", "not_in_documents", [])


def test_each_company_in_focus_is_searched_and_its_documents_cited(documents_store: Store) -> None:
    found = ask(
        search_documents, asker(documents_store, "HALDE", "HALUK", "HALUS"), query="late fee clause of a contract"
    )
    assert {"frachtvertrag_nordwall_logistik.pdf", "pellworth_motors_agreement_2025.docx"} & {
        c.filename for c in found.citations
    }
    assert len({citation.filename for citation in found.citations}) >= 4


def test_no_documents_at_all_is_not_loaded(company_store: Store) -> None:
    found = ask(search_documents, asker(company_store, "OTHER", companies=("ACME", "OTHER")), query="early payment")
    assert (found.outcome, found.reason) == ("not_loaded", "not_loaded")
