"""Why there is no run to propose: what falls short and what would cure it, or why nothing is paid."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from tools.run_planned import Planned
from tools.run_wish import percent
from workingcapital.errors import Conflict
from workingcapital.metrics.registry import NoData
from workingcapital.money import from_minor, rounded
from workingcapital.timing.candidates import candidates


class FloorCannotHold(Conflict):
    """No plan keeps this floor."""

    def highest(self) -> Decimal | None:
        """The highest floor in whole units that a plan can keep; None where it is another limit that falls short."""
        return next((Decimal(str(each["highest"])) for each in self.errors if "highest" in each), None)


class NothingToPay(NoData):
    """No bill belongs on this run."""


def nothing_to_pay(made: Planned, holding: Sequence[Mapping[str, Any]]) -> NothingToPay:
    """Bills of the run on proposals already; no bill open at all; all of them blocked; or each waits for a better run."""
    code, run = made.ours.code, made.wish.run
    if holding:
        said = [f"No further bill of {code} belongs on the run of {run}."]
        for each in holding:
            how = "which waits for approval" if each["waits"] else "which is approved"
            said.append(f"{each['bills']} bills of it are on proposal {each['proposal_id']} already, {how}.")
        return NothingToPay(" ".join(said))
    if made.payable.bills:
        later = min(chosen.debit for _, chosen in made.plan.chosen)
        return NothingToPay(
            f"No open bill of {code} belongs on the run of {run}: each waits for a better one."
            + (f" The first that the plan pays on is {later}." if later > run else "")
        )
    if not made.payable.left_out:
        return NothingToPay(f"No bill of {code} is open that falls due within the horizon: there is nothing to pay.")
    causes = Counter(each["why"] for each in made.payable.left_out).most_common()
    return NothingToPay(
        f"No open bill of {code} may be paid: " + ", ".join(f"{count} × {why}" for why, count in causes) + "."
    )


def cannot_hold(made: Planned) -> FloorCannotHold:
    """What falls short, by how much at least, and what would cure it."""
    currency, short = made.ours.currency, f"{made.plan.shortage:,} {made.ours.currency}"
    if made.plan.broken == "budget":
        return FloorCannotHold(
            f"Bills that cannot wait for a later run by law come to {short} more than the budget. Raise the budget by as much."
        )
    if made.plan.broken != "floor":
        return FloorCannotHold(
            f"Even with every bill paid as late as it may be, the {made.plan.broken} falls {short} short. Move cash "
            "into the account, bring in receipts earlier, or lower what must stay."
        )
    surely = "" if made.wish.sure is None else f" with {percent(made.wish.sure)}% certainty"
    said = [
        f"Even with every bill paid as late as it may be, cash falls {short} short of "
        f"{rounded(made.floor, currency):,} {currency}{surely}.",
        *_too_large(made),
    ]
    cure = "draw the credit line" if made.wish.draw is None else "draw more of the credit line"
    feasible = made.floor - made.plan.shortage
    if feasible < 0:
        return FloorCannotHold(
            " ".join([*said, f"No floor can be kept: put bills on hold, bring in receipts earlier, or {cure}."])
        )
    whole = feasible.to_integral_value(ROUND_FLOOR)
    said.append(
        f"A floor of {rounded(feasible, currency):,} {currency} can be kept, or bring in receipts earlier, or {cure}."
    )
    option = f"Propose the run of {made.wish.run} keeping {whole} {currency}{surely}"
    return FloorCannotHold(" ".join(said), errors=[{"option": option, "highest": str(whole)}])


def _too_large(made: Planned) -> list[str]:
    """The largest bill, where there is cash above the floor but on no day enough for it alone."""
    question = made.question
    line = 0 if question.line is None else question.line.most
    reserve = question.reserve or {}
    room = max(question.cash[day] - question.floor - reserve.get(day, 0) + line for day in question.days())
    most = from_minor(room, question.currency)
    bill = max(question.bills, key=lambda each: each.open_amount)
    least = min(each.pay for each in candidates(bill, question.raster, question.costs, question.vat_recoverable))
    if not 0 < most < least:
        return []
    return [
        f"{bill.number} of {bill.party} alone, {rounded(least, question.currency):,} {question.currency}, is more than "
        f"there is above the floor on any day, {most:,} {question.currency}."
    ]
