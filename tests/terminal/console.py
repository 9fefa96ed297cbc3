"""The examples of a document: its console blocks, run, compared, and printed anew.

An example is one `./wcc` command, perhaps through filters of the shell (`| head -3`, `| grep Total`), and what it prints.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"```console\n\$ (?P<command>\./wcc [^\n]+)\n(?P<output>.*?)```", re.DOTALL)
# What is another one each time: a thread's id, a digest.
_PASSING = ((re.compile(r"--thread [0-9a-f]{32}"), "--thread …"), (re.compile(r"sha256 [0-9a-f]{64}"), "sha256 …"))

Run = Callable[[list[str]], str]


def examples(document: Path) -> dict[str, str]:
    """What the document says each of its commands prints."""
    return {block["command"]: block["output"] for block in _BLOCK.finditer(document.read_text(encoding="utf-8"))}


def printed(command: str, run: Run) -> str:
    """What the command prints now."""
    call, *filters = command.split(" | ")
    text = run(shlex.split(call)[1:])
    for each in filters:
        text = subprocess.run(shlex.split(each), input=text, capture_output=True, text=True, check=True).stdout
    for pattern, said in _PASSING:
        text = pattern.sub(said, text)
    return text.rstrip() + "\n"


def in_process(arguments: list[str]) -> str:
    """Run a command here, without the second that a process of its own takes to begin."""
    from channels.terminal.output import WIDE, out
    from cli import app

    out.width = WIDE  # whatever window the tests run in
    ran = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def renew(document: Path) -> None:
    """Write what its commands print now into the document; the files they write are thrown away."""
    text = document.read_text(encoding="utf-8")
    with TemporaryDirectory() as folder, chdir(folder):
        now = {command: printed(command, in_process) for command in examples(document)}
    renewed = _BLOCK.sub(lambda block: f"```console\n$ {block['command']}\n{now[block['command']]}```", text)
    document.write_text(renewed, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        renew(Path(name).resolve())
