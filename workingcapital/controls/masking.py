"""Account numbers out of text, before it is stored anywhere.

What counts as one: an IBAN whose length and checksum fit its country; anything called an IBAN, account,
routing number or sort code; a sort code beside an account number; a card number in groups that passes its check.
Invoice numbers, amounts, dates and telephone numbers stay.
"""

import re
from collections.abc import Callable
from typing import Final

_COUNTRIES: Final = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
    "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 "
    "LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 "
    "QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
)
_LENGTHS: Final = {entry[:2]: int(entry[2:]) for entry in _COUNTRIES.split()}

_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ \-.]?\d ?\d(?=[ \-.]?[A-Za-z0-9])")
_IBAN_REST = re.compile(r"(?:[ \-.]?[A-Za-z0-9])*")
_SIGN = r"[ \-/]?"
_IS = r"\W{0,3}(?:(?:is|ist|lautet|no|nr|number|nummer|num|#)(?:\b|(?<=#))\W{0,3}){0,3}"


def _called(word: str, number: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<word>\b(?:{word})\b{_IS})(?P<number>{number})", re.IGNORECASE)


_CALLED: Final = (
    _called("iban", r"[a-z]{2}\d{2}(?:[ \-.]?[a-z0-9]*\d[a-z0-9]*)+"),  # also with a wrong checksum
    _called("accounts?|acct|acc|a/c|konto(?:nummer|nr)?|kto", rf"\d(?:{_SIGN}\d){{5,19}}(?!\d|[.,]\d)"),
    _called("routing|aba|rtn|bankleitzahl|blz", rf"\d(?:{_SIGN}\d){{7,8}}(?!\d|[.,]\d)"),
    _called(r"sort[ \-]?code", r"\d{2}[ \-]?\d{2}[ \-]?\d{2}(?!\d)"),
)
_SORT_AND_ACCOUNT = re.compile(r"(?<![\d\-])\d{2}-\d{2}-\d{2}(?P<between>\W{1,3})(?P<number>\d{8})(?!\d)")
_ROUTING_AND_ACCOUNT = re.compile(r"(?<!\d)(?P<routing>\d{9})(?P<between> ?/ ?)(?P<number>\d{6,17})(?!\d)")
_CARD = re.compile(r"(?<![\d\-])\d{4}(?P<gap>[ \-])\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?![\d\-])")


def masked(text: str) -> str:
    """The text with every account number reduced to its last four signs.

    >>> masked("Pay DE89 3704 0044 0532 0130 00 for invoice 2026-000123, 12,345.00 EUR")
    'Pay DE…3000 for invoice 2026-000123, 12,345.00 EUR'
    """
    text = _without_ibans(text)
    for pattern in _CALLED:
        text = pattern.sub(lambda found: found["word"] + masked_account(found["number"]), text)
    text = _SORT_AND_ACCOUNT.sub(lambda found: "…" + found["between"] + masked_account(found["number"]), text)
    text = _ROUTING_AND_ACCOUNT.sub(_routing, text)
    return _CARD.sub(_when(luhn_passes), text)


def masked_account(number: str | None) -> str:
    """One account number as a reader may see it: country if it has one, and the last four signs.

    >>> masked_account("DE89370400440532013000"), masked_account("12345678"), masked_account(None)
    ('DE…3000', '…5678', '')
    """
    plain = re.sub(r"[^A-Za-z0-9]", "", number or "")
    country = plain[:2].upper() if plain[:2].isalpha() else ""
    return f"{country}…{plain[-4:]}" if len(plain) > 6 else "…" if plain else ""


def iban_is_valid(iban: str) -> bool:
    """Whether length and checksum (ISO 13616, remainder by 97) fit the country.

    >>> iban_is_valid("DE89 3704 0044 0532 0130 00"), iban_is_valid("DE88 3704 0044 0532 0130 00")
    (True, False)
    """
    plain = re.sub(r"[ \-.]", "", iban).upper()
    if len(plain) != _LENGTHS.get(plain[:2]) or not plain[2:4].isdigit() or not plain.isascii() or not plain.isalnum():
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def luhn_passes(number: str) -> bool:
    """Whether a card number's last digit fits the others."""
    digits = [int(sign) for sign in reversed(number) if sign.isdigit()]
    return sum(digits[0::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def aba_passes(routing: str) -> bool:
    """Whether a US routing number's weights 3, 7, 1 add up to a multiple of ten."""
    return sum(int(sign) * weight for sign, weight in zip(routing, (3, 7, 1) * 3, strict=True)) % 10 == 0


def _without_ibans(text: str) -> str:
    done, place = "", 0
    while start := _IBAN_START.search(text, place):
        end = _iban_end(text, start)
        if end is None:
            done, place = done + text[place : start.end()], start.end()
        else:
            done, place = done + text[place : start.start()] + masked_account(text[start.start() : end]), end
    return done + text[place:]


def _iban_end(text: str, start: re.Match[str]) -> int | None:
    """Where the IBAN that begins here ends, by the length its country gives it; None where it is none."""
    wanted = _LENGTHS.get(start[0][:2].upper(), 0)
    rest = _IBAN_REST.match(text, start.start())
    signs = [place for place in range(start.start(), rest.end() if rest else 0) if text[place].isalnum()]
    if not wanted or len(signs) < wanted:
        return None
    end = signs[wanted - 1] + 1
    return end if iban_is_valid(text[start.start() : end]) else None


def _routing(found: re.Match[str]) -> str:
    if not aba_passes(found["routing"]):
        return found[0]
    return "…" + found["between"] + masked_account(found["number"])


def _when(test: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
    return lambda found: masked_account(found[0]) if test(found[0]) else found[0]
