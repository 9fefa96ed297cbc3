"""The export of a released run: one file, named by the digest of what was approved, written whole or not at all."""

import csv
import io
import os
from pathlib import Path
from typing import Any

from workingcapital.errors import Conflict

COLUMNS = (
    "line", "item_id", "number", "payee_name", "iban", "account_number", "routing", "bic",
    "amount", "discount", "withheld", "pay_amount", "currency", "debit_date", "end_to_end_id",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FileDiffers(Conflict):
    """A file of this name is there already and holds something else."""


def write_run(released: dict[str, Any], folder: Path) -> Path:
    """Write the run as CSV: beside, synced, renamed. The same run again finds its own file."""
    folder.mkdir(parents=True, exist_ok=True)
    path, text = folder / f"{released['file_name']}.csv", as_csv(released)
    if path.exists():
        if path.read_text(encoding="utf-8") != text:
            raise FileDiffers(f"{path}: move it away and release again")
        return path
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    return path


def as_csv(released: dict[str, Any]) -> str:
    """The lines with full accounts; a cell that a spreadsheet would run as a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, line in enumerate(released["lines"], 1):
        writer.writerow([_cell(value) for value in _row(number, line)])
    return out.getvalue()


def _row(number: int, line: dict[str, Any]) -> tuple[Any, ...]:
    """One line as the approved body has it, in the order of COLUMNS; an amount that is not there is an error."""
    account = line["account"]
    return (
        number, line["item"], line["invoice"], line["payee_name"],
        account.get("iban"), account.get("number"), account.get("routing"), account.get("bic"),
        line["open"], line["discount"], line["withheld"], line["pay"],
        line["currency"], line["debit_date"], line["end_to_end_id"],
    )  # fmt: skip


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not text.lstrip("-").replace(".", "").isdigit() else text
