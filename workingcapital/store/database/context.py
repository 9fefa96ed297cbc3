"""Who is asking, signed by the server so that the database can tell."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Literal

from workingcapital.store.database.migrating import key_blocks


@dataclass(frozen=True)
class Identity:
    """A person and the companies granted to them; no company at all is allowed (to look up one's own grants)."""

    person: str
    companies: tuple[str, ...]
    session: str = ""  # the sign-in they speak under: a second factor is good in its own session only
    through: Literal["", "session", "key"] = ""  # an API key reads and proposes, and never decides


def sign(identity: Identity, key: bytes, seconds: int = 300) -> str:
    """The identity as a token the database accepts for `seconds`, judged by the database's clock.

    v1.<key id>.<base64 of the payload>.<HMAC-SHA256 of all that, in hex>
    """
    payload = {
        "person": identity.person,
        "companies": list(identity.companies),
        "session": identity.session,
        "through": identity.through,
        "expires": int(time.time()) + seconds,
        "nonce": secrets.token_hex(8),
    }
    encoded = base64.b64encode(json.dumps(payload, separators=(",", ":")).encode()).decode()
    message = f"v1.{key_blocks(key)[0]}.{encoded}"
    return f"{message}.{hmac.new(key, message.encode(), hashlib.sha256).hexdigest()}"
