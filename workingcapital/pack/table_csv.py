"""A table as CSV: numbers as numbers, receipts in columns of their own, no cell that a spreadsheet would compute."""

import csv
import io

from workingcapital.pack.exported import Exported, columns_of, number_of, receipt
from workingcapital.pack.sheet import SIGNS


def as_csv(answer: Exported, number: int = 1) -> bytes:
    """One table. In German with semicolons and decimal commas, as spreadsheets there read it; UTF-8 with a mark."""
    table, german = answer.table(number), answer.language == "de"
    columns, file = columns_of(table), io.StringIO()
    writer = csv.writer(file, delimiter=";" if german else ",", lineterminator="\r\n")
    heads = [
        name for each in columns for name in ([each.name, f"{each.name} (Fact)"] if each.receipts else [each.name])
    ]
    beside = ["Gesellschaft", "Stand"] if german else ["Company", "As of"]
    writer.writerow([neutral(name) for name in [*heads, *beside]])
    about = [", ".join(answer.companies), answer.as_of.isoformat()]
    for place, row in enumerate(table.rows):
        cells: list[str] = []
        for column in columns:
            figure = number_of(row[column.place]) if column.numeric else None
            text = neutral(row[column.place] or "") if figure is None else f"{figure:f}"
            cells.append(text.replace(".", ",") if figure is not None and german else text)
            if column.receipts:
                cells.append(receipt(table, place, column.place) or "")
        writer.writerow([*cells, *about])
    return file.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """Words that begin like a formula, behind an apostrophe, so that no spreadsheet computes them.

    >>> neutral("=HYPERLINK(1)"), neutral("Acme GmbH")
    ("'=HYPERLINK(1)", 'Acme GmbH')
    """
    return f"'{text}" if text.lstrip(" \n")[:1] and text.lstrip(" \n")[0] in SIGNS else text
