"""Right answers made wrong, one swap at a time: another label, company, party, period, sign, figure, digit or unit."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from agent.grounding.days import days_in, periods_in
from agent.grounding.direction import DOWN, UP
from agent.grounding.figures import PLACEHOLDER
from agent.grounding.sentences import sentences
from agent.grounding.terms import terms_in
from agent.wording import long_date, show
from evals.right import Right
from workingcapital.facts import Fact

# Words of one kind that may stand for each other in a sentence, which then says something else.
WORDS: Final = {
    "en": {
        "metric": {"dso": "DSO", "dpo": "DPO", "dio": "DIO", "ccc": "cash conversion cycle", "cei": "collection effectiveness index"},
        "side": {"receivable": "receivables", "payable": "payables"},
        "state": {"overdue": "overdue", "open": "open", "disputed": "disputed"},
        "quantile": {"p10": "P10", "p50": "P50", "p90": "P90"},
    },
    "de": {
        "metric": {"dso": "DSO", "dpo": "DPO", "dio": "DIO", "ccc": "Cash Conversion Cycle"},
        "side": {"receivable": "Forderungen", "payable": "Verbindlichkeiten"},
        "state": {"overdue": "überfällig", "open": "offen", "disputed": "strittig"},
        "quantile": {"p10": "P10", "p50": "P50", "p90": "P90"},
    },
}  # fmt: skip


@dataclass(frozen=True)
class Swap:
    """A wrong answer: what was swapped for what."""

    kind: str
    right: Right
    text: str
    what: str


Swapper = Callable[[Right, random.Random], Iterator[tuple[str, str]]]


def _other_label(right: Right, dice: random.Random) -> Iterator[tuple[str, str]]:
    """A word that tells a figure from others, for another of its kind, in a sentence that has figures."""
    words = WORDS[right.language]
    for start, sentence in _with_figures(right):
        terms = list(terms_in(sentence))
        for said in terms:
            # "overdue, more than 90 days in arrears" says it twice: one word swapped makes nothing wrong.
            if sum((each.facet, each.value) == (said.facet, said.value) for each in terms) > 1:
                continue
            kind = words.get(said.facet, {})
            others = [word for value, word in kind.items() if value != said.value]
            if said.value in kind and others:
                yield _put(right.text, start + said.start, start + said.end, dice.choice(others)), said.text


def _other_company(right: Right, dice: random.Random) -> Iterator[tuple[str, str]]:
    for start, sentence in _with_figures(right):
        for code in right.names.companies:
            for match in re.finditer(rf"\b{code}\b", sentence):
                other = dice.choice([each for each in right.names.companies if each != code])
                yield _put(right.text, start + match.start(), start + match.end(), other), code


def _other_party(right: Right, dice: random.Random) -> Iterator[tuple[str, str]]:
    for start, sentence in _with_figures(right):
        for said in right.names.parties_in(sentence):
            other = dice.choice([each for each in right.names.parties if each != said.value])
            yield _put(right.text, start + said.start, start + said.end, other), said.text


def _other_period(right: Right, dice: random.Random) -> Iterator[tuple[str, str]]:
    """A day, quarter, month or year before or after."""
    for start, sentence in _with_figures(right):
        for said in [*days_in(sentence), *periods_in(sentence)]:
            other = _shifted(said.value, dice, right.language)
            if other and not _inside_a_number(sentence, said.start, said.end):
                yield _put(right.text, start + said.start, start + said.end, other), said.text


def _shifted(value: str, dice: random.Random, language: str) -> str | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value) + timedelta(days=dice.choice([-365, -91, -30, -1, 1, 7, 31, 365]))
        return long_date(day.isoformat(), language)
    if quarter := re.fullmatch(r"(\d{4})-Q(\d)", value):
        year, number = int(quarter[1]), int(quarter[2])
        return dice.choice([f"{year - 1}-Q{number}", f"{year}-Q{number % 4 + 1}"])
    if month := re.fullmatch(r"(\d{4})-(\d\d)", value):
        return f"{int(month[1]) - 1}-{month[2]}"
    return None


def _other_sign(right: Right, dice: random.Random) -> Iterator[tuple[str, str]]:
    """A minus too many or too few; rose for fell."""
    ups, downs = {"en": ("rose", "fell"), "de": ("stieg", "fiel")}[right.language]
    for start, sentence in _with_figures(right):
        for pattern, other in ((UP, downs), (DOWN, ups)):
            for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", sentence, re.IGNORECASE):
                if re.search(
                    r"rose|fell|stieg|fiel|risen|fallen|increase|decrease|gestiegen|gesunken", match[0], re.IGNORECASE
                ):
                    yield _put(right.text, start + match.start(), start + match.end(), other), match[0]
    if right.typed:
        facts = [
            fact for fact in right.facts().values() if fact.unit in ("money", "days", "percent") and fact.decimal()
        ]
        for fact in dice.sample(facts, len(facts)):
            shown = show(fact, right.language)
            digits = re.search(r"-?\d[\d.,]*", shown)
            if digits and not digits[0].startswith("-") and (place := _stands(right.text, shown)):
                at = place.start() + digits.start()
                yield _put(right.text, at, at, "-"), shown


def _neighbour(right: Right, dice: random.Random) -> Iterator[tuple[str, str]]:
    """Another figure of the evidence, of the same unit, that is not what the sentence says."""
    facts = right.facts()
    for match in _stated(right):
        own = facts[match[1]]
        others = [each for each in facts.values() if _says_something_else(own, each)]
        if not others:
            continue
        other = dice.choice(others)
        yield match[2](other), f"{own.label} {own.value} → {other.label} {other.value}"


def _says_something_else(own: Fact, other: Fact) -> bool:
    if own.unit != other.unit or own.value == other.value or own.unit == "text":
        return False
    bare = [re.sub(r"\b\S*\d{3,}\S*|\b[A-Z]{2}\d\d \d+", "#", fact.label) for fact in (own, other)]
    return (bare[0], own.party, own.company, own.period) != (bare[1], other.party, other.company, other.period)


def _lost_digit(right: Right, dice: random.Random) -> Iterator[tuple[str, str]]:
    """The last digit rounded away, cut off, or wrong."""
    if not right.typed:
        return
    facts = right.facts()
    for match in _stated(right):
        fact = facts[match[1]]
        if fact.unit in ("date", "text") or "." not in fact.value:
            continue
        value = Decimal(fact.value)
        step = Decimal(1).scaleb(int(value.as_tuple().exponent))
        coarser = value.quantize(step * 10)
        wrong = dice.choice([coarser, value + step, value - step, value.quantize(Decimal(1))])
        if wrong != value:
            yield match[2](fact.model_copy(update={"value": str(wrong)})), f"{fact.value} → {wrong}"


def _other_unit(right: Right, dice: random.Random) -> Iterator[tuple[str, str]]:
    """Another currency, days for per cent."""
    if not right.typed:
        return
    facts = right.facts()
    for match in _stated(right):
        fact = facts[match[1]]
        if fact.unit == "money":
            other = dice.choice([each for each in ("EUR", "USD", "GBP", "CHF") if each != fact.currency])
            yield match[2](fact.model_copy(update={"currency": other})), f"{fact.currency} → {other}"
        elif fact.unit in ("days", "percent"):
            other = "percent" if fact.unit == "days" else "days"
            yield match[2](fact.model_copy(update={"unit": other})), f"{fact.unit} → {other}"


SWAPPERS: Final[dict[str, Swapper]] = {
    "label": _other_label, "company": _other_company, "party": _other_party, "period": _other_period,
    "sign or direction": _other_sign, "neighbour's figure": _neighbour, "rounded-away digit": _lost_digit, "unit": _other_unit,
}  # fmt: skip


def _with_figures(right: Right) -> Iterator[tuple[int, str]]:
    """The sentences that state a figure, with where they begin."""
    places = [place for place, _ in _places(right)]
    start = 0
    for sentence in sentences(right.text):
        if any(start <= place < start + len(sentence) for place in places):
            yield start, sentence
        start += len(sentence)


def _places(right: Right) -> list[tuple[int, str]]:
    """Where each figure stands, with its Fact's id."""
    if not right.typed:
        return [(match.start(), match[1]) for match in PLACEHOLDER.finditer(right.text) if match[1] in right.facts()]
    stated = ((fact, show(fact, right.language)) for fact in right.facts().values() if fact.unit != "text")
    return sorted((match.start(), fact.id) for fact, shown in stated if (match := _stands(right.text, shown)))


def _stated(right: Right) -> Iterator[tuple[str, str, Callable[[Fact], str]]]:
    """(—, fact id, a function that puts another figure in its place) of each figure."""
    facts = right.facts()
    for place, fact_id in _places(right):
        if right.typed:
            end = place + len(show(facts[fact_id], right.language))
            yield "", fact_id, lambda other, a=place, b=end: _put(right.text, a, b, show(other, right.language))  # type: ignore[misc]
        else:
            end = place + len(f"[[{fact_id}]]")
            yield "", fact_id, lambda other, a=place, b=end: _put(right.text, a, b, f"[[{other.id}]]")  # type: ignore[misc]


def _stands(text: str, shown: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w.,/-]){re.escape(shown)}(?![\w]|[.,]\d)", text)


def _inside_a_number(sentence: str, start: int, end: int) -> bool:
    return bool(re.match(r"[\w.,/-]*\d", sentence[end:])) or bool(re.search(r"[\w/-]$", sentence[:start]))


def _put(text: str, start: int, end: int, other: str) -> str:
    return text[:start] + other + text[end:]


def swaps_of(rights: Sequence[Right], wanted: int, seed: int) -> list[Swap]:
    """As many swaps as are wanted, the kinds evenly, the same ones for the same seed."""
    dice = random.Random(seed)
    pools: dict[str, list[Swap]] = {}
    for kind, swapper in SWAPPERS.items():
        found = [
            Swap(kind, right, text, what)
            for right in rights
            for text, what in swapper(right, dice)
            if text != right.text
        ]
        dice.shuffle(found)
        pools[kind] = found
    chosen: list[Swap] = []
    while len(chosen) < wanted and any(pools.values()):
        for pool in pools.values():
            if pool and len(chosen) < wanted:
                chosen.append(pool.pop())
    return chosen
