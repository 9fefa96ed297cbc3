"""Every formula under an id and a version: the only way a figure becomes a Fact."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, ParamSpec, TypeVar

from pydantic import ConfigDict, ValidationError, validate_call

from workingcapital.errors import BadInput, NotFound
from workingcapital.facts import Fact, Unit, stated

Value = Decimal | date | str
P = ParamSpec("P")
V = TypeVar("V", bound=Value)

_FORMULAS: Final[dict[str, "Formula"]] = {}


class NoData(NotFound):
    """There is no data for this figure."""

    def __init__(self, detail: str, reason: str = "no_data") -> None:
        super().__init__(detail)
        self.reason = reason


class ZeroDenominator(NoData):
    """The figure would divide by zero, so it does not exist."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, "zero_denominator")


@dataclass(frozen=True)
class Formula:
    """A definition that an answer can name: what is computed, how, and who publishes it.

    `compute` takes JSON-able inputs (Decimals and dates as text) and rounds nothing.
    """

    id: str
    label: str
    unit: Unit
    text: str
    source: str
    compute: Callable[[Mapping[str, Any]], Value]


def register(new: Formula) -> Formula:
    """Add a formula; an id means one thing for ever."""
    if new.id in _FORMULAS:
        raise ValueError(f"formula {new.id} exists already; a changed definition gets a new version")
    _FORMULAS[new.id] = new
    return new


def formula(formula_id: str) -> Formula:
    """The formula with that id."""
    if formula_id not in _FORMULAS:
        raise NotFound(f"there is no formula {formula_id}")
    return _FORMULAS[formula_id]


def formulas() -> list[Formula]:
    """All of them, by id."""
    return [_FORMULAS[key] for key in sorted(_FORMULAS)]


def registered(
    formula_id: str, label: str, unit: Unit, text: str, source: str = "working-capital practice"
) -> Callable[[Callable[P, V]], Callable[P, V]]:
    """Register a pure function: its parameters are read from the inputs by name and type."""

    def wrap(function: Callable[P, V]) -> Callable[P, V]:
        register(Formula(formula_id, label, unit, text, source, _from_inputs(formula_id, function)))
        return function

    return wrap


def fact(
    formula_id: str,
    inputs: Mapping[str, Any],
    *,
    company: str,
    as_of: date,
    currency: str | None = None,
    label: str | None = None,
    party: str | None = None,
    period: str | None = None,
    basis: str | None = None,
    row_ids: Sequence[str] = (),
    caveats: Sequence[str] = (),
) -> Fact:
    """Compute a formula and state the figure with its receipt; rounded here, once."""
    used = formula(formula_id)
    given = jsonable(inputs)
    return Fact(
        label=label or used.label,
        value=_stated(used.compute(given), used.unit, currency),
        unit=used.unit,
        currency=currency if used.unit == "money" else None,
        as_of=as_of,
        company=company,
        party=party,
        period=period,
        basis=basis,
        formula=formula_id,
        inputs=given,
        row_ids=tuple(row_ids),
        caveats=tuple(caveats),
    )


def recomputed(said: Fact) -> str:
    """The value of a Fact computed again from its stored inputs."""
    used = formula(said.formula)
    return _stated(used.compute(said.inputs), used.unit, said.currency)


def jsonable(value: Any) -> Any:
    """Decimals and dates as text, tuples as lists; a float is refused, it cannot hold a cent."""
    match value:
        case float():
            raise BadInput("a float cannot be the input of a formula")
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): jsonable(each) for key, each in value.items()}
        case list() | tuple():
            return [jsonable(each) for each in value]
        case _:
            return value


def divided(dividend: Decimal, divisor: Decimal, what: str) -> Decimal:
    """A quotient; zero below the line is said, never turned into 0."""
    if divisor == 0:
        raise ZeroDenominator(f"{what} is zero, so this figure does not exist")
    return dividend / divisor


def _stated(value: Value, unit: Unit, currency: str | None) -> str:
    if isinstance(value, Decimal):
        return stated(value, unit, currency)
    return value.isoformat() if isinstance(value, date) else value


def _from_inputs(formula_id: str, function: Callable[..., Value]) -> Callable[[Mapping[str, Any]], Value]:
    checked = validate_call(config=ConfigDict(arbitrary_types_allowed=True))(function)
    names = tuple(inspect.signature(function).parameters)

    def compute(inputs: Mapping[str, Any]) -> Value:
        try:
            result = checked(**{name: inputs[name] for name in names if name in inputs})
        except ValidationError as error:
            places = [{"field": str(each["loc"][0]), "why": each["msg"]} for each in error.errors()]
            raise BadInput(f"{formula_id} cannot be computed from these inputs", errors=places) from error
        return result

    return compute
