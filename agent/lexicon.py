"""The lexicon of an asker: names of the books they may see, kept until the books change."""

import threading

from agent.grounding import Names as SpokenNames
from agent.planner.lexicon import Company, Lexicon, Party
from tools.asker import Asker
from workingcapital.store.founding import company_codes
from workingcapital.store.names import Names, names, names_version

_KEPT: dict[tuple[int, tuple[str, ...]], tuple[tuple[int, int], Lexicon, SpokenNames]] = {}
_LOOKED: dict[tuple[int, tuple[str, ...]], tuple[str, int]] = {}  # the turn that last looked whether they have changed
_LOCK = threading.Lock()
MAX_KEPT = 64


def lexicon_of(asker: Asker) -> Lexicon:
    """Names of the asker's companies; other companies are known by code alone, so that "you may not" can be said."""
    key, turn = (id(asker.store), asker.companies), (asker.thread_id, asker.turn)
    if asker.turn and _LOOKED.get(key) == turn and (looked := _KEPT.get(key)):
        return looked[1]  # a turn speaks of the names it began with
    with asker.books() as books:
        version = names_version(books, asker.companies)
        kept = _KEPT.get(key)
        if kept and kept[0] == version:
            _LOOKED[key] = turn
            return kept[1]
        read = names(books, asker.companies)
    made = _lexicon(read, [code for code in company_codes(asker.store) if code not in asker.companies])
    with _LOCK:
        if len(_KEPT) >= MAX_KEPT:
            _LOOKED.pop(oldest := next(iter(_KEPT)), None)
            del _KEPT[oldest]
        _KEPT[key], _LOOKED[key] = (version, made, _spoken(made)), turn
    return made


def spoken_names(asker: Asker) -> SpokenNames:
    """The names an answer to this asker may speak, as last read for them: `lexicon_of` looks whether they have changed."""
    key = (id(asker.store), asker.companies)
    if key not in _KEPT:
        lexicon_of(asker)
    return _KEPT[key][2]


def _spoken(lexicon: Lexicon) -> SpokenNames:
    return SpokenNames(
        {each.code: (each.name if each.granted else "", each.country) for each in lexicon.companies},
        tuple(dict.fromkeys(party.name for party in lexicon.parties)),
    )


def _lexicon(read: Names, closed: list[str]) -> Lexicon:
    return Lexicon(
        companies=(
            *(Company(code, name, country) for code, name, country in read.companies),
            *(Company(code, code, "", granted=False) for code in closed),
        ),
        parties=tuple(Party(name, code, company) for company, code, name in read.parties),
        numbers=read.numbers,
        orders=read.orders,
    )
