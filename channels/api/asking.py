"""What a request carries: the app's services and the person who speaks."""

from typing import Annotated

from fastapi import Depends, Header, Request

from agent.conversation import Copilot
from channels.identity import DEMO_PERSON, NotSignedIn, asker_for
from channels.settings import LOOPBACK, ChannelSettings
from tools.asker import Asker
from workingcapital.store.connection import Store


def copilot(request: Request) -> Copilot:
    """The agent, built by the server at start."""
    found: Copilot = request.app.state.copilot
    return found


def books(request: Request) -> Store:
    """The store, opened by the server at start."""
    found: Store = request.app.state.store
    return found


def channel_settings(request: Request) -> ChannelSettings:
    """The channels' settings."""
    found: ChannelSettings = request.app.state.channels
    return found


def person(
    request: Request,
    settings: Annotated[ChannelSettings, Depends(channel_settings)],
    x_wcc_person: Annotated[str | None, Header()] = None,
) -> str:
    """The person who speaks: in demo mode on loopback whoever they say, elsewhere nobody without signing in."""
    client = request.client.host if request.client else ""
    if settings.demo_allowed() and client in (*LOOPBACK, "testclient"):
        return x_wcc_person or DEMO_PERSON
    raise NotSignedIn("This server has no sign-in yet; serve it on loopback in demo mode")


def asker(
    who: Annotated[str, Depends(person)],
    store: Annotated[Store, Depends(books)],
    x_wcc_company: Annotated[str | None, Header()] = None,
    accept_language: Annotated[str, Header()] = "en",
) -> Asker:
    """The asker of this request."""
    language = "de" if accept_language.lower().startswith("de") else "en"
    return asker_for(store, who, x_wcc_company, language=language)


TheAsker = Annotated[Asker, Depends(asker)]
TheCopilot = Annotated[Copilot, Depends(copilot)]
TheStore = Annotated[Store, Depends(books)]
