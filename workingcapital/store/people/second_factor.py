"""A person's second factor, and the single-use tokens made from it that every decision spends."""

import uuid
from datetime import datetime
from typing import Any, Literal

from workingcapital.controls.refusals import LockedOut, NotEnrolled, WrongCode
from workingcapital.store.database.connection import Books, Store
from workingcapital.store.database.context import Identity

Verb = Literal["approve", "release", "verify", "grant"]


def prove(store: Store, who: Identity, code: str) -> datetime:
    """Take a one-time code of the person's app (login wcc_identity): until when they may decide in this sign-in.

    Raises WrongCode for one that is wrong or was used before, LockedOut after five of them, NotEnrolled.
    """
    with store.identifying(who) as books:
        row = books.execute("select control.prove_second_factor(%s) as said", [code.replace(" ", "")]).fetchone()
    assert row is not None
    said: dict[str, Any] = row["said"]
    match said["outcome"]:
        case "proven":
            return datetime.fromisoformat(said["until"])
        case "locked":
            raise LockedOut.until(datetime.fromisoformat(said["until"]))
        case "not_enrolled":
            raise NotEnrolled("set up an authenticator app first: wcc login does it at your first sign-in")
        case "used":
            raise WrongCode("this code was used already; wait for the next one")
        case _:
            raise WrongCode("this is not the code your app shows now")


def decision_token(
    books: Books, company: str, kind: str, subject: uuid.UUID | str, digest: str, verb: Verb
) -> str | None:
    """A token for one verb on one body of one object (login wcc_decision or wcc_execution), good once.

    None without a fresh second factor: the decision then refuses with ConfirmationNeeded, after all its other checks.
    A sample person needs no factor and is marked "demo" on record. Raises KeyMayNotDecide for an API key.
    """
    row = books.execute(
        "select control.issue_decision_token(%s, %s, %s, %s, %s) as token", [company, kind, str(subject), digest, verb]
    ).fetchone()
    return None if row is None else row["token"]
