"""Bills entered twice, made from the sample company's own: frozen by a seed, each with the bill it repeats."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, Final

SEED: Final = 20260630
EACH: Final = 60  # bills of each kind
EXACT: Final = "exact"


@dataclass(frozen=True)
class Copy:
    """A bill entered a second time: what differs is named by its kind. `party` is another supplier where given."""

    kind: str
    company: str
    origin: int
    number: str
    gross: Decimal
    issued: date
    later: int  # days from the first posting to the second
    twin: str = ""  # "account" or "vat": entered under another supplier that shares it


Row = Mapping[str, Any]
Change = Callable[[Random, Row], tuple[str, Decimal, date]]


def copies(rows: Sequence[Row], each: int = EACH, seed: int = SEED) -> list[Copy]:
    """So many copies of each kind, from bills drawn without replacement; the same for the same rows and seed."""
    rng = Random(seed)
    pool = rng.sample(list(rows), len(rows))
    made = []
    for kind, change in KINDS.items():
        for row in [pool.pop() for _ in range(each)]:
            number, gross, issued = change(rng, row)
            twin = kind.removeprefix("same ").split(",")[0] if kind.startswith("same ") else ""
            made.append(
                Copy(kind, row["company_id"], row["invoice_id"], number, gross, issued, rng.randint(1, 40), twin)
            )
    return made


def digest(made: Sequence[Copy]) -> str:
    """What the copies are known by: it changes when one of them does. Ids of rows are left out."""
    told = [{key: str(value) for key, value in asdict(each).items() if key != "origin"} for each in made]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _exact(rng: Random, row: Row) -> tuple[str, Decimal, date]:
    return row["number"], row["gross"], row["issue_date"]


def _written(rng: Random, row: Row) -> tuple[str, Decimal, date]:
    """Another case, other punctuation, leading zeros."""
    number = row["number"]
    shapes = (
        number.lower(),
        number.replace("-", "/"),
        number.replace("-", " "),
        number.replace("-", "-0"),
        f"{number[:2]}.{number[2:]}",
    )
    written = rng.choice([each for each in shapes if each != number])
    return written, row["gross"], row["issue_date"] + timedelta(days=rng.randint(0, 3))


def _suffix(rng: Random, row: Row) -> tuple[str, Decimal, date]:
    return row["number"] + rng.choice(("-A", " COPY", "/R", "-DUP", " Kopie")), row["gross"], row["issue_date"]


def _typing(rng: Random, row: Row) -> tuple[str, Decimal, date]:
    """One digit hit wrongly."""
    place = rng.choice(_digits(row["number"]))
    wrong = str((int(row["number"][place]) + rng.randint(1, 9)) % 10)
    return _put(row["number"], place, wrong), row["gross"], row["issue_date"] + timedelta(days=rng.randint(0, 3))


def _swapped(rng: Random, row: Row) -> tuple[str, Decimal, date]:
    """Two neighbouring digits in the wrong order."""
    number = row["number"]
    places = [
        p for p in _digits(number) if p + 1 < len(number) and number[p + 1].isdigit() and number[p] != number[p + 1]
    ]
    if not places:
        return _typing(rng, row)
    place = rng.choice(places)
    swapped = _put(_put(number, place, number[place + 1]), place + 1, number[place])
    return swapped, row["gross"], row["issue_date"] + timedelta(days=rng.randint(0, 3))


def _lost(rng: Random, row: Row) -> tuple[str, Decimal, date]:
    """One digit left out."""
    place = rng.choice(_digits(row["number"]))
    return row["number"][:place] + row["number"][place + 1 :], row["gross"], row["issue_date"]


def _amount(rng: Random, row: Row) -> tuple[str, Decimal, date]:
    """The amount up to one per cent off, the number as it was."""
    return row["number"], _near(rng, row["gross"]), row["issue_date"] + timedelta(days=rng.randint(0, 7))


def _amount_and_writing(rng: Random, row: Row) -> tuple[str, Decimal, date]:
    number, _, issued = _written(rng, row)
    return number, _near(rng, row["gross"]), issued


def _day(rng: Random, row: Row) -> tuple[str, Decimal, date]:
    """Another date on the same bill."""
    return row["number"], row["gross"], row["issue_date"] + timedelta(days=rng.choice((-7, -3, -1, 1, 2, 5, 7)))


KINDS: Final[Mapping[str, Change]] = {
    EXACT: _exact,
    "written differently": _written,
    "with a suffix": _suffix,
    "one digit wrong": _typing,
    "two digits swapped": _swapped,
    "one digit lost": _lost,
    "amount within 1%": _amount,
    "amount and writing": _amount_and_writing,
    "another date": _day,
    "same account, another supplier": _exact,
    "same vat, another supplier": _written,
}


def _digits(number: str) -> list[int]:
    return [place for place, sign in enumerate(number) if sign.isdigit()]


def _put(text: str, place: int, sign: str) -> str:
    return text[:place] + sign + text[place + 1 :]


def _near(rng: Random, gross: Decimal) -> Decimal:
    factor = Decimal(1) + Decimal(rng.choice((-9, -5, -2, 2, 5, 9))) / 1000
    return (gross * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)
