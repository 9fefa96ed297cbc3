"""An authenticator app of our own (RFC 6238): what the person holds and the database checks."""

import hashlib
import hmac
import struct

import psycopg

from workingcapital.store.database.connection import Store
from workingcapital.store.database.logins import OWNER

SECRET = b"twenty bytes, no less"


def code_at(step: int, secret: bytes = SECRET) -> str:
    """The code of one step of thirty seconds."""
    mac = hmac.new(secret, struct.pack(">q", step), hashlib.sha1).digest()
    place = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def now_step(store: Store) -> int:
    """The step the database is in."""
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        row = owner.execute("select floor(extract(epoch from clock_timestamp()) / 30)::bigint").fetchone()
    assert row is not None
    return int(row[0])


def give_device(store: Store, person: str, secret: bytes = SECRET) -> None:
    """Make the person somebody real who holds this secret, as enrolment does."""
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute("alter table control.person no force row level security")
        owner.execute("update control.person set is_sample = false where person_id = %s", [person])
        owner.execute("alter table control.person force row level security")
        owner.execute(
            """insert into control.totp (person_id, secret) values (%s, %s)
               on conflict (person_id) do update set secret = excluded.secret, last_step = 0, failures = 0,
                   locked_until = null""",
            [person, secret],
        )


def forget_codes(store: Store, person: str) -> None:
    """As if the person had given no code yet: steps are good again, proofs are gone, nothing is locked."""
    with psycopg.connect(store.conninfo(OWNER)) as owner:
        owner.execute(
            "update control.totp set last_step = 0, failures = 0, locked_until = null where person_id = %s", [person]
        )
        owner.execute(
            "update control.second_factor set proven_at = proven_at - interval '1 hour' where person_id = %s", [person]
        )
