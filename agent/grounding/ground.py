"""Every figure, date and name of an answer is tied to one Fact, row or quoted sentence, or withheld."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from agent.grounding.beside import context_of
from agent.grounding.desk import Desk
from agent.grounding.index import flat, index_of
from agent.grounding.mentions import mentions_in, without_pages
from agent.grounding.names import Names
from agent.grounding.numerals import numerals_in
from agent.grounding.qualifiers import qualifiers
from agent.grounding.scope import holds
from agent.grounding.sentences import sentences
from agent.grounding.terms import Said
from agent.grounding.tying import tied
from agent.grounding.writing import put, rendered
from workingcapital.facts import Evidence

_IF: Final = re.compile(r"(?:if|suppose|supposing|assuming|wenn|falls|angenommen)\s[^:\[\]]*:\s(?=\S)", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d[\d.,]*")
_RECEIPT: Final = re.compile(r"\[[^\]\[]*\]\(#(F[0-9a-f]+)\)")


@dataclass(frozen=True)
class Grounded:
    """An answer whose figures are all tied; `untied` were withheld, `problems` say why."""

    markdown: str
    plain: str
    fact_ids: tuple[str, ...]
    untied: tuple[str, ...]
    problems: tuple[str, ...] = ()


def ground_text(
    text: str,
    evidence: Sequence[Evidence],
    language: str,
    names: Names | None = None,
    question: str = "",
    focus: Sequence[str] = (),
) -> Grounded:
    """Render figures with their receipts, sentence by sentence; what cannot be tied is withheld.

    `names` are those an answer could speak of, beyond the evidence; `question` says what a short answer is about, `focus`
    which companies it is of when it names none.
    """
    index = index_of(evidence, language)
    known = (names or Names()).among(index.companies, index.parties)
    asked = context_of(qualifiers(question, known, index.phrases))
    of_one = {"company": frozenset(focus)} if len(focus) == 1 else {}
    desk = Desk(index, known, language, question, names is None and not evidence, {**of_one, **asked})
    text = _RECEIPT.sub(r"[[\1]]", text)
    pieces = [_sentence(each, desk) for each in sentences(text)]
    markdown = "".join(pieces)
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return Grounded(
        markdown, plain, tuple(dict.fromkeys(desk.used)), tuple(desk.untied), tuple(dict.fromkeys(desk.problems))
    )


def _sentence(sentence: str, desk: Desk) -> str:
    """One sentence with its figures as receipts and what is untied withheld."""
    if supposed := _supposed(sentence, desk):
        return supposed + _sentence(sentence[len(supposed) :], desk)
    said = qualifiers(sentence, desk.names, desk.index.phrases)
    if _is_said(sentence, desk):
        _remember(desk, said)
        return rendered(sentence, desk)
    if desk.blind_to_names:
        said = [each for each in said if each.facet not in ("company", "party")]
    open_ = without_pages(sentence, desk)
    mentions, numbers, faults = mentions_in(open_, said, desk)
    figures = {(each.start, each.end) for each in mentions}
    said = sorted(
        [*(each for each in said if (each.start, each.end) not in figures), *numbers], key=lambda each: each.start
    )
    fitting, more = tied(open_, mentions, said, desk)
    desk.clauses = [*desk.clauses, *fitting] if sentence.rstrip().endswith(";") else []
    _remember(desk, said)
    return put(sentence, fitting, [*faults, *more], desk)


def _supposed(sentence: str, desk: Desk) -> str:
    """The head of a sentence that says what was supposed, whose numbers and names are the asker's or the evidence's."""
    match = _IF.match(sentence)
    if match is None:
        return ""
    texts = (desk.question, *(scope.text for scope in desk.index.scopes.values()))
    stated = [each.rstrip(".,") for each in _DIGITS.findall(match[0])]
    stated += [each.text for each in numerals_in(match[0]) if not any(map(str.isdigit, each.text))]
    stated += [each.text for each in (*desk.names.parties_in(match[0]), *desk.names.strangers_in(match[0]))]
    return match[0] if all(any(holds(text, each) for text in texts) for each in stated) else ""


def _remember(desk: Desk, said: Iterable[Said]) -> None:
    """What was said last is what a sentence without a word for it speaks of."""
    here = context_of(said)
    if len(here.get("party", ())) > 1:
        here["party"] = frozenset()  # several: a sentence without a name would be about any of them
    desk.earlier |= here


def _is_said(sentence: str, desk: Desk) -> bool:
    """Whether code of ours or a document has said this very sentence."""
    return flat(sentence) in desk.index.said
