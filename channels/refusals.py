"""What only a channel can refuse: before anybody is somebody, or for asking too often."""

from collections.abc import Mapping, Sequence
from typing import Any

from workingcapital.errors import BadInput, CopilotError, NotPermitted


class NotSignedIn(CopilotError):
    """Sign in first."""

    status = 401
    exit_code = 3


class DemoOnly(NotPermitted):
    """Speaking as somebody works for sample people, in demo mode, on this machine only."""


class ForeignOrigin(NotPermitted):
    """This came from a page that is not ours."""


class BadGrant(CopilotError):
    """This is no request for a token."""

    status = 400
    exit_code = 2

    def __init__(self, detail: str, errors: Sequence[Mapping[str, Any]] = (), code: str | None = None) -> None:
        super().__init__(detail, errors)
        self.code = code or "invalid_request"

    def problem(self) -> dict[str, Any]:
        """A problem document with the `error` of RFC 6749."""
        return {**super().problem(), "error": self.code}


class TooManyRequests(CopilotError):
    """Too many requests."""

    status = 429
    exit_code = 3
    seconds: int = 60  # until the next one is taken

    @classmethod
    def after(cls, seconds: int) -> "TooManyRequests":
        """Try again then."""
        found = cls(f"try again in {seconds} s")
        found.seconds = seconds
        return found


class BodyTooLarge(CopilotError):
    """This request is too large."""

    status = 413


class BadJson(BadInput):
    """This JSON is not read."""


class DeepJson(CopilotError):
    """This JSON is nested too deeply."""

    status = 400
    exit_code = 2
