"""The files of a released run: an export for what the ledger pays; a payment file, and a posting file, for what we pay."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workingcapital.banking.charset import Changed
from workingcapital.banking.pain001 import pain001
from workingcapital.banking.transfers import order_of

RUN: Final = (
    "line", "item_id", "number", "payee_name", "iban", "account_number", "routing", "bic",
    "amount", "discount", "withheld", "pay_amount", "currency", "debit_date", "end_to_end_id",
)  # fmt: skip
POSTING: Final = (
    "line", "item_id", "source_id", "number", "payee_name", "settled", "discount", "withheld", "paid", "currency",
    "value_date", "paid_from", "end_to_end_id", "erp_lock",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class RunFile:
    """One file of a run: its format, its name by the digest, its bytes, and texts it carries otherwise than the books."""

    format: str
    name: str
    content: bytes
    changed: tuple[Changed, ...] = ()

    @property
    def sha256(self) -> str:
        """What the database knows it by."""
        return hashlib.sha256(self.content).hexdigest()


def files_of(released: Mapping[str, Any]) -> list[RunFile]:
    """Every file the release names, always the same bytes for the same release. Raises NoRail, BadTransfer."""
    return [_MAKERS[each["format"]](released, each["name"]) for each in released["files"]]


def _run(released: Mapping[str, Any], name: str) -> RunFile:
    rows = [_run_row(place, each) for place, each in _lines(released, "erp")]
    return RunFile("run", name, _csv(RUN, rows))


def _posting(released: Mapping[str, Any], name: str) -> RunFile:
    rows = [_posting_row(released, place, each) for place, each in _lines(released, "us")]
    return RunFile("posting", name, _csv(POSTING, rows))


def _payment(released: Mapping[str, Any], name: str) -> RunFile:
    order = order_of(released)
    return RunFile("pain.001", name, pain001(order), order.changed)


_MAKERS: Final[Mapping[str, Callable[[Mapping[str, Any], str], RunFile]]] = {
    "run": _run,
    "posting": _posting,
    "pain.001": _payment,
}


def _lines(released: Mapping[str, Any], payer: str) -> list[tuple[int, Mapping[str, Any]]]:
    """The lines that this payer pays, numbered as in the proposal."""
    return [(place, each) for place, each in enumerate(released["lines"], 1) if each["payer"] == payer]


def _run_row(place: int, line: Mapping[str, Any]) -> Sequence[Any]:
    """One line as the approved body has it, in the order of RUN; an amount that is not there is an error."""
    account = line["account"]
    return (
        place, line["item"], line["invoice"], line["payee_name"],
        account.get("iban"), account.get("number"), account.get("routing"), account.get("bic"),
        line["open"], line["discount"], line["withheld"], line["pay"],
        line["currency"], line["debit_date"], line["end_to_end_id"],
    )  # fmt: skip


def _posting_row(released: Mapping[str, Any], place: int, line: Mapping[str, Any]) -> Sequence[Any]:
    """What the ledger books: the whole open amount settled, by money, discount and tax withheld."""
    return (
        place, line["item"], line.get("source_id"), line["invoice"], line["payee_name"],
        line["open"], line["discount"], line["withheld"], line["pay"], line["currency"],
        line["debit_date"], released["account_name"], line["end_to_end_id"], released.get("erp_lock"),
    )  # fmt: skip


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """As CSV; a cell that a spreadsheet would run as a formula is made text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not text.lstrip("-").replace(".", "").isdigit() else text
