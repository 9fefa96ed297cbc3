"""Names a question mentions that the books do not know: never to be passed over, or totals would answer for a party."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from agent.planner.grammar.spans import Span
from agent.planner.tables import table, word_list
from agent.planner.words.common import is_common
from agent.planner.words.dictionary import is_word
from agent.planner.words.text import fold
from agent.planner.words.typos import slipped

_TOKEN: Final = re.compile(r"[^\W\d_][\w&+.'-]*\w|[^\W\d_]")
_LEGAL: Final = re.compile(
    r"(?:gmbh|ag|kg|kgaa|se|ltd|limited|plc|llp|llc|inc|corp|corporation|s\.?a\.?s?|s\.?r\.?l|s\.?p\.?a|b\.?v|"
    r"n\.?v|ab|oy|co|"
    r"holding|group|gruppe|& sons|brothers)\.?",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(r"(?:^|[.?!:;\"(/]|\s-|\|)\s*$")
_GERMAN_NOUN: Final = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|taet|taeten|ment|ismus|nis|nisse|tum|"
    r"zeit|weise|grund|"
    r"wert|werte|zahl|zahlen|liste|listen|stand|buch|konto|plan|ziel|lauf|tag|tage|tagen|frist|satz|quote)$"
)
# "The Kooperationsvertrag" in an English question is a paper, nobody's name.
_A_PAPER: Final = re.compile(
    r"(?:vertraeg?e?[ns]?|vertrag(?:es|s)?|vereinbarung(?:en)?|rechnung(?:en)?|richtlinien?|bedingungen)$"
)
# "The bank manager in London": where somebody sits is nobody's name.
_SEAT: Final = re.compile(
    r"\b(?:bank(?:er)?s?|managers?|office|branch|colleagues?|team|boss|people|plant|warehouse|meeting|lawyers?|court|"
    r"buero|werk|kollegen|filiale|zweigstelle|niederlassung|chef|banker|leute) (?:over |down |up |drueben )?in $"
)
_OWED: Final = re.compile(r"\b(?:(?:do|did|does) we (?:still )?owe|schulden wir|schuldet uns) $")
_VERB: Final = re.compile(
    r"(?:i[sz]e|i[sz]ed|i[sz]ing|ing|ings|ated|ates|ly|able|ness|n't|less|wise|isch\w*|lich\w*|ieren|iert\w*|"
    r"bar\w*|[^aeiou]t|en|ern|eln|ete?[nrs]?)$"
)


def strangers(text: str, spans: tuple[Span, ...], language: str) -> list[str]:
    """The names nobody in the books has, as they were written, in reading order.

    >>> strangers("What do we owe Zebulon Widgets?", (), "en"), strangers("What do we owe suppliers?", (), "en")
    (['Zebulon Widgets'], [])
    >>> strangers("Offene Posten bei Quarzmeister Holding", (), "de"), strangers("KSB and Sulzer: their DSO?", (), "en")
    (['Quarzmeister Holding'], ['KSB', 'Sulzer'])
    """
    found: list[tuple[int, int]] = []
    for start, end in _strange(text, spans, language):
        if found and re.fullmatch(r" (?:& |and |und )?", text[found[-1][1] : start]) and _joins(text, found[-1], start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return [text[start:end].removesuffix("'s").removesuffix("'") for start, end in _grown(text, found, spans)]


def _joins(text: str, before: tuple[int, int], start: int) -> bool:
    """ "KSB and Sulzer" are two, "Zebulon Widgets" is one."""
    return text[before[1] : start] == " "


def _grown(text: str, found: list[tuple[int, int]], spans: tuple[Span, ...]) -> Iterator[tuple[int, int]]:
    """A legal form or a large-written word beside a name belongs to it; one that touches a known name does not count."""
    for start, end in found:
        while match := re.match(r" (?:& )?(?:[A-ZÄÖÜ][\w&.-]*|" + _LEGAL.pattern + r")(?!\w)", text[end:]):
            if not Span(end, end + match.end(), "", None).clear_of(spans) or (
                is_common(fold(match[0].strip(" &"))) and not _LEGAL.fullmatch(match[0].strip(" &"))
            ):
                break
            end += match.end()
        yield start, end


def _strange(text: str, spans: tuple[Span, ...], language: str) -> Iterator[tuple[int, int]]:
    shouted = text.isupper()
    for match in _TOKEN.finditer(text):
        start, end, word = match.start(), match.end(), match[0].removesuffix("'s").removesuffix("'")
        if not Span(start - 2, end + 2, "", None).clear_of(spans) or not _may_be_a_name(word):
            continue
        before, after = text[:start], text[end:]
        if _is_strange(word, before, after, language, shouted):
            yield start, end


def _may_be_a_name(word: str) -> bool:
    folded = fold(word)
    parts = [part for part in re.split(r"[-'&+./]", folded) if len(part) > 1]
    return bool(parts) and not any(is_common(part) or _inflected(part) for part in parts)


def _is_strange(word: str, before: str, after: str, language: str, shouted: bool) -> bool:
    folded, large = fold(word), word[0].isupper() and not shouted
    if folded in word_list("never_names") or _A_PAPER.search(folded) or re.fullmatch(r"[a-z]\.", folded):
        return False
    if _SEAT.search(fold(before)):
        return False
    named = _place(language).search(fold(before)) is not None
    if _LEGAL.match(after.lstrip(" ")) and after.startswith(" ") and large and not is_common(folded):
        return True
    known = (
        is_word(folded)
        or all(is_word(part) for part in re.split(r"[-'&+./]", folded) if part)
        or _made_of_known(folded)
    )
    if _OWED.search(fold(before)):
        return True
    if not known:
        return (named and not _VERB.search(folded)) or (
            len(folded) > 2 and (large or len(folded) > 4) and not _like_a_word(folded, large)
        )
    if not large or _GERMAN_NOUN.search(folded):
        return False
    return not _BREAK.search(before) if language == "en" else named


def _like_a_word(folded: str, large: bool) -> bool:
    """Whether it may be a misspelt or a made-up word rather than a name: a word of the trade is two slips away."""
    if is_word(folded + "e") or _GERMAN_NOUN.search(folded) or slipped(folded, 2, large):
        return True
    return not large and bool(_VERB.search(folded))


def _inflected(folded: str) -> bool:
    """Whether a word is a form of a noun of the trade: Beträgen, Konditionen, Laufes.

    >>> _inflected("betraegen"), _inflected("quarzen")
    (True, False)
    """
    plain = {folded.removesuffix(end) for end in ("en", "n", "e", "es", "s", "er", "ern") if folded.endswith(end)}
    bases = plain | {each.replace("ae", "a").replace("oe", "o").replace("ue", "u") for each in plain}
    return any(len(each) > 3 and each in word_list("nouns") for each in bases)


def _made_of_known(folded: str) -> bool:
    """Whether a long word is two known ones (with a joint of German): Zahlungsrichtlinie, Mindestbestand, Dreiwegeabgleich."""
    if len(folded) < 8:
        return False
    if trade := re.search(
        r"(?:man|men|woman|women|lady|guys?|girl|boys?|folks?|keeper|hand|mann|frau|leute|chef)$", folded
    ):
        head = folded[: trade.start()]
        if len(head) > 3 and (is_common(head) or is_word(head)):
            return True
    if count := re.match(r"(?:ein|zwei|drei|vier|fuenf|sechs|zwoelf|halb|erst|letzt|mehr|viel)(?=[a-z]{5})", folded):
        rest = folded[count.end() :]
        if is_common(rest) or is_word(rest) or _made_of_known(rest):
            return True
    for cut in range(4, len(folded) - 3):
        head, tail = folded[:cut], folded[cut:]
        joints = (
            head,
            head.removesuffix("s"),
            head.removesuffix("es"),
            head.removesuffix("en"),
            head.removesuffix("n"),
            head + "e",
        )
        if is_common(tail) and any(is_word(each) and len(each) > 3 for each in joints):
            return True
        if is_word(tail) and any(is_common(each) and len(each) > 3 for each in joints):
            return True
    return False


@cache
def _place(language: str) -> re.Pattern[str]:
    """What stands before a name."""
    return re.compile(table("places")[language])
