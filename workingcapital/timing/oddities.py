"""What is odd about a bill's discounts: it is planned all the same, and told."""

from itertools import pairwise

from workingcapital.timing.candidates import Bill


def oddities(bill: Bill) -> list[str]:
    """A sentence for each: a discount that outlives the due date, steps in the wrong order."""
    said, name = [], f"{bill.number} of {bill.party}"
    if any(step.pay_by > bill.due for step in bill.steps):
        last = max(step.pay_by for step in bill.steps)
        said.append(
            f"{name}: its discount runs until {last}, after its due date {bill.due}; it is paid by the due date."
        )
    inside = sorted(bill.steps, key=lambda step: step.pay_by)
    if any(later.amount > earlier.amount for earlier, later in pairwise(inside)):
        said.append(f"{name}: a later discount step gives more than an earlier one; the larger one is taken.")
    return said
