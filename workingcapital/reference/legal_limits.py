"""The longest payment terms the law of a country allows, for business and public payers and for food that does not keep."""

from datetime import date
from typing import Any, Final

FREELY: Final = "longer if expressly agreed and not grossly unfair"
FOOD: Final = "food that does not keep, from suppliers smaller than the buyer"

# country, payer, days, what the law allows beyond, whether an express agreement may go further, since, source
LIMITS = (
    ("DE", "business", 60, FREELY, True, "2014-07-29", "BGB 271a(1)"),
    ("DE", "public", 30, "up to 60 if expressly agreed and objectively justified", False, "2014-07-29", "BGB 271a(2)"),
    ("DE", "perishables", 30, FOOD, False, "2021-06-09", "AgrarOLkG 11"),
    ("GB", "business", 60, FREELY, True, "2013-03-16", "Late Payment of Commercial Debts Act 1998 s. 4(3C)"),
    ("GB", "public", 30, None, False, "2013-03-16", "Late Payment of Commercial Debts Act 1998 s. 4(3D)"),
    ("FR", "business", 60, "or 45 days end of month, if agreed", False, "2009-01-01", "Code de commerce L441-10"),
    ("FR", "public", 30, None, False, "2013-05-01", "Code de la commande publique R2192-10"),
    ("FR", "perishables", 30, "after the delivery; live cattle and fresh meat of it 20", False, "2019-04-26",
    "Code de commerce L441-11"),
    ("IT", "business", 60, FREELY, True, "2013-01-01", "D.Lgs. 231/2002, art. 4"),
    ("IT", "public", 30, "up to 60 for health services and in justified cases", False, "2013-01-01",
    "D.Lgs. 231/2002, art. 4"),
    ("IT", "perishables", 30, FOOD, False, "2021-12-15", "D.Lgs. 198/2021, art. 4"),
    ("ES", "business", 60, None, False, "2010-07-07", "Ley 3/2004, art. 4"),
    ("ES", "public", 30, None, False, "2013-02-24", "Ley 9/2017, art. 198"),
    ("ES", "perishables", 30, "fresh food", False, "2010-07-07", "Ley 15/2010, disp. adicional 1"),
    ("AT", "business", 60, FREELY, True, "2013-03-16", "UGB 459(4)"),
    ("AT", "public", 30, "up to 60 if expressly agreed and objectively justified", False, "2013-03-16", "UGB 459(4)"),
    ("NL", "business", 60, "30 where a large buyer pays a small or medium supplier; else longer if expressly agreed", True,
    "2013-03-16", "BW 6:119a"),
    ("PL", "business", 60, "longer if not grossly unfair; never where a large buyer pays a smaller supplier", True,
    "2020-01-01", "Act of 8 March 2013, art. 7"),
    ("BE", "business", 60, None, False, "2022-02-01", "Act of 2 August 2002, art. 4"),
    ("CZ", "business", 60, "longer if not grossly unfair", True, "2014-01-01", "Civil Code 1963"),
    ("US", "public", 30, "federal agencies, where the contract sets no other date", True, "1982-10-01",
    "5 CFR 1315.4(g)"),
)  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """Every limit as a row of `legal_term_limit`."""
    return [
        {
            "country": country,
            "payer": payer,
            "max_days": days,
            "exceptions": exceptions,
            "longer_if_agreed": longer,
            "valid_from": date.fromisoformat(since),
            "source": source,
        }
        for country, payer, days, exceptions, longer, since, source in LIMITS
    ]
