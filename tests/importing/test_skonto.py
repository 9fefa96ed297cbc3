"""Skonto by XRechnung rule BR-DE-18."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingcapital.importing.realdata import read_one, skonto_agreement, verdict
from workingcapital.importing.report import Rejection
from workingcapital.importing.skonto import BadSkonto, read_skonto

STEPS = st.lists(
    st.tuples(
        st.integers(0, 9999),
        st.decimals("0.00", "99.99", places=2),
        st.none() | st.decimals("-99999.99", "99999.99", places=2),
    ),
    min_size=1,
    max_size=4,
)


def written(days: int, percent: Decimal, base: Decimal | None) -> str:
    stated = "" if base is None else f"#BASISBETRAG={base:.2f}"
    return f"#SKONTO#TAGE={days}#PROZENT={percent:.2f}{stated}#"


@given(STEPS, st.sampled_from(["", "   ", "\t"]), st.sampled_from(["", "Danke.", "testentry\nnoch eine"]))
def test_what_the_rule_allows_is_read_as_written(
    steps: list[tuple[int, Decimal, Decimal | None]], indent: str, note: str
) -> None:
    text = "\n".join(indent + written(*step) + indent for step in steps) + "\n" + note
    found = read_skonto([text])
    assert [(s.days, s.percent, s.base_amount) for s in found] == sorted(steps, key=lambda step: step[0])


MUTATIONS = [
    ("SKONTO", "SKoNTO"), ("TAGE", "Tage"), ("PROZENT", "prozent"), ("=", " = "), (".", ","), ("#PROZENT", " #PROZENT"),
    ("TAGE=", "TAGE=-"), ("PROZENT=", "PROZENT=+"), ("#SKONTO", "#VERZUG"), ("TAGE", "TAGEN"),
]  # fmt: skip


@given(st.integers(0, 99), st.decimals("0.01", "99.99", places=2), st.sampled_from(MUTATIONS))
def test_one_wrong_character_is_refused(days: int, percent: Decimal, mutation: tuple[str, str]) -> None:
    good = written(days, percent, None)
    bad = good.replace(mutation[0], mutation[1], 1)
    assert bad != good
    with pytest.raises(BadSkonto):
        read_skonto([bad + "\n"])


@pytest.mark.parametrize(
    "terms",
    [
        ["#SKONTO#TAGE=7#PROZENT=2.00#"],
        ["#SKONTO#TAGE=7#PROZENT=2.00# or so\n"],
        ["#SKONTO#TAGE=7#PROZENT=2.000#\n"],
        ["#SKONTO#TAGE=7#PROZENT=2#\n"],
        ["#SKONTO#TAGE=7#PROZENT=2.00#BASISBETRAG=23#\n"],
        ["#SKONTO#TAGE=7#PROZENT=2.00#\n", "#SKONTO#TAGE=7#PROZENT=2.00#\n"],
        ["#SKONTO#TAGE=7#PROZENT=100.00#\n"],
    ],
)
def test_what_the_rule_forbids_is_refused(terms: list[str]) -> None:
    with pytest.raises(BadSkonto):
        read_skonto(terms)


@pytest.mark.parametrize("terms", [[], ["Zahlbar sofort ohne Abzug."], ["Bestellung Nr. #12\nDanke"], ["one", "two"]])
def test_terms_without_a_step_are_left_alone(terms: list[str]) -> None:
    assert read_skonto(terms) == ()


@pytest.mark.realdata
def test_every_labelled_file_is_accepted_or_refused_as_its_verdict_says(data: Path) -> None:
    disagree = [
        path.name
        for path in sorted((data / "docs" / "skonto_brde18").glob("*.xml"))
        if verdict(path) == isinstance(read_one(path), Rejection)
    ]
    assert disagree == []
    assert skonto_agreement(data) == {"files": 22, "valid": 4, "agree": 22}


@pytest.mark.realdata
def test_a_refusal_names_the_field_and_the_rule(data: Path) -> None:
    refused = read_one(data / "docs/skonto_brde18/cii-br-de-18-wrong-whitespace-885-identity.xml")
    assert isinstance(refused, Rejection)
    assert refused.field == "payment terms"
    assert "TAGE=14 #PROZENT" in refused.why
