"""Passwords: what one must be, and how it is kept (argon2id)."""

import threading
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workingcapital.errors import BadInput

SHORTEST: Final = 12
LONGEST: Final = 256

_HASHER: Final = PasswordHasher()  # RFC 9106, low memory: 64 MiB, three passes
_TURN: Final = threading.Semaphore(2)  # each takes 64 MiB and a core: a flood of attempts queues up


class WeakPassword(BadInput):
    """This password is too easy to guess."""


def hashed(password: str, person: str) -> str:
    """The password as it is kept. Raises WeakPassword.

    >>> hashed("correct horse battery", "jo@acme.example").startswith("$argon2id$")
    True
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"use {SHORTEST} to {LONGEST} characters; a few words in a row are fine")
    if len(set(password.lower())) < 5:
        raise WeakPassword("it repeats a few characters only")
    if len(own := person.split("@")[0].lower()) >= 4 and own in password.lower():
        raise WeakPassword("it holds your own name")
    with _TURN:
        return _HASHER.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where there is none, so that nobody learns who signs in here."""
    with _TURN:
        try:
            return _HASHER.verify(kept or _nobodys(), password[: LONGEST + 1]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody signs in with this")
