"""Propose a change: what a person names becomes ids and codes; the database builds what others decide on."""

from collections.abc import Mapping
from typing import Any, Final

from rapidfuzz import fuzz

from tools.asker import Asker
from workingcapital.parties import looks_like_another, normalise
from workingcapital.store.database.connection import Books
from workingcapital.store.parties import all_parties
from workingcapital.store.proposals.changes import Call, propose_change

SIMILAR: Final = 88  # of 100: names so near are shown to whoever verifies a new supplier


def propose(
    books: Books, asker: Asker, kind: str, subject: Mapping[str, Any], reason: str, call: str
) -> dict[str, Any]:
    """Draft a change for the asker's company; a new supplier comes with the names it could be taken for."""
    named, notices = dict(subject), list[str]()
    if kind == "supplier_creation" and isinstance(named.get("name"), str):
        named["normalised_name"] = normalise(named["name"])
        notices = _look_alikes(books, asker.company, named["name"])
    where = Call(asker.thread_id or call, asker.turn, call)
    return propose_change(books, asker.company, kind, named, reason, where, {"notices": notices})


def _look_alikes(books: Books, company: str, name: str) -> list[str]:
    wanted = normalise(name)
    near = [
        f"The name is near {each.called}: {score:.0f} of 100."
        for each in all_parties(books, company, "payable")
        if (score := fuzz.ratio(wanted, each.normalised)) >= SIMILAR
    ]
    if looks_like_another(name):
        near.append("The name holds letters of another script: it can be read as another name.")
    return near
