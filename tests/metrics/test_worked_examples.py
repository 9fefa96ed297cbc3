"""Forty figures that others have published, computed by the formulas an answer names."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workingcapital.metrics import library
from workingcapital.metrics.registry import formula
from workingcapital.store.database.settings import CHECKOUT
from workingcapital.terms import DiscountTerms

EXAMPLES = {
    case["id"]: case
    for case in json.loads(Path(__file__).with_name("worked_examples.json").read_text("utf-8"), parse_float=Decimal)
}
Given = dict[str, Any]


def dso(given: Given) -> Given:
    return {
        "receivables": given.get("ar", given.get("avg_ar")),
        "credit_sales": given.get("credit_sales", given.get("sales", given.get("revenue"))),
        "days": given.get("days", 365),
    }


def bpdso(given: Given) -> Given:
    return {"not_due": given["current_ar"], **dso(given)}


def terms(given: Given) -> Given:
    read = DiscountTerms(given["terms"] if "n" in given["terms"] else f"{given['terms']} n{given['paid_day']}")
    return {
        "percent": read.steps[0].percent,
        "discount_day": read.steps[0].days,
        "pays_on_day": given.get("paid_day", read.net_days),
        "year": given.get("year", 365),
    }


def dynamic(given: Given) -> Given:
    return {key: given[key] for key in ("amount", "apr", "days_early")} | {"year": given["basis"]}


def uk(given: Given) -> Given:
    return {"amount": given["P"], "base_rate": given["boe"], "days": given.get("days", 365)}


# example → formula, its inputs, and what a published ratio is multiplied by where ours is stated in per cent
CASES: dict[str, tuple[str, Callable[[Given], Given], int]] = {
    "dso_simple_1": ("dso.end.v1", dso, 1),
    "dso_simple_2": ("dso.end.v1", dso, 1),
    "dso_simple_3": ("dso.end.v1", dso, 1),
    "ccc_dso": ("dso.end.v1", dso, 1),
    "bpdso_1": ("bpdso.v1", bpdso, 1),
    "bpdso_2": ("bpdso.v1", bpdso, 1),
    "add_1": ("add.v1", dict, 1),
    "add_2": ("add.v1", dict, 1),
    "dso_countback_1": ("dso.countback.v1", lambda g: {"receivables": g["ar"], "months": g["months"]}, 1),
    "dso_countback_2": ("dso.countback.v1", lambda g: {"receivables": g["ar"], "months": g["months"]}, 1),
    "cei_1": (
        "cei.monthly_sales.v1",
        lambda g: {
            "opening": g["begin"],
            "credit_sales": g["credit_sales_total"],
            "months": g["N"],
            "closing": g["end_total"],
            "closing_not_due": g["end_current"],
        },
        1,
    ),
    "cei_2": (
        "cei.v1",
        lambda g: {
            "opening": g["begin"],
            "credit_sales": g["credit_sales"],
            "closing": g["end_total"],
            "closing_not_due": g["end_current"],
        },
        1,
    ),
    "ccc_dio": ("dio.v1", lambda g: {"inventory": g["avg_inv"], "cogs": g["cogs"], "days": 365}, 1),
    "ccc_dpo": ("dpo.cogs.v1", lambda g: {"payables": g["avg_ap"], "cogs": g["cogs"], "days": 365}, 1),
    "ccc": ("ccc.v1", dict, 1),
    "wadp_1": ("weighted_days.v1", lambda g: {"items": g["inv"]}, 1),
    "wadp_2": ("weighted_days.v1", lambda g: {"items": g["inv"]}, 1),
    "disc_2_10_30_simple": ("discount.apr.v1", terms, 100),
    "disc_2_10_30_360": ("discount.apr.v1", terms, 100),
    "disc_2_10_30_pay45": ("discount.apr.v1", terms, 100),
    "disc_2_10_30_eff": ("discount.ear.v1", terms, 100),
    "disc_2_20_45_eff": ("discount.ear.v1", terms, 100),
    "disc_2_10_pay50_eff": ("discount.ear.v1", terms, 100),
    "disc_vs_wacc": (
        "discount.worth.gross_funding.v1",
        lambda g: {"discount": g["disc"], "rate": g["wacc"], "days_early": g["N"] - g["D"]},
        1,
    ),
    "dynamic_discount_1": ("discount.dynamic.v1", dynamic, 1),
    "dynamic_discount_2": ("discount.dynamic.v1", dynamic, 1),
    "dynamic_discount_3": ("discount.dynamic.v1", dynamic, 1),
    "dynamic_discount_4": ("discount.dynamic.v1", dynamic, 1),
    "ppa_simple": ("late_interest.us_ppa.v1", lambda g: {"amount": g["P"], "rate": g["r"], "days": g["d"]}, 1),
    "ppa_monthly": (
        "late_interest.us_ppa.v1",
        lambda g: {"amount": g["P"], "rate": g["r"], "days": 30 * g["n"] + g["d"]},
        1,
    ),
    "uk_gov_annual": ("late_interest.uk.v1", uk, 1),
    "uk_gov_50d": ("late_interest.uk.daily_rounded.v1", uk, 1),
    "uk_2": ("late_interest.uk.v1", uk, 1),
    "uk_3": ("late_interest.uk.daily_rounded.v1", uk, 1),
    "match_price": ("match.price_difference.v1", lambda g: {"ordered": g["po"], "invoiced": g["inv"]}, 100),
    "wht_excl": (
        "withholding.discount_excluded.v1",
        lambda g: {"amount": g["inv"], "discount": g["disc"], "rate": g["rate"]},
        1,
    ),
    "wht_incl": ("withholding.discount_included.v1", lambda g: {"amount": g["inv"], "rate": g["rate"]}, 1),
    "wht_pay": ("withholding.payable.v1", lambda g: {"amount": g["inv"], "rate": g["rate"]}, 1),
    "cash_per_dso_day": ("cash_per_day.v1", lambda g: {"yearly_flow": g["revenue"], "days": g["days"]}, 1),
    "fc_acc": ("forecast.accuracy.on_forecast.v1", dict, 100),
}


def as_inputs(value: Any) -> Any:
    match value:
        case dict():
            return {key: as_inputs(each) for key, each in value.items()}
        case list():
            return [as_inputs(each) for each in value]
        case Decimal():
            return str(value)
        case _:
            return value


def computed(example_id: str) -> Decimal:
    formula_id, inputs, scale = CASES[example_id]
    return formula(formula_id).compute(as_inputs(inputs(EXAMPLES[example_id]["inputs"]))) / scale


def table() -> str:
    """The examples as docs/finance.md shows them: printed by python -m tests.metrics.test_worked_examples."""
    rows = ["| example | published | ours | formula | source |", "|---|---:|---:|---|---|"]
    for example_id, (formula_id, _, _) in CASES.items():
        case = EXAMPLES[example_id]
        ours = f"{computed(example_id).quantize(Decimal('0.0001')).normalize():f}"
        used = f"`{formula_id}`"
        if example_id in DEFAULTS:
            default, _, figure = DEFAULTS[example_id]
            used += f"; by default `{default}`: {figure}"
        name = case["source"].partition(" (")[0]
        site, slash, _ = name.partition("/")
        rows.append(f"| `{example_id}` | {case['published']} | {ours} | {used} | {site if slash else name} |")
    return "\n".join(rows)


def test_the_documented_table_is_what_the_formulas_say():
    assert table() in (CHECKOUT / "docs" / "finance.md").read_text("utf-8")


def test_every_published_example_is_computed():
    assert CASES.keys() == EXAMPLES.keys()
    assert len(EXAMPLES) == 40
    assert library.FAMILIES


@pytest.mark.parametrize("example_id", CASES)
def test_a_published_figure_comes_out(example_id):
    case = EXAMPLES[example_id]
    slack = Decimal("1e-9") + case["tol"]
    assert abs(computed(example_id) - case["published"]) <= slack
    assert abs(computed(example_id) - case["computed"]) <= Decimal("1e-6") * max(1, abs(case["computed"]))


DEFAULTS = {
    "cei_1": ("cei.v1", {"opening": 6200, "credit_sales": 10890, "closing": 6340, "closing_not_due": 3590}, "79.63"),
    "uk_gov_50d": ("late_interest.uk.v1", {"amount": 1000, "base_rate": "0.005", "days": 50}, "11.64"),
    "uk_3": ("late_interest.uk.v1", {"amount": 5000, "base_rate": "0.0425", "days": 101}, "169.49"),
    "fc_acc": ("forecast.accuracy.v1", {"actual": 5200000, "forecast": 5000000}, "96.15"),
    "disc_vs_wacc": (
        "discount.worth.v1",
        {"discount": 20000, "vat_correction": 0, "cash": 980000, "rate": "0.05", "days_early": 35},
        "15301.37",
    ),
}


def test_the_variants_are_the_five_that_differ_from_the_default():
    assert {key for key, case in EXAMPLES.items() if not case["agrees_with_default"]} == DEFAULTS.keys()


@pytest.mark.parametrize("example_id", DEFAULTS)
def test_where_a_published_variant_differs_the_default_stays_the_default(example_id):
    formula_id, inputs, expected = DEFAULTS[example_id]
    assert formula_id != CASES[example_id][0]
    assert formula(formula_id).compute(inputs).quantize(Decimal("0.01")) == Decimal(expected)


if __name__ == "__main__":
    print(table())
