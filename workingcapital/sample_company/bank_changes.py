"""Accounts that changed, accounts that are shared, and a supplier that is not who it seems."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from workingcapital.sample_company import accounts
from workingcapital.sample_company.chance import stream
from workingcapital.sample_company.company import Company
from workingcapital.sample_company.parties import account_numbers, add_account, add_party
from workingcapital.sample_company.posting import Draft
from workingcapital.sample_company.rows import Books, Row
from workingcapital.sample_company.suppliers import Supplier

# company, supplier, day of the change, day of the call-back that verified it, country of the new account
CHANGES: tuple[tuple[str, str, date, date | None, str], ...] = (
    ("HALDE", "Holmgart Schrauben GmbH & Co. KG", date(2025, 3, 10), date(2025, 3, 14), "DE"),
    ("HALDE", "Velmeder Kugellager GmbH", date(2025, 10, 6), date(2025, 10, 9), "DE"),
    ("HALDE", "Quintus Beratung AG", date(2026, 6, 4), date(2026, 6, 11), "DE"),
    ("HALDE", "Flussland Spedition GmbH", date(2026, 6, 9), None, "DE"),
    ("HALDE", "Rodenau Dichtungstechnik GmbH", date(2026, 6, 17), None, "DE"),
    ("HALDE", "Officine Bardelli S.r.l.", date(2026, 6, 22), None, "LT"),
    ("HALUK", "Fennimore Haulage Ltd", date(2026, 1, 12), date(2026, 1, 15), "GB"),
    ("HALUK", "Kirkmoor Steel Stockholders Ltd", date(2026, 6, 12), None, "GB"),
    ("HALUS", "Ironhollow Trucking LLC", date(2026, 6, 18), None, "US"),
)
SHARED: tuple[tuple[str, str, str], ...] = (
    ("HALDE", "Nordwall Verpackungen GmbH", "Nordwall Logistik GmbH"),
    ("HALDE", "Prüfgrund Kalibrierdienst GmbH", "Brückhagen Anlagenservice GmbH"),
    ("HALUK", "Ashlar Calibration Ltd", "Grindleford Engineering Services Ltd"),
)
LOOK_ALIKE = "K\u0430ndelwarth Präzisionsteile GmbH"  # the second letter is Cyrillic


def bank_changes(books: Books) -> None:
    """New accounts beside the old ones, which stay live until somebody has called back."""
    for company, name, changed, verified, country in CHANGES:
        party = named(books, company, name)
        old = next(row for row in books.of("party_bank_account", company) if row["party_key"] == party["key"])
        state: dict[str, Any] = {"valid_from": changed, "changed_from_key": old["key"]}
        if verified is None:
            state |= {
                "status": "unverified", "status_reason": "change asked for by e-mail, not called back yet",
                "verified_by": None, "verified_how": None, "verified_at": None,
            }  # fmt: skip
        else:
            state |= {"verified_at": datetime.combine(verified, time(10), UTC), "valid_from": verified}
        numbers = account_numbers(stream(company, "bank change", name), country)
        add_account(books, party, old["currency"], 2, **(numbers | state))


def shared_accounts(books: Books) -> None:
    """Suppliers that give the same account as another one."""
    for company, first, second in SHARED:
        rows = [_first_account(books, company, name) for name in (first, second)]
        for column in ("iban", "account_number", "routing", "bic"):
            rows[1][column] = rows[0][column]


def look_alike(books: Books, company: Company, model: Supplier) -> Draft:
    """A supplier whose name reads like a known one's, with a bill that waits for payment."""
    rng = stream(company.code, "look-alike")
    party = add_party(
        books, company.code, "70099", LOOK_ALIKE, "DE", "Köln", is_supplier=True,
        ap_term_key=f"{company.code}/TERM/N14",
        vat_number=None, registry_number=None, email="accounts@kandelwarth-praezision.example",
    )  # fmt: skip
    add_account(
        books, party, "EUR", iban=accounts.iban(rng, "LT"), valid_from=date(2026, 6, 15), status="unverified",
        status_reason="new supplier, account not checked", verified_by=None, verified_how=None, verified_at=None,
    )  # fmt: skip
    return Draft(
        company, "payable", party, "RE-2026-04417", date(2026, 6, 18), date(2026, 6, 19), "EUR", Decimal(19), "N14",
        [("Präzisionsteile, Nachlieferung", Decimal(1), Decimal("14860.00"))], receipt=date(2026, 6, 19),
        cost_centre="4100",
        approved_on=date(2026, 6, 23), stays_open=True, habit=model,
    )  # fmt: skip


def hold_changed(books: Books, company: str) -> None:
    """The largest open bill of each supplier with an unverified change is held."""
    for code, name, _, verified, _ in CHANGES:
        if code == company and verified is None:
            party = named(books, company, name)
            waiting = [
                row for row in books.of("invoice", company)
                if row["party_key"] == party["key"] and row["side"] == "payable" and row["open_amount"] > 0
            ]  # fmt: skip
            for row in sorted(waiting, key=lambda row: (-row["open_amount"], row["key"]))[:1]:
                row.update(hold_code="bank_change", hold_reason="Bank details changed and are not verified yet")


def named(books: Books, company: str, name: str) -> Row:
    """The party of that name."""
    return next(row for row in books.of("party", company) if row["name"] == name)


def _first_account(books: Books, company: str, name: str) -> Row:
    key = named(books, company, name)["key"]
    return next(row for row in books.of("party_bank_account", company) if row["party_key"] == key)
