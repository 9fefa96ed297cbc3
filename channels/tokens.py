"""Access tokens: who speaks, for ten minutes, signed by this server for itself and for nobody else."""

import time
import uuid
from dataclasses import dataclass
from typing import Final

import jwt

from channels.refusals import NotSignedIn

ISSUER: Final = "working-capital-copilot"
AUDIENCE: Final = "working-capital-copilot/v1"
SECONDS: Final = 600
_CLAIMS: Final = ["iss", "aud", "sub", "sid", "iat", "exp", "jti"]


@dataclass(frozen=True)
class Bearer:
    """What an access token says: a person, and the session it belongs to."""

    person: str
    session: str


def issue(key: bytes, person: str, session: str) -> str:
    """A token of RFC 9068's shape; the session is asked for again at every request, so that signing out is at once."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": person,
        "sid": session,
        "iat": now,
        "exp": now + SECONDS,
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, key, algorithm="HS256", headers={"typ": "at+jwt"})


def read(key: bytes, token: str) -> Bearer:
    """The token's person and session. Raises NotSignedIn for any other algorithm, issuer, audience, key or time."""
    try:
        claims = jwt.decode(
            token, key, algorithms=["HS256"], audience=AUDIENCE, issuer=ISSUER, options={"require": _CLAIMS}
        )
    except jwt.InvalidTokenError as error:
        raise NotSignedIn("the access token is not one of ours, or out of date: sign in again") from error
    return Bearer(str(claims["sub"]), str(claims["sid"]))
