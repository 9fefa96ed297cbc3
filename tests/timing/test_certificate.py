"""A plan's certificate convinces a program that trusts nobody, and nothing that was touched does."""

import copy
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.timing_instance import chosen, ledger, problem
from workingcapital.timing import verify
from workingcapital.timing.certificate import Proof, certificate, written
from workingcapital.timing.optimiser import solve
from workingcapital.timing.verify import Rejected, check, digest_of, verified

Document = dict[str, Any]
Touch = Callable[[Document, random.Random], None]


@cache
def made(bills: int) -> Document:
    instance = ledger(bills, seed=11)
    plan = solve(instance)
    proof = Proof(chosen(instance, plan.choice), [plan.prices.tolist()], plan.worth, plan.bound)
    return certificate(problem(instance), proof)


def floor(document: Document, draw: random.Random) -> None:
    draw.choice(document["limits"])["floor"] += draw.choice([-1, 1]) * draw.randint(1, 10**6)


def cash(document: Document, draw: random.Random) -> None:
    balances = document["limits"][0]["cash"]
    balances[draw.randrange(len(balances))] += draw.randint(1, 10**6)


def day(document: Document, draw: random.Random) -> None:
    place = draw.randrange(len(document["days"]))
    document["days"][place] = str(date.fromisoformat(document["days"][place]) + timedelta(draw.choice([-1, 1, 30])))


def amount(document: Document, draw: random.Random) -> None:
    bill = draw.choice(document["bills"])
    bill[2][bill[1]][1] += draw.choice([-1, 1, 100])


def saving(document: Document, draw: random.Random) -> None:
    bill = draw.choice(document["bills"])
    bill[2][bill[1]][2] += draw.randint(1, 500)


def price(document: Document, draw: random.Random) -> None:
    prices = draw.choice(document["prices"])
    prices[draw.randrange(len(prices))] += draw.choice([-1, 1, 1000])


def bound(document: Document, draw: random.Random) -> None:
    document["bound"] += draw.choice([-1, 1]) * draw.randint(1, 10**9)


def value(document: Document, draw: random.Random) -> None:
    document["value"] += draw.choice([-1, 1]) * draw.randint(1, 10**9)


def choice(document: Document, draw: random.Random) -> None:
    bill = draw.choice([bill for bill in document["bills"] if len(bill[2]) > 1])
    bill[1] = (bill[1] + 1) % len(bill[2])


def item_twice(document: Document, draw: random.Random) -> None:
    one, other = draw.sample(document["bills"], 2)
    one[0] = other[0]


def bill_gone(document: Document, draw: random.Random) -> None:
    document["bills"].pop(draw.randrange(len(document["bills"])))


TOUCHES = [floor, cash, day, amount, saving, price, bound, value, choice, item_twice, bill_gone]
SEEN_WITHOUT_DIGEST = [floor, amount, saving, bound, value, item_twice]


def test_the_certificate_of_a_plan_is_accepted_with_its_value_and_bound() -> None:
    document = made(300)
    said = check(document, document["digest"])
    assert (said["value"], said["bound"], said["bills"]) == (document["value"], document["bound"], 300)


def test_a_thousand_mutations_are_all_rejected() -> None:
    whole, draw = made(120), random.Random(4)
    for i in range(1000):
        touched = copy.deepcopy(whole)
        TOUCHES[i % len(TOUCHES)](touched, draw)
        with pytest.raises(Rejected):
            check(touched)
        touched["digest"] = digest_of(touched)
        with pytest.raises((Rejected, ValueError)):
            check(touched, whole["digest"])


@pytest.mark.parametrize("touch", SEEN_WITHOUT_DIGEST)
def test_what_is_recomputed_is_rejected_even_with_a_digest_made_to_fit(touch: Touch) -> None:
    draw = random.Random(8)
    for _ in range(40):
        touched = copy.deepcopy(made(120))
        touch(touched, draw)
        touched["digest"] = digest_of(touched)
        with pytest.raises(Rejected):
            check(touched)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"a": 1, "a": 2}', "[1.5]", "NaN", "[" * 100_000])
def test_what_is_no_certificate_is_rejected_in_words(text: str, tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_text(text)
    with pytest.raises(Rejected, match=r"\w"):
        verified(str(file))


def test_a_fraction_where_a_whole_number_belongs_is_rejected() -> None:
    touched = copy.deepcopy(made(120))
    touched["bills"][0][2][0][1] = float(touched["bills"][0][2][0][1])
    touched["digest"] = digest_of(touched)
    with pytest.raises(Rejected, match="no whole number"):
        check(touched)


def test_the_verifier_is_a_short_program_of_the_standard_library_that_runs_alone(tmp_path: Path) -> None:
    source = Path(verify.__file__)
    imports = {
        line.split()[1].split(".")[0]
        for line in source.read_text().splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imports <= sys.stdlib_module_names
    assert len(source.read_text().splitlines()) <= 150
    file, document = tmp_path / "c.json", made(120)
    written(document, file)
    program = [sys.executable, "-I", str(source), str(file), "--digest"]
    assert subprocess.run([*program, document["digest"]], check=False, capture_output=True).returncode == 0
    refused = subprocess.run([*program, "0" * 64], check=False, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "not the certificate with that digest" in refused.stderr


def test_a_hundred_thousand_bills_are_verified_within_ten_seconds(tmp_path: Path) -> None:
    file = written(made(100_000), tmp_path / "large.json")
    begun = time.process_time()
    assert verified(str(file))["bills"] == 100_000
    assert time.process_time() - begun < 10
