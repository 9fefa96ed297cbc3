"""POST /v1/auth/…: OAuth 2.0 for our own page and terminal, after the IETF's draft for first-party applications.

challenge   name and password, with a PKCE challenge → an authorization code
token       that code with its verifier → access and refresh token (an identity provider's redirect will end here too)
refresh     a refresh token, good once → the next pair
revoke      signs out
step-up     a one-time code of the authenticator app: five minutes in which one may decide
enrol       a one-time code of an invitation, and a password → the secret of an authenticator app
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import parse_qsl

import segno
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from channels import tokens
from channels.api.asking import TheIdentity, TheSettings, TheStore, address
from channels.refusals import BadGrant
from workingcapital.controls.refusals import SessionEnded
from workingcapital.store.database.connection import Store
from workingcapital.store.people import enrolment, second_factor, sign_in

COOKIE = "wcc_refresh"


def attempt_allowed(request: Request) -> None:
    """Count an attempt of this address."""
    request.app.state.attempts.count(address(request))


M = TypeVar("M", bound=BaseModel)


def form(model: type[M]) -> Callable[[Request], Awaitable[M]]:
    """Read the body as OAuth has it, a form, or as JSON; no body is an empty form."""

    async def read(request: Request) -> M:
        body = await request.body()
        try:
            if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
                pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=20)
                if len(dict(pairs)) < len(pairs):
                    raise BadGrant("a field stands in the form twice")
                return model.model_validate(dict(pairs))
            return model.model_validate_json(body or b"{}")
        except ValidationError as error:
            places = [
                {"field": ".".join(map(str, e["loc"])), "why": e["msg"]} for e in error.errors(include_input=False)
            ]
            wrong_grant = any(place["field"] == "grant_type" for place in places)
            raise BadGrant(
                "the request does not fit", places, "unsupported_grant_type" if wrong_grant else None
            ) from None
        except ValueError:
            raise BadGrant("the body is no form and no JSON") from None

    return read


router = APIRouter(prefix="/v1/auth", tags=["sign-in"])
counted = [Depends(attempt_allowed)]


class Strict(BaseModel):
    """Nothing beside the fields, and none of them long."""

    model_config = ConfigDict(extra="forbid", str_max_length=512)


class Challenge(Strict):
    """Name and password, and the challenge of whoever will redeem the code."""

    person: str
    password: SecretStr
    code_challenge: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$")
    code_challenge_method: Literal["S256"]


class Redemption(Strict):
    """An authorization code with its verifier; `keep` puts the refresh token into the page's cookie."""

    grant_type: Literal["authorization_code"]
    code: SecretStr
    code_verifier: SecretStr
    client_id: str | None = None
    keep: Literal["cookie"] | None = None


class Refresh(Strict):
    """A refresh token; the page has it in its cookie."""

    grant_type: Literal["refresh_token"] = "refresh_token"
    client_id: str | None = None
    refresh_token: SecretStr | None = None


class Revocation(Strict):
    """The refresh token of the session that ends; the page has it in its cookie."""

    token: SecretStr | None = None
    token_type_hint: str | None = None


class StepUp(Strict):
    """The six digits that the authenticator app shows."""

    code: SecretStr


class Enrolment(Strict):
    """A one-time code somebody was invited with, and the password they choose."""

    code: SecretStr
    password: SecretStr


@router.get("/ways")
def ways(request: Request, settings: TheSettings) -> dict[str, bool]:
    """How one gets in here: as a sample person, or by signing in; and whether this browser may still be signed in."""
    return {"demo": settings.demo_allowed(), "signed_in": COOKIE in request.cookies}


@router.post("/challenge", dependencies=counted)
def challenge(body: Challenge, request: Request, store: TheStore) -> dict[str, Any]:
    """Give name and password for an authorization code."""
    password = body.password.get_secret_value()
    code = sign_in.authorize(store, body.person, password, address(request), body.code_challenge)
    return {"authorization_code": code, "expires_in": 60}


@router.post("/token", dependencies=counted)
def token(
    given: Annotated[Redemption, Depends(form(Redemption))], request: Request, response: Response, store: TheStore
) -> dict[str, Any]:
    """Redeem an authorization code, as a form or as JSON. There is no password grant (OAuth 2.1)."""
    session = sign_in.begin(store, given.code.get_secret_value(), given.code_verifier.get_secret_value())
    return _granted(store, session, request, response, in_cookie=given.keep == "cookie")


@router.post("/refresh", dependencies=counted)
def refresh(
    given: Annotated[Refresh, Depends(form(Refresh))], request: Request, response: Response, store: TheStore
) -> dict[str, Any]:
    """The next access and refresh token; the one given is spent."""
    told = given.refresh_token
    spent = told.get_secret_value() if told else request.cookies.get(COOKIE)
    if not spent:
        raise SessionEnded("there is no sign-in to go on with: sign in again")
    return _granted(store, sign_in.refresh(store, spent), request, response, in_cookie=told is None)


@router.post("/revoke")
def revoke(
    given: Annotated[Revocation, Depends(form(Revocation))], request: Request, response: Response, store: TheStore
) -> dict[str, str]:
    """Sign out: the session ends at once, and with it its access tokens."""
    spent = given.token.get_secret_value() if given.token else request.cookies.get(COOKIE)
    if spent:
        sign_in.end(store, spent)
    response.delete_cookie(COOKIE, path="/v1/auth")
    return {"status": "signed out"}


@router.post("/step-up", dependencies=counted)
def step_up(body: StepUp, who: TheIdentity, store: TheStore) -> dict[str, str]:
    """Confirm with a second factor: until when one may decide in this session."""
    until = second_factor.prove(store, who, body.code.get_secret_value())
    return {"until": until.isoformat(timespec="seconds")}


@router.post("/enrol", dependencies=counted)
def enrol(body: Enrolment, store: TheStore, response: Response) -> dict[str, Any]:
    """Choose a password; the secret of the authenticator app comes back once, also as a QR code's squares."""
    device = enrolment.enrol(store, body.code.get_secret_value(), body.password.get_secret_value())
    response.headers["Cache-Control"] = "no-store"
    squares = ["".join("#" if dark else "." for dark in row) for row in segno.make(device.address, micro=False).matrix]
    return {"person": device.person, "secret": device.secret, "address": device.address, "qr": squares}


def _granted(
    store: Store, session: sign_in.Session, request: Request, response: Response, in_cookie: bool
) -> dict[str, Any]:
    response.headers["Cache-Control"] = "no-store"
    granted = {
        "access_token": tokens.issue(store.access_key(), session.person, session.session),
        "token_type": "Bearer",
        "expires_in": tokens.SECONDS,
    }
    if not in_cookie:
        return {**granted, "refresh_token": session.refresh}
    response.set_cookie(
        COOKIE,
        session.refresh,
        max_age=12 * 3600,
        path="/v1/auth",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return granted
