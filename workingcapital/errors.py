"""What can go wrong, in words a person can read.

CopilotError
├── BadInput            422  what was given cannot be used; `errors` says where
│   └── UnknownCompany  404
├── NotFound            404
├── NotPermitted        403
├── Conflict            409
└── Unavailable         503

A refusal is a class: its docstring is the title a person reads, `detail` says
what is wrong here and what to do, `errors` lists places (file, row, field).
One handler renders it in every channel.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class CopilotError(Exception):
    """Something went wrong."""

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, detail: str = "", errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(detail or self.title())
        self.detail = detail
        self.errors = [dict(error) for error in errors]

    @classmethod
    def title(cls) -> str:
        """The first line of the docstring: what a person reads first."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]

    @classmethod
    def kind(cls) -> str:
        """A stable name for machines: the last part of problem+json's `type`."""
        return "".join("-" + c.lower() if c.isupper() else c for c in cls.__name__).lstrip("-")

    def problem(self) -> dict[str, Any]:
        """The error as an RFC 9457 problem document."""
        return {
            "type": f"/problems/{self.kind()}",
            "title": self.title(),
            "status": self.status,
            "detail": self.detail,
            "errors": self.errors,
        }


class BadInput(CopilotError):
    """What was given cannot be used."""

    status = 422
    exit_code = 2


class NotFound(CopilotError):
    """There is no such thing here."""

    status = 404
    exit_code = 2


class UnknownCompany(NotFound):
    """There is no such company."""


class NotPermitted(CopilotError):
    """You may not do this."""

    status = 403
    exit_code = 3


class Conflict(CopilotError):
    """This does not fit what has happened meanwhile."""

    status = 409
    exit_code = 3


class Unavailable(CopilotError):
    """The books cannot be reached right now."""

    status = 503
