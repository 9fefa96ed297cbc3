"""Cutting prose into sentences, in English and German."""

import re

# A full stop after these does not end a sentence.
_ABBREVIATIONS = (
    "abs", "art", "bzw", "ca", "co", "d.h", "dr", "e.g", "etc", "evtl", "ff", "fr", "ggf", "gem", "hr", "i.d.r",
    "i.e", "inc", "incl", "inkl", "ltd", "max", "min", "mr", "mrs", "ms", "mwst", "nr", "no", "nos", "pos", "prof",
    "rg", "s", "sec", "st", "str", "tel", "u.a", "usw", "vgl", "vs", "z.b", "zzgl", "jan", "feb", "aug", "sept",
    "okt", "oct", "nov", "dec", "dez",
)  # fmt: skip
_END = re.compile(r"(?<=[.!?])[\"”“')\]]*\s+(?=[\"„“(\[]?[A-ZÄÖÜ§0-9])")
_NO_END = re.compile(
    r"(?:^|[\s(])(?:[A-Za-zÄÖÜ]|" + "|".join(re.escape(a) for a in _ABBREVIATIONS) + r")\.$", re.IGNORECASE
)
_ORDINAL = re.compile(r"(?:^|(?<=\s))\d{1,3}\.$")
_MONTH = re.compile(r"jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|o[kc]t|nov|de[zc]", re.IGNORECASE)


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence.

    >>> [t[a:b] for t in ["Due on 30. Juni 2026. No. 5 applies. At gate 4. It is 4. Early"] for a, b in sentences(t)]
    ['Due on 30. Juni 2026.', 'No. 5 applies.', 'At gate 4.', 'It is 4.', 'Early']
    """
    cuts = [m for m in _END.finditer(text) if not _goes_on(text[: m.start()], text[m.end() :])]
    starts = [0, *(m.end() for m in cuts)]
    ends = [*(m.start() for m in cuts), len(text)]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]


def _goes_on(before: str, after: str) -> bool:
    """Whether the stop belongs to an abbreviation, a date ("30. Juni") or the number of a clause ("4. Payment")."""
    if _NO_END.search(before):
        return True
    return bool(_ORDINAL.search(before) and (_MONTH.match(after) or _ORDINAL.fullmatch(before)))
