"""The house stands as its picture says."""

import ast
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("agent", "tools", "prompts", "retrieval", "workingcapital", "channels", "evals", "benchmarks", "web", "tests")
DOORS = ("server", "cli")


def test_no_installed_distribution_ships_one_of_our_names() -> None:
    assert not {*ROOMS, *DOORS, "deploy", "docs"} & set(packages_distributions())


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in ("web", "tests")])
def test_every_room_is_a_package(room: str) -> None:
    assert (ROOT / room / "__init__.py").is_file()


# They start the whole product and use it as somebody outside would.
DRIVEN_FROM_OUTSIDE = ("web/screenshot.py", "benchmarks/chat.py")


def test_nothing_inside_imports_the_front_doors() -> None:
    inside = [path for room in ROOMS if room != "tests" for path in (ROOT / room).rglob("*.py")]
    for path in inside:
        if "node_modules" in path.parts or path.relative_to(ROOT).as_posix() in DRIVEN_FROM_OUTSIDE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not set(_imported(node)) & set(DOORS), f"{path.relative_to(ROOT)} imports a front door"


def _imported(node: ast.AST) -> list[str | None]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) else []


def test_locks_hold_hashes_and_no_addresses() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock", "assets.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
    assert '"resolved"' not in (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
