"""The longest payment terms the law of a country allows, for business and public payers."""

from datetime import date
from typing import Any

# country, payer, days, what the law allows beyond, since, source
LIMITS = (
    ("DE", "business", 60, "longer if expressly agreed and not grossly unfair", "2014-07-29", "BGB 271a(1)"),
    ("DE", "public", 30, "up to 60 if expressly agreed and objectively justified", "2014-07-29", "BGB 271a(2)"),
    ("GB", "business", 60, "longer if expressly agreed and not grossly unfair", "2013-03-16",
    "Late Payment of Commercial Debts Act 1998 s. 4(3C)"),
    ("GB", "public", 30, None, "2013-03-16", "Late Payment of Commercial Debts Act 1998 s. 4(3D)"),
    ("FR", "business", 60, "or 45 days end of month, if agreed", "2009-01-01", "Code de commerce L441-10"),
    ("FR", "public", 30, None, "2013-05-01", "Code de la commande publique R2192-10"),
    ("IT", "business", 60, "longer if expressly agreed and not grossly unfair", "2013-01-01",
    "D.Lgs. 231/2002, art. 4"),
    ("IT", "public", 30, "up to 60 for health services and in justified cases", "2013-01-01",
    "D.Lgs. 231/2002, art. 4"),
    ("ES", "business", 60, None, "2010-07-07", "Ley 3/2004, art. 4"),
    ("ES", "public", 30, None, "2013-02-24", "Ley 9/2017, art. 198"),
    ("AT", "business", 60, "longer if expressly agreed and not grossly unfair", "2013-03-16", "UGB 459(4)"),
    ("AT", "public", 30, "up to 60 if expressly agreed and objectively justified", "2013-03-16", "UGB 459(4)"),
    ("NL", "business", 60, "30 where a large buyer pays a small or medium supplier", "2013-03-16", "BW 6:119a"),
    ("PL", "business", 60, "longer if not grossly unfair; never where a large buyer pays a smaller supplier",
    "2020-01-01", "Act of 8 March 2013, art. 7"),
    ("BE", "business", 60, None, "2022-02-01", "Act of 2 August 2002, art. 4"),
    ("CZ", "business", 60, "longer if not grossly unfair", "2014-01-01", "Civil Code 1963"),
    ("US", "public", 30, "federal agencies, where the contract sets no other date", "1982-10-01", "5 CFR 1315.4(g)"),
)  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """Every limit as a row of `legal_term_limit`."""
    return [
        {
            "country": country,
            "payer": payer,
            "max_days": days,
            "exceptions": exceptions,
            "valid_from": date.fromisoformat(since),
            "source": source,
        }
        for country, payer, days, exceptions, since, source in LIMITS
    ]
