"""wcc login, logout, whoami: who speaks in this terminal."""

import base64
import getpass
import hashlib
import secrets
import sys
from typing import Annotated

import typer

from channels.terminal import kept
from channels.terminal.ask import Json
from channels.terminal.opening import opened_store, speaker
from channels.terminal.output import emit, err, out, said_in_words
from workingcapital.errors import BadInput
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people import enrolment, people, second_factor, sign_in


@said_in_words
def login(
    person: Annotated[str | None, typer.Argument(help="your address; asked for when missing")] = None,
    json_: Json = False,
) -> None:
    """Sign in; your password is asked for, or read from standard input where that is no terminal.

    Example: wcc login jo@acme.example
    """
    with opened_store(with_sample=False) as store:
        session = begin(store, person or asked("Address"), secret("Password"))
        path = kept.keep(store, session)
    if json_:
        emit({"person": session.person, "kept_in": str(path)})
    else:
        out.print(f"signed in as {session.person}; wcc logout ends it", highlight=False)


@said_in_words
def logout(json_: Json = False) -> None:
    """Sign out of this terminal. Example: wcc logout."""
    with opened_store(with_sample=False) as store:
        was = kept.forget(store)
    if json_:
        emit({"signed_out": was})
    else:
        out.print("signed out" if was else "nobody was signed in", highlight=False)


@said_in_words
def whoami(person: Annotated[str | None, typer.Option("--as")] = None, json_: Json = False) -> None:
    """Say who speaks, and in which roles. Example: wcc whoami --json."""
    with opened_store() as store:
        who = speaker(store, person)
        roles = people.roles_of(store, who.person)
        name = people.name_of(store, who.person)
    document = {"person": who.person, "name": name, "roles": roles, "demo": not who.through}
    if json_:
        emit(document)
    else:
        held = "; ".join(f"{company}: {', '.join(names)}" for company, names in roles.items())
        sample = " (sample person, demo mode)" if not who.through else ""
        out.print(f"{who.person}, {name}{sample}: {held}", highlight=False)


@said_in_words
def enrol(
    code: Annotated[str | None, typer.Argument(help="the one-time code you were given; asked for when missing")] = None,
    json_: Json = False,
) -> None:
    """Choose your password and set up your authenticator app, with the one-time code you were given.

    Example: wcc person enrol
    """
    with opened_store(with_sample=False) as store:
        set_up(store, code or secret("One-time code"), json_)


def begin(store: Store, person: str, password: str) -> sign_in.Session:
    """Sign in as the page does: password, authorization code, session."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return sign_in.begin(store, sign_in.authorize(store, person, password, "terminal", challenge), verifier)


def set_up(store: Store, code: str, json_: bool) -> None:
    """Let a person choose their password and show them their device's secret, once."""
    person = enrolment.invited(store, code)
    err.print(f"A password for {person}, and nobody else sees it.", highlight=False)
    password = secret("New password")
    if sys.stdin.isatty() and password != secret("Again"):
        raise BadInput("these were two different passwords: begin again")
    device = enrolment.enrol(store, code, password)
    if json_:
        emit({"person": device.person, "secret": device.secret, "address": device.address})
        return
    out.print("Scan this with your authenticator app, or type the secret into it. It is not shown again.")
    draw(device)
    if sys.stdin.isatty():
        confirm(store, Identity(person, sign_in.companies_of(store, person), "enrolment", "session"))
    out.print(f"Done: wcc login {person}", highlight=False)


def draw(device: enrolment.Device) -> None:
    """The device's secret as a QR code and in words."""
    import segno

    if out.is_terminal:
        segno.make(device.address, micro=False).terminal(compact=True)
    out.print(f"secret {device.secret}", highlight=False)


def confirm(store: Store, who: Identity, code: str | None = None) -> None:
    """Take a one-time code; asked for where none was given on the command line."""
    second_factor.prove(store, who, code or asked("Code of your authenticator app"))


def asked(what: str) -> str:
    """What a person types; read from standard input where that is no terminal."""
    if sys.stdin.isatty():
        return str(typer.prompt(what, err=True))
    return _line(what)


def secret(what: str) -> str:
    """What a person types and nobody sees."""
    return getpass.getpass(f"{what}: ") if sys.stdin.isatty() else _line(what)


def _line(what: str) -> str:
    line = sys.stdin.readline()
    if not line:
        raise BadInput(f"{what.lower()} is missing: type it, or give it on standard input")
    return line.rstrip("\n")
