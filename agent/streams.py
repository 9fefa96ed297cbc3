"""A stream that stops when its reader goes away."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def ending_with_its_reader(stream: AsyncIterator[T]) -> AsyncIterator[T]:
    """Hand on what the stream gives, and cancel it once nobody reads any more.

    A server that loses its client cancels the reader anew at each of its awaits; LangGraph, interrupted so while it
    stops its own steps, leaves them running. In a task of its own the stream is cancelled once, and stops them.
    """
    given: asyncio.Queue[tuple[T] | None] = asyncio.Queue()

    async def fill() -> None:
        try:
            async for each in stream:
                given.put_nowait((each,))
        finally:
            given.put_nowait(None)

    filling = asyncio.create_task(fill())
    try:
        while (each := await given.get()) is not None:
            yield each[0]
        await filling  # raises what the stream raised
    finally:
        filling.cancel()
