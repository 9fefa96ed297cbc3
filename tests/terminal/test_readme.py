"""README's examples, and those of the books' document, are what the product prints today. `make readme` renews them."""

from collections.abc import Iterator

import pytest

from tests.terminal.conftest import Terminal
from tests.terminal.console import ROOT, examples, in_process, printed

README = examples(ROOT / "README.md")
BOOKS = examples(ROOT / "docs" / "books.md")


@pytest.mark.parametrize("command", README)
def test_an_example_prints_what_readme_says(command: str, terminal: Terminal) -> None:
    def run(arguments: list[str]) -> str:
        ran = terminal.run(*arguments)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    assert printed(command, run) == README[command]


@pytest.fixture(scope="module")
def books_said(terminal: Terminal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the examples of docs/books.md print, in their order: some read what one before them wrote."""
    with pytest.MonkeyPatch.context() as here:
        here.delenv("DATABASE_URL", raising=False)
        for name, value in terminal.environment.items():
            here.setenv(name, value)
        here.chdir(tmp_path_factory.mktemp("examples"))
        yield {command: printed(command, in_process) for command in BOOKS}


@pytest.mark.parametrize("command", BOOKS)
def test_an_example_prints_what_the_books_document_says(command: str, books_said: dict[str, str]) -> None:
    assert books_said[command] == BOOKS[command]


def test_each_document_has_its_examples() -> None:
    assert len(README) >= 3
    assert len(BOOKS) >= 12
