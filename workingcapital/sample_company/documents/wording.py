"""Amounts, dates and payment terms as suppliers print them, in German and English."""

from datetime import date
from decimal import Decimal

from workingcapital.sample_company.terms import TERMS, Due

_MONTHS = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
           "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
}  # fmt: skip


def amount(value: Decimal, language: str) -> str:
    """Two decimals with the language's separators.

    >>> amount(Decimal("1234567.5"), "de"), amount(Decimal("-1234.5"), "en")
    ('1.234.567,50', '-1,234.50')
    """
    text = f"{value:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "de" else text


def day(value: date, language: str, style: int = 0) -> str:
    """A date in one of the forms the language uses."""
    if language == "de":
        return f"{value:%d.%m.%Y}" if style % 2 == 0 else f"{value.day}. {_MONTHS['de'][value.month - 1]} {value.year}"
    return f"{value:%Y-%m-%d}" if style % 3 == 1 else f"{value.day} {_MONTHS['en'][value.month - 1]} {value.year}"


def terms(code: str, language: str) -> str:
    """Payment terms as a sentence on the bill.

    >>> terms("D210N30", "en")
    '2% discount for payment within 10 days; otherwise net within 30 days.'
    >>> terms("N30EOM", "de")
    'Zahlbar innerhalb von 30 Tagen nach Monatsende ohne Abzug.'
    """
    portions = TERMS[code][1]
    if len(portions) > 1:
        return _instalments(code, language)
    steps = [(format(step.percent.normalize(), "f"), step.due) for step in portions[0].steps]
    due = portions[0].due
    if language == "de":
        offers = [f"{percent.replace('.', ',')} % Skonto bei Zahlung {_within(by, 'de')}" for percent, by in steps]
        return "; ".join([*offers, f"{'sonst zahlbar' if steps else 'Zahlbar'} {_within(due, 'de')} ohne Abzug."])
    offers = [f"{percent}% discount for payment {_within(by, 'en')}" for percent, by in steps]
    return "; ".join([*offers, f"{'otherwise net' if steps else 'Net, payable'} {_within(due, 'en')}."])


def _instalments(code: str, language: str) -> str:
    parts = []
    for portion in TERMS[code][1]:
        share = (
            f"{portion.percent.normalize():f}{' ' if language == 'de' else ''}%"
            if portion.percent
            else ("Rest" if language == "de" else "balance")
        )
        parts.append(f"{share} {_within(portion.due, language)}")
    return ("Zahlbar in Raten: " if language == "de" else "Payable in instalments: ") + ", ".join(parts) + "."


def _within(due: Due, language: str) -> str:
    basis, value = due
    if basis == "day_of_next_month":
        return f"bis zum {value}. des Folgemonats" if language == "de" else f"by day {value} of the following month"
    end = (
        {"de": " nach Monatsende", "en": " after the end of the month"}[language]
        if basis == "days_after_month_end"
        else ""
    )
    if value == 0:
        return "sofort" if language == "de" else "on receipt"
    return f"innerhalb von {value} Tagen{end}" if language == "de" else f"within {value} days{end}"
