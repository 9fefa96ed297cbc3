"""Account numbers that pass their checksums and belong to nobody."""

from random import Random

_BANKS = {
    "DE": ["50099901", "37099902", "20099903", "70099904", "60099905"],
    "AT": ["99123", "99456"],
    "FR": ["99007" + "00123", "99008" + "00456"],
    "NL": ["HALD", "POLD"],
    "GB": ["THGB209901", "KMBK409902", "SEVB609903"],
}
_ACCOUNT_DIGITS = {
    "DE": 10,
    "AT": 11,
    "NL": 10,
    "GB": 8,
    "CZ": 20,
    "PL": 24,
    "DK": 14,
    "SE": 20,
    "CH": 17,
    "BE": 9,
    "ES": 20,
    "IE": 0,
    "LT": 16,
}


def iban(rng: Random, country: str) -> str:
    """An IBAN of the right length with valid check digits (ISO 13616; national ones left to chance)."""
    return with_check_digits(country, _basic_account(rng, country))


def with_check_digits(country: str, basic: str) -> str:
    """Put the two check digits of ISO 7064 MOD 97-10 between country and account."""
    number = "".join(str(int(c, 36)) for c in f"{basic}{country}00")
    return f"{country}{98 - int(number) % 97:02d}{basic}"


def checks_out(number: str) -> bool:
    """Whether the IBAN's check digits are right."""
    turned = number[4:] + number[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def aba(rng: Random) -> str:
    """A nine-digit US routing number whose weighted sum is a multiple of ten."""
    digits = [0, 9, *(rng.randrange(10) for _ in range(6))]
    total = sum(d * w for d, w in zip(digits, (3, 7, 1, 3, 7, 1, 3, 7), strict=True))
    return "".join(map(str, [*digits, -total % 10]))


def sort_code(rng: Random) -> str:
    """A UK sort code of six digits."""
    return f"99{rng.randrange(100, 9999):04d}"


def digits(rng: Random, count: int) -> str:
    """So many digits, the first not zero."""
    return str(rng.randrange(10 ** (count - 1), 10**count)) if count else ""


def _basic_account(rng: Random, country: str) -> str:
    if country == "FR":
        return _BANKS["FR"][rng.randrange(2)] + digits(rng, 11) + f"{rng.randrange(1, 97):02d}"
    if country == "IT":
        return "X" + "0990109902" + digits(rng, 12)
    if country == "IE":
        return "HALI" + digits(rng, 14)
    banks = _BANKS.get(country)
    bank = banks[rng.randrange(len(banks))] if banks else ("990" if country == "BE" else "")
    return bank + digits(rng, _ACCOUNT_DIGITS.get(country, 18))
