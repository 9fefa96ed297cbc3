"""What a request carries: the app's services and the person who speaks."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request

from agent.conversation import Copilot
from channels import tokens
from channels.identity import (
    DEMO_PERSON,
    asker_for,
    key_identity,
    sample_asker,
    sample_identity,
    signed_in_identity,
)
from channels.limits import Meter
from channels.refusals import NotSignedIn
from channels.settings import LOOPBACK, ChannelSettings
from tools.asker import Asker
from workingcapital.store.database.connection import Store
from workingcapital.store.database.context import Identity


async def copilot(request: Request) -> Copilot:
    """The agent, built by the server at start."""
    found: Copilot = request.app.state.copilot
    return found


async def books(request: Request) -> Store:
    """The store, opened by the server at start."""
    found: Store = request.app.state.store
    return found


async def channel_settings(request: Request) -> ChannelSettings:
    """The channels' settings."""
    found: ChannelSettings = request.app.state.channels
    return found


def address(request: Request) -> str:
    """Where the request comes from."""
    return request.client.host if request.client else ""


def identity(
    request: Request,
    settings: Annotated[ChannelSettings, Depends(channel_settings)],
    store: Annotated[Store, Depends(books)],
    authorization: Annotated[str | None, Header()] = None,
    x_wcc_person: Annotated[str | None, Header()] = None,
) -> Identity:
    """Who speaks: by access token or API key; without one, in demo mode on loopback, whichever sample person they say."""
    if authorization is not None:
        return _bearer(store, authorization)
    return sample_identity(store, _sample_person(request, settings, x_wcc_person))


def _bearer(store: Store, authorization: str) -> Identity:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("write: Authorization: Bearer, then an access token or an API key")
    if token.startswith("wcc."):
        return key_identity(store, token)
    bearer = tokens.read(store.access_key(), token)
    return signed_in_identity(store, bearer.person, bearer.session)


def _sample_person(request: Request, settings: ChannelSettings, named: str | None) -> str:
    if settings.demo_allowed() and _is_here(request):
        return named or DEMO_PERSON
    raise NotSignedIn("sign in at /v1/auth/challenge, or on the page")


def _is_here(request: Request) -> bool:
    """From this machine, and to it by its own name: a name that somebody else's DNS points here is not ours."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    return address(request) in LOOPBACK and host in LOOPBACK


def asker(
    request: Request,
    settings: Annotated[ChannelSettings, Depends(channel_settings)],
    store: Annotated[Store, Depends(books)],
    authorization: Annotated[str | None, Header()] = None,
    x_wcc_person: Annotated[str | None, Header()] = None,
    x_wcc_company: Annotated[str | None, Header()] = None,
    accept_language: Annotated[str, Header()] = "en",
) -> Asker:
    """The asker of this request: what `identity` says, and what the books know of them."""
    language = "de" if accept_language.lower().startswith("de") else "en"
    if authorization is None:
        return sample_asker(store, _sample_person(request, settings, x_wcc_person), x_wcc_company, language)
    who = _bearer(store, authorization)
    return asker_for(store, who.person, x_wcc_company, language=language, who=who)


TheAsker = Annotated[Asker, Depends(asker)]


async def turn_allowed(request: Request, who: TheAsker) -> None:
    """Count a question of this person."""
    meter: Meter = request.app.state.turns
    meter.count(who.person)


TheKey = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]
TheCopilot = Annotated[Copilot, Depends(copilot)]
TheIdentity = Annotated[Identity, Depends(identity)]
TheStore = Annotated[Store, Depends(books)]
TheSettings = Annotated[ChannelSettings, Depends(channel_settings)]
