"""Every figure in an answer is traced to a fact, or withheld.

Two ways to state a figure: `[[F…]]`, a fact id, rendered here as a link to its receipt;
or digits, which must equal one fact of this turn at a rounding the fact allows. Other
digits may stand only where the evidence itself holds them: in dates, document numbers,
terms, periods, table cells and quoted sentences.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from agent.wording import long_date, receipt_link
from workingcapital.facts import Evidence, Fact

PLACEHOLDER = re.compile(r"\[\[\s*(F[0-9a-f]+)\s*\]\]")
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mär|Mai|Okt|Dez"
DATE = rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|\d{{1,2}}\.? (?:{MONTHS})[a-zä]*\.?(?: \d{{4}})?"
FIGURE = re.compile(
    rf"(?<![\w.,/#-])(?:(?P<date>{DATE})(?!\d)|[-−]?\d[\d.,']*(?:\s?(?:%|per cent\b|percent\b|Prozent\b))?)"
)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half twice "
    "double zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert tausend "
    "million millionen milliarde milliarden dutzend hälfte doppelt"
)
NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(WORDS.split())})\b", re.IGNORECASE)
PROTECTED = re.compile(r"\[[^\]]*\]\((?:#F[0-9a-f]+|/v1/[^)]*)\)|^\s*\d+\.\s", re.MULTILINE)
WITHHELD = {"en": "*[withheld]*", "de": "*[zurückgehalten]*"}


@dataclass(frozen=True)
class Grounded:
    """An answer whose figures are all tied; `untied` were withheld."""

    markdown: str
    plain: str
    fact_ids: tuple[str, ...]
    untied: tuple[str, ...]


def ground_text(text: str, evidence: list[Evidence], language: str) -> Grounded:
    """Render placeholders, tie bare figures, withhold the rest."""
    facts = {fact.id: fact for found in evidence for fact in found.facts}
    used: list[str] = []
    untied: list[str] = []

    def placeholder(match: re.Match[str]) -> str:
        fact = facts.get(match[1])
        if fact is None:
            untied.append(match[0])
            return WITHHELD[language]
        used.append(fact.id)
        return receipt_link(fact, language)

    text = PLACEHOLDER.sub(placeholder, text)
    spoken = _spoken(evidence, language)
    pieces = []
    for piece, protected in _pieces(text):
        pieces.append(piece if protected else _tie(piece, facts.values(), spoken, language, used, untied))
    markdown = "".join(pieces)
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return Grounded(markdown, plain, tuple(dict.fromkeys(used)), tuple(untied))


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in alternating free and protected pieces."""
    end = 0
    for match in PROTECTED.finditer(text):
        yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    yield text[end:], False


def _tie(piece: str, facts: Iterable[Fact], spoken: str, language: str, used: list[str], untied: list[str]) -> str:
    known = list(facts)

    def figure(match: re.Match[str]) -> str:
        token = match[0].rstrip(".,'")
        tail = match[0][len(token) :]
        if _in(token, spoken):
            return match[0]
        fact = None if match["date"] else _fact_for(token, known, piece)
        if fact is None:
            untied.append(token)
            return WITHHELD[language] + tail
        used.append(fact.id)
        return receipt_link(fact, language) + tail

    def word(match: re.Match[str]) -> str:
        if re.search(rf"\b{match[0]}\b", spoken, re.IGNORECASE):
            return match[0]
        untied.append(match[0])
        return WITHHELD[language]

    return NUMBER_WORD.sub(word, FIGURE.sub(figure, piece))


def _fact_for(token: str, facts: list[Fact], sentence: str) -> Fact | None:
    """The one fact this figure states; two candidates are told apart by the words around the figure."""
    candidates = [fact for fact in facts if _states(token, fact)]
    if len(candidates) > 1:
        candidates = sorted(candidates, key=lambda fact: -_nearness(fact, sentence))
        if _nearness(candidates[0], sentence) == _nearness(candidates[1], sentence):
            return candidates[0] if candidates[0].label == candidates[1].label else None
    return candidates[0] if candidates and _nearness(candidates[0], sentence) >= 0 else None


def _states(token: str, fact: Fact) -> bool:
    """Whether the digits are the fact's value at no coarser rounding than a whole unit."""
    if fact.unit in ("date", "text") or ("%" in token or "er cent" in token or "rozent" in token) != (
        fact.unit == "percent"
    ):
        return False
    return any(_equal(number, Decimal(fact.value)) for number in readings(token))


def _equal(number: Decimal, value: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return number == value.quantize(Decimal(1).scaleb(exponent)) and (
        exponent < 0 or value == value.to_integral_value() or abs(value) >= 1000
    )


def readings(token: str) -> list[Decimal]:
    """A printed figure as the numbers it may mean: 1.234,56 and 1,234.56 alike."""
    digits = re.sub(r"[^\d.,\-−]", "", token).replace("−", "-")
    texts = {digits.replace(",", ""), digits.replace(".", "").replace(",", ".")}
    numbers = []
    for text in texts:
        try:
            numbers.append(Decimal(text))
        except InvalidOperation:
            continue
    return numbers


def _nearness(fact: Fact, sentence: str) -> int:
    """How many of the fact's own words (label, party, company, period) the sentence speaks."""
    said = sentence.lower()
    names = [fact.label, fact.party or "", fact.company, fact.period or "", fact.currency or ""]
    return sum(1 for name in names for word in re.findall(r"\w{2,}", name.lower()) if word in said)


def _spoken(evidence: list[Evidence], language: str) -> str:
    """All text of the evidence in which digits may stand without being figures: dates, numbers of documents, terms."""
    parts: list[str] = []
    for found in evidence:
        parts += [found.say, *found.notices, *found.options]
        for fact in found.facts:
            iso = fact.as_of.isoformat()
            parts += [
                fact.label,
                iso,
                long_date(iso, language),
                fact.party or "",
                fact.period or "",
                fact.formula,
                *fact.caveats,
            ]
            if fact.unit == "date":
                parts += [fact.value, long_date(fact.value, language)]
            if fact.unit == "text":
                parts.append(fact.value)
        for table in found.tables:
            parts += [table.title, *table.columns]
            parts += [cell for row, ids in _rows(table.rows, table.fact_ids) for cell in _texts(row, ids)]
        parts += [
            citation.quote + " " + citation.filename + f" page {citation.page} Seite {citation.page}"
            for citation in found.citations
        ]
    said = "\n".join(parts)
    return "\n".join([said, *(form for iso in set(ISO.findall(said)) for form in _date_forms(iso))])


def _date_forms(iso: str) -> list[str]:
    """The ways a date may be written; a text that is no day of the calendar has none."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return []
    short = [f"{day.day} {day:%b}", f"{day.day} {day:%B}", f"{day.day}. {day:%B}"]
    return [long_date(iso, "en"), long_date(iso, "de"), *short, *(f"{form} {day.year}" for form in short)]


def _rows(
    rows: list[list[str | None]], ids: list[list[str | None]]
) -> Iterator[tuple[list[str | None], list[str | None]]]:
    for i, row in enumerate(rows):
        yield row, ids[i] if i < len(ids) else []


def _texts(row: list[str | None], ids: list[str | None]) -> list[str]:
    """Cells that are no facts: names, numbers of documents, dates."""
    return [cell for i, cell in enumerate(row) if cell and not (i < len(ids) and ids[i])]


def _in(token: str, spoken: str) -> bool:
    """Whether the evidence holds this very token, not as part of a longer one."""
    return re.search(rf"(?<![\w.,-]){re.escape(token)}(?!\w|[.,-]\d)", spoken) is not None
