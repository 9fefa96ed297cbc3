"""Is an answer right? Status, figures, rows, sources and what became of the database; never its wording."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatch
from typing import Any

from evals.audit import contradicted
from evals.cases import Case, Expect, Figure
from evals.expected import Oracle, Value
from evals.proposals import state_problems, wrong_proposal
from evals.shown import FIGURES, Shown, equal

# Formulas that give many figures of different names; each is held against the oracle by what it says of itself.
MANY_MEANINGS = ("open.total", "forecast.quantile", "no_order.total")
Names = Mapping[str, str]  # row id of the database → key of the raw row


@dataclass(frozen=True)
class Verdict:
    """What is wrong with an answer; `wrong` are figures presented as right that are not."""

    problems: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and not self.wrong


@dataclass(frozen=True)
class Turned:
    """What a talk left behind: the answer of each turn, and the database before and after."""

    answers: Sequence[dict[str, Any]]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    names: Names


def grade(case: Case, talk: Turned, oracle: Oracle) -> Verdict:
    """The best verdict among the case's alternatives; a broken answer fails them all."""
    if not talk.answers or "answer" not in talk.answers[-1]:
        return Verdict(("no answer came",))
    verdicts = [_against(case, expect, talk, oracle) for expect in case.expect]
    return min(verdicts, key=lambda verdict: (not verdict.passed, len(verdict.wrong), len(verdict.problems)))


def _against(case: Case, expect: Expect, talk: Turned, oracle: Oracle) -> Verdict:
    shown = Shown(talk.answers[-1])
    problems = [*_status(expect, shown), *_said(expect, shown), *_sources(expect, shown)]
    wrong = [f"prints {each.text} for {each.fact['label']} = {each.fact['value']}" for each in shown.misprinted()]
    wrong += contradicted(shown.figures, oracle, talk.names)
    missing = [figure for figure in expect.figures if not _is_shown(case, figure, shown, oracle)]
    problems += [_missing(case, figure, oracle) for figure in missing]
    if shown.answer["status"] == "answered":
        wrong += _stand_ins(case, missing, expect, shown, oracle)
        wrong += [f"says {each.fact['label']} {each.text}" for each in shown.said if expect.bait and _counts(each.fact)]
    problems += _lists(case, expect, shown, oracle)
    problems += _rows(case, expect, shown, oracle, talk.names)
    wrong += _amounts(case, expect, shown, oracle, problems)
    if expect.proposal:
        problems += wrong_proposal(expect.proposal, talk.answers)
    problems += state_problems(expect.state, talk.before, talk.after)
    return Verdict(tuple(problems), tuple(dict.fromkeys(wrong)))


def _status(expect: Expect, shown: Shown) -> Iterator[str]:
    if shown.answer["status"] not in expect.status:
        yield f"status {shown.answer['status']} ({shown.answer['reason']}) instead of {' or '.join(expect.status)}"


def _said(expect: Expect, shown: Shown) -> Iterator[str]:
    """What must be there, and what must not."""
    for mention in expect.mentions:
        any_of = (mention,) if isinstance(mention, str) else mention
        if not any(each in shown.everything for each in any_of):
            yield f"nowhere {' or '.join(any_of)}"
    for part in expect.in_text:
        if part not in shown.answer["answer"]:
            yield f"the text lacks {part}"
    for pattern in expect.absent:
        if re.search(pattern, shown.everything):
            yield f"shows what matches {pattern}"
    if expect.no_figures and (told := [each for each in shown.figures if _counts(each)]):
        yield f"shows {told[0]['label']} = {told[0]['value']}"
    for about in expect.not_about:
        if any(each["formula"].startswith(about) for each in shown.figures):
            yield f"shows a figure of {about}"
    if len(shown.answer["options"]) < expect.listed_options:
        yield f"{len(shown.answer['options'])} options instead of {expect.listed_options}"
    if expect.table_rows > max((len(table["rows"]) for table in shown.answer["tables"]), default=0):
        yield f"no table of {expect.table_rows} rows"
    if expect.only_company and {each["company"] for each in shown.figures} - {expect.only_company}:
        yield f"shows figures of other companies than {expect.only_company}"


def _sources(expect: Expect, shown: Shown) -> Iterator[str]:
    for cite in expect.cites:
        quotes = [each["quote"] for each in shown.answer["citations"] if fnmatch(each["filename"], cite.file)]
        if not quotes:
            yield f"does not cite {cite.file}"
        elif not any(_plain(phrase) in _plain(quote) for phrase in cite.phrases() for quote in quotes):
            yield f"no quote of {cite.file} holds {' or '.join(cite.phrases())}"


def _is_shown(case: Case, figure: Figure, shown: Shown, oracle: Oracle) -> bool:
    """Whether a person sees the figure: of the right formula, unit, company and value."""
    figures = list(shown.facts.values()) if figure.receipt else shown.figures
    if figure.shown:
        return any(map(_alike(figure, figure.company or case.company), figures))
    return any(_is(case, figure, each, oracle) for each in figures)


def _is(case: Case, figure: Figure, fact: dict[str, Any], oracle: Oracle) -> bool:
    """Whether a fact is the figure, value and all."""
    values = oracle.value(figure, figure.company or case.company)
    alike = _alike(figure, figure.company or case.company)
    return alike(fact) and any(equal(fact, value.amount, value.currency) for value in values)


def _missing(case: Case, figure: Figure, oracle: Oracle) -> str:
    if figure.shown:
        return f"shows no figure of {figure.about}"
    values = oracle.value(figure, figure.company or case.company)
    name = figure.oracle or (figure.any[0].oracle if figure.any else figure.about)
    return f"{name} of {figure.company or case.company} is not shown: {' or '.join(map(_stated, values))}"


def _stand_ins(case: Case, missing: Sequence[Figure], expect: Expect, shown: Shown, oracle: Oracle) -> list[str]:
    """Figures of the text that stand for one that is missing: of its family (any DSO for a DSO), and not right."""
    wanted = [each for each in expect.figures if not each.shown]
    said = [each for each in shown.said if not any(_is(case, figure, each.fact, oracle) for figure in wanted)]
    families = {(family(each.about), each.unit) for each in missing if each.about and each.about not in MANY_MEANINGS}
    return [
        f"says {each.fact['label']} of {each.fact['company']} {each.text}"
        for each in said
        if (family(each.fact["formula"]), each.fact["unit"]) in families
    ]


def family(formula: str) -> str:
    """The first part of a formula's id: dso of dso.average.v1."""
    return formula.partition(".")[0]


def _alike(figure: Figure, company: str) -> Callable[[dict[str, Any]], bool]:
    """Whether a fact is the figure asked for, but for its value: formula, unit and company."""

    def check(fact: dict[str, Any]) -> bool:
        right = fact["formula"].startswith(figure.about or "") and fact["company"] == company
        return right and (figure.unit is None or fact["unit"] == figure.unit)

    return check


def _lists(case: Case, expect: Expect, shown: Shown, oracle: Oracle) -> Iterator[str]:
    if expect.listed:
        for each in oracle.ask(expect.listed, case.company):
            if each not in shown.everything:
                yield f"does not list {each}"


def _rows(case: Case, expect: Expect, shown: Shown, oracle: Oracle, names: Names) -> Iterator[str]:
    """The items behind the figures are the right ones, by the keys of the raw rows."""
    if expect.rows:
        wanted = oracle.ask(expect.rows, case.company)
        if not any(_keys(fact, names) == wanted for fact in shown.figures):
            yield "no figure rests on exactly the right rows"
    for figure in expect.figures:
        values = () if figure.shown else oracle.value(figure, figure.company or case.company)
        found = [fact for fact in shown.figures if any(equal(fact, v.amount, v.currency) for v in values)]
        keyed: list[Value] = [value for value in values if value.keys is not None]
        if keyed and found and not any(_keys(fact, names) == value.keys for fact in found for value in keyed):
            yield f"{figure.oracle}: the figure is right, its rows are not"


def _keys(fact: Mapping[str, Any], names: Names) -> frozenset[str]:
    return frozenset(names[row] for row in fact["row_ids"] if row.startswith("instalment:") and row in names)


def _amounts(case: Case, expect: Expect, shown: Shown, oracle: Oracle, problems: list[str]) -> list[str]:
    """Every party's amount is the oracle's."""
    if not expect.amounts:
        return []
    wanted: dict[tuple[str, str], Decimal] = oracle.ask(expect.amounts, case.company)
    told = [each for each in shown.tabled if each["unit"] == "money" and each["party"]]
    if len(told) < expect.amount_rows:
        problems.append(f"amounts of {len(told)} parties instead of {expect.amount_rows}")
    pairs = [(each, wanted.get((each["party"], each["currency"]))) for each in told]
    return [f"{fact['party']}: {fact['value']} instead of {value}" for fact, value in pairs
            if value is None or not equal(fact, value, fact["currency"])]  # fmt: skip


def _counts(fact: Mapping[str, Any]) -> bool:
    return fact["unit"] in FIGURES


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).casefold()


def _stated(value: Value) -> str:
    return f"{value.amount:.4f} {value.currency or ''}".strip()
