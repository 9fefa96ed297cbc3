"""What a turn's model calls used: tokens in, of them read from the provider's cache, and out; and what that cost."""

from decimal import Decimal
from typing import Any, TypedDict

from agent.settings import AgentSettings

_MILLION = Decimal(1_000_000)


class Usage(TypedDict):
    """Tokens of one or more model calls; `cached` are part of `input`. `counted` says who counted them."""

    input: int
    cached: int
    output: int
    counted: str


def added(so_far: Usage | None, more: Usage | None) -> Usage | None:
    """Both together.

    >>> added({"input": 5, "cached": 0, "output": 1, "counted": "provider"},
    ...       {"input": 7, "cached": 4, "output": 2, "counted": "cl100k_base"})
    {'input': 12, 'cached': 4, 'output': 3, 'counted': 'cl100k_base, provider'}
    """
    if so_far is None or more is None:
        return so_far or more
    counted = sorted({*so_far["counted"].split(", "), *more["counted"].split(", ")})
    return Usage(
        input=so_far["input"] + more["input"],
        cached=so_far["cached"] + more["cached"],
        output=so_far["output"] + more["output"],
        counted=", ".join(counted),
    )


def shown(usage: Usage, settings: AgentSettings) -> dict[str, Any]:
    """The usage of an answer, with its cost where the prices of the model are configured.

    >>> from decimal import Decimal
    >>> prices = AgentSettings(price_input=Decimal("2.50"), price_cached=Decimal("0.25"), price_output=Decimal(10))
    >>> shown({"input": 3000, "cached": 2000, "output": 100, "counted": "provider"}, prices)["cost"]
    '0.004000 USD'
    """
    cost = None
    if settings.price_input is not None and settings.price_output is not None:
        cached = settings.price_input if settings.price_cached is None else settings.price_cached
        fresh = usage["input"] - usage["cached"]
        paid = fresh * settings.price_input + usage["cached"] * cached + usage["output"] * settings.price_output
        cost = f"{paid / _MILLION:.6f} {settings.price_currency}"
    return {
        "input_tokens": usage["input"],
        "cached_tokens": usage["cached"],
        "output_tokens": usage["output"],
        "counted_by": usage["counted"],
        "cost": cost,
    }
