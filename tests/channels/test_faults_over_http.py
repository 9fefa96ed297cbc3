"""Faults as a client meets them: asked too often, no connection left, a client that goes away in mid-stream."""

import asyncio
import threading
from collections.abc import Iterator

import httpx
import pytest

from agent.state import Brief, Thought
from channels.settings import ChannelSettings
from tests.proof.desk import served
from tests.proof.world import World, found_world
from workingcapital.store.database.connection import Store

QUESTION = {"message": "How much do we owe our suppliers?", "stream": False}


@pytest.fixture(scope="module")
def world(store: Store) -> World:
    return found_world(store, "FAULTS")


def headers(world: World, role: str = "clerk") -> dict[str, str]:
    return {"X-WCC-Person": world.people[role]}


def test_who_asks_too_often_is_told_when_to_come_again(store: Store, world: World) -> None:
    with served(store, ChannelSettings(turns_per_minute=1, requests_per_minute=6)) as http:
        assert http.post("/v1/chat", json=QUESTION, headers=headers(world)).status_code == 200
        again = http.post("/v1/chat", json=QUESTION, headers=headers(world))
        assert (again.status_code, again.json()["type"]) == (429, "/problems/too-many-requests")
        assert 1 <= int(again.headers["Retry-After"]) <= 60
        assert http.post("/v1/chat", json=QUESTION, headers=headers(world, "cfo")).status_code == 200, "a person's own"
        told = [http.get("/v1/me", headers=headers(world)).status_code for _ in range(5)]
        assert told == [200, 200, 200, 429, 429]
        assert http.get("/healthz").status_code == 200, "machines that ask for health are not counted"


@pytest.fixture
def narrow(store: Store) -> Iterator[Store]:
    """The same books by one connection a login, and little patience."""
    one = Store(store.server, store.database, pool_size=1, patience=0.2)
    yield one
    one.close_pools()


def test_without_a_connection_left_the_answer_is_503_and_nothing_is_half_done(narrow: Store, world: World) -> None:
    with served(narrow) as http:
        with narrow.reading(world.who("clerk")) as books:
            books.execute("select 1")
            assert http.get("/readyz").status_code == 503
            for told in (
                http.get("/v1/proposals", headers=headers(world)),
                http.post("/v1/proposals", json={"run_date": "2026-07-02"}, headers=headers(world)),
                http.post("/v1/chat", json=QUESTION, headers=headers(world)),
            ):
                assert (told.status_code, told.json()["type"]) == (503, "/problems/unavailable"), told.text
            assert http.get("/healthz").status_code == 200
        assert http.get("/readyz").status_code == 200
        assert http.get("/v1/proposals", headers=headers(world)).json() == {"proposals": []}
        assert http.get("/v1/threads", headers=headers(world, "manager")).json() == {"threads": []}


class Slow:
    """A model that thinks until it is told to stop."""

    name = "slow"

    def __init__(self) -> None:
        self.asked, self.stopped = threading.Event(), threading.Event()

    async def think(self, brief: Brief) -> Thought:
        self.asked.set()
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            self.stopped.set()
            raise
        return Thought(text="Done.")

    async def close(self) -> None:
        pass


def test_a_client_that_goes_away_in_mid_stream_stops_the_model_and_leaves_the_server_whole(
    store: Store, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Slow()
    monkeypatch.setattr("server.thinkers", lambda agent, store: (model, model))
    with served(store) as http:
        with (
            httpx.Client(base_url=http.base_url, timeout=10) as gone,
            gone.stream("POST", "/v1/chat", json=QUESTION | {"stream": True}, headers=headers(world, "viewer")) as told,
        ):
            lines = told.iter_lines()  # kept: a stream whose reader is let go of is closed
            assert "status" in next(lines)
            assert model.asked.wait(10)
        assert model.stopped.wait(10), "the turn goes on for nobody"
        assert http.get("/readyz").status_code == 200
        [thread] = http.get("/v1/threads", headers=headers(world, "viewer")).json()["threads"]
        kept = http.get(f"/v1/threads/{thread['thread_id']}", headers=headers(world, "viewer")).json()
        assert [turn.get("answer") for turn in kept["turns"]] in ([], [None]), "no half answer"
