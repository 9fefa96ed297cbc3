"""Who may approve what, by the policy in force."""

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from tools.asker import Asker
from tools.evidence import (
    Cell,
    computed,
    decimal_of,
    evidence,
    for_each_company,
    link,
    table,
)
from workingcapital.controls.policy import NeedsApproval, Refused, Verdict
from workingcapital.errors import BadInput
from workingcapital.facts import Evidence
from workingcapital.store.companies import Company
from workingcapital.store.database.connection import Books
from workingcapital.store.people.people import policy


@tool(response_format="content_and_artifact", parse_docstring=True)
def policy_for_amount(runtime: ToolRuntime[Asker], amount: str) -> tuple[str, Evidence]:
    """Who must approve a payment run of an amount, by the policy in force; nobody approves what they proposed.

    Args:
        amount: in the company's own currency
    """
    asker = runtime.context
    asked = decimal_of(amount, "amount")
    if asked is None or asked <= 0:
        raise BadInput("an amount is above zero")

    def work(books: Books, ours: Company) -> Evidence:
        rules = policy(books, ours.code)
        verdict = rules.for_amount(asked)
        given = {"value": asked, "policy_version": rules.version}
        amount_asked = computed(
            "asked.amount.v1", ours, asker.as_of, given, "Amount asked about", currency=ours.currency
        )
        bounds = [
            computed("asked.amount.v1", ours, asker.as_of, {"value": tier.up_to, "policy_version": rules.version},
                     f"Limit of tier {place}", currency=ours.currency, basis=f"policy {rules.version}")
            for place, tier in enumerate(rules.tiers(), 1) if tier.up_to is not None
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [str(place), bounds[place - 1] if tier.up_to is not None else "no limit", _slots(tier.slots)]
            for place, tier in enumerate(rules.tiers(), 1)
        ]
        shown = table(f"Approval of payment runs, {ours.code}", ["Tier", "Up to", "Approved by"], rows)
        mine = _mine(asker, ours.code, verdict)
        return evidence([amount_asked], shown, rows, f"{link(amount_asked)}: {_words(verdict)}. {mine}".strip())

    return for_each_company(asker, work)


def _words(verdict: Verdict) -> str:
    match verdict:
        case NeedsApproval():
            return f"approved by {_slots(verdict.slots)} ({verdict.why})"
        case Refused():
            return verdict.why
        case _:
            return "no approval is needed"


def _slots(slots: tuple[frozenset[str], ...]) -> str:
    return " and ".join(" or ".join(sorted(role.replace("_", " ") for role in slot)) for slot in slots)


def _mine(asker: Asker, code: str, verdict: Verdict) -> str:
    """Whether the asker fills a slot; never of their own proposal."""
    if not isinstance(verdict, NeedsApproval):
        return ""
    held = asker.roles.get(code, frozenset())
    if not any(slot & held for slot in verdict.slots):
        return "Your roles do not approve it."
    alone = "" if len(verdict.slots) == 1 else " together with the other role"
    return f"You may approve it{alone}, unless you proposed it."
