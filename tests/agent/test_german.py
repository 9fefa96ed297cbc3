"""A German question is answered in German throughout: words, titles, columns, notices, dates and numbers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.german.catalogue import german, sentences
from agent.german.spoken import prose, said
from agent.planner.thinker import PlannerThinker
from tests.agent.scripted import answers, cfo
from workingcapital.store.database.connection import Store

TOOLS = Path(__file__).parents[2] / "tools"
ISO = re.compile(r"(?<![\w/-])\d{4}-\d{2}-\d{2}(?![\w/-])")
ENGLISH = re.compile(
    r"\b(?:the|of|and|is|are|were|has|have|with|from|by|for|to|in total|open|overdue|bills?|invoices?|customers?|"
    r"suppliers?|payables|receivables|a year|worth|pays?|paid|due|each|which|that|not|no|yes|next|as of|days|weeks?)\b"
)
QUESTIONS = (
    "Was hat sich in der Liquiditätsvorschau seit letzter Woche geändert?",
    "Wie hoch ist unsere DSO, und wie hast du sie berechnet?",
    "Warum weicht die Countback-DSO von der DSO ab?",
    "Wie hoch ist die DPO?",
    "Wie hoch ist der DIO?",
    "Wie ist unser Cash Conversion Cycle?",
    "Gib mir die Working-Capital-Kennzahlen gegenüber dem Vorquartal",
    "Bestmögliche DSO diesen Monat?",
    "CEI im letzten Quartal?",
    "Wie hoch ist der überfällige Anteil?",
    "Wie viele Tage zahlen Kunden im Schnitt zu spät?",
    "Durchschnittliche Zahlungsdauer der Kunden?",
    "Umschlagshäufigkeit der Forderungen?",
    "Wie viel Geld haben wir heute auf der Bank?",
    "Wo steht die Liquidität am Ende von Woche 6, und wann fallen wir unter 2 Millionen?",
    "Welche Zahlungseingänge erwarten wir in den nächsten 13 Wochen?",
    "Offene Verbindlichkeiten nach Lieferant, Top 5",
    "Wie ist die Altersstruktur der Forderungen?",
    "Wie viel der Forderungen ist überfällig, und wer sind die zehn Treiber?",
    "Welche Skonti verfallen diese Woche, und was sind sie wert bei 6,5 %?",
    "Lohnt sich 2/10 netto 30 bei 8 %?",
    "Ein Lieferant bietet 1,2 % für 25 Tage früher: Jahreszins und was antworten wir?",
    "Alle Lieferanten mit netto 30 auf netto 45 umstellen: Liquidität, DPO, gesetzliche Grenze?",
    "Fällig am Ostermontag 2026: wann müssen wir freigeben?",
    "Welche Zahlungen waren ohne Grund zu früh, und was hat das gekostet?",
    "Welche Vorschläge warten auf Freigabe?",
    "Mögliche Dubletten über 1.000?",
    "Welche Gutschriften sind noch nicht verrechnet?",
    "Welche Bankverbindungen wurden in den letzten 30 Tagen geändert?",
    "Welche Lieferanten teilen sich ein Bankkonto?",
    "Rechnungen ohne Bestellung nach Kostenstelle",
    "Was haben wir im Juni gezahlt?",
    "Wen soll ich heute anrufen, und warum?",
    "Welche Kunden zahlen immer später?",
    "Verzugszinsen auf 5.000 Euro, 101 Tage, nach deutschem Recht",
    "Wie stark sind die Kreditlimits ausgenutzt?",
    "Wie hoch ist der Anteil der fünf größten Kunden?",
    "Welche Zahlungszusagen sind offen?",
    "Welche Zahlungseingänge sind nicht zugeordnet?",
    "Wie hoch ist unser Währungsrisiko?",
    "Wie stehen wir mit Acme?",
    "Wer muss 60.000 freigeben?",
    "Was ist unser Exposure?",
    "Mach das.",
    "Wie ist das Wetter?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_german_throughout(sample_store: Store, question: str) -> None:
    (answer,) = answers(cfo(sample_store), PlannerThinker(sample_store), question)
    words = re.sub(r"„[^“]*“|Bank of England|\[[^\]]*\]\([^)]*\)|`[^`]*`|_[A-Z]+", "", answer["answer"])
    shown = [words, *answer["notices"], *(each["title"] for each in answer["tables"] + answer["charts"])]
    shown += [column for table in answer["tables"] for column in table["columns"]]
    for text in shown:
        assert not ISO.search(text), text
        assert not ENGLISH.search(text), text
    assert "zurückgehalten" not in answer["answer"]


def _tables() -> Iterator[tuple[str, str, list[str]]]:
    """Every call of table() in the tools: file, title with its holes, columns that are written there."""
    for path in sorted(TOOLS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "table":
                columns = node.args[1] if len(node.args) > 1 else None
                cells = columns.elts if isinstance(columns, ast.List) else []
                written = [each.value for each in cells if isinstance(each, ast.Constant)]
                yield path.name, _text(node.args[0]), [str(each) for each in written]


def _text(node: ast.expr) -> str:
    """The text of a literal, holes filled with a word."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "receivables" for part in parts)


@pytest.mark.parametrize(("file", "title", "columns"), list(_tables()))
def test_every_table_of_the_tools_has_german_words(file: str, title: str, columns: list[str]) -> None:
    assert not title or german(title, "titles"), f"agent/german/tables.toml lacks the title of {file}: {title!r}"
    for column in columns:
        assert german(column, "columns"), f"agent/german/tables.toml lacks a column of {file}: {column!r}"


def test_dates_and_numbers_are_written_as_people_of_the_language_do() -> None:
    assert prose("from 2026-06-30, 2,785.40 EUR at 6.5%", "de") == "from 30.06.2026, 2.785,40 EUR at 6,5 %"
    assert prose("from 2026-06-30, 2,785.40 EUR", "en") == "from 30 Jun 2026, 2,785.40 EUR"
    assert prose("RE-2026-01-02, 2026/1270", "de") == "RE-2026-01-02, 2026/1270"


@pytest.mark.parametrize(
    "text",
    [
        "R-17 of Acme GmbH over [[F1]]: settled in full.",
        "R-17 of Acme GmbH over [[F1]]: [[F2]] open, due [[F3]]. It is blocked: on hold: the price differs.",
        "R-17 of Acme GmbH, [[F1]]: approved by ap.manager@halden.example on 2026-05-26 under a limit of [[F2]].",
        "policy.pdf, page 1: “A payment may not be split.”",
        "The invoice wins: [[F1]] apply, for the contract says: “So gelten die Angaben der Rechnung.”",
    ],
)
def test_what_holds_words_of_the_books_has_its_german_around_them(text: str) -> None:
    assert sentences(text)[1] == ()


def test_a_hole_that_fits_much_does_not_take_another_sentence() -> None:
    text = "EUR 806,026.77 of receivables are overdue, 12.95% of what is open."
    assert sentences(text)[0] == "Von den Forderungen sind EUR 806,026.77 überfällig, 12.95% des Offenen."


def test_a_sentence_without_german_is_shown_as_it_is_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert said("HALDE: nobody has to be called today. The moon is full.", "de") == (
        "HALDE: Heute muss niemand angerufen werden. The moon is full."
    )
    assert "The moon is full." in caplog.text
