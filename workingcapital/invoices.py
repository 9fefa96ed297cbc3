"""Invoice numbers and what a document is called, as the trade writes them."""

import re
import unicodedata
from typing import Final, Literal

Side = Literal["payable", "receivable"]
Kind = Literal["invoice", "credit_note", "debit_memo", "prepayment", "self_billed"]

# UNTDID 1001 codes that are not plain invoices.
_IDLE: Final = re.compile(r"[\W_]+|(?<!\d)0+(?=\d)")  # what says nothing in a number
KIND_OF_CODE: Final[dict[str, Kind]] = {
    "381": "credit_note", "396": "credit_note", "532": "credit_note", "83": "credit_note", "308": "credit_note",
    "383": "debit_memo", "84": "debit_memo", "386": "prepayment", "389": "self_billed", "261": "credit_note",
}  # fmt: skip


def normalise_number(number: str) -> str:
    """Fold case, punctuation and the leading zeros of each group of digits.

    >>> normalise_number("re-2024/00017"), normalise_number("RE 2024 17"), normalise_number("000")
    ('RE202417', 'RE202417', '0')
    >>> normalise_number("2018-471331")
    '2018471331'
    """
    text = (number if number.isascii() else unicodedata.normalize("NFKC", number)).upper()
    return _IDLE.sub("", text) or text.strip()
