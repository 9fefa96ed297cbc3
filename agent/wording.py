"""How a figure is written for a person: units, separators, language. Values are never changed here."""

from datetime import date
from decimal import Decimal

from workingcapital.facts import Fact

SYMBOL = {"days": {"en": "days", "de": "Tage"}, "percent": {"en": "%", "de": " %"}}


def grouped(value: str, language: str) -> str:
    """Digits in groups of three, with the language's separators.

    >>> grouped("-1234567.50", "en"), grouped("-1234567.50", "de")
    ('-1,234,567.50', '-1.234.567,50')
    """
    text = f"{Decimal(value):,}"
    return text.translate(str.maketrans(",.", ".,")) if language == "de" else text


def hundredths(value: str) -> str:
    """A fraction without the zeros at its end, two digits at least.

    >>> hundredths("7.9900"), hundredths("6102122.6299820"), hundredths("91"), hundredths("0.10")
    ('7.99', '6102122.629982', '91', '0.10')
    """
    whole, dot, fraction = value.partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}" if dot else value


def long_date(iso: str, language: str) -> str:
    """A date nobody misreads: 30 Jun 2026, 30.06.2026."""
    day = date.fromisoformat(iso)
    return day.strftime("%d.%m.%Y") if language == "de" else f"{day.day} {day:%b %Y}"


def show(fact: Fact, language: str) -> str:
    """The fact's value as a person reads it; a percentage less a percentage is told in points."""
    if fact.formula == "difference.percent.v1":
        return f"{grouped(fact.value, language)} {'Prozentpunkte' if language == 'de' else 'percentage points'}"
    return written(fact.value, fact.unit, fact.currency, language)


def written(value: str, unit: str, currency: str | None = None, language: str = "en") -> str:
    """A value of a unit as a person reads it.

    >>> written("-1234.50", "money", "EUR"), written("49.9", "days"), written("12.95", "percent", language="de")
    ('EUR -1,234.50', '49.9 days', '12,95 %')
    >>> written("7.9900", "ratio"), written("0.0152", "ratio")
    ('7.99', '0.0152')
    """
    if unit == "date":
        return long_date(value, language)
    if unit == "text":
        return value
    number = grouped(hundredths(value) if unit == "ratio" else value, language)
    if unit == "money":
        return f"{currency} {number}" if language == "en" else f"{number} {currency}"
    if unit == "days":
        return f"{number} {SYMBOL['days'][language]}"
    return number + SYMBOL["percent"][language] if unit == "percent" else number


def receipt_link(fact: Fact, language: str) -> str:
    """The figure as a link that opens its receipt."""
    return f"[{show(fact, language)}](#{fact.id})"
