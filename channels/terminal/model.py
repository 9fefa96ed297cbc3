"""wcc model: the forecast's settings of a company, chosen on its own past, with a card; and whether they still hold."""

from typing import TYPE_CHECKING, Any, Final

import typer

from channels.terminal.ask import AsOf, Company, Json, Person
from channels.terminal.opening import opened
from channels.terminal.output import emit, grid, out, progress, said_in_words
from workingcapital.errors import NotPermitted
from workingcapital.metrics.registry import NoData

if TYPE_CHECKING:  # numpy, a second that other commands need not wait for
    from workingcapital.forecast.artefact import Model
    from workingcapital.store.forecasting.models import Kept

TRAINERS: Final = frozenset({"controller_cfo", "treasury_analyst"})

commands = typer.Typer(help="Forecast models: train, show, drift.", no_args_is_help=True)


@commands.command()
@said_in_words
def train(company: Company = None, as_of: AsOf = None, person: Person = None, json_: Json = False) -> None:
    """Choose the forecast's settings on a company's own past and keep them with their card.

    The model is in force for forecasts from that day on; training again adds another. Example:
    wcc model train --company HALUK --json
    """
    from workingcapital.store.forecasting.models import keep
    from workingcapital.store.forecasting.training import train as trained

    with opened(person, company, as_of.date() if as_of else None) as asker:
        if not TRAINERS & asker.roles[asker.company]:
            raise NotPermitted(f"training takes one of the roles {', '.join(sorted(TRAINERS))} in {asker.company}")
        with progress("Model") as step, asker.books() as books:
            model = trained(books, asker.company, asker.as_of, step)
        with asker.store.loading(asker.identity) as books:
            new = keep(books, model)
    told = _document(model, new=new)
    if json_:
        emit(told)
    else:
        _show(told)


@commands.command()
@said_in_words
def show(company: Company = None, as_of: AsOf = None, person: Person = None, json_: Json = False) -> None:
    """Show the model in force on a day with its card, and the ones before it. Example: wcc model show --company HALUK."""
    from workingcapital.store.forecasting.models import kept

    with opened(person, company, as_of.date() if as_of else None) as asker, asker.books() as books:
        found = kept(books, asker.company, asker.as_of)
    if not found:
        raise NoData(
            f"no model of {asker.company} was trained by {asker.as_of}; its forecast uses the general settings"
        )
    told = _document(found[0].model, found[0])
    told["before"] = [
        {"digest": each.model.digest, "trained_on": each.model.trained_on.isoformat()} for each in found[1:]
    ]
    if json_:
        emit(told)
    else:
        _show(told)


@commands.command()
@said_in_words
def drift(company: Company = None, as_of: AsOf = None, person: Person = None, json_: Json = False) -> None:
    """Hold the model in force against what came since it was trained. Example: wcc model drift --company HALUK --json."""
    from workingcapital.store.forecasting.model_drift import drift as measured

    with opened(person, company, as_of.date() if as_of else None) as asker, asker.books() as books:
        found = measured(books, asker.company, asker.as_of)
    told: dict[str, Any] = {
        "company": found.model.company,
        "digest": found.model.digest,
        "trained_on": found.model.trained_on.isoformat(),
        "as_of": found.as_of.isoformat(),
        "verdict": found.verdict,
        "loss_at_training": f"{found.before:.5f}",
        "loss_since": f"{found.since:.5f}",
        "against_general_settings": {
            "difference": f"{found.against.difference:.5f}",
            "low": f"{found.against.low:.5f}",
            "high": f"{found.against.high:.5f}",
        },
        "band_held": f"{found.held:.3f}",
        "weeks": found.weeks,
        "shifts": [
            {
                "of": each.name, "then": each.then, "now": each.now, "index": f"{each.index:.3f}",
                "noise": f"{each.noise:.3f}", "verdict": each.verdict,
            }
            for each in found.shifts
        ],
    }  # fmt: skip
    if json_:
        emit(told)
        return
    rows = [
        [each["of"], each["then"], each["now"], each["index"], each["noise"], each["verdict"]]
        for each in told["shifts"]
    ]
    columns = ["what moved", "items then", "since", "index", "noise", ""]
    grid(
        f"{told['company']}: {told['verdict']}, trained on {told['trained_on']}", columns, rows, frozenset({1, 2, 3, 4})
    )
    out.print(
        f"loss {told['loss_at_training']} at training, {told['loss_since']} since; against the general settings"
        f" {told['against_general_settings']['low']} … {told['against_general_settings']['high']};"
        f" P10–P90 held {told['band_held']} of {told['weeks']} weeks",
        highlight=False,
    )


def _document(model: "Model", kept: "Kept | None" = None, new: bool | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "company": model.company,
        "digest": model.digest,
        "trained_on": model.trained_on.isoformat(),
        "settings": {**vars(model.kind), "traits": list(model.kind.traits)},
        "card": model.card,
    }
    if kept is not None:
        told |= {"trained_by": kept.trained_by, "trained_at": kept.trained_at.isoformat()}
    if new is not None:
        told["new"] = new
    return told


def _show(told: dict[str, Any]) -> None:
    card = told["card"]
    width, split = card["width"], card["split"]
    out.print(
        f"{told['company']} · model {told['digest'][:12]} · trained on {told['trained_on']}",
        style="bold",
        highlight=False,
    )
    ordered = sorted(card["scores"].items(), key=lambda scored: scored[1])
    rows = [[name, score, card["after_cut"].get(name)] for name, score in ordered]
    origins = f"{len(split['origins'])} origins {split['origins'][0]} … {split['origins'][-1]}"
    grid(f"Pay days: {card['score']}", ["settings", origins, f"after the cut {split['cut']}"], rows, frozenset({1, 2}))
    out.print(f"used: {card['used']} ({card['why']})", highlight=False)
    held = [[name, score, *width["held"][name].values()] for name, score in width["scores"].items()]
    ahead = [f"weeks {each}" for each in width["held"]["general"]]
    grid(f"Width of what is invoiced: {width['score']}", ["width", "loss", *ahead], held, frozenset(range(1, 6)))
    out.print(f"used: {width['used']} ({width.get('why', 'trained before reasons were kept')})", highlight=False)
