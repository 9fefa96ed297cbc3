"""Passwords are kept as argon2id with real work, and poor ones are refused."""

import pytest

from workingcapital.controls import passwords
from workingcapital.controls.passwords import WeakPassword


def test_a_password_is_kept_as_argon2id_with_the_work_of_rfc_9106() -> None:
    kept = passwords.hashed("correct horse battery", "jo@acme.example")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.fits(kept, "correct horse battery")
    assert not passwords.fits(kept, "correct horse batterx")
    assert not passwords.fits(None, "nobody signs in with this"), "not even the password that stands in for nobody's"
    assert not passwords.fits("no hash at all", "x")


@pytest.mark.parametrize(
    "poor", ["", "short", "eleven char", "aaaaaaaaaaaaaaaa", "abababababababab", "my name is joanna!", "x" * 257]
)
def test_a_poor_password_is_refused(poor: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.hashed(poor, "joanna@acme.example")
