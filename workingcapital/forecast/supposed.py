"""What if: customers pay less or later, bills are paid later. The outlook is changed, then simulated like any other."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, Final

from workingcapital.errors import BadInput
from workingcapital.forecast.cash import Flow, Outlook
from workingcapital.forecast.coming import Issued, NotIssued

MOST_DAYS: Final = 365


@dataclass(frozen=True)
class Supposed:
    """Changes against the books. `collections_percent`: -20 takes a fifth off what is collected of open receivables.

    `customers_days`: how many days later (earlier where negative) customers pay; `customer` the one of them it is said
    of, all of them where none is named; `bills_days`: how many days later open bills are paid.
    """

    collections_percent: int = 0
    customers_days: int = 0
    customer: str | None = None
    bills_days: int = 0

    def __post_init__(self) -> None:
        if not -100 <= self.collections_percent <= 100:
            raise BadInput("collections can change by -100 to 100 per cent")
        if max(abs(self.customers_days), abs(self.bills_days)) > MOST_DAYS:
            raise BadInput(f"payments can be supposed at most {MOST_DAYS} days later or earlier")
        if self.customer and not self.customers_days:
            raise BadInput(f"say how many days later {self.customer} pays")

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "Supposed":
        """As a stored figure holds it; figures stored before named one scenario."""
        if asked.get("scenario") == "collections_minus_20":
            return cls(collections_percent=-20)
        return cls(**asked.get("supposed", {}))

    def asked(self) -> dict[str, Any]:
        """What a figure keeps of it, to be computed again; nothing where nothing is supposed."""
        changes = {name: value for name, value in asdict(self).items() if value}
        return {"supposed": changes} if changes else {}

    def words(self) -> str:
        """What it supposes.

        >>> Supposed(collections_percent=-20, bills_days=14).words()
        'collections -20%, bills paid 14 days later'
        """
        said = {
            f"collections {self.collections_percent:+d}%": self.collections_percent,
            f"{self.customer or 'customers'} {_days(self.customers_days)}": self.customers_days,
            f"bills paid {_days(self.bills_days).removeprefix('paying ')}": self.bills_days,
        }
        return ", ".join(phrase for phrase, changed in said.items() if changed)


def _days(days: int) -> str:
    return f"paying {abs(days)} days {'later' if days > 0 else 'earlier'}"


def under(known: Outlook, supposed: Supposed, customer: int | None) -> Outlook:
    """The outlook as supposed; `customer` is the party that `supposed` names, None for all of them."""

    def later(party: int) -> int:
        return supposed.customers_days if customer in (None, party) else 0

    bills = timedelta(days=supposed.bills_days)
    return replace(
        known,
        collected_share=known.collected_share * (1 + supposed.collections_percent / 100),
        receivables=tuple(replace(each, later=later(each.party)) for each in known.receivables),
        sales_to_come=_to_come(known.sales_to_come, customer, supposed.customers_days),
        payables=tuple(Flow(max(flow.on + bills, known.as_of), flow.amount) for flow in known.payables),
    )


def _to_come(sales: NotIssued, customer: int | None, days: int) -> NotIssued:
    def moved(each: Issued) -> Issued:
        return replace(each, due=each.due + timedelta(days=days)) if customer in (None, each.party) else each

    return replace(sales, issued=tuple(map(moved, sales.issued))) if days else sales
