"""Nothing that a question states is passed over: unknown names, particulars an answer ignores, periods nobody can read."""

from dataclasses import replace

import pytest

from agent.planner.calls.frames import calls
from agent.planner.question.frame import Frame
from agent.planner.understanding import understand
from agent.planner.words.typos import corrected
from tests.agent.planner.books import BOOKS, TODAY

GROUP_BOOKS = replace(BOOKS, companies=tuple(replace(company, granted=True) for company in BOOKS.companies))


@pytest.mark.parametrize(
    "text",
    [
        "What do we owe Zebulon Widgets?",
        "what do we owe siemens",
        "open items with Quarzmeister Holding",
        "Grundfos' DSO",
        "KSB and Sulzer, what's their DSO?",
        "zebulon widgets open balance",
        "Hollenfang Armaturen GmbH: our open balance with them?",
        "Was schulden wir Siemens?",
        "Wie viel schuldet uns Grundfos?",
        "Zahlt uns Viessmann pünktlich?",
        "Wie steht es um die Wilo SE?",
        "What does the contract with Zebulon say about late fees?",
    ],
)
def test_a_name_nobody_in_the_books_has_never_gets_a_figure(text):
    reading = understand(text, BOOKS, TODAY, None)
    assert (reading.kind, reading.reason, reading.status) == ("ask", "unknown_party", "no_data")


def test_a_name_that_is_nearly_known_is_offered():
    reading = understand("What do we owe Weissenburg Kunststoffe?", BOOKS, TODAY, None)
    assert (reading.status, reading.options) == ("clarify", ("Weissensal Kunststoffe GmbH",))


@pytest.mark.parametrize(
    "text",
    [
        "What do we owe Müller Armaturen?",
        "How much is overdue in Germany?",
        "Please show the Working Capital KPIs for the Board",
        "Wie hoch sind die Überfälligen mit Stand Ende Mai?",
        "gimme the aged debtors pls",
        "Welche Skontofristen laufen diese Woche ab?",
        "Kurze Auskunft zur Liquidität bitte",
    ],
)
def test_ordinary_words_are_no_names(text):
    assert understand(text, BOOKS, TODAY, None).reason != "unknown_party"


@pytest.mark.parametrize(
    "text",
    [
        "DSO in France",
        "DSO for product X",
        "median days to pay",
        "overdue by region",
        "DSO against budget",
        "receivables insured by Euler",
        "CEI excluding write-offs",
        "our DPO for 60 days",
        "concentration of receivables last year",
        "unused credit notes in Italy",
        "DSO in the Michaelmas term",
        "DSO of our brewery customers",
        "DSO last semester",
        "Überfällige Forderungen je Region",
        "DPO ohne konzerninterne Rechnungen",
    ],
)
def test_what_an_answer_would_pass_over_is_asked_back(text):
    reading = understand(text, BOOKS, TODAY, None)
    assert (reading.kind, reading.status) in {("ask", "clarify"), ("ask", "no_data")}, reading


def metric(text):
    reading = understand(text, BOOKS, TODAY, None)
    assert reading.frame is not None, reading
    return calls(reading.frame, TODAY)[0][1]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Use the mean of opening and closing AR: what's DSO then?", {"name": "dso_average"}),
        ("DSO auf Basis der durchschnittlichen Forderungen", {"name": "dso_average"}),
        ("DPO if you base it on cost of sales", {"name": "dpo_cogs"}),
        ("DPO auf Basis der Herstellungskosten", {"name": "dpo_cogs"}),
        ("CEI January to March", {"name": "cei", "period": "2026-Q1"}),
        ("dso last qarter", {"name": "dso", "period": "2026-Q1"}),
        ("DSO for the first three months of 2026", {"name": "dso", "period": "2026-Q1"}),
        ("DSO of the January–March quarter", {"name": "dso", "period": "2026-Q1"}),
        ("DSO Q1 last year", {"name": "dso", "period": "2025-Q1"}),
        ("DSO this quarter and last", {"name": "dso", "compare_to": "2026-Q1"}),
        ("DPO Mai letzten Jahres", {"name": "dpo", "period": "2025-05"}),
        ("DSO this quarter against the one before", {"name": "dso", "period": "2026-Q2", "compare_to": "2026-Q1"}),
        ("DSO and how it moved since Q1", {"name": "dso", "compare_to": "previous"}),
        ("Count the receivables back through monthly sales: which DSO is that?", {"name": "dso_countback"}),
    ],
)
def test_the_method_and_the_period_that_are_named_are_the_ones_measured(text, asked):
    assert asked.items() <= metric(text).items()


@pytest.mark.parametrize(
    ("text", "tool", "asked"),
    [
        ("Which discounts would we lose before the week is over?", "open_discounts", {"until": "2026-07-05"}),
        ("3/10 n30, sorry, I mean 2/10 n30: what annual rate is that?", "term_economics", {"terms": "2/10 n30"}),
    ],
)
def test_what_is_said_last_counts_and_a_week_ends_on_its_last_day(text, tool, asked):
    reading = understand(text, BOOKS, TODAY, None)
    assert reading.frame is not None, reading
    found, args = calls(reading.frame, TODAY)[0]
    assert (found, asked.items() <= args.items()) == (tool, True), args


def test_two_periods_are_two_figures():
    reading = understand("DSO for March, then for May", BOOKS, TODAY, None)
    assert reading.frame is not None
    assert [args["period"] for _, args in calls(reading.frame, TODAY)] == ["2026-03", "2026-05"]


def test_slips_are_put_right_and_names_are_left_alone():
    assert corrected("recievables of Zebulon for the qarter") == "receivables of Zebulon for the quarter"
    assert corrected("Welche Kundenrechungen sind strittig?") == "Welche Kundenrechnungen sind strittig?"
    assert corrected("Grundfos, Wilo and Brixleby") == "Grundfos, Wilo and Brixleby"


def test_picking_the_answer_without_the_particular_gives_it():
    first = understand("DSO in France", BOOKS, TODAY, None)
    assert first.frame is not None
    second = understand(first.options[0], BOOKS, TODAY, Frame.from_json(first.frame.to_json()))
    assert (second.kind, second.frame and second.frame.slots.get("country")) == ("act", None)


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("leave the UK out", ["HALDE", "HALUS"]),
        ("and without the US?", ["HALDE", "HALUK"]),
        ("lass die Amis weg", ["HALDE", "HALUK"]),
        ("except HALUK and HALUS", ["HALDE"]),
        ("ohne UK und USA", ["HALDE"]),
        ("only the UK", ["HALUK"]),
    ],
)
def test_a_company_that_is_left_out_is_not_the_one_that_is_shown(text, companies):
    everyone = Frame("dso", {"companies": ["HALDE", "HALUK", "HALUS"]})
    reading = understand(text, GROUP_BOOKS, TODAY, everyone)
    assert (reading.kind, reading.frame and reading.frame.slots["companies"]) == ("act", companies)


def test_leaving_out_what_is_not_known_is_asked_back():
    everyone = Frame("dso", {"companies": ["HALDE", "HALUK", "HALUS"]})
    assert understand("lass UK und die Zebulons weg", GROUP_BOOKS, TODAY, everyone).kind == "ask"


@pytest.mark.parametrize(
    "text",
    [
        "hm, but really we settle after 45 days, so?",
        "Den bezahlen wir aber immer nach 45 Tagen. Wie sieht es dann aus?",
    ],
)
def test_another_day_of_payment_is_counted_to_and_no_doubt(text):
    before = understand("2/10 n30 at 8 percent?", BOOKS, TODAY, None).frame
    frame = understand(text, BOOKS, TODAY, before).frame
    assert frame is not None
    ((tool, args),) = calls(frame, TODAY)
    assert (tool, args["terms"], args["pays_on_day"]) == ("term_economics", "2/10 n30", 45)
    assert "recheck" not in frame.slots
