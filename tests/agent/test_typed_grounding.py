"""What may be said of a figure and what may not, in free words: labels, companies, parties, periods, units, directions."""

from datetime import date
from typing import Any

import pytest

from agent.grounding import Names, ground_text
from evals.grounding import judge
from evals.right import Right
from evals.swaps import swaps_of
from workingcapital.facts import Citation, Evidence, Fact, Table


def made(label: str, value: str, unit: Any, formula: str, **k: Any) -> Fact:
    k.setdefault("company", "HALDE")
    k.setdefault("as_of", date(2026, 6, 30))
    return Fact(label=label, value=value, unit=unit, formula=formula, **k)


DSO = made("DSO", "49.9", "days", "dso.end.v1", period="2026-Q2")
DPO = made("DPO", "22.4", "days", "dpo.purchases.v1", period="2026-Q2")
LAST_YEAR = made("DSO", "52.3", "days", "dso.end.v1", period="2025-Q2", as_of=date(2025, 6, 30))
CHANGE = made("Change in DSO", "-2.4", "days", "difference.days.v1", period="2025-Q2 → 2026-Q2")
UK_DSO = made("DSO", "46.1", "days", "dso.end.v1", period="2026-Q2", company="HALUK")
CASH = made("Cash", "4224754.86", "money", "cash.position.v1", currency="EUR")
FLOOR = made("Cash floor", "2000000.00", "money", "forecast.floor.v1", currency="EUR")
OVERDUE = made("Overdue receivables", "806026.77", "money", "open.total.v1", currency="EUR")
SHARE = made("Overdue share of receivables", "12.95", "percent", "overdue.share.v1")
NUMBER = made("Number of overdue receivables", "74", "count", "count.v1")
RECEIVABLES = made("Open receivables", "6240195.09", "money", "open.total.v1", currency="EUR")
PAYABLES = made("Open payables", "1457749.17", "money", "open.total.v1", currency="EUR")
RAFFINERIE = made(
    "Overdue receivables", "90708.06", "money", "open.total.v1", currency="EUR", party="Raffinerie Elbmark GmbH"
)
KRAFTWERK = made(
    "Overdue receivables", "72844.80", "money", "open.total.v1", currency="EUR", party="Kraftwerk Service Lausitz GmbH"
)
DUE = made("Due date of RG-2026-05723", "2026-07-15", "date", "booked.date.v1", party="Raffinerie Elbmark GmbH")
AMOUNT = made(
    "Open amount of RG-2026-05723", "1250.00", "money", "open.item.v1", currency="EUR", party="Raffinerie Elbmark GmbH"
)
TABLE = Table(
    title="Overdue receivables, HALDE",
    columns=["Party", "Items", "Currency", "Open"],
    rows=[
        ["Raffinerie Elbmark GmbH", "4", "EUR", "90708.06"],
        ["Kraftwerk Service Lausitz GmbH", "3", "EUR", "72844.80"],
    ],
    fact_ids=[[None, None, None, RAFFINERIE.id], [None, None, None, KRAFTWERK.id]],
)
CONTRACT = Citation(
    document_id="d1",
    filename="contract.pdf",
    page=3,
    quote="A discount of 3% is allowed for payment within 7 days and of 2% for payment within 14 days.",
    party="Thornbury Castings Ltd",
)
FOUND = [
    Evidence(
        facts=[
            DSO,
            DPO,
            LAST_YEAR,
            CHANGE,
            UK_DSO,
            CASH,
            FLOOR,
            OVERDUE,
            SHARE,
            NUMBER,
            RECEIVABLES,
            PAYABLES,
            RAFFINERIE,
            KRAFTWERK,
            DUE,
            AMOUNT,
        ],
        tables=[TABLE],
        citations=[CONTRACT],
    )
]
NAMES = Names(
    {"HALDE": ("Halden Pumpen GmbH", "DE"), "HALUK": ("Halden Pumps Ltd", "GB"), "HALUS": ("Halden Pumps Inc.", "US")},
    ("Raffinerie Elbmark GmbH", "Kraftwerk Service Lausitz GmbH", "Thornbury Castings Ltd", "Severnmouth Water plc"),
)
SAYS = f"The contract with Thornbury Castings says: “{CONTRACT.quote}” (contract.pdf, page 3)"
RIGHT = f"""HALDE's DSO for 2026-Q2 stood at 49.9 days.
Your days sales outstanding is 49.9 days in Q2 2026.
DSO fell by 2.4 days, from 52.3 in 2025-Q2 to 49.9 in 2026-Q2.
DSO improved from 52.3 days a year ago to 49.9 days.
The DSO of HALDE is [[{DSO.id}]], against [[{UK_DSO.id}]] at HALUK.
HALDE's DSO is [[{DSO.id}]], while the UK company's is [[{UK_DSO.id}]].
Cash at HALDE is EUR 4,224,754.86, well above the floor of EUR 2,000,000.00.
We have EUR 4,224,754.86 in the bank as of 30 June 2026.
You have €806,026.77 of overdue receivables, 12.95% of the total open.
Seventy-four invoices are overdue.
Vierundsiebzig Rechnungen sind überfällig.
The cash floor of HALDE is two million euros.
The cash floor of HALDE is EUR 2 million.
74 invoices are overdue, worth EUR 806,026.77 in all.
Raffinerie Elbmark owes the most overdue, EUR 90,708.06, followed by Kraftwerk Service Lausitz with EUR 72,844.80.
The two largest overdue, Raffinerie Elbmark (EUR 90,708.06) and Kraftwerk Service Lausitz (EUR 72,844.80), owe EUR 163,552.86 together.
Invoice RG-2026-05723 of Raffinerie Elbmark GmbH over EUR 1,250.00 is due on 15 July 2026.
Customers owe you EUR 6,240,195.09 and you owe suppliers EUR 1,457,749.17.
Open receivables are [[{RECEIVABLES.id}]]; open payables are [[{PAYABLES.id}]].
DSO liegt bei 49,9 Tagen (2026-Q2), DPO bei 22,4 Tagen.
Die DSO ist um 2,4 Tage gesunken, von 52,3 auf 49,9 Tage.
Überfällig sind Forderungen von 806.026,77 EUR, das sind 12,95 % der offenen Forderungen.
Raffinerie Elbmark ist mit 90.708,06 EUR überfällig.
Die Kasse von HALDE steht bei 4.224.754,86 EUR, Stand 30. Juni 2026.
{SAYS}
Thornbury allows 3% within 7 days and 2% within 14 days.
Receivables look healthy; I would call Raffinerie Elbmark first.
1. Raffinerie Elbmark GmbH: EUR 90,708.06 overdue
2. Kraftwerk Service Lausitz GmbH: EUR 72,844.80 overdue""".split("\n")
WRONG = f"""HALDE's DPO for 2026-Q2 stood at 49.9 days.
DSO rose by 2.4 days, from 52.3 in 2025-Q2 to 49.9 in 2026-Q2.
DSO worsened from 49.9 to 52.3 days.
DSO rose from 52.3 days a year ago to 49.9 days.
The DSO of HALUK is [[{DSO.id}]].
HALDE's DSO is [[{UK_DSO.id}]], while the UK company's is [[{DSO.id}]].
HALDE's DSO for 2025-Q2 stood at 49.9 days.
Cash at HALDE is EUR 2,000,000.00.
Cash at HALDE is USD 4,224,754.86.
Cash at HALDE is about 4.2 million.
Cash is below the floor of EUR 2,000,000.00 at EUR 4,224,754.86.
You have EUR 806,026.77 of open receivables.
You have EUR 6,240,195.09 of overdue receivables.
You have EUR 90,708.06 of overdue receivables.
You have EUR 806,026.77 of overdue payables.
Raffinerie Elbmark owes EUR 72,844.80.
Invoice RG-2026-05723 of Raffinerie Elbmark GmbH is open with EUR 90,708.06.
Raffinerie Elbmark GmbH owes HALDE EUR 1,250.00.
Raffinerie Elbmark should be called first, as of 15 July 2026.
Severnmouth Water owes EUR 90,708.06.
Zebulon Widgets GmbH owes EUR 90,708.06.
Seventy-five invoices are overdue.
Twelve invoices are overdue.
One invoice is overdue.
Zweiundsiebzig Rechnungen sind überfällig.
The cash floor of HALDE is three million euros.
The cash floor of HALDE is EUR 2.5 million.
Cash at HALDE is two million euros.
Zwölf Prozent der Forderungen sind überfällig.
DSO is fifty days.
75 invoices are overdue.
DSO is 49.9%.
12.95 days are overdue.
Customers owe you EUR 1,457,749.17 and you owe suppliers EUR 6,240,195.09.
As of 30 June 2025 cash is EUR 4,224,754.86.
Invoice RG-2026-05723 of Raffinerie Elbmark GmbH is due on 16 July 2026.
Invoice RG-2026-05724 of Raffinerie Elbmark GmbH over EUR 1,250.00 is due on 15 July 2026.
The two owe EUR 163,552.87 together: EUR 90,708.06 and EUR 72,844.80.
Thornbury allows 2% within 7 days and 3% within 14 days.
Thornbury allows 3% within 10 days.
The limit is 5k.
DSO is [99 days](#{DSO.id}) and 99 days.
Die DSO ist um 2,4 Tage gestiegen.
Überfällig sind Verbindlichkeiten von 806.026,77 EUR.
DPO liegt bei 49,9 Tagen, DSO bei 22,4 Tagen.
The best possible DSO is 49.9 days.
The average DSO is 49.9 days.
DSO is -49.9 days.
DSO is 50 days.
Severnmouth Water should be called first.
HALUS needs your attention.""".split("\n")


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_passes_in_any_words(text: str) -> None:
    german = any(word in text for word in (" ist ", " sind ", " liegt ", " steht "))
    assert ground_text(text, FOUND, "de" if german else "en", NAMES, "", ("HALDE",)).untied == ()


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_withheld(text: str) -> None:
    assert ground_text(text, FOUND, "en", NAMES, "", ("HALDE",)).untied


def test_what_was_supposed_is_the_askers_and_what_was_not_is_withheld() -> None:
    said = "If customers pay 10 days later: cash at HALDE is EUR 4,224,754.86."
    assert ground_text(said, FOUND, "en", NAMES, "What if customers pay 10 days later?", ("HALDE",)).untied == ()
    assert ground_text(said, FOUND, "en", NAMES, "What if customers pay 20 days later?", ("HALDE",)).untied
    wrong = said.replace("4,224,754.86", "2,000,000.00")
    assert ground_text(wrong, FOUND, "en", NAMES, "What if customers pay 10 days later?", ("HALDE",)).untied


def test_a_section_of_a_statute_may_be_named_and_five_thousand_may_not() -> None:
    law = made(
        "Late-payment interest", "162.57", "money", "late_interest.uk.v1", currency="GBP", caveats=("Act 1998 s. 5A",)
    )
    found = [Evidence(facts=[law])]
    assert ground_text("Under s. 5A of the Act 1998.", found, "en", NAMES).untied == ()
    assert ground_text("About 5k under the Act.", found, "en", NAMES).untied


def test_every_swap_of_right_answers_is_caught() -> None:
    rights = [
        Right("free", "", "en", text, tuple(FOUND), tuple(FOUND), NAMES, ("HALDE",), typed="[[" not in text)
        for text in RIGHT[:5]
    ]
    swaps = swaps_of(rights, 60, seed=1)
    outcome = judge(rights, swaps)
    assert len(swaps) >= 20
    assert [(swap.what, swap.text) for swap in outcome.missed] == []


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("{limit}: freizugeben durch Controlling oder CFO (über jeder Grenze der Richtlinie 1).", False),
        ("Eine Zahlung von {limit} liegt über jeder Grenze.", False),
        ("Stufe 1 reicht bis {limit}.", True),
    ],
)
def test_the_bound_of_a_tier_does_not_pass_for_the_amount_asked_about(text: str, passes: bool) -> None:
    asked = made("Amount asked about", "750000.00", "money", "asked.amount.v1", currency="EUR")
    limit = made("Limit of tier 1", "50000.00", "money", "asked.amount.v1", currency="EUR", basis="policy 1")
    filled = text.format(limit=f"[[{limit.id}]]")
    evidence = [Evidence(facts=[asked, limit], say="Über jeder Grenze der Richtlinie 1.")]
    assert bool(ground_text(filled, evidence, "de", focus=("HALDE",)).untied) is not passes
