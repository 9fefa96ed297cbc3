"""What suppliers and customers have in common: number, address, registers, bank account."""

from datetime import date
from random import Random
from typing import Any

from workingcapital.parties import normalise
from workingcapital.sample_company import accounts
from workingcapital.sample_company.chance import pick, stream
from workingcapital.sample_company.data.words import OTHER_STREETS, STREETS
from workingcapital.sample_company.days import START
from workingcapital.sample_company.people import address
from workingcapital.sample_company.rows import Books, Row

EURO_IBAN = ("DE", "AT", "FR", "IT", "NL", "CZ", "PL", "DK", "SE", "CH", "BE", "ES", "IE", "LT")
_LANGUAGE = {"DE": "de", "AT": "de", "CH": "de"}
_BIC = {"DE": "DEFF", "AT": "ATWW", "FR": "FRPP", "IT": "ITMM", "NL": "NL2A", "GB": "GB2L", "US": "US33"}


def party_key(company: str, code: str) -> str:
    """The natural key of a party."""
    return f"{company}/PARTY/{code}"


def add_party(books: Books, company: str, code: str, name: str, country: str, city: str, **more: Any) -> Row:
    """A party with an invented address and registers that look like its country's."""
    rng = stream(company, "party", code)
    row: Row = {
        "company_id": company, "key": party_key(company, code), "code": code, "name": name,
        "normalised_name": normalise(name), "is_supplier": False, "is_customer": False,
        "registry_number": f"HRB {rng.randrange(1000, 99999)}" if country == "DE" else accounts.digits(rng, 8),
        "vat_number": vat_number(rng, country), "tax_number": accounts.digits(rng, 10) if country == "US" else None,
        "country": country, "street": street(rng, country), "city": city, "postal_code": postal_code(rng, country),
        "region": None, "ap_term_key": None, "ar_term_key": None, "credit_limit": None, "credit_currency": None,
        "payment_block": None, "payment_block_until": None, "critical": False, "may_be_stretched_by": None,
        "language": _LANGUAGE.get(country, "en"), "email": email(name), "payer_key": None, "merged_into_key": None,
        "intercompany_company_id": None,
    }  # fmt: skip
    return books.add("party", **(row | more))


def add_account(books: Books, party: Row, currency: str, number: int = 1, **more: Any) -> Row:
    """A verified bank account of a party, in the manner of its country."""
    rng = stream(party["key"], "account", str(number))
    country = party["country"]
    key = f"{party['key']}/ACCOUNT/{number}"
    row: Row = {
        "company_id": party["company_id"], "key": key, "party_key": party["key"], "iban": None, "account_number": None,
        "routing": None,
        "bic": f"HX{pick(rng, 'ABCDEFGK')}{pick(rng, 'KLMNPRST')}{_BIC.get(country, country + 'XX')}"[:8],
        "holder": party["name"], "currency": currency, "valid_from": START, "valid_to": None, "status": "verified",
        "status_reason": None, "verified_by": address("vendor.verifier"),
        "verified_how": "call-back to the number on file",
        "verified_at": START, "changed_from_key": None,
    }  # fmt: skip
    return books.add("party_bank_account", **(row | account_numbers(rng, country) | more))


def account_numbers(rng: Random, country: str) -> Row:
    """IBAN, or account and routing number, as banks of the country write them."""
    if country == "US":
        return {"account_number": accounts.digits(rng, 10), "routing": accounts.aba(rng)}
    if country == "GB":
        number, code = accounts.digits(rng, 8), accounts.sort_code(rng)
        return {
            "iban": accounts.with_check_digits("GB", f"THGB{code}{number}"),
            "account_number": number,
            "routing": code,
        }
    if country in EURO_IBAN:
        return {"iban": accounts.iban(rng, country)}
    return {"account_number": accounts.digits(rng, 12), "routing": accounts.digits(rng, 9)}


def vat_number(rng: Random, country: str) -> str | None:
    """A VAT number of the country's shape; none for countries without."""
    shapes = {"DE": 9, "FR": 11, "IT": 11, "GB": 9, "PL": 10, "CZ": 8, "DK": 8, "SE": 12, "BE": 10}
    if country == "AT":
        return f"ATU{accounts.digits(rng, 8)}"
    if country == "NL":
        return f"NL{accounts.digits(rng, 9)}B01"
    return f"{country}{accounts.digits(rng, shapes[country])}" if country in shapes else None


def street(rng: Random, country: str) -> str:
    """A street with a number, on the side the country writes it."""
    name, number = pick(rng, STREETS.get(country, OTHER_STREETS)), rng.randrange(1, 180)
    return f"{number} {name}" if country in ("GB", "US", "FR") else f"{name} {number}"


def postal_code(rng: Random, country: str) -> str:
    """A postal code of the country's shape."""
    if country == "GB":
        area, sector = pick(rng, ("LS", "SH", "BD", "WV", "CV")), rng.randrange(1, 9)
        return f"{area}{rng.randrange(1, 30)} {sector}{pick(rng, 'ABDEFGH')}{pick(rng, 'JLNPQ')}"
    return accounts.digits(rng, 4 if country in ("AT", "BE", "DK", "CH") else 5)


def email(name: str) -> str:
    """An address under .example, which nobody can own."""
    words = normalise(name).encode("ascii", "ignore").decode().split()
    return f"accounts@{'-'.join(words[:3])}.example"


def since(year: int, month: int, day: int) -> dict[str, date]:
    """When an account became valid and was verified."""
    return {"valid_from": date(year, month, day), "verified_at": date(year, month, day)}
