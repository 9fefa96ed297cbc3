"""A file on disk: whole or not there, never overwritten, the same again."""

from pathlib import Path

import pytest

from channels import export
from channels.export import FileDiffers, write_once


def test_the_same_content_again_is_the_same_file(tmp_path: Path) -> None:
    for _ in range(2):
        write_once(tmp_path / "run.csv", b"one")
    assert [path.name for path in tmp_path.iterdir()] == ["run.csv"]


def test_a_file_of_that_name_with_other_content_is_left_alone(tmp_path: Path) -> None:
    write_once(tmp_path / "run.csv", b"one")
    with pytest.raises(FileDiffers):
        write_once(tmp_path / "run.csv", b"two")
    assert (tmp_path / "run.csv").read_bytes() == b"one"


def test_a_process_that_dies_while_it_writes_leaves_no_file_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(export.os, "fsync", dies)
    with pytest.raises(KeyboardInterrupt):
        write_once(tmp_path / "run.csv", b"one")
    assert list(tmp_path.glob("*.csv")) == []
    monkeypatch.undo()
    write_once(tmp_path / "run.csv", b"one")
    assert (tmp_path / "run.csv").read_bytes() == b"one"
