"""The files of a released run, on disk: each written whole or not at all, once, under the name its digest gives it."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.asker import Asker
from workingcapital.banking.run_files import RunFile, files_of
from workingcapital.errors import Conflict
from workingcapital.store.proposals import proposals


class FileDiffers(Conflict):
    """A file of this name is there already and holds something else."""


class WrittenElsewhere(Conflict):
    """This file was written before; it is not written a second time."""


def release_run(asker: Asker, proposal_id: str, erp_lock: str | None, key: str | None) -> dict[str, Any]:
    """Release a run in the asker's name; one whose files cannot be made (NoRail, BadTransfer) stays approved."""
    company = proposals.company_of(asker, proposal_id)
    return proposals.release(asker.store, asker.identity, company, proposal_id, erp_lock, key, make=files_of)


def write_run(asker: Asker, released: Mapping[str, Any], folder: Path) -> tuple[list[Path], list[RunFile], str]:
    """Write what the release names and say so to the database: the paths, the files, the run's status now.

    A crash in between leaves a whole file and no word of it; the same call again finds the file and says the word.
    """
    made, status = files_of(released), released["status"]
    written = {each["format"]: each for each in released["files"] if each["written_at"]}
    folder.mkdir(parents=True, exist_ok=True)
    for each in made:
        if each.format in written and not (folder / each.name).exists():
            raise WrittenElsewhere(
                f"{each.name} was written at {written[each.format]['written_at']}: look for it there"
            )
        write_once(folder / each.name, each.content)
        status = proposals.file_written(
            asker.store, asker.identity, released["company"], released["proposal_id"], each.format, each.sha256
        )
    return [folder / each.name for each in made], made, status


def write_once(path: Path, content: bytes) -> None:
    """Beside, synced, given its name, and the folder synced; the same content again is the same file."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as beside:
        beside.write(content)
        beside.flush()
        os.fsync(beside.fileno())
        try:
            os.link(beside.name, path)  # unlike a rename, never over a file that is there
        except FileExistsError:
            if path.read_bytes() != content:
                raise FileDiffers(f"{path}: move it away and release again") from None
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
