"""The command line: every door of the house from a terminal."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from channels.terminal import (
    access,
    ask,
    books,
    brief,
    checks,
    exporting,
    figures,
    following,
    keeping,
    keys,
    model,
    operate,
    pack,
    practices,
    proposals,
    quality,
    receipts,
    regret,
    remembered,
    requests,
    scenarios,
    screening,
    seal,
    signing_in,
)
from channels.terminal.ask import Json
from channels.terminal.output import err, said_in_words

app = typer.Typer(
    name="wcc",
    help="The Working-Capital Copilot: figures with receipts, payment timing with reasons, approvals by people.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(ask.ask)
app.command()(brief.brief)
app.command()(exporting.export)
app.command()(remembered.preferences)
app.command("import")(books.import_)
app.command()(books.pull)
app.command()(books.ingest)
app.command()(figures.metrics)
app.command()(receipts.explain)
app.command()(figures.forecast)
app.command()(regret.regret)
app.command()(quality.quality)
app.command()(seal.seal)
app.command()(pack.pack)
app.command()(practices.practices)
app.command()(seal.unseal)
app.command()(proposals.propose)
app.command()(proposals.approve)
app.command()(proposals.decline)
app.command()(proposals.release)
app.command("proposals")(following.listing)
app.command()(following.proposal)
app.command()(screening.override)
app.command("call-back")(following.call_back)
app.command()(following.answered)
app.command()(checks.verify)
app.command()(signing_in.login)
app.command()(signing_in.logout)
app.command()(signing_in.whoami)
app.add_typer(remembered.threads, name="threads")
app.add_typer(scenarios.commands, name="scenario")
app.add_typer(requests.request, name="request")
app.add_typer(model.commands, name="model")
app.add_typer(screening.commands, name="screening")
app.add_typer(access.commands, name="access")
app.add_typer(keys.commands, name="key")
app.add_typer(keeping.commands, name="retention")
app.add_typer(books.company, name="company")
app.add_typer(books.person, name="person")
app.add_typer(operate.audit, name="audit")
app.add_typer(operate.db, name="db")


@app.command()
@said_in_words
def serve(
    port: Annotated[int, typer.Option(help="where to listen")] = 8000,
    host: Annotated[str, typer.Option(help="demo mode works on loopback only")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes side by side; one for each core at most")] = 1,
) -> None:
    """Serve the API and the page. Example: wcc serve --port 8000 --workers 2."""
    import uvicorn

    from channels.serving import serve_with_workers, settled
    from channels.settings import ChannelSettings
    from channels.terminal.opening import opened_store
    from server import create_app

    settings = ChannelSettings(host=host, port=port, workers=workers)
    with opened_store() as store:
        err.print(f"The copilot is at http://{host}:{port} (Ctrl-C stops it)", highlight=False)
        if workers > 1:
            serve_with_workers("server:worker", settings)
        else:
            uvicorn.run(settled(create_app(store, channels=settings)), host=host, port=port, log_level="warning")


@app.command()
@said_in_words
def bench(
    name: Annotated[str, typer.Argument(help="timing, for example")] = "timing",
    quick: Annotated[bool, typer.Option("--quick", help="smaller sizes, shorter baselines")] = False,
    open_: Annotated[
        int | None, typer.Option("--open", min=100, help="books: open invoices, paid ones fivefold")
    ] = None,
    json_: Json = False,
) -> None:
    """Measure speed and quality beside named baselines. Example: wcc bench books --open 1000000 --json."""
    from benchmarks.run import run, show

    show(run(name, quick, open_), json_)


@app.command()
@said_in_words
def evals(
    live: Annotated[bool, typer.Option("--live", help="grade the configured model instead of the planner")] = False,
    base_url: Annotated[str | None, typer.Option(help="grade a model behind this OpenAI-compatible endpoint")] = None,
    model: Annotated[str | None, typer.Option(help="the model's name at its endpoint")] = None,
    only: Annotated[str | None, typer.Option(help="only cases whose id starts with this")] = None,
    cases: Annotated[int | None, typer.Option(min=1, help="a fixed part with every group in it; 40 for models")] = None,
    trials: Annotated[int, typer.Option(min=1, help="ask each wording so many times")] = 1,
    minutes: Annotated[float | None, typer.Option(min=0, help="begin no talk after so many minutes")] = None,
    against: Annotated[Path | None, typer.Option(help="compare with a kept result over the same data")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="keep the result in evals/results and on docs/evals.md")] = False,
    retired: Annotated[bool, typer.Option("--retired", help="ask the wordings that were opened; not kept")] = False,
    json_: Json = False,
) -> None:
    """Grade answers on figures, sources and database state.

    Examples: wcc evals --json, wcc evals --base-url http://127.0.0.1:8080/v1 --model mine --trials 3
    """
    from evals.run import main, planned

    plan = planned(live, base_url, model, only, cases, trials, minutes, retired)
    raise SystemExit(main(plan, against, keep, json_))


def main() -> None:
    """Run a command; a broken pipe or Ctrl-C is no traceback."""
    os.environ.setdefault("LANGSMITH_TRACING", "false")
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
