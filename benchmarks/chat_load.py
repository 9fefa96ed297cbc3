"""A load of questions over HTTP, from a process of its own: python -m benchmarks.chat_load URL open|closed|long SECONDS.

open: people who ask every few seconds whether or not they were answered; closed: so many connections, each asking again as
soon as it has its answer; long: one thread, turn after turn. Prints one JSON document.
"""

import asyncio
import json
import sys
import time
import uuid
from itertools import count
from typing import Any, Final

import httpx

PEOPLE: Final = 20
EVERY: Final = 5.0  # seconds between two questions of one person
CONNECTIONS: Final = 32
TURNS_IN_A_THREAD: Final = 10
QUESTIONS: Final = (
    "What is our DSO?",
    "Which discounts expire this week?",
    "How much is overdue?",
    "and by customer?",
    "Cash in the bank?",
    "What do we owe Brennholt Gusswerk?",
    "Which invoices might be duplicates?",
    "Wie hoch ist die DPO?",
)
SPEAKERS: Final = ("cfo", "controller", "treasury.analyst", "ap.clerk", "ap.manager", "ar.clerk", "ar.manager")


async def one_turn(client: httpx.AsyncClient, message: str, thread: str | None, who: str) -> tuple[float, float, str]:
    """Ask with a stream: seconds to the first event and to the answer, and the thread."""
    body = {"message": message, **({"thread_id": thread} if thread else {})}
    started, first, found = time.perf_counter(), 0.0, thread or ""
    async with client.stream("POST", "/v1/chat", json=body, headers={"x-wcc-person": f"{who}@halden.example"}) as reply:
        reply.raise_for_status()
        async for line in reply.aiter_lines():
            first = first or time.perf_counter() - started
            if '"thread_id"' in line and not found:
                found = json.loads(line.removeprefix("data: "))["thread_id"]
    return first, time.perf_counter() - started, found


async def open_loop(url: str, seconds: float) -> dict[str, Any]:
    """People who do not wait for one another."""
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=httpx.Limits(max_connections=200)) as client:
        begun = time.perf_counter()
        taken = await asyncio.gather(*(_person(client, place, begun, seconds) for place in range(PEOPLE)))
    turns = [turn for turns in taken for turn in turns]
    firsts, wholes = sorted(first for first, _ in turns), sorted(whole for _, whole in turns)
    return {
        "people": PEOPLE,
        "turns": len(turns),
        "first_event_p50_ms": _at(firsts, 0.5),
        "first_event_p95_ms": _at(firsts, 0.95),
        "p50_ms": _at(wholes, 0.5),
        "p95_ms": _at(wholes, 0.95),
    }


async def _person(client: httpx.AsyncClient, place: int, begun: float, seconds: float) -> list[tuple[float, float]]:
    """One turn every few seconds on the clock; a late answer delays no question but their own next."""
    asked: list[asyncio.Task[tuple[float, float, str]]] = []
    for turn in range(int(seconds / EVERY)):
        await asyncio.sleep(max(0.0, begun + place * EVERY / PEOPLE + turn * EVERY - time.perf_counter()))
        question, who = QUESTIONS[(place + turn) % len(QUESTIONS)], SPEAKERS[place % len(SPEAKERS)]
        asked.append(asyncio.create_task(one_turn(client, question, None, who)))
    return [(first, whole) for first, whole, _ in await asyncio.gather(*asked)]


async def closed_loop(url: str, seconds: float, names_threads: bool) -> dict[str, Any]:
    """Turns answered a second over all connections."""
    done = count()
    started = time.perf_counter()
    until = started + seconds
    await asyncio.gather(*(_connection(url, until, done, names_threads) for _ in range(CONNECTIONS)))
    lasted = time.perf_counter() - started
    turns = next(done)
    return {"connections": CONNECTIONS, "turns": turns, "turns_per_second": round(turns / lasted, 1)}


async def _connection(url: str, until: float, done: "count[int]", names_threads: bool) -> None:
    """Bare HTTP: a client with every comfort takes a fifth of what it measures."""
    thread: str | None = None
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for turn in count():
        if time.perf_counter() >= until:
            writer.close()
            return
        if turn % TURNS_IN_A_THREAD == 0:
            thread = uuid.uuid4().hex if names_threads else None
        body = {"message": "Cash in the bank?", "stream": False, **({"thread_id": thread} if thread else {})}
        if names_threads:
            body.pop("stream")
        answer = await _posted(reader, writer, host, json.dumps(body).encode())
        thread = thread or json.loads(answer)["thread_id"]
        next(done)


async def _posted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, body: bytes) -> bytes:
    head = (
        f"POST /v1/chat HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    writer.write(head.encode() + b"\r\n" + body)
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    size = next(int(line.split(":")[1]) for line in lines if line.startswith("content-length:"))
    answer = await reader.readexactly(size)
    if " 200 " not in lines[0]:
        raise RuntimeError(f"{lines[0]}: {answer.decode()}")
    return answer


async def long_thread(url: str, turns: int) -> dict[str, Any]:
    """One conversation of so many turns: each tenth of them, and the last fifth against the first."""
    taken: list[float] = []
    thread: str | None = None
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        for turn in range(turns):
            _, whole, thread = await one_turn(client, QUESTIONS[turn % len(QUESTIONS)], thread, "cfo")
            taken.append(whole)
    fifth = max(1, turns // 5)
    first, last = _at(sorted(taken[:fifth]), 0.5), _at(sorted(taken[-fifth:]), 0.5)
    tenths = [taken[turns * n // 10 : turns * (n + 1) // 10] for n in range(10)]
    return {
        "turns": turns,
        "first_fifth_p50_ms": first,
        "last_fifth_p50_ms": last,
        "growth": round(last / first, 2),
        "tenths_mean_ms": [round(sum(each) / len(each) * 1000, 1) for each in tenths if each],
    }


def _at(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)


def main() -> None:
    """One kind of load, as the arguments say."""
    url, kind, size = sys.argv[1], sys.argv[2], float(sys.argv[3])
    loads = {
        "open": lambda: open_loop(url, size),
        "closed": lambda: closed_loop(url, size, names_threads=False),
        "stock": lambda: closed_loop(url, size, names_threads=True),
        "long": lambda: long_thread(url, int(size)),
    }
    sys.stdout.write(json.dumps(asyncio.run(loads[kind]())) + "\n")


if __name__ == "__main__":
    main()
