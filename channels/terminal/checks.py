"""wcc verify: check a plan's proof with a program of its own."""

from pathlib import Path
from typing import Annotated

import typer

from channels.terminal.ask import Json
from channels.terminal.output import emit, out, said_in_words
from workingcapital.errors import BadInput
from workingcapital.timing.verify import Rejected, verified


class ProofRejected(BadInput):
    """This certificate proves nothing."""


@said_in_words
def verify(
    certificate: Annotated[Path, typer.Argument(help="a file that `wcc propose --certificate` wrote")],
    digest: Annotated[
        str | None, typer.Option(help="the digest in the approved body: is it that plan's proof?")
    ] = None,
    json_: Json = False,
) -> None:
    """Check a plan's proof: feasible, worth what it says, and nothing better than its bound.

    Example: wcc verify run.json --digest 9f2c…
    """
    try:
        proven = verified(str(certificate), digest)
    except Rejected as refused:
        raise ProofRejected(str(refused)) from refused
    if json_:
        emit({"valid": True, **proven})
        return
    out.print(
        f"valid: {proven['bills']} bills over {proven['days']} days, worth {proven['value']}, no plan more than "
        f"{proven['bound']} ({proven['unit']})",
        highlight=False,
    )
