"""Countries as people name them, as adjectives and as nouns."""

import re
from typing import Final

_NAMES: Final = {
    "DE": "germany|germans?|deutschlands?|deutsche[nrsm]?",
    "GB": (
        "united kingdom|great britain|britain|british|brits|england|english|briten?|engländer[ns]?|vereinigte[sn]? königreich|"
        "grossbritanniens?|großbritanniens?|britische[nrsm]?|englische[nrsm]?|englands?"
    ),
    "US": (
        "united states(?: of america)?|usa|u\\.s\\.(?:a\\.)?|america|americans?|amis?|amerikaner[ns]?|yanks|yankees|vereinigte[n]? staaten|"
        "amerikas?|amerikanische[nrsm]?|us-amerikanische[nrsm]?|stateside"
    ),
    "FR": "france|french|frankreichs?|franzosen?|französische[nrsm]?",
    "AT": "austria|austrians?|österreichs?|österreicher[ns]?|österreichische[nrsm]?",
    "CH": "switzerland|swiss|schweiz|schweizer[ns]?|schweizerische[nrsm]?",
    "NL": "netherlands|dutch|holland|holländer[ns]?|holländische[nrsm]?|niederlande[n]?|niederländer[ns]?|niederländische[nrsm]?",
    "BE": "belgium|belgians?|belgiens?|belgier[ns]?|belgische[nrsm]?",
    "IT": "italy|italians?|italiens?|italiener[ns]?|italienische[nrsm]?",
    "ES": "spain|spanish|spaniens?|spanier[ns]?|spanische[nrsm]?",
    "PL": "poland|polish|polens?|polnische[nrsm]?",
    "CZ": "czech republic|czechia|czechs?|tschechiens?|tschechen|tschechische[nrsm]?",
    "DK": "denmark|danish|danes|dänemarks?|dänen|dänische[nrsm]?",
    "SE": "sweden|swedish|swedes|schwedens?|schwedische[nrsm]?",
    "NO": "norway|norwegians?|norwegens?|norweger[ns]?|norwegische[nrsm]?",
    "IE": "ireland|irish|irlands?|iren|irische[nrsm]?",
    "CA": "canada|canadians?|kanadas?|kanadier[ns]?|kanadische[nrsm]?",
    "CN": "china|chinese|chinesische[nrsm]?",
    "JP": "japans?|japanese|japaner[ns]?|japanische[nrsm]?",
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
