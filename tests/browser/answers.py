"""The scripted answers: realistic figures for the eye, hostile ones for the page's guards."""

import copy
from typing import Any

PEOPLE = {
    "cfo@halden.example": "Katrin Vogel",
    "treasury.analyst@halden.example": "Jonas Brandt",
    "ap.approver@halden.example": "Mira Lindqvist",
    "viewer.uk@halden.example": "Owen Price",
}

CONTRACT_TEXT = """Framework agreement
between Halden GmbH and Nordlicht Logistik AG

§ 7 Prices and payment
(1) Invoices are payable within 45 days of receipt.
(2) For payment within 10 days of the invoice date
Halden may deduct a discount of 2 per cent.
(3) Late payment bears interest as the law provides.

§ 8 Set-off
Set-off is permitted against undisputed claims only."""

QUOTE = "For payment within 10 days of the invoice date Halden may deduct a discount of 2 per cent."

DISCOUNTS = [
    ("Nordlicht Logistik AG", "RE-2026-1184", "184250.00", "2.00", "3685.00", "2026-07-01", "2641.37"),
    ("Falkenberg Stahl GmbH", "FS-20611", "121900.50", "3.00", "3657.02", "2026-07-02", "3211.80"),
    ("Brandt & Söhne KG", "4471-26", "98640.00", "2.00", "1972.80", "2026-07-02", "1414.03"),
    ("Van der Meer Verpakking BV", "VM260588", "77415.20", "1.50", "1161.23", "2026-07-03", "722.66"),
    ("Alpin Werkzeuge AG", "AW-88120", "64002.00", "2.00", "1280.04", "2026-07-03", "918.11"),
    ("Elbe Chemie GmbH", "EC/2026/0733", "58110.75", "3.00", "1743.32", "2026-07-03", "1530.94"),
    ("Polska Stal Sp. z o.o.", "FV 412/06/2026", "41280.00", "2.00", "825.60", "2026-07-03", "591.75"),
    ("Rheinland Elektronik GmbH", "RE-55102", "39977.90", "2.00", "799.56", "2026-07-04", "573.20"),
    ("Druckerei Hansen", "26-0917", "8420.00", "2.00", "168.40", "2026-07-04", "120.72"),
    ("Sicherheit Nord GmbH", "SN-3381", "5117.00", "2.00", "102.34", "2026-07-05", "73.37"),
]

LINES = [
    (
        "Nordlicht Logistik AG",
        "RE-2026-1184",
        "184250.00",
        "3685.00",
        "180565.00",
        "2% until 1 July; the next run is after it",
    ),
    ("Falkenberg Stahl GmbH", "FS-20611", "121900.50", "3657.02", "118243.48", "3% until 2 July"),
    ("Brandt & Söhne KG", "4471-26", "98640.00", "1972.80", "96667.20", "2% until 2 July"),
    ("Weber Energie AG", "WE-7781", "45120.00", "0.00", "45120.00", "Due 3 July; a later run would be late"),
    ("Elbe Chemie GmbH", "EC/2026/0733", "58110.75", "1743.32", "56367.43", "3% until 3 July"),
]

PROPOSAL: dict[str, Any] = {
    "proposal_id": "0197b3c2-6f7e-7a10-9d5e-0c2f1b7d4411",
    "company": "HALDE",
    "kind": "payment_run",
    "title": "Payment run of 2026-07-02",
    "reason": "payment run",
    "status": "draft",
    "digest": "9f2c41d07be5a81366f0c2d94a7be01c5f0b86d2e7c3419a0d58b7e6f12c3a94",
    "run_date": "2026-07-02",
    "currency": "EUR",
    "total": "496963.11",
    "value": "9412.55",
    "bound": "9427.10",
    "gap": "0.154",
    "proposed_by": "cfo@halden.example",
    "expires_at": "2026-07-07T12:00:00+00:00",
    "lines": [
        {
            "item_id": str(8100 + i),
            "party": p,
            "number": n,
            "amount": a,
            "discount": d,
            "pay_amount": pay,
            "debit_date": "2026-07-02",
            "in_time_date": "2026-07-03",
            "reason": why,
            "yield": None,
        }
        for i, (p, n, a, d, pay, why) in enumerate(LINES)
    ],
    "left_out": [
        {
            "item_id": "8140",
            "party": "Polska Stal Sp. z o.o.",
            "why": "blocked: looks like a duplicate of FV 398/06/2026",
        },
        {
            "item_id": "8141",
            "party": "Alpin Werkzeuge AG",
            "why": "would take cash below the floor of 1,500,000.00 EUR",
        },
    ],
    "needs": ["ap_manager"],
    "decisions": [],
}


def fact(
    id_: str, label: str, value: str, unit: str = "money", currency: str | None = "EUR", **more: Any
) -> dict[str, Any]:
    """A Fact as the server sends it."""
    base = {
        "id": id_,
        "label": label,
        "value": value,
        "unit": unit,
        "currency": currency if unit == "money" else None,
        "as_of": "2026-06-30",
        "company": "HALDE",
        "party": None,
        "period": None,
        "basis": None,
        "formula": "discount.worth.v1",
        "inputs": {"gross_discount": "15395.31", "rate": "6.5", "days_early": "31", "asked": {"until": "2026-07-05"}},
        "row_ids": [f"instalment:{8100 + n}" for n in range(10)],
        "caveats": [],
    }
    return base | more


def answer(thread_id: str, text: str, **more: Any) -> dict[str, Any]:
    """An Answer with nothing but its words, plus what is given."""
    empty: dict[str, Any] = {"facts": [], "tables": [], "charts": [], "citations": [], "options": [], "notices": []}
    return {
        "thread_id": thread_id,
        "answer_id": f"{thread_id}-1",
        "status": "answered",
        "answer": text,
        "reason": None,
        "as_of": "2026-06-30",
        "companies": ["HALDE"],
        **empty,
        "proposal": None,
        "model": "built-in planner",
        "timings_ms": {"total": 214, "model": 31, "tools": 120},
        **more,
    }


def discounts(thread_id: str) -> dict[str, Any]:
    """Discounts that expire, with a table whose cells are Facts."""
    facts = [
        fact("F0a1b2c3d4e5f601", "Discounts within reach", "15395.31"),
        fact(
            "F0a1b2c3d4e5f602",
            "Worth net of the credit line",
            "11797.95",
            caveats=["The line's rate is taken as constant."],
        ),
        fact("F0a1b2c3d4e5f603", "Bills with an open discount", "10", "count", None),
    ]
    rows = [list(row) for row in DISCOUNTS]
    worth = [fact(f"Fd{n:014d}", f"Worth of {row[1]}", row[6]) for n, row in enumerate(DISCOUNTS)]
    table = {
        "title": "Discounts that expire by 5 July 2026",
        "columns": ["Supplier", "Bill", "Open", "Step", "Discount", "Until", "Net worth"],
        "rows": rows,
        "units": ["text", "text", "money", "percent", "money", "date", "money"],
        "fact_ids": [[None] * 6 + [worth[n]["id"]] for n in range(len(rows))],
        "row_ids": [],
    }
    text = (
        "[10](#F0a1b2c3d4e5f603) bills carry a discount that ends this week, [15,395.31 EUR](#F0a1b2c3d4e5f601) in "
        "all. Paid on Thursday instead of when due, they are worth [11,797.95 EUR](#F0a1b2c3d4e5f602) net of drawing "
        "the credit line at 6.5%.\n\nTwo of them end before Thursday's run:\n\n- **Nordlicht Logistik AG** on 1 July\n"
        "- **Falkenberg Stahl GmbH** on 2 July, if the bank books the same day"
    )
    return answer(thread_id, text, facts=facts + worth, tables=[table])


def forecast(thread_id: str) -> dict[str, Any]:
    """A band over thirteen weeks, bars, and stacked bars that go below nothing."""
    weeks = [f"2026-07-{d:02d}" for d in (3, 10, 17, 24, 31)] + [f"2026-08-{d:02d}" for d in (7, 14, 21, 28)]
    weeks += [f"2026-09-{d:02d}" for d in (4, 11, 18, 25)]
    middle = [2810, 2655, 2904, 2492, 2213, 2075, 1934, 2120, 2388, 2251, 2476, 2602, 2731]
    series = [
        {"name": "P50", "x": weeks, "y": [f"{v}000.00" for v in middle]},
        {"name": "Floor", "x": weeks, "y": ["2000000.00"] * 13},
        {"name": "P10", "x": weeks, "y": [f"{v - 40 - 22 * i}000.00" for i, v in enumerate(middle)]},
        {"name": "P90", "x": weeks, "y": [f"{v + 35 + 19 * i}000.00" for i, v in enumerate(middle)]},
    ]
    ages = ["not due", "1–30", "31–60", "61–90", "over 90"]
    stacked = [
        {"name": "HALDE", "x": ages, "y": ["3120000.00", "410000.00", "155000.00", "61000.00", "-22000.00"]},
        {"name": "HALUK", "x": ages, "y": ["1420000.00", "260000.00", "88000.00", "30000.00", "12000.00"]},
    ]
    charts = [
        {"title": "Closing balance by week", "kind": "band", "unit": "money", "currency": "EUR", "series": series},
        {"title": "Receivables by age", "kind": "stacked_bar", "unit": "money", "currency": "EUR", "series": stacked},
        {
            "title": "DSO by month",
            "kind": "bar",
            "unit": "days",
            "series": [
                {
                    "name": "DSO",
                    "x": ["Jan", "Feb", "Mar", "Apr", "May", "Jun"],
                    "y": ["44.1", "43.0", "42.7", "42.9", "41.8", "41.2"],
                }
            ],
        },
    ]
    facts = [fact("F0b1b2c3d4e5f601", "Closing balance week 6, P50", "2075000.00", formula="cash.forecast.v1")]
    text = "At the end of week 6 cash stands at [2,075,000.00 EUR](#F0b1b2c3d4e5f601) in the middle of its range."
    return answer(
        thread_id,
        text,
        charts=charts,
        facts=facts,
        notices=["Receipts not yet invoiced are estimated from the order book."],
    )


def contract(thread_id: str) -> dict[str, Any]:
    """An answer that leans on a document."""
    cited = [
        {
            "document_id": "d1",
            "filename": "Rahmenvertrag_Nordlicht_2025.pdf",
            "page": 3,
            "quote": QUOTE,
            "box": [8.5, 21.3, 56.0, 25.6],
            "party": "Nordlicht Logistik AG",
            "kind": "contract",
        },
        {
            "document_id": "mail",
            "filename": "mail_2026-05-04.eml",
            "page": 1,
            "quote": "Invoices are payable within 45 days of receipt.",
        },
    ]
    text = "The contract allows **2 per cent** for payment within 10 days of the invoice date."
    return answer(thread_id, text, citations=cited)


HOSTILE = (
    "Hello <img src=x onerror=alert(1)> <script>alert(2)</script> ![p](https://evil.example/p.png) "
    "[outside](https://evil.example/?d=41.2) [run](javascript:alert(3)) [protocol](//evil.example) [ours](/v1/me) "
    "![ref][r] <style>*{color:red}</style>\n\n[r]: https://evil.example/r.png"
)

STATUSES = {
    "clarify": ("Which exposure do you mean?", ["Open receivables", "Foreign currency", "One customer"]),
    "refused": ("I can't split a payment to stay under a limit.", []),
    "not_permitted": ("You may not see the books of HALDE.", []),
    "no_data": ("There is no such invoice.", []),
    "not_loaded": ("Inventory is not loaded for HALDE, so there is no DIO.", []),
}


def propose(thread_id: str, person: str, kept: dict[str, Any]) -> dict[str, Any]:
    """A drafted proposal."""
    body = copy.deepcopy(PROPOSAL) | {"proposed_by": person}
    kept[body["proposal_id"]] = body
    text = "Thursday's run pays 5 bills and keeps cash above 1,500,000.00 EUR. Shall I send it for approval?"
    return answer(thread_id, text, proposal=body)


def resumed(thread_id: str, what: str, kept: dict[str, Any]) -> dict[str, Any]:
    """The asker's own word on the draft."""
    body = kept[PROPOSAL["proposal_id"]]
    body["status"] = "waiting" if what == "send" else "recalled"
    words = "Sent for approval. Still needed: ap_manager." if what == "send" else "The proposal is withdrawn."
    return answer(thread_id, words, proposal=body, model="rules")


def answer_to(asked: dict[str, Any], thread_id: str, person: str, kept: dict[str, Any]) -> dict[str, Any]:
    """The scripted answer to a request of the page."""
    if asked.get("resume"):
        return resumed(thread_id, asked["resume"], kept)
    question = asked["message"].lower()
    if question in STATUSES:
        words, options = STATUSES[question]
        return answer(thread_id, words, status=question, options=options)
    for word, script in (("discount", discounts), ("cash", forecast), ("contract", contract)):
        if word in question:
            return script(thread_id)
    if "propose" in question:
        return propose(thread_id, person, kept)
    return answer(thread_id, HOSTILE if "hostile" in question else f"You asked: {asked['message']}")
