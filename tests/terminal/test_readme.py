"""README's examples are what the product prints today. `make readme` renews them."""

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.conftest import Terminal

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n\$ (?P<command>\./wcc [^\n]+)\n(?P<output>.*?)```", re.DOTALL)
THREAD = re.compile(r"--thread [0-9a-f]{32}")
EXAMPLES = {block["command"]: block["output"] for block in BLOCK.finditer(README.read_text(encoding="utf-8"))}

Run = Callable[..., subprocess.CompletedProcess[str]]


def printed(command: str, run: Run) -> str:
    """What the command prints, without the thread's id: it is another one each time."""
    ran = run(*shlex.split(command)[1:])
    assert ran.returncode == 0, ran.stderr
    return THREAD.sub("--thread …", ran.stdout).rstrip() + "\n"


@pytest.mark.parametrize("command", EXAMPLES)
def test_an_example_prints_what_readme_says(command: str, terminal: Terminal) -> None:
    assert printed(command, terminal.run) == EXAMPLES[command]


def test_readme_has_three_questions() -> None:
    assert len(EXAMPLES) >= 3


def _run_here(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["./wcc", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    README.write_text(
        BLOCK.sub(lambda block: f"```console\n$ {block['command']}\n{printed(block['command'], _run_here)}```", text),
        encoding="utf-8",
    )
