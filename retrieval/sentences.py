"""Cutting prose into sentences, in English and German."""

import re

# A full stop after these does not end a sentence.
_ABBREVIATIONS = (
    "abs", "art", "bzw", "ca", "co", "d.h", "dr", "e.g", "etc", "evtl", "ff", "fr", "ggf", "gem", "hr", "i.d.r", "i.e",
    "inc", "incl", "inkl", "ltd", "max", "min", "mr", "mrs", "ms", "mwst", "nr", "no", "nos", "pos", "prof", "rg", "s",
    "sec", "st", "str", "tel", "u.a", "usw", "vgl", "vs", "z.b", "zzgl", "jan", "feb", "aug", "sept", "okt", "oct", "nov", "dec", "dez",
)
_END = re.compile(r"(?<=[.!?])[\"”“')\]]*\s+(?=[\"„“(\[]?[A-ZÄÖÜ§0-9])")
_NO_END = re.compile(r"(?:^|[\s(])(?:[A-Za-zÄÖÜ]|\d{1,3}|" + "|".join(re.escape(a) for a in _ABBREVIATIONS) + r")\.$", re.IGNORECASE)


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence.

    >>> [t[a:b] for t in ["Due on 30. Juni 2026. No. 5 applies."] for a, b in sentences(t)]
    ['Due on 30. Juni 2026.', 'No. 5 applies.']
    """
    cuts = [m for m in _END.finditer(text) if not _NO_END.search(text[: m.start()])]
    starts = [0, *(m.end() for m in cuts)]
    ends = [*(m.start() for m in cuts), len(text)]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]
