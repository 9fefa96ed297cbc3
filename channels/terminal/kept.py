"""The sign-in of this terminal, between commands: a file only its user reads, one command at a time."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from channels import tokens
from channels.identity import signed_in_identity
from channels.refusals import NotSignedIn
from workingcapital.controls.refusals import SessionEnded
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people import sign_in


def file_of(store: Store) -> Path:
    """Where the sign-in to these books is kept: below XDG_CONFIG_HOME, one file for each installation."""
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return home / "wcc" / f"sign-in-{hashlib.sha256(store.access_key() + b'file').hexdigest()[:12]}.json"


def keep(store: Store, session: sign_in.Session) -> Path:
    """Remember a sign-in that has just begun."""
    with _locked(file_of(store)) as path:
        _write(store, path, session)
    return path


def forget(store: Store) -> bool:
    """Sign out here; False when nobody was signed in."""
    with _locked(file_of(store)) as path:
        if not path.exists():
            return False
        sign_in.end(store, _read(path)["refresh"])
        path.unlink()
    return True


def identity(store: Store) -> Identity | None:
    """Whoever is signed in here, refreshed when their access token has run out; None when nobody is."""
    if not file_of(store).exists():
        return None
    with _locked(file_of(store)) as path:
        if not path.exists():
            return None
        kept = _read(path)
        try:
            bearer = tokens.read(store.access_key(), kept["access"])
        except NotSignedIn:
            bearer = _refreshed(store, path, kept)
    return signed_in_identity(store, bearer.person, bearer.session)


def _refreshed(store: Store, path: Path, kept: dict[str, Any]) -> tokens.Bearer:
    try:
        session = sign_in.refresh(store, kept["refresh"])
    except SessionEnded:
        path.unlink()
        raise NotSignedIn("your sign-in has ended: run wcc login") from None
    _write(store, path, session)
    return tokens.Bearer(session.person, session.session)


@contextmanager
def _locked(path: Path) -> Iterator[Path]:
    # Two commands at once would both spend the one refresh token, and the second would end the sign-in.
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path.with_suffix(".lock"), "w", opener=_private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path


def _read(path: Path) -> dict[str, Any]:
    if path.stat().st_mode & 0o077:
        raise NotSignedIn(f"{path} can be read by others: remove it and sign in again")
    try:
        kept: dict[str, Any] = json.loads(path.read_text())
    except ValueError:
        raise NotSignedIn(f"{path} is damaged: remove it and sign in again") from None
    return kept


def _write(store: Store, path: Path, session: sign_in.Session) -> None:
    access = tokens.issue(store.access_key(), session.person, session.session)
    beside = path.with_suffix(".new")
    with open(beside, "w", opener=_private) as file:
        json.dump({"person": session.person, "access": access, "refresh": session.refresh}, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)
