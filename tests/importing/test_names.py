"""Names and numbers in normal form."""

import pytest

from workingcapital.invoices import normalise_number
from workingcapital.parties import looks_like_another, normalise, scripts, skeleton


@pytest.mark.parametrize(
    "spelling",
    [
        "Müller & Söhne GmbH & Co. KG",
        "MULLER UND SOHNE",
        "Mueller".replace("ue", "ü") + " and Söhne GmbH",
        "müller + söhne gmbh & co kg",
    ],
)
def test_spellings_of_one_firm_meet_in_one_normal_form(spelling: str) -> None:
    assert normalise(spelling) == "muller und sohne"


@pytest.mark.parametrize(
    ("one", "other"), [("Nordwind AG", "Nordwand AG"), ("A. Schmidt", "B. Schmidt"), ("Alpha 1 Ltd", "Alpha 2 Ltd")]
)
def test_different_firms_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_a_name_that_is_only_a_legal_form_is_kept() -> None:
    assert normalise("AG") == "ag"
    assert normalise("") == ""


@pytest.mark.parametrize("fake", ["Nоrdwind AG", "Nordwіnd AG", "Νordwind AG"])
def test_a_look_alike_in_another_script_is_flagged_and_not_merged(fake: str) -> None:
    assert normalise(fake) != normalise("Nordwind AG")
    assert skeleton(fake) == normalise("Nordwind AG")
    assert looks_like_another(fake)
    assert len(scripts(fake)) == 2


@pytest.mark.parametrize("honest", ["Nordwind AG", "Zoë Ångström AB", "Газпром", "Ελληνική Εταιρεία", "東京電力"])
def test_an_honest_name_in_one_script_is_not_flagged(honest: str) -> None:
    assert not looks_like_another(honest)


@pytest.mark.parametrize(
    ("one", "other"), [("RE-2024/00017", "re 2024 17"), ("INV.0042", "inv42"), ("2018-471331", "2018 471331")]
)
def test_numbers_that_differ_in_punctuation_and_zeros_are_the_same(one: str, other: str) -> None:
    assert normalise_number(one) == normalise_number(other)


def test_numbers_without_letters_or_digits_keep_something() -> None:
    assert normalise_number("---") == "---"
    assert normalise_number("000") == "0"
