"""Why the database refused, as classes a person can read.

NotPermitted                      Conflict
├── BadContext        WC308       ├── AlreadyDecided    WC401
├── NotYourCompany    WC309       ├── StaleProposal     WC402
├── MayNotPropose     WC301       ├── ExpiredProposal   WC403
├── OwnProposal       WC302       ├── WrongDigest       WC404
├── RoleMissing       WC303       ├── NotWaiting        WC405
├── LimitExceeded     WC304       ├── AlreadyReleased   WC407
├── MayNotRelease     WC305       ├── InFlight          WC408
├── ToxicRoles        WC306       ├── StaleLoad         WC410
├── NotTheProposer    WC307       ├── LockMissing       WC411
├── MayNotGrant       WC310       ├── FindingOpen       WC412
├── KeyMayNotDecide   WC312       ├── KeptForYears      WC413
└── BadDecisionToken  WC313       └── CallBackMissing   WC606
                                  NotFound
                                  └── UnknownProposal   WC501
CopilotError                      BadInput
└── ConfirmationNeeded WC311      ├── BadProposal       WC601
                                  ├── KeyReused         WC602
                                  ├── NotPayable        WC603
                                  └── RateMissing       WC604
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from workingcapital.errors import BadInput, Conflict, CopilotError, NotFound, NotPermitted


class BadContext(NotPermitted):
    """Who is asking could not be proven to the database."""


class NotYourCompany(NotPermitted):
    """This company is not one of yours."""


class MayNotPropose(NotPermitted):
    """Your role does not propose this."""


class OwnProposal(NotPermitted):
    """A proposal is decided and released by somebody else than who made it."""


class RoleMissing(NotPermitted):
    """Your role does not decide on this proposal."""


class LimitExceeded(NotPermitted):
    """The amount is above your limit."""


class MayNotRelease(NotPermitted):
    """You may not release this run."""


class ToxicRoles(NotPermitted):
    """One person may not hold these two roles."""


class NotTheProposer(NotPermitted):
    """Only the person who made the proposal may do this."""


class MayNotGrant(NotPermitted):
    """You may not request or approve this grant."""


class ConfirmationNeeded(CopilotError):
    """Confirm with your second factor first."""

    status = 401
    exit_code = 3


class SignInFailed(CopilotError):
    """This did not sign you in."""

    status = 401
    exit_code = 3


class SessionEnded(CopilotError):
    """You are not signed in any more."""

    status = 400
    exit_code = 3

    def problem(self) -> dict[str, Any]:
        """A problem document with the `error` that RFC 6749 has for it."""
        return {**super().problem(), "error": "invalid_grant"}


class WrongCode(CopilotError):
    """This code is not the one."""

    status = 401
    exit_code = 3


class NotEnrolled(NotPermitted):
    """You have no second factor yet."""


class LockedOut(CopilotError):
    """Too many wrong attempts."""

    status = 429
    exit_code = 3
    seconds: int = 900  # until another attempt is looked at

    @classmethod
    def until(cls, moment: datetime) -> "LockedOut":
        """Locked until then, by the database's clock."""
        found = cls(f"try again after {moment:%H:%M} UTC")
        found.seconds = max(1, round((moment - datetime.now(UTC)).total_seconds()))
        return found


class KeyMayNotDecide(NotPermitted):
    """An API key reads and proposes; it never approves or releases."""


class BadDecisionToken(NotPermitted):
    """This confirmation is used, out of date or for something else."""


class AlreadyDecided(Conflict):
    """This proposal has already been decided."""


class StaleProposal(Conflict):
    """The books have changed since this was proposed."""


class ExpiredProposal(Conflict):
    """The time to decide on this proposal has run out."""


class WrongDigest(Conflict):
    """What was approved is not what is proposed."""


class NotWaiting(Conflict):
    """This proposal is not waiting for a decision."""


class AlreadyReleased(Conflict):
    """This run has already been released."""


class InFlight(Conflict):
    """The first request with this idempotency key is still under way."""


class StaleLoad(Conflict):
    """The ledger was not read lately enough to release."""


class LockMissing(Conflict):
    """What we pay ourselves is locked in its ledger first."""


class FindingOpen(Conflict):
    """A control stands against this until another person sets its finding aside."""


class KeptForYears(Conflict):
    """This is kept for years by law."""


class CallBackMissing(Conflict):
    """A supplier's account is approved by whoever has called the supplier back."""


class UnknownProposal(NotFound):
    """There is no such proposal here."""


class BadProposal(BadInput):
    """This cannot be proposed."""


class KeyReused(BadInput):
    """The same idempotency key was used for another request."""


class NotPayable(BadInput):
    """The books do not allow this as it was proposed."""


class RateMissing(BadInput):
    """An exchange rate is missing."""


BY_SQLSTATE: Final[Mapping[str, type[CopilotError]]] = {
    "WC301": MayNotPropose,
    "WC302": OwnProposal,
    "WC303": RoleMissing,
    "WC304": LimitExceeded,
    "WC305": MayNotRelease,
    "WC306": ToxicRoles,
    "WC307": NotTheProposer,
    "WC308": BadContext,
    "WC309": NotYourCompany,
    "WC310": MayNotGrant,
    "WC311": ConfirmationNeeded,
    "WC312": KeyMayNotDecide,
    "WC313": BadDecisionToken,
    "WC401": AlreadyDecided,
    "WC402": StaleProposal,
    "WC403": ExpiredProposal,
    "WC404": WrongDigest,
    "WC405": NotWaiting,
    "WC407": AlreadyReleased,
    "WC408": InFlight,
    "WC410": StaleLoad,
    "WC411": LockMissing,
    "WC412": FindingOpen,
    "WC413": KeptForYears,
    "WC501": UnknownProposal,
    "WC601": BadProposal,
    "WC602": KeyReused,
    "WC603": NotPayable,
    "WC604": RateMissing,
    "WC606": CallBackMissing,
}


def refusal(code: str, detail: str, places: str | None = None) -> CopilotError | None:
    """The refusal behind a code of the database; None for a code that is not ours. `places`: a JSON list."""
    kind = BY_SQLSTATE.get(code)
    if kind is None:
        return None
    errors: list[dict[str, Any]] = json.loads(places) if places else []
    return kind(detail, errors)
