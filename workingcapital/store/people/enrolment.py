"""How a person gets a password and a device: by a one-time code that somebody else had made for them."""

import base64
from dataclasses import dataclass
from urllib.parse import quote

from workingcapital.controls import passwords
from workingcapital.controls.refusals import BadDecisionToken
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity
from workingcapital.store.people.second_factor import decision_token

ISSUER = "Working-Capital Copilot"


@dataclass(frozen=True)
class Device:
    """The secret of a person's authenticator app: shown once, never kept outside the database."""

    person: str
    secret: str  # base32

    @property
    def address(self) -> str:
        """What the app reads from a QR code: otpauth://totp/…"""
        label = quote(f"{ISSUER}:{self.person}")
        return f"otpauth://totp/{label}?secret={self.secret}&issuer={quote(ISSUER)}&algorithm=SHA1&digits=6&period=30"


def invite(store: Store, company: str, person: str, by: Identity | None = None) -> str:
    """A one-time code, good for three days, for somebody without a sign-in.

    Made by a security admin, or by whoever runs the machine where `by` is None. Raises MayNotGrant, UnknownProposal.
    """
    opened = store.loading(Identity("operator", (company,))) if by is None else store.identifying(by)
    with opened as books:
        row = books.execute("select control.invite(%s, %s) as code", [company, person]).fetchone()
    assert row is not None
    return str(row["code"])


def invited(store: Store, code: str) -> str:
    """Whose one-time code this is. Raises BadDecisionToken for one that is used, late or none of ours."""
    return _invited(store, code)[0]


def enrol(store: Store, code: str, password: str) -> Device:
    """Set the person's password and give them a device; every earlier sign-in of theirs ends. Raises WeakPassword."""
    person, company = _invited(store, code)
    kept = passwords.hashed(password, person)
    with store.identifying(Identity(person, (company,))) as books:
        row = books.execute("select control.redeem_invitation(%s, %s) as secret", [code, kept]).fetchone()
    assert row is not None
    return Device(person, base64.b32encode(bytes(row["secret"])).decode().rstrip("="))


def request_reset(store: Store, by: Identity, company: str, person: str) -> int:
    """A security admin asks for somebody's password and device to be set anew."""
    with store.reading(by) as books:
        row = books.execute("select control.request_reset(%s, %s) as id", [company, person]).fetchone()
    assert row is not None
    return int(row["id"])


def approve_reset(store: Store, by: Identity, company: str, reset: int) -> str:
    """A controller or CFO approves with their second factor: the one-time code, to be handed over in person."""
    with store.deciding(by) as books:
        digest = books.execute("select control.reset_digest(%s, %s) as digest", [company, reset]).fetchone()
        assert digest is not None
        token = decision_token(books, company, "reset", str(reset), digest["digest"] or "0" * 64, "grant")
        row = books.execute("select control.approve_reset(%s, %s, %s) as code", [company, reset, token]).fetchone()
    assert row is not None
    return str(row["code"])


def _invited(store: Store, code: str) -> tuple[str, str]:
    with store.identifying(Identity("sign-in", ())) as books:
        row = books.execute("select * from control.invited(%s)", [code.strip()]).fetchone()
    if row is None:
        raise BadDecisionToken("this code is used, out of date, or none of ours: ask for a new one")
    return row["person_id"], row["invited_to"]
