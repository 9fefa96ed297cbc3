"""Countries as people name them, as adjectives and as nouns."""

import re
from typing import Final

_NAMES: Final = {
    "DE": "germany|germans?|deutschland|deutsche[nrsm]?",
    "GB": (
        "united kingdom|great britain|britain|british|brits|england|english|briten|engländer|vereinigte[sn]? königreich|"
        "grossbritannien|großbritannien|britische[nrsm]?|englische[nrsm]?"
    ),
    "US": (
        "united states(?: of america)?|usa|u\\.s\\.(?:a\\.)?|america|americans?|amis?|amerikaner|yanks|vereinigte[n]? staaten|"
        "amerika|amerikanische[nrsm]?|us-amerikanische[nrsm]?|stateside"
    ),
    "FR": "france|french|frankreich|französische[nrsm]?",
    "AT": "austria|austrian|österreich|österreichische[nrsm]?",
    "CH": "switzerland|swiss|schweiz|schweizer|schweizerische[nrsm]?",
    "NL": "netherlands|dutch|holland|niederlande[n]?|niederländische[nrsm]?",
    "BE": "belgium|belgian|belgien|belgische[nrsm]?",
    "IT": "italy|italian|italien|italienische[nrsm]?",
    "ES": "spain|spanish|spanien|spanische[nrsm]?",
    "PL": "poland|polish|polen|polnische[nrsm]?",
    "CZ": "czech republic|czechia|czech|tschechien|tschechische[nrsm]?",
    "DK": "denmark|danish|dänemark|dänische[nrsm]?",
    "SE": "sweden|swedish|schweden|schwedische[nrsm]?",
    "NO": "norway|norwegian|norwegen|norwegische[nrsm]?",
    "IE": "ireland|irish|irland|irische[nrsm]?",
    "CA": "canada|canadian|kanada|kanadische[nrsm]?",
    "CN": "china|chinese|chinesische[nrsm]?",
    "JP": "japan|japanese|japanische[nrsm]?",
    "IN": "india|indian|indien|indische[nrsm]?",
}
# "US" and "UK" are words of their own only in capitals ("they owe us"), or before a noun for a company.
_CAPITALS: Final = (
    r"(?P<upper_US>(?-i:\bUS\b)(?![ -]?[Dd]ollar))|(?P<upper_GB>(?-i:\bUK\b)|\buk\b)|(?P<lower_US>\bus(?= (?:company|"
    r"entity|business|subsidiary|firm|unit|arm|side|books|gesellschaft|tochter)))"
)
PATTERN: Final = re.compile(
    _CAPITALS + "|" + "|".join(rf"(?P<{code}>\b(?:{names})\b)" for code, names in _NAMES.items()), re.IGNORECASE
)


def country_of(match: re.Match[str]) -> str:
    """The ISO code of a match of PATTERN.

    >>> [country_of(m) for m in PATTERN.finditer("do the UK and American customers owe us?")]
    ['GB', 'US']
    """
    return str(match.lastgroup).rsplit("_", 1)[-1]
