"""The lexicon of an asker: names of the books they may see, kept until the books change."""

import asyncio
import threading

from agent.grounding import Names as SpokenNames
from agent.planner.names.lexicon import Company, Lexicon, Party
from tools.asker import Asker
from workingcapital.store.database.connection import Books
from workingcapital.store.founding import company_codes
from workingcapital.store.names import Names, names, names_version

_Books = tuple[int, tuple[str, ...]]
_Turn = tuple[_Books, str, int]
_Read = tuple[tuple[int, int], Lexicon, SpokenNames]  # of which version of the books

_KEPT: dict[_Books, _Read] = {}
_LOOKED: dict[_Turn, _Read] = {}  # a turn speaks of the names it began with
_LOCK = threading.Lock()
MAX_KEPT, MAX_TURNS = 64, 512


def lexicon_of(asker: Asker) -> Lexicon:
    """Names of the asker's companies; other companies are known by code alone, so that "you may not" can be said."""
    if looked := _LOOKED.get(_turn(asker)):
        return looked[1]
    with asker.books() as books:
        return look(asker, books)


async def lexicon_in_turn(asker: Asker) -> Lexicon:
    """`lexicon_of`, without a thread for what this turn has looked at already."""
    looked = _LOOKED.get(_turn(asker))
    return looked[1] if looked else await asyncio.to_thread(lexicon_of, asker)


def look(asker: Asker, books: Books) -> Lexicon:
    """Look whether the names have changed, read them if so, and let the asker's turn speak of them."""
    key = _books(asker)
    version, kept = names_version(books, asker.companies), _KEPT.get(key)
    if kept is None or kept[0] != version:
        read = names(books, asker.companies)
        made = _lexicon(read, [code for code in company_codes(asker.store) if code not in asker.companies])
        kept = (version, made, _spoken(made))
    with _LOCK:
        _KEPT[key] = kept
        if asker.turn:
            _LOOKED[_turn(asker)] = kept
        if len(_KEPT) > MAX_KEPT:
            del _KEPT[next(iter(_KEPT))]
        if len(_LOOKED) > MAX_TURNS:
            del _LOOKED[next(iter(_LOOKED))]
    return kept[1]


def _books(asker: Asker) -> _Books:
    return id(asker.store), asker.companies


def _turn(asker: Asker) -> _Turn:
    return _books(asker), asker.thread_id, asker.turn


def spoken_names(asker: Asker) -> SpokenNames:
    """The names an answer to this asker may speak, as last read for them: `lexicon_of` looks whether they have changed."""
    read = _LOOKED.get(_turn(asker)) or _KEPT.get(_books(asker))
    if read is None:
        lexicon_of(asker)
        return spoken_names(asker)
    return read[2]


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
