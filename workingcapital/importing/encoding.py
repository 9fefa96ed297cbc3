"""How a text file is written: its encoding, proved over the whole file, and its delimiter."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from typing import IO, Final

from workingcapital.errors import BadInput

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS: Final = (",", ";", "\t", "|")


def detect_encoding(stream: IO[bytes], name: str) -> str:
    """UTF-8 (with or without a mark), UTF-16 with a mark, else Windows-1252; every byte is looked at."""
    first = stream.read(1 << 20)
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    fits = {"utf-8": True, "cp1252": True}
    decoders = {encoding: codecs.getincrementaldecoder(encoding)() for encoding in fits}
    for chunk in _chunks(first, stream):
        if b"\0" in chunk:
            raise BadInput(f"{name} holds NUL bytes: it is not a text file, or it is UTF-16 without a mark")
        for encoding in fits:
            fits[encoding] = fits[encoding] and _decodes(decoders[encoding], chunk)
    if not any(fits.values()):
        raise BadInput(f"{name} is neither UTF-8 nor Windows-1252: write `encoding:` in a mapping file")
    return next(encoding for encoding, fit in fits.items() if fit)


def detect_delimiter(sample: str, name: str) -> str:
    """The delimiter that cuts most lines of the sample into the same number of cells, and more than one."""
    lines = sample.splitlines(keepends=True)[:-1] or sample.splitlines(keepends=True)
    scores = {delimiter: _steadiness(lines, delimiter) for delimiter in _DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best] == (0.0, 0):
        raise BadInput(f"{name} has one column only: write `delimiter:` in a mapping file if that is wrong")
    return best


def _steadiness(lines: list[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        return (0.0, 0)
    widths.pop(1, None)
    if not widths:
        return (0.0, 0)
    width, count = widths.most_common(1)[0]
    return (count / len(lines), width)


def _chunks(first: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = stream.read(1 << 20)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True
