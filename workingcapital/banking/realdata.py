"""Statements nobody here wrote: python -m workingcapital.banking.realdata [FOLDER].

Prints for each public camt, MT940 and BAI2 file whether it is accepted or refused and why; where a truth
file lies beside it, whether every line that was read is the one it states. Nothing is stored.
"""

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workingcapital.banking.statement import Refusal, Statement, StatementLine
from workingcapital.banking.truth import read_truth
from workingcapital.errors import BadInput
from workingcapital.importing.mapping import FileMapping
from workingcapital.importing.settings import ImportSettings
from workingcapital.importing.statement_file import open_statements

FOLDER: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
_PATTERNS: Final = ("camt_genkgo/*.xml", "mt940_wolph/*/*.sta", "bai2_moov/**/*.txt", "bankstatementparser/*.mt940",
                    "bankstatementparser/**/*.xml")  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    file: str
    accepted: int
    refused: int
    lines: int  # of accepted statements
    truth: str  # '-', 'equal' or how it differs
    why: str  # of the first refusal

    @property
    def verdict(self) -> str:
        """In one word: a file with one refused statement changes nothing unless rejects are accepted."""
        return "accepted" if self.accepted and not self.refused else "in part" if self.accepted else "refused"


def outcomes(folder: Path) -> list[Outcome]:
    """Read every file."""
    bank = folder / "bank"
    return [_outcome(path, bank) for pattern in _PATTERNS for path in sorted(bank.glob(pattern))]


def _outcome(path: Path, bank: Path) -> Outcome:
    name = str(path.relative_to(bank))
    try:
        found = open_statements(path, FileMapping(kind="statement"), ImportSettings()).found
    except BadInput as error:
        return Outcome(name, 0, 1, 0, "-", error.detail)
    refusals = [each for each in found if isinstance(each, Refusal)]
    statements = [each for each in found if isinstance(each, Statement)]
    truth = path.with_suffix(".yml")
    return Outcome(
        name, len(statements), len(refusals), sum(len(each.lines) for each in statements),
        _agreement(truth, found) if truth.exists() else "-", refusals[0].why if refusals else "",
    )  # fmt: skip


def _agreement(truth: Path, found: list[Statement | Refusal]) -> str:
    """Lines of accepted statements, and of those that were read and only fail the proof, against the truth."""
    stated = Counter(read_truth(truth).lines)
    whole = [each if isinstance(each, Statement) else each.read for each in found]
    lines: list[StatementLine] = [line for each in whole if each is not None for line in each.lines]
    read = Counter((line.value_date, line.amount) for line in lines)
    if None not in whole:
        return f"{len(lines)} equal" if read == stated else f"differs: {dict(read - stated)} {dict(stated - read)}"
    return f"{len(lines)} of {stated.total()} equal" if read <= stated else f"differs: {dict(read - stated)}"


def main(folder: Path) -> None:
    """Print the table and its sums."""
    if not (folder / "bank").is_dir():
        raise SystemExit(f"there is no folder {folder / 'bank'}")
    found = outcomes(folder)
    width = max(len(each.file) for each in found)
    print(f"{'file':{width}}  verdict   ok  no lines  truth        why")
    for each in found:
        print(
            f"{each.file:{width}}  {each.verdict:8}  {each.accepted:2}  {each.refused:2} {each.lines:5}  "
            f"{each.truth:11}  {each.why}"
        )
    sums = Counter(each.verdict for each in found)
    print(f"{len(found)} files: " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(sums.items())))
    print(f"truth: {sum('equal' in each.truth for each in found)} of {sum(each.truth != '-' for each in found)} agree")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
